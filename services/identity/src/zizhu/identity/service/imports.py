"""Staff workbooks: started, chosen, cancelled; what officers do between an import's two jobs."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from zizhu.common.auth import Principal
from zizhu.common.database import Transaction
from zizhu.common.joblist import cancel_job
from zizhu.common.jobs import start_job
from zizhu.common.keys import Keys
from zizhu.identity.domain.importing import (
    Choice,
    ImportState,
    StaffImport,
    check_cancel,
    check_choice,
)
from zizhu.identity.errors import ImportUnderWay
from zizhu.identity.repository import imports as repository
from zizhu.identity.repository.accounts import lock_account
from zizhu.identity.service.vault import UPLOAD, ImportVault, new_wrapped_key

CHECK = "staff.check"
COMMIT = "staff.commit"
KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Upload:
    """A workbook as it came."""

    filename: str
    content: bytes = field(repr=False)


async def start_import(
    tx: Transaction,
    keys: Keys,
    principal: Principal,
    upload: Upload,
    *,
    import_id: UUID,
    now: datetime,
) -> StaffImport:
    """Keep an upload and queue its check; the same file again is the same import.

    Raises ImportUnderWay where another one of this account is not finished.
    """
    school_id = principal.scope.school_id
    await lock_account(tx, principal.account_id)
    digest = hashlib.sha256(upload.content).digest()
    other = await repository.open_import(tx, school_id, principal.account_id)
    if other is not None:
        if other.content_digest == digest:
            return other
        raise ImportUnderWay(
            f"“{other.filename}”的导入尚未完成，请先完成或取消它，再导入其他文件。",
            import_id=other.id,
        )
    job_id = await start_job(tx, CHECK, {"import_id": str(import_id)}, school_id=school_id)
    one = StaffImport(
        id=import_id,
        school_id=school_id,
        account_id=principal.account_id,
        post_id=principal.post.post_id,
        state=ImportState.CHECKING,
        filename=upload.filename,
        content_digest=digest,
        wrapped_key=new_wrapped_key(keys.ring, import_id),
        job_id=job_id,
        commit_job_id=None,
        choice=None,
        counts={},
        created_at=now,
        closed_at=None,
    )
    await repository.add_import(tx, one)
    await ImportVault(keys.ring, one).put(tx, UPLOAD, upload.content)
    tx.record("staff.upload", of="staff_import", object_id=import_id)
    return one


async def choose(
    tx: Transaction, principal: Principal, import_id: UUID, choice: Choice
) -> StaffImport:
    """Take the officer's choice and queue the writing.

    Raises NoSuchImport, ImportNotReady, ImportBeingWritten, ImportOver, BadRowsLeft,
    NothingToImport.
    """
    scope, account_id = principal.scope, principal.account_id
    one = await repository.find_import(tx, scope, account_id, import_id, lock=True)
    check_choice(one, choice)
    params = {"import_id": str(import_id)}
    job_id = await start_job(tx, COMMIT, params, school_id=scope.school_id)
    await repository.save_import(
        tx,
        import_id,
        state=ImportState.COMMITTING.value,
        choice=choice.value,
        commit_job_id=job_id,
        post_id=principal.post.post_id,
    )
    tx.record("staff.choose", of="staff_import", object_id=import_id, choice=choice.value)
    return await repository.find_import(tx, scope, account_id, import_id)


async def cancel_import(
    tx: Transaction, principal: Principal, import_id: UUID, *, now: datetime
) -> StaffImport:
    """Give an import up; nothing of it was written.

    Raises NoSuchImport, ImportBeingWritten, ImportOver.
    """
    scope, account_id = principal.scope, principal.account_id
    one = await repository.find_import(tx, scope, account_id, import_id, lock=True)
    check_cancel(one)
    if one.state is ImportState.CHECKING:
        await cancel_job(tx, scope, account_id, one.job_id)
    await repository.save_import(tx, import_id, state=ImportState.CANCELLED.value, closed_at=now)
    await repository.drop_parts(tx, import_id)
    tx.record("staff.cancel_import", of="staff_import", object_id=import_id)
    return await repository.find_import(tx, scope, account_id, import_id)
