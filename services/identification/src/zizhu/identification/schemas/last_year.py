"""Last year's answers beside this year's, on the wire."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from zizhu.identification.domain.last_year import ComparedAnswer, Comparison, Told
from zizhu.identification.schemas.review import ChangeOut
from zizhu.identification.service.last_year import Earlier, LastYear


class ToldOut(BaseModel):
    """An answer in the words of the scheme that asked, and its points."""

    text: str
    points: int | None

    @classmethod
    def of(cls, told: Told) -> Self:
        return cls(text=told.text, points=told.points)


class ComparedOut(BaseModel):
    """One question; `is_reworded` when its title, choices or points changed since."""

    code: str
    title: str
    comparison: Comparison
    label: str
    before: ToldOut | None
    after: ToldOut | None
    is_reworded: bool

    @classmethod
    def of(cls, one: ComparedAnswer) -> Self:
        return cls(
            code=one.code,
            title=one.title,
            comparison=one.comparison,
            label=one.comparison.label,
            before=ToldOut.of(one.before) if one.before else None,
            after=ToldOut.of(one.after) if one.after else None,
            is_reworded=one.is_reworded,
        )


class EarlierOut(BaseModel):
    """The earlier round and what was handed in there."""

    campaign_id: UUID
    title: str
    term: str
    submitted_at: datetime | None
    scheme_version: str
    raw_score: int | None

    @classmethod
    def of(cls, earlier: Earlier) -> Self:
        campaign = earlier.one.campaign
        return cls(
            campaign_id=earlier.one.id,
            title=campaign.title,
            term=campaign.term.code,
            submitted_at=earlier.submitted_at,
            scheme_version=earlier.scheme_version,
            raw_score=earlier.raw_score,
        )


class ComparedFormOut(BaseModel):
    """A form beside the student's last one; `earlier` is None where they never applied before."""

    form_id: UUID
    scheme_version: str | None
    raw_score: int | None
    earlier: EarlierOut | None
    answers: list[ComparedOut]
    fields: list[ChangeOut]

    @classmethod
    def of(cls, found: LastYear) -> Self:
        return cls(
            form_id=found.filed.id,
            scheme_version=found.filed.scheme_version,
            raw_score=found.filed.raw_score,
            earlier=EarlierOut.of(found.earlier) if found.earlier else None,
            answers=[ComparedOut.of(one) for one in found.answers],
            fields=[ChangeOut.of(one) for one in found.fields],
        )
