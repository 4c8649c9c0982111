"""Rounds, the extensions of their phases, and the rules that a school released."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zizhu.identification.models.base import Base


class CampaignRow(Base):
    """One round. `rules` are those it runs by now; two instants tell how far it is."""

    __tablename__ = "campaign"
    __table_args__ = (Index("ix_campaign_school_id_term", "school_id", "term"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    term: Mapped[str]
    title: Mapped[str]
    state: Mapped[str]
    phases: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
    rules: Mapped[dict[str, Any]] = mapped_column(JSONB)  # numbers, switches and version names
    guaranteed: Mapped[dict[str, bool]] = mapped_column(JSONB)
    parameters_version: Mapped[str | None]
    subsistence_line: Mapped[int | None]
    copied_from: Mapped[UUID | None]
    cut_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    version: Mapped[int]


class ExtensionRow(Base):
    """One end of a phase, moved later for somebody."""

    __tablename__ = "extension"
    __table_args__ = (Index("ix_extension_campaign_id_target_id", "campaign_id", "target_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"))
    phase: Mapped[str]
    reach: Mapped[str]
    target_id: Mapped[UUID]
    until: Mapped[datetime]
    reason: Mapped[str]
    by: Mapped[UUID]
    at: Mapped[datetime]
    kind: Mapped[str]


class RuleDocumentRow(Base):
    """A released scheme, questionnaire or set of parameters: never changed, only succeeded."""

    __tablename__ = "rule_document"

    school_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    content: Mapped[str]
    digest: Mapped[str]
    released_at: Mapped[datetime]
    released_by: Mapped[UUID | None]
