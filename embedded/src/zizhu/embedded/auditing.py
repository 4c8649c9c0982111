"""The audit trail from an operator's chair: verify it, anchor it, erase details for the law."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from zizhu.common.errors import Conflict, NotFound
from zizhu.common.parts import Service
from zizhu.common.trail.anchors import Anchor, append_anchor, read_anchors
from zizhu.common.trail.chain import BEGINNING, Head, read_head
from zizhu.common.trail.erase import erase_details
from zizhu.common.trail.verify import Problem, verify
from zizhu.embedded.installation import OPERATOR, Installation


class AnchorsUnknown(Conflict):
    code = "anchors_unknown"
    title = "没有指定锚定文件"


class NoSuchAnchors(NotFound):
    code = "no_such_anchors"
    title = "找不到锚定文件"


async def verify_trail(
    installation: Installation, service: Service, anchors: Path | None
) -> tuple[Head, Sequence[Problem]]:
    """Compare a trail with its seals and with the anchors, of a copy kept elsewhere where given.

    Raises NoSuchAnchors, AnchorsUnreadable, KeysMissing.
    """
    known = await asyncio.to_thread(_read, installation, service.name, anchors)
    keys = installation.keys_of(service.name)
    async with installation.database(service.name) as database:
        found = await verify(database, keys, known, now=installation.machine.now())
        async with database.transaction() as tx:
            return await read_head(tx), found


def _read(installation: Installation, service: str, anchors: Path | None) -> Sequence[Anchor]:
    if anchors is not None and not anchors.exists():
        raise NoSuchAnchors(f"没有文件 {anchors}，请核对路径。")
    path = anchors or installation.settings.anchor_path
    return read_anchors(path, service) if path is not None else []


async def anchor_trail(installation: Installation, service: Service, to: Path | None) -> Anchor:
    """Write the head of a trail down now. Raises AnchorsUnknown."""
    path = to or installation.settings.anchor_path
    if path is None:
        raise AnchorsUnknown("请用 --to 或 ZIZHU_ANCHOR_PATH 指定锚定文件。")
    async with installation.database(service.name) as database, database.transaction() as tx:
        head = await read_head(tx)
    anchor = Anchor(service.name, head.position, head.seal, installation.machine.now())
    if head != BEGINNING:
        await asyncio.to_thread(append_anchor, path, anchor)
    return anchor


async def erase(
    installation: Installation, service: Service, lines: Sequence[UUID], *, reason: str
) -> int:
    """Erase the details of audit lines for good; return how many had any. Raises ReasonMissing."""
    async with (
        installation.database(service.name) as database,
        database.transaction(actor=OPERATOR) as tx,
    ):
        return await erase_details(tx, lines, reason=reason)
