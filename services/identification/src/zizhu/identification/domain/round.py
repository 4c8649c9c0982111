"""A round as the service keeps it: the campaign with how far it is and which groups guarantee."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from zizhu.identification.domain.campaign import Campaign
from zizhu.identification.domain.groups import Kinds, configure_kinds
from zizhu.identification.domain.vocabulary import CampaignState
from zizhu.identification.errors.filing import CampaignStateForbids


@dataclass(frozen=True, slots=True)
class Round:
    """`version` is the row's; `cut_at` is set once lines were drawn, `published_at` once shown."""

    campaign: Campaign
    version: int
    created_at: datetime
    guaranteed: Mapping[str, bool] = field(default_factory=dict)
    parameters_version: str | None = None
    cut_at: datetime | None = None
    published_at: datetime | None = None

    @property
    def id(self) -> UUID:
        return self.campaign.campaign_id

    @property
    def kinds(self) -> Kinds:
        """The special groups of this round, and which of them guarantee."""
        return configure_kinds(self.guaranteed)

    @property
    def is_cut(self) -> bool:
        return self.cut_at is not None

    @property
    def line(self) -> int:
        """The subsistence line; an open round has one."""
        return self.campaign.subsistence_line or 1

    @property
    def is_open(self) -> bool:
        return self.campaign.state is CampaignState.OPENED


def require_open(one: Round) -> None:
    """Refuse to work on a round that is not open.

    Raises:
        CampaignStateForbids: it is still a draft, closed or cancelled.
    """
    if not one.is_open:
        raise CampaignStateForbids(
            f"本轮认定处于“{one.campaign.state.label}”，只有进行中的认定才能办理"
        )
