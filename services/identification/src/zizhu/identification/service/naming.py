"""Whether the published list names a student: asked by the student, or set for them by an officer.

Both hold the round while they look: a list frozen in the same instant comes before or after.
"""

from dataclasses import replace

from zizhu.common.crypto.keys import KeyRing
from zizhu.common.database import Transaction
from zizhu.common.ids import new_id
from zizhu.identification.domain import naming as domain
from zizhu.identification.domain.filed import Filed
from zizhu.identification.domain.form_state import Deed
from zizhu.identification.repository import filing, forms, publicities
from zizhu.identification.service import followup
from zizhu.identification.service.contents import close_text
from zizhu.identification.service.desk import Desk
from zizhu.identification.service.filing import Opened
from zizhu.identification.service.reviewing import Office


async def ask(desk: Desk, opened: Opened, *, is_unnamed: bool) -> Opened:
    """Let a student ask not to be named, or take it back. Raises FormStateForbids, NamingFrozen."""
    done = await _set(
        desk.tx, desk.ring, opened.filed, desk.deed, is_unnamed=is_unnamed, reason=None
    )
    return replace(opened, filed=done)


async def set_for(office: Office, filed: Filed, *, is_unnamed: bool, reason: str) -> Filed:
    """Set it on the student's word, for a form that was loaded with its lock; they are told.

    Raises:
        FormStateForbids, NamingFrozen, ReasonMissing.
    """
    done = await _set(
        office.tx, office.ring, filed, office.deed, is_unnamed=is_unnamed, reason=reason
    )
    if done is not filed:
        shown = "学号尾号" if is_unnamed else "姓名"
        followup.message_to(
            office.tx,
            done,
            kind="naming_set",
            title="您在公示名单中的显示方式已设置",
            body=f"学校工作人员已代您设置：公示名单中显示您的{shown}。如不是您的意愿，请在申请页更改。",
        )
    return done


async def _set(
    tx: Transaction,
    ring: KeyRing,
    filed: Filed,
    deed: Deed,
    *,
    is_unnamed: bool,
    reason: str | None,
) -> Filed:
    found = await publicities.list_publicities(tx, filed.campaign_id)
    main = publicities.main_of(found)
    is_listed = await publicities.is_on_list(tx, filed.campaign_id, filed.student_id)
    is_frozen = domain.is_frozen_for(main.publicity if main else None, is_listed=is_listed)
    domain.require_open(filed.state, is_frozen=is_frozen)
    moved = domain.set_naming(filed.state, deed, reason=reason)
    if filed.is_unnamed == is_unnamed:
        return filed
    done = replace(filed, is_unnamed=is_unnamed, updated_at=deed.at, version=filed.version + 1)
    await forms.save_form(tx, done)
    step_id, why = new_id(), moved.reason
    closed = None if why is None else close_text(ring, why, "form_step", "reason", step_id)
    await filing.add_step(tx, done.school_id, done.id, moved, step_id=step_id, reason=closed)
    tx.record(
        "form.set_naming",
        of="form",
        object_id=done.id,
        step=str(step_id),
        office=deed.actor.value,
        is_unnamed=is_unnamed,
    )
    return done
