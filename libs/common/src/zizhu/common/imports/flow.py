"""Starting, choosing, mending, cancelling: what officers do to an import around its two jobs."""

import hashlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic
from uuid import UUID

from zizhu.common.auth import Scope
from zizhu.common.database import Transaction
from zizhu.common.errors import Finding
from zizhu.common.imports.findings import is_hint
from zizhu.common.imports.refusals import ImportNotReady, ImportOver, ImportUnderWay, NoBadRows
from zizhu.common.imports.states import Choice, ImportState, check_cancel, check_choice
from zizhu.common.imports.store import I, ImportStore
from zizhu.common.imports.vault import UPLOAD, ImportVault, new_wrapped_key
from zizhu.common.joblist import cancel_job, list_findings
from zizhu.common.jobs import start_job
from zizhu.common.keys import Keys
from zizhu.common.parts import Parts
from zizhu.common.workbook.table import Row

KEPT = timedelta(days=7)  # an officer may come back after a weekend; then the rows are forgotten
_PAGE = 5_000


@dataclass(frozen=True, slots=True)
class Upload:
    """A workbook as it came."""

    filename: str
    content: bytes = field(repr=False)

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(self.content).digest()


@dataclass(frozen=True, slots=True)
class ImportFlow(Generic[I]):
    """The imports of one kind of people: `noun` begins the names of jobs and audit lines."""

    store: ImportStore[I]
    noun: str

    @property
    def check(self) -> str:
        """The kind of the job that checks an upload."""
        return f"{self.noun}.check"

    @property
    def commit(self) -> str:
        """The kind of the job that writes it."""
        return f"{self.noun}.commit"

    @property
    def of(self) -> str:
        """What its audit lines are about."""
        return self.store.table.name

    async def start(
        self,
        tx: Transaction,
        keys: Keys,
        upload: Upload,
        *,
        import_id: UUID,
        now: datetime,
        before: I | None,
        **own: str,
    ) -> I:
        """Keep an upload and queue its check; the same file again is the same import.

        `before` is the unfinished import that stands in the way of another; whoever asked for it
        holds the lock that keeps it true. `own` are facts of this service's imports.

        Raises:
            ImportUnderWay: `before` is of another file.
        """
        digest = upload.digest
        if before is not None:
            is_same = all(getattr(before, name) == value for name, value in own.items())
            if is_same and before.content_digest == digest:
                return before
            raise ImportUnderWay(
                f"“{before.filename}”的导入尚未完成，请先完成或取消它，再导入其他文件。",
                import_id=before.id,
            )
        if tx.school_id is None or tx.actor.account_id is None:
            raise ValueError("an import belongs to a school and an account")
        one = await self.store.add(
            tx,
            id=import_id,
            school_id=tx.school_id,
            account_id=tx.actor.account_id,
            state=ImportState.CHECKING,
            filename=upload.filename,
            content_digest=digest,
            wrapped_key=new_wrapped_key(keys.ring, self.store, import_id),
            job_id=await self._queue(tx, self.check, import_id),
            counts={},
            created_at=now,
            **own,
        )
        vault = ImportVault(keys.ring, self.store, one)
        await vault.put(tx, UPLOAD, vault.lock(UPLOAD, upload.content))
        tx.record(f"{self.noun}.upload", of=self.of, object_id=import_id, **own)
        return one

    async def choose(self, tx: Transaction, scope: Scope, import_id: UUID, choice: Choice) -> I:
        """Take the officer's choice and queue the writing.

        Raises:
            NoSuchImport, ImportNotReady, ImportBeingWritten, ImportOver, BadRowsLeft,
            NothingToImport.
        """
        one = await self.store.find(tx, scope, import_id, lock=True)
        check_choice(one, choice)
        await self.store.save(
            tx,
            import_id,
            state=ImportState.COMMITTING.value,
            choice=choice.value,
            commit_job_id=await self._queue(tx, self.commit, import_id),
        )
        tx.record(f"{self.noun}.choose", of=self.of, object_id=import_id, choice=choice.value)
        return await self.store.find(tx, scope, import_id)

    async def cancel(
        self, tx: Transaction, scope: Scope, import_id: UUID, *, account_id: UUID, now: datetime
    ) -> I:
        """Give an import up; nothing of it was written.

        Raises:
            NoSuchImport, ImportBeingWritten, ImportOver.
        """
        one = await self.store.find(tx, scope, import_id, lock=True)
        check_cancel(one)
        if one.state is ImportState.CHECKING:
            await cancel_job(tx, scope, account_id, one.job_id)
        await self.store.save(tx, import_id, state=ImportState.CANCELLED.value, closed_at=now)
        await self.store.drop_parts(tx, import_id)
        tx.record(f"{self.noun}.cancel_import", of=self.of, object_id=import_id)
        return await self.store.find(tx, scope, import_id)

    async def take_errors(
        self, tx: Transaction, keys: Keys, one: I
    ) -> tuple[list[Row], list[Finding]]:
        """Return the bad rows as they stood in the sheet, and what is wrong with them.

        Raises:
            ImportNotReady: the check is not done.
            NoBadRows: there is none.
            ImportOver: they were forgotten already.
        """
        if one.state is ImportState.CHECKING:
            raise ImportNotReady("文件还在检查，请稍候。")
        if not one.bad:
            raise NoBadRows("这次导入没有错误的行，无需下载错误文件。")
        rows = await ImportVault(keys.ring, self.store, one).bad(tx)
        if not rows:
            raise ImportOver("错误的行已经清除，请重新上传文件。")
        tx.record(f"{self.noun}.take_errors", of=self.of, object_id=one.id, rows=len(rows))
        findings = await _every_finding(tx, one.job_id)
        return rows, [found for found in findings if not is_hint(found)]

    async def forget(
        self, parts: Parts, schools: Callable[[Transaction], Awaitable[Iterable[UUID]]]
    ) -> None:
        """Close imports that nobody finished, and drop people's data nobody came back for."""
        now = parts.machine.now()
        async with parts.database.transaction() as tx:
            found = await schools(tx)
        for school_id in found:
            async with parts.database.transaction(school_id) as tx:
                await self.store.expire(tx, now - KEPT, now)

    async def _queue(self, tx: Transaction, kind: str, import_id: UUID) -> UUID:
        return await start_job(tx, kind, {"import_id": str(import_id)}, school_id=tx.school_id)


async def _every_finding(tx: Transaction, job_id: UUID) -> list[Finding]:
    findings: list[Finding] = []
    after = -1
    while page := await list_findings(tx, job_id, after=after, limit=_PAGE):
        findings += [finding for _, finding in page]
        after = page[-1][0]
    return findings
