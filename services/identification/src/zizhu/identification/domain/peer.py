"""The peer score: an exact mean of the panel's totals, there only when the last sheet is in.

Until then nobody, of whatever role, sees a sheet (domain.md 5.6, 5.7).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from zizhu.identification.domain.setup import Setup, is_complete, tasks_about
from zizhu.identification.domain.vocabulary import TaskState
from zizhu.identification.errors.judging import SheetSealed

__all__ = [
    "Sheet",
    "is_complete",
    "may_see_sheet",
    "peer_score",
    "require_unsealed",
    "show_score",
]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one member's answers about one applicant add up to."""

    task_id: UUID
    total: int


def peer_score(setup: Setup, applicant_id: UUID, sheets: Iterable[Sheet]) -> Fraction | None:
    """Give the mean of the totals as an exact fraction, or nothing while a sheet is missing.

    Sheets of members who withdrew after handing in count; sheets of cancelled tasks do not.
    """
    if not is_complete(setup, applicant_id):
        return None
    counted = {
        task.task_id
        for task in tasks_about(setup, applicant_id)
        if task.state is TaskState.SUBMITTED
    }
    totals = [sheet.total for sheet in sheets if sheet.task_id in counted]
    return Fraction(sum(totals), len(totals)) if len(totals) == len(counted) else None


def show_score(score: Fraction) -> str:
    """Print a score with two decimals, rounded half up; never used to compare."""
    hundredths = (score * 100 + Fraction(1, 2)).__floor__()
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def may_see_sheet(setup: Setup, task_id: UUID) -> bool:
    """Say whether a sheet may be shown to an officer at all: the seal, not the permission."""
    return any(
        task.task_id == task_id
        and task.state is TaskState.SUBMITTED
        and is_complete(setup, task.applicant_id)
        for task in setup.tasks
    )


def require_unsealed(setup: Setup, task_id: UUID) -> None:
    """Refuse to open a sheet before the last one about the same applicant is in.

    Raises:
        SheetSealed: A sheet is missing, or this one belongs to a cancelled task.
    """
    if not may_see_sheet(setup, task_id):
        raise SheetSealed("该申请人的评议尚未全部完成，完成后才能查看评议表。")
