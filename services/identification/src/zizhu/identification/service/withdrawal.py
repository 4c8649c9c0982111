"""Withdrawing an application before the cut: what was written is gone, the trail stays."""

from dataclasses import replace

from zizhu.common.auth import Scope
from zizhu.common.files import Files
from zizhu.identification.domain import review
from zizhu.identification.domain.filed import Content
from zizhu.identification.domain.special import claim_groups
from zizhu.identification.repository import filing, forms
from zizhu.identification.repository.tasks import Use
from zizhu.identification.service import contents, followup, standings, tasks
from zizhu.identification.service.desk import Desk
from zizhu.identification.service.evidence import OWNER
from zizhu.identification.service.filing import FORM_USE, Opened, fresh, tell_student
from zizhu.identification.service.panel_moves import drop_withdrawn
from zizhu.identification.service.steps import keep_step
from zizhu.identification.service.work import Work


async def withdraw_form(desk: Desk, files: Files, opened: Opened) -> Opened:
    """Withdraw before the cut: evidence and everything that was written goes at once.

    Raises:
        ActorMayNot, FormStateForbids: there is nothing to withdraw.
        CutAlreadyMade: the result stands.
    """
    filed = opened.filed
    state, moved = review.withdraw(filed.state, desk.deed, is_cut=desk.one.is_cut)
    empty = Content()
    gone = replace(
        fresh(desk, state, filed), content=contents.close_content(desk.ring, filed.id, empty)
    )
    await forms.save_form(desk.tx, gone)
    await files.delete_files(desk.tx, OWNER, filed.id)
    await filing.drop_evidence(desk.tx, filed.id)
    await filing.drop_submissions(desk.tx, filed.id)
    await _drop_claims(desk)
    await drop_withdrawn(_work(desk), desk.one, filed.student_id)
    await keep_step(desk.tx, desk.ring, gone, moved)
    await tasks.end_uses(desk.tx, desk.school_id, [Use(filed.student_id, FORM_USE, filed.id)])
    await tell_student(desk, gone)
    await followup.tell_reviewers(desk.tx, desk.one, [filed.place])
    await followup.tell_contact_if_listed(desk.tx, desk.one, gone)
    return Opened(gone, empty)


def _work(desk: Desk) -> Work:
    return Work(desk.tx, desk.ring, Scope(desk.school_id), desk.deed.by, desk.now)


async def _drop_claims(desk: Desk) -> None:
    """A withdrawn form leaves no claim of its own; what a list proved is the school's."""
    kept, standing = await standings.hold_standing(desk.tx, desk.ring, desk.one, desk.student.id)
    left = claim_groups(standing.claims, (), kinds=desk.one.kinds)
    if left != standing.claims:
        remaining = replace(standing, claims=left)
        await standings.keep_standing(desk.tx, desk.ring, desk.one, kept, remaining)
