"""Evidence of a form: given to an item or a special group, taken away, listed, opened.

Names of files say much about a family, so a file is called 佐证材料 here, whatever it was called.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from zizhu.common.auth import Scope
from zizhu.common.clock import SHANGHAI
from zizhu.common.crypto.keys import KeyRing
from zizhu.common.database import Transaction
from zizhu.common.files import FileKind, Files, Limits, OpenFile
from zizhu.common.files.refusals import NoSuchFile
from zizhu.identification.domain.evidence import MOST_EVIDENCE, require_target
from zizhu.identification.domain.filed import EDITABLE, Filed
from zizhu.identification.errors.filing import FilingClosed, FormStateForbids
from zizhu.identification.errors.register import UnitNotYetKnown
from zizhu.identification.repository import filing, people
from zizhu.identification.repository.filing import KeptEvidence
from zizhu.identification.service.contents import close_text, open_text
from zizhu.identification.service.desk import Desk

OWNER = "form"
FILE_NAME = "佐证材料"
LIMITS = Limits(kinds=frozenset({FileKind.IMAGE, FileKind.PDF}), most_bytes=20 * 2**20)


@dataclass(frozen=True, slots=True)
class Shown:
    """One piece of evidence as who may read the form sees it."""

    file_id: UUID
    form_id: UUID
    target: str = field(repr=False)
    media_type: str
    size: int
    added_at: datetime


def target_of(ring: KeyRing, kept: KeptEvidence) -> str:
    return open_text(ring, kept.target, "evidence", "target", kept.file_id)


def _require_editable(desk: Desk, filed: Filed) -> None:
    if filed.state.fill not in EDITABLE:
        raise FormStateForbids(
            f"本表处于“{filed.state.fill.label}”，不能增减佐证材料；如需补充，请联系辅导员退回"
        )
    if not desk.may_file:
        raise FilingClosed("填报已经结束；如有特殊情况，请联系辅导员申请延期或补报")


async def add_evidence(
    desk: Desk, files: Files, filed: Filed, *, file_id: UUID, target: str
) -> Shown:
    """Give a staged upload of the student's to an item or a special group of the form.

    Raises:
        FormStateForbids, FilingClosed: the form cannot be changed now.
        EvidenceMisplaced: the target is no item and no special group.
        UnitNotYetKnown: there is no such upload of this student's.
        FileExpired, AlreadyAttached, TooManyFiles.
    """
    _require_editable(desk, filed)
    require_target(target, desk.scheme, desk.one.kinds)
    try:
        stored = await files.attach(
            desk.tx, file_id, OWNER, filed.id, desk.tx.actor.account_id, most=MOST_EVIDENCE
        )
    except NoSuchFile:
        raise UnitNotYetKnown("上传的文件") from None
    kept = {one.file_id: one for one in await filing.evidence_of(desk.tx, [filed.id])}
    if file_id not in kept:
        closed = close_text(desk.ring, target, "evidence", "target", file_id)
        await filing.add_evidence(
            desk.tx, filed.school_id, filed.id, file_id=file_id, target=closed, added_at=desk.now
        )
    shown = target if file_id not in kept else target_of(desk.ring, kept[file_id])
    return Shown(file_id, filed.id, shown, stored.media_type, stored.size, desk.now)


async def remove_evidence(desk: Desk, files: Files, filed: Filed, file_id: UUID) -> None:
    """Take a piece of evidence away; file and key are deleted.

    Raises FormStateForbids, FilingClosed, NoSuchFile.
    """
    _require_editable(desk, filed)
    await files.delete_file(desk.tx, file_id, owner_type=OWNER, owner_id=filed.id)
    await filing.drop_evidence(desk.tx, filed.id, file_id)


async def list_evidence(
    tx: Transaction, files: Files, ring: KeyRing, form_ids: Sequence[UUID]
) -> list[Shown]:
    """List the evidence of forms, oldest first."""
    kept = await filing.evidence_of(tx, form_ids)
    stored = {one.id: one for one in await files.list_files(tx, OWNER, form_ids)}
    return [
        Shown(
            one.file_id,
            one.form_id,
            target_of(ring, one),
            stored[one.file_id].media_type,
            stored[one.file_id].size,
            one.added_at,
        )
        for one in kept
        if one.file_id in stored
    ]


async def open_evidence(tx: Transaction, files: Files, form_id: UUID, file_id: UUID) -> OpenFile:
    """Open a piece of evidence of a form that the caller may read; it is an audit line.

    Raises NoSuchFile, FileExpired, FileLost.
    """
    return await files.open_file(tx, file_id, owner_type=OWNER, owner_id=form_id)


async def viewer_of(tx: Transaction, scope: Scope, account_id: UUID) -> str:
    """Say who looks at evidence and when, as it is drawn over pictures (domain.md 11)."""
    staff = (await people.staff_of(tx, scope, [account_id])).get(account_id)
    at = f"{tx.machine_now.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return " ".join([staff.name if staff else "", account_id.hex[-8:], at]).strip()
