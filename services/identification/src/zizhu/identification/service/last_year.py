"""Last year's form beside this one, for whoever reviews it (domain.md 5.1)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zizhu.common.auth import Scope
from zizhu.identification.domain.filed import Filed
from zizhu.identification.domain.last_year import (
    ComparedAnswer,
    Sheet,
    compare_answers,
    compare_fields,
)
from zizhu.identification.domain.revision import FieldChange
from zizhu.identification.domain.round import Round
from zizhu.identification.repository import campaigns, forms
from zizhu.identification.service.reviewing import Office, handed_in
from zizhu.identification.service.rules import scheme_of


@dataclass(frozen=True, slots=True)
class Earlier:
    """The student's last application before this one."""

    one: Round
    submitted_at: datetime | None
    scheme_version: str
    raw_score: int | None


@dataclass(frozen=True, slots=True)
class LastYear:
    """How this form stands to the earlier one; nothing to compare where there is none."""

    filed: Filed
    earlier: Earlier | None = None
    answers: tuple[ComparedAnswer, ...] = ()
    fields: tuple[FieldChange, ...] = ()


async def compare_last_year(office: Office, form_id: UUID) -> LastYear:
    """Compare an application of the scope with the student's last one in an earlier round.

    Raises NoSuchForm.
    """
    filed = await forms.find_form(office.tx, office.scope, form_id)
    before = None
    if filed.is_applicant:
        before = await forms.last_before(
            office.tx, filed.campaign_id, filed.student_id, before=filed.created_at
        )
    if before is None:
        return LastYear(filed)
    then, now = await _sheet(office, before), await _sheet(office, filed)
    one = await campaigns.find_round(office.tx, Scope(filed.school_id), before.campaign_id)
    earlier = Earlier(one, before.submitted_at, then.scheme.version, before.raw_score)
    return LastYear(filed, earlier, compare_answers(then, now), compare_fields(then, now))


async def _sheet(office: Office, filed: Filed) -> Sheet:
    scheme = await scheme_of(office.tx, filed.school_id, filed.scheme_version or "")
    return Sheet(scheme, await handed_in(office, filed))
