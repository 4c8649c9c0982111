"""Extensions of a phase for the school, a department, a class or one person, with a reason."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zizhu.common.auth import Scope
from zizhu.common.database import Transaction
from zizhu.identification.domain import window
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.student import Student
from zizhu.identification.domain.vocabulary import PhaseName
from zizhu.identification.domain.window import Extension, Reach
from zizhu.identification.errors.register import NoSuchStudent, UnitNotYetKnown
from zizhu.identification.repository import campaigns as repository
from zizhu.identification.repository import register


async def extend_phase(
    tx: Transaction,
    scope: Scope,
    one: Round,
    *,
    extension_id: UUID,
    phase: PhaseName,
    reach: Reach,
    target_id: UUID,
    until: datetime,
    reason: str,
    by: UUID,
    now: datetime,
) -> Extension:
    """Move the end of a phase later.

    Raises:
        UnitNotYetKnown: the target is unknown here, not yet known, or foreign.
        CampaignStateForbids, ExtensionUseless, ReasonMissing.
    """
    await _require_target(tx, scope, reach, target_id)
    extension = window.extend(
        one.campaign,
        extension_id=extension_id,
        phase=phase,
        reach=reach,
        target_id=target_id,
        until=until,
        reason=reason,
        by=by,
        now=now,
    )
    await keep_extension(tx, one, extension)
    return extension


async def _require_target(tx: Transaction, scope: Scope, reach: Reach, target_id: UUID) -> None:
    if reach is Reach.PERSON:
        try:
            await register.find_student(tx, scope, target_id)
        except NoSuchStudent:
            raise UnitNotYetKnown(reach.label) from None
    elif reach is Reach.SCHOOL:
        if target_id != scope.school_id:
            raise UnitNotYetKnown("学校")
    elif not await register.has_unit(tx, target_id, reach.value):
        raise UnitNotYetKnown(reach.label)


async def keep_extension(tx: Transaction, one: Round, extension: Extension) -> None:
    """Write an extension with its audit line."""
    await repository.add_extension(tx, one.campaign.school_id, extension)
    tx.record(
        f"extension.{extension.kind.value}",
        of="campaign",
        object_id=one.id,
        reason=extension.reason,
        phase=extension.phase.value,
        reach=extension.reach.value,
        target_id=str(extension.target_id),
        until=extension.until.isoformat(),
    )


@dataclass(frozen=True, slots=True)
class FilingWindow:
    """Whether one student may save and hand in now, and until when."""

    is_open: bool
    ends_at: datetime | None


async def filing_window(
    tx: Transaction, one: Round, student: Student, now: datetime
) -> FilingWindow:
    """Tell a student's own window for filing, extensions included."""
    held = await repository.extensions_for(tx, one.id, student.person, one.campaign.school_id)
    return FilingWindow(
        window.may_file(one.campaign, held, student.person, now),
        window.phase_end(one.campaign, held, PhaseName.FILING, student.person),
    )
