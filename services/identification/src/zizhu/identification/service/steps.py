"""Each step of a form is kept with its reason encrypted, and told to the audit without it."""

from zizhu.common.crypto.keys import KeyRing
from zizhu.common.database import Transaction
from zizhu.common.ids import new_id
from zizhu.identification.domain.filed import Filed
from zizhu.identification.domain.form_state import FormMoved
from zizhu.identification.repository import filing
from zizhu.identification.service.contents import close_text


async def keep_step(
    tx: Transaction, ring: KeyRing, filed: Filed, moved: FormMoved, *, is_late: bool = False
) -> None:
    """Write a step that changed where a form stands; the audit line names the kept step.

    `is_late`: the phase in which this is done was over.

    A reason may speak of somebody's family, so the trail holds where it is, not what it says.
    """
    if moved.before.place == moved.after.place and moved.reason is None:
        return
    step_id = new_id()
    reason = moved.reason
    closed = None if reason is None else close_text(ring, reason, "form_step", "reason", step_id)
    await filing.add_step(tx, filed.school_id, filed.id, moved, step_id=step_id, reason=closed)
    tx.record(
        f"form.{moved.act.value}",
        of="form",
        object_id=filed.id,
        step=str(step_id),
        transition=moved.transition,
        office=moved.actor.value,
        before=[moved.before.fill.value, moved.before.audit.value],
        after=[moved.after.fill.value, moved.after.audit.value],
        difference=moved.after.difference.value,
        is_late=is_late,
    )
