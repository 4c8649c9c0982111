"""补报: one person files after the window; only that person's path opens again (domain.md 5.1a)."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from zizhu.common.auth import Scope
from zizhu.common.crypto.keys import KeyRing
from zizhu.common.database import Transaction
from zizhu.common.ids import new_id
from zizhu.identification.domain import review, window
from zizhu.identification.domain.filed import Content, Filed
from zizhu.identification.domain.form_state import Deed, FormState
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.student import Student
from zizhu.identification.domain.vocabulary import Actor, FillState
from zizhu.identification.domain.window import Extension
from zizhu.identification.errors.register import NoSuchStudent, StudentNotEnrolled, UnitNotYetKnown
from zizhu.identification.repository import campaigns, forms, register
from zizhu.identification.repository.tasks import Use
from zizhu.identification.service import contents, followup, tasks
from zizhu.identification.service.extensions import keep_extension
from zizhu.identification.service.filing import FORM_USE
from zizhu.identification.service.steps import keep_step

_BEGUN = frozenset({FillState.FILLING, FillState.RETURNED})


async def allow_late_filing(
    tx: Transaction,
    ring: KeyRing,
    scope: Scope,
    one: Round,
    student_id: UUID,
    *,
    until: datetime,
    reason: str,
    deed: Deed,
) -> Extension:
    """Let one person file until `until`; their form begins, or begins anew after a withdrawal.

    Raises:
        UnitNotYetKnown: the student is unknown here, not yet known, or foreign.
        StudentNotEnrolled, CampaignStateForbids, ExtensionUseless, ReasonMissing,
        FormStateForbids: there is a form already that was handed in.
    """
    student = await _student(tx, scope, student_id)
    held = await campaigns.extensions_for(tx, one.id, student.person, scope.school_id)
    extension = window.allow_late_filing(
        one.campaign,
        held,
        student.person,
        extension_id=new_id(),
        until=until,
        reason=reason,
        by=deed.by,
        now=deed.at,
    )
    await keep_extension(tx, one, extension)
    filed = await _begin(tx, ring, one, student, deed=deed, reason=reason)
    await followup.tell_student(tx, one, filed, due_at=until)
    followup.message_to(
        tx,
        filed,
        kind="late_filing",
        title="学校已同意您补报",
        body="请在截止时间前完成并提交申请表。",
    )
    return extension


async def _student(tx: Transaction, scope: Scope, student_id: UUID) -> Student:
    try:
        student = await register.find_student(tx, scope, student_id, lock=True)
    except NoSuchStudent:
        raise UnitNotYetKnown("学生") from None
    if not student.is_enrolled:
        raise StudentNotEnrolled
    return student


async def _begin(
    tx: Transaction, ring: KeyRing, one: Round, student: Student, *, deed: Deed, reason: str
) -> Filed:
    found = await forms.form_of(tx, one.id, student.id)
    if found is not None and found.state.fill in _BEGUN:
        return found
    before = found.state if found else FormState()
    late = replace(deed, actor=Actor.SCHOOL)
    state, moved = review.file_late(before, late, reason=reason, is_filing_over=True)
    form_id = found.id if found else new_id()
    filed = Filed(
        id=form_id,
        school_id=student.school_id,
        campaign_id=one.id,
        student_id=student.id,
        place=student.place,
        state=state,
        version=found.version + 1 if found else 1,
        content=contents.close_content(ring, form_id, Content()),
        created_at=deed.at,
        updated_at=deed.at,
    )
    await (forms.save_form(tx, filed) if found else forms.add_form(tx, filed))
    await keep_step(tx, ring, filed, moved)
    await tasks.begin_uses(tx, student.school_id, [Use(student.id, FORM_USE, filed.id)])
    return filed
