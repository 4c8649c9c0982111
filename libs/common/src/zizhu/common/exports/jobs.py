"""Making the file of an export off the request, and locking it where it holds plain numbers."""

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple

from msoffcrypto.format.ooxml import OOXMLFile

from zizhu.common.database import Transaction
from zizhu.common.exports.asked import Asked
from zizhu.common.exports.store import RESULT, load_asked
from zizhu.common.jobs import Job, JobRunner
from zizhu.common.parts import Parts
from zizhu.common.workbook.response import MEDIA_TYPE
from zizhu.common.workbook.write import Sheet, write_table

_CHUNK = 256 * 1024


class Made(NamedTuple):
    """What a service found for an export: its sheets, and how many people are on them."""

    sheets: Sequence[Sheet]
    rows: int


Maker = Callable[[Parts, Transaction, Asked], Awaitable[Made]]


def export_runner(make: Maker) -> JobRunner:
    """Return the job that makes exports of one kind; `make` reads as the one who asked."""

    async def run(job: Job) -> Mapping[str, Any] | None:
        parts = job.parts
        async with parts.database.transaction(job.school_id, actor=job.actor) as tx:
            asked = await load_asked(tx, parts.files, job.id)
            made = await make(parts, tx, asked)
        await job.progress(0, made.rows)
        content = await asyncio.to_thread(write_export, made, asked)
        await job.progress(made.rows)
        kept = await parts.files.write(
            _chunks(content), media_type=MEDIA_TYPE, display_name=f"{asked.request.name}.xlsx"
        )
        async with parts.database.transaction(job.school_id, actor=job.actor) as tx:
            await parts.files.keep(tx, kept, RESULT, job.id, expires_at=asked.expires_at)
            tx.record("export.made", of="export", object_id=job.id, rows=made.rows)
            await job.finish(tx, {"rows": made.rows, "size": kept.size})
        return None

    return run


def write_export(made: Made, asked: Asked) -> bytes:
    """Return the workbook, under its password where it has one."""
    plain = io.BytesIO()
    write_table(plain, made.sheets, stamp=asked.stamp)
    if asked.password is None:
        return plain.getvalue()
    locked = io.BytesIO()
    OOXMLFile(plain).encrypt(asked.password, locked)
    return locked.getvalue()


async def _chunks(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), _CHUNK):
        yield content[start : start + _CHUNK]
