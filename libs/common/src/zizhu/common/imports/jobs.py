"""What the two jobs of every import have in common; reading and writing rows is the service's.

A check begins anew on another worker when this one dies: what it keeps, it keeps in one
transaction with its own end.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from uuid import UUID

from zizhu.common.auth import Scope
from zizhu.common.database import Transaction
from zizhu.common.errors import Refusal
from zizhu.common.imports.states import ImportState
from zizhu.common.imports.store import I, ImportStore
from zizhu.common.imports.vault import FIRST_BAD, FIRST_GOOD, UPLOAD, ImportVault, Locked
from zizhu.common.jobs import Job, JobCancelled


def scope_of(job: Job) -> Scope:
    """The whole school that the job belongs to."""
    if job.school_id is None:
        raise ValueError("an import belongs to a school")
    return Scope(job.school_id)


async def find_own(tx: Transaction, job: Job, store: ImportStore[I], *, lock: bool = False) -> I:
    """Return the import that a job works on. Raises NoSuchImport."""
    return await store.find(tx, scope_of(job), UUID(job.params["import_id"]), lock=lock)


async def load_upload(job: Job, store: ImportStore[I]) -> tuple[I, bytes]:
    """Return the import of a job and what was uploaded. Raises ImportOver."""
    async with job.parts.database.transaction(job.school_id) as tx:
        one = await find_own(tx, job, store)
        return one, await ImportVault(job.parts.keys.ring, store, one).take(tx, UPLOAD)


@asynccontextmanager
async def closing(job: Job, store: ImportStore[I], one: I) -> AsyncIterator[None]:
    """Close an import whose check ends with a refusal or a cancel, and forget its upload."""
    try:
        yield
    except Refusal:
        await _close(job, store, one, ImportState.FAILED)
        raise
    except JobCancelled:
        await _close(job, store, one, ImportState.CANCELLED)
        raise


async def _close(job: Job, store: ImportStore[I], one: I, state: ImportState) -> None:
    async with job.parts.database.transaction(one.school_id) as tx:
        await store.drop_parts(tx, one.id)
        await store.save(tx, one.id, state=state.value, closed_at=job.parts.machine.now())


async def keep_checked(
    tx: Transaction,
    job: Job,
    store: ImportStore[I],
    one: I,
    *,
    locked: Locked,
    counts: Mapping[str, int],
    **own: object,
) -> None:
    """Put what a check found in the place of an earlier one; `own` are the service's columns.

    Raises:
        JobCancelled: the officer gave the import up meanwhile.
    """
    now = await find_own(tx, job, store, lock=True)
    if now.state is not one.state:
        raise JobCancelled
    await store.drop_parts(tx, one.id, at_least=FIRST_GOOD)
    vault = ImportVault(job.parts.keys.ring, store, one)
    for seq, part in locked:
        await vault.put(tx, seq, part)
    await store.save(
        tx,
        one.id,
        state=ImportState.CHECKED.value,
        job_id=job.id,
        commit_job_id=None,
        counts=dict(counts),
        **own,
    )


async def close_committed(tx: Transaction, job: Job, store: ImportStore[I], one: I) -> None:
    """Close an import with the transaction that writes it; only its bad rows are kept."""
    now = job.parts.machine.now()
    await store.save(tx, one.id, state=ImportState.COMMITTED.value, closed_at=now)
    await store.drop_parts(tx, one.id, below=FIRST_BAD)
