"""Starting, choosing, cancelling: what officers do to an import between its two jobs."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from zizhu.common.auth import Scope
from zizhu.common.database import Transaction
from zizhu.common.joblist import cancel_job
from zizhu.common.jobs import start_job
from zizhu.common.keys import Keys
from zizhu.roster.domain.importing import (
    Choice,
    Import,
    ImportKind,
    ImportState,
    check_cancel,
    check_choice,
)
from zizhu.roster.errors.imports import ImportUnderWay
from zizhu.roster.repository import imports as repository
from zizhu.roster.repository.register import lock_register
from zizhu.roster.service.vault import UPLOAD, ImportVault, new_wrapped_key

CHECK = "students.check"
COMMIT = "students.commit"
KEPT = timedelta(days=7)  # an officer may come back after a weekend; then the rows are forgotten


@dataclass(frozen=True, slots=True)
class Upload:
    """A workbook as it came."""

    kind: ImportKind
    filename: str
    content: bytes = field(repr=False)


async def start_import(
    tx: Transaction, keys: Keys, scope: Scope, upload: Upload, *, import_id: UUID, now: datetime
) -> Import:
    """Keep an upload and queue its check; the same file again is the same import.

    Raises:
        ImportUnderWay: another import of the school is not finished.
    """
    await lock_register(tx, scope.school_id)
    digest = hashlib.sha256(upload.content).digest()
    other = await repository.open_import(tx, scope)
    if other is not None:
        if other.content_digest == digest and other.kind is upload.kind:
            return other
        raise ImportUnderWay(
            f"“{other.filename}”的导入尚未完成，请先完成或取消它，再导入其他文件。",
            import_id=other.id,
        )
    job_id = await start_job(tx, CHECK, {"import_id": str(import_id)}, school_id=scope.school_id)
    one = Import(
        id=import_id,
        school_id=scope.school_id,
        kind=upload.kind,
        state=ImportState.CHECKING,
        filename=upload.filename,
        content_digest=digest,
        wrapped_key=new_wrapped_key(keys.ring, import_id),
        job_id=job_id,
        commit_job_id=None,
        account_id=tx.actor.account_id,
        choice=None,
        counts={},
        register_version=None,
        created_at=now,
        closed_at=None,
    )
    await repository.add_import(tx, one)
    vault = ImportVault(keys.ring, one)
    await vault.put(tx, UPLOAD, vault.lock(UPLOAD, upload.content))
    tx.record("students.upload", of="student_import", object_id=import_id, kind=upload.kind.value)
    return one


async def choose(tx: Transaction, scope: Scope, import_id: UUID, choice: Choice) -> Import:
    """Take the officer's choice and queue the writing.

    Raises:
        NoSuchImport, ImportNotReady, ImportBeingWritten, ImportOver, BadRowsLeft,
        NothingToImport.
    """
    one = await repository.find_import(tx, scope, import_id, lock=True)
    check_choice(one, choice)
    job_id = await start_job(tx, COMMIT, {"import_id": str(import_id)}, school_id=scope.school_id)
    await repository.save_import(
        tx,
        import_id,
        state=ImportState.COMMITTING.value,
        choice=choice.value,
        commit_job_id=job_id,
    )
    tx.record("students.choose", of="student_import", object_id=import_id, choice=choice.value)
    return await repository.find_import(tx, scope, import_id)


async def cancel_import(
    tx: Transaction, scope: Scope, import_id: UUID, *, account_id: UUID, now: datetime
) -> Import:
    """Give an import up; nothing of it was written.

    Raises:
        NoSuchImport, ImportBeingWritten, ImportOver.
    """
    one = await repository.find_import(tx, scope, import_id, lock=True)
    check_cancel(one)
    if one.state is ImportState.CHECKING:
        await cancel_job(tx, scope, account_id, one.job_id)
    await repository.save_import(tx, import_id, state=ImportState.CANCELLED.value, closed_at=now)
    await repository.drop_parts(tx, import_id)
    tx.record("students.cancel_import", of="student_import", object_id=import_id)
    return await repository.find_import(tx, scope, import_id)
