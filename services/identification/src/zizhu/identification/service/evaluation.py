"""Evaluating: a member's tasks, the sheets they hand in, and what officers may see afterwards.

No sheet is opened before the last one about the same applicant is in, and every look at one leaves
an audit line (domain.md 5.6, 5.7).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from zizhu.common.auth import Principal, Scope
from zizhu.common.database import Transaction
from zizhu.identification.domain import panel
from zizhu.identification.domain.peer import require_unsealed
from zizhu.identification.domain.questionnaire import Questionnaire, total_sheet
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.seating import Effect
from zizhu.identification.domain.vocabulary import TaskState
from zizhu.identification.errors.judging import TaskUnknown
from zizhu.identification.errors.panels import SheetMissing
from zizhu.identification.repository import campaigns, people, sheets
from zizhu.identification.repository import panels as repository
from zizhu.identification.repository.panels import Panel
from zizhu.identification.repository.register import names_of
from zizhu.identification.service import panel_effects, rules
from zizhu.identification.service.deadlines import require_may_evaluate
from zizhu.identification.service.work import Work, open_round


@dataclass(frozen=True, slots=True)
class OwnTask:
    """A task as its member sees it: whom it is about by name and class, and nothing else."""

    task_id: UUID
    campaign_id: UUID
    name: str
    class_name: str
    state: TaskState


@dataclass(frozen=True, slots=True)
class OpenedSheet:
    """One sheet as an officer reads it after the evaluation was complete."""

    task_id: UUID
    answers: Mapping[str, str]
    total: int
    questionnaire: Questionnaire


def member_of(principal: Principal) -> UUID:
    """Return who a principal is on panels: a student, or a staff member's account."""
    return principal.post.student_id or principal.account_id


async def list_own_tasks(
    tx: Transaction, scope: Scope, member_id: UUID, *, campaign_id: UUID | None = None
) -> list[OwnTask]:
    """List a member's tasks that were not cancelled, in the order they were given."""
    found = await sheets.tasks_of_member(tx, scope, member_id, campaign_id=campaign_id)
    students = await people.named_students(tx, [one.applicant_id for one in found])
    classes = await names_of(tx, [one.class_id for one in students.values()])
    listed = []
    for one in found:
        student = students.get(one.applicant_id)
        name = student.name if student else ""
        class_name = classes.get(student.class_id, "") if student else ""
        listed.append(OwnTask(one.task_id, one.campaign_id, name, class_name, one.state))
    return listed


async def read_questionnaire(tx: Transaction, scope: Scope, campaign_id: UUID) -> Questionnaire:
    """Give the questions of a round. Raises NoSuchCampaign."""
    one = await campaigns.find_round(tx, scope, campaign_id)
    version = one.campaign.rules.questionnaire_version
    return await rules.questionnaire_of(tx, scope.school_id, version)


Answers = Mapping[str, str]  # question code -> choice code


async def hand_in(work: Work, member_id: UUID, answers: Mapping[UUID, Answers]) -> int:
    """Hand in sheets of one member, all or none; return how many.

    The last sheet about an applicant makes their peer score.

    Raises:
        TaskUnknown: a task is not this member's.
        TaskClosed: a sheet is in already, or the task was cancelled.
        EvaluationClosed: the phase has not begun, or is over and nobody extended it.
        AnswersInvalid: a question is unanswered or answered wrongly.
        CampaignStateForbids: the round is not open.
    """
    found = await repository.panels_of_tasks(work.tx, work.scope, member_id, answers.keys())
    by_panel: dict[UUID, dict[UUID, Answers]] = {}
    for one in found:
        mine = {task.task_id for task in one.setup.tasks if task.member_id == member_id}
        by_panel[one.id] = {task_id: answers[task_id] for task_id in answers if task_id in mine}
    if sum(map(len, by_panel.values())) != len(answers):
        raise TaskUnknown("有任务不属于您或已不存在，请刷新任务列表。")
    for one in found:
        await _hand_in(work, one, member_id, by_panel[one.id])
    return len(answers)


async def _hand_in(
    work: Work, found: Panel, member_id: UUID, answers: Mapping[UUID, Answers]
) -> None:
    one = await open_round(work, found.campaign_id)
    setup, completed = found.setup, list[UUID]()
    tasks = [task for task in setup.tasks if task.task_id in answers]
    await require_may_evaluate(work, one, found, member_id, tasks)
    questions = await _questions(work.tx, work.scope, one)
    for task_id, sheet in answers.items():
        setup, effect = panel.hand_in(setup, task_id, now=work.now)
        completed += effect.completed
        total = total_sheet(questions, sheet)
        sealed = panel_effects.close_sheet(work.ring, task_id, dict(sheet), total)
        await sheets.keep_sheet(work.tx, task_id, sealed, at=work.now)
    effect = Effect(completed=tuple(completed))
    await panel_effects.settle(work, one, found, setup, effect)
    work.tx.record("panel.hand_in", of="panel", object_id=found.id, sheets=len(answers))


async def _questions(tx: Transaction, scope: Scope, one: Round) -> Questionnaire:
    version = one.campaign.rules.questionnaire_version
    return await rules.questionnaire_of(tx, scope.school_id, version)


async def read_sheet(work: Work, panel_id: UUID, task_id: UUID) -> OpenedSheet:
    """Show an officer one sheet of a complete evaluation; the look is an audit line.

    Raises:
        NoSuchPanel, SheetMissing.
        SheetSealed: somebody's sheet about the same applicant is still missing.
    """
    tx = work.tx
    found = await repository.find_panel(tx, work.scope, panel_id)
    task = next((one for one in found.setup.tasks if one.task_id == task_id), None)
    if task is None:
        raise SheetMissing("没有这份评议表，请刷新评议反馈列表。")
    require_unsealed(found.setup, task_id)
    kept = await sheets.sheet_of(tx, panel_id, task_id)
    if kept is None:
        raise SheetMissing("没有这份评议表，请刷新评议反馈列表。")
    one = await campaigns.find_round(tx, work.scope, found.campaign_id)
    answers, total = panel_effects.open_sheet(work.ring, task_id, kept.sheet)
    tx.record(
        "panel.read_sheet",
        of="panel_task",
        object_id=task_id,
        applicant=str(task.applicant_id),
    )
    return OpenedSheet(task_id, answers, total, await _questions(tx, work.scope, one))
