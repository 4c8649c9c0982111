"""Verifying the trail: the chain is computed again and compared with what is stored and anchored.

Found are lines that were changed, removed, inserted or left unsealed, seals that do not follow, an
end that was cut off, details that vanished without an erasure. Erased details are no problem.
"""

import hashlib
import hmac
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import RowMapping, select

from zizhu.common.database import Database
from zizhu.common.keys import Keys
from zizhu.common.tables import audit_line, audit_seal
from zizhu.common.trail.anchors import Anchor
from zizhu.common.trail.chain import BEGINNING, AuditKey, Head, line_digest
from zizhu.common.trail.erase import ERASED

BATCH = 2000
# The sealer is seconds behind; an hour allows for one that was down.
UNSEALED_AFTER = timedelta(hours=1)
# Lines are sealed as they become visible: none is older than its neighbour by a transaction's
# length, which is minutes at most.
LATE = timedelta(hours=1)
MOST = 1000


class ProblemKind(StrEnum):
    """What may be wrong with a trail."""

    CHANGED = "changed"
    REMOVED = "removed"
    FORGED = "forged"
    SEAL_MISSING = "seal_missing"
    UNSEALED = "unsealed"
    BACKDATED = "backdated"
    DETAILS_CHANGED = "details_changed"
    DETAILS_VANISHED = "details_vanished"
    CUT_OFF = "cut_off"
    ANCHOR_DIFFERS = "anchor_differs"
    UNKNOWN_KEY = "unknown_key"


_SENTENCES = {
    ProblemKind.CHANGED: "审计记录在封存后被改动",
    ProblemKind.REMOVED: "审计记录在封存后被删除",
    ProblemKind.FORGED: "封存值与前一条不衔接，记录或封存被篡改、插入或重算",
    ProblemKind.SEAL_MISSING: "封存序号不连续，中间的封存被删除",
    ProblemKind.UNSEALED: "记录超过一小时仍未封存，可能是事后插入，或封存程序没有运行",
    ProblemKind.BACKDATED: "记录时间比它之前封存的记录早一小时以上，可能是事后补写",
    ProblemKind.DETAILS_CHANGED: "记录的明细被改动",
    ProblemKind.DETAILS_VANISHED: "记录的明细被清除，但没有清除登记",
    ProblemKind.CUT_OFF: "锚定时已有的记录不见了，末尾被截断（或数据库恢复到了更早的备份）",
    ProblemKind.ANCHOR_DIFFERS: "封存值与库外锚定的值不同，历史被重写",
    ProblemKind.UNKNOWN_KEY: "封存所用的密钥与当前审计密钥不同，无法校验",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: what, at which position of the chain, about which line."""

    kind: ProblemKind
    position: int | None = None
    line_seq: int | None = None

    @property
    def detail(self) -> str:
        return _SENTENCES[self.kind]


async def verify(
    database: Database,
    keys: Keys,
    anchors: Sequence[Anchor],
    *,
    now: datetime,
    most: int = MOST,
) -> list[Problem]:
    """Return what is wrong with a service's trail, at most `most` findings; none if it is whole.

    `now` is machine time. Any role that may read lines and seals will do.
    """
    walk = _Walk(AuditKey(keys), [item for item in anchors if item.service == database.source])
    async for link in _links(database):
        walk.visit(link)
        if len(walk.problems) >= most:
            return walk.problems[:most]
    walk.end(await _erasures(database))
    walk.problems.extend(await _unsealed(database, now - UNSEALED_AFTER, most))
    return walk.problems[:most]


class _Walk:
    """The state of one walk along the chain."""

    def __init__(self, key: AuditKey, anchors: Sequence[Anchor]) -> None:
        self.problems: list[Problem] = []
        self._key = key
        self._anchors = sorted(anchors, key=lambda anchor: anchor.position)
        self._anchored = {anchor.position: anchor.seal for anchor in anchors}
        self._head = BEGINNING
        self._latest: datetime | None = None
        self._erased: dict[str, Problem] = {}

    def visit(self, link: RowMapping) -> None:
        """Check one seal with its line, which may be missing."""
        self._visit_seal(link)
        if link["id"] is None:
            self._find(ProblemKind.REMOVED, link)
        elif not hmac.compare_digest(line_digest(link), link["line_digest"]):
            self._find(ProblemKind.CHANGED, link)
        else:
            self._visit_line(link)
        self._head = Head(link["position"], link["seal"])

    def _visit_seal(self, link: RowMapping) -> None:
        position, seal = link["position"], link["seal"]
        if link["key_id"] != self._key.id:
            self._find(ProblemKind.UNKNOWN_KEY, link)
        elif position != self._head.position + 1:
            self._find(ProblemKind.SEAL_MISSING, link)
        elif not hmac.compare_digest(self._key.seal(self._head.seal, link["line_digest"]), seal):
            self._find(ProblemKind.FORGED, link)
        if not hmac.compare_digest(self._anchored.get(position, seal), seal):
            self._find(ProblemKind.ANCHOR_DIFFERS, link)

    def _visit_line(self, link: RowMapping) -> None:
        if self._latest is not None and link["at"] < self._latest - LATE:
            self._find(ProblemKind.BACKDATED, link)
        self._latest = link["at"]
        digest, details = link["details_digest"], link["details"]
        if details is None and digest is not None:
            self._erased[str(link["id"])] = self._problem(ProblemKind.DETAILS_VANISHED, link)
        elif details is not None and hashlib.sha256(details).digest() != digest:
            self._find(ProblemKind.DETAILS_CHANGED, link)

    def end(self, erasures: set[str]) -> None:
        """Look at what can only be known at the end; `erasures` are ids of lines."""
        self.problems.extend(
            problem for line, problem in self._erased.items() if line not in erasures
        )
        self.problems.extend(
            Problem(ProblemKind.CUT_OFF, anchor.position)
            for anchor in self._anchors
            if anchor.position > self._head.position
        )

    def _find(self, kind: ProblemKind, link: RowMapping) -> None:
        self.problems.append(self._problem(kind, link))

    def _problem(self, kind: ProblemKind, link: RowMapping) -> Problem:
        return Problem(kind, link["position"], link["line_seq"])


async def _links(database: Database) -> AsyncIterator[RowMapping]:
    """Every seal in its order, with its line."""
    position = -(2**63)  # a forged position may lie anywhere
    joined = audit_seal.outerjoin(audit_line, audit_seal.c.line_seq == audit_line.c.seq)
    while True:
        async with database.transaction() as tx:
            found = await tx.session.execute(
                select(*audit_seal.columns, *audit_line.columns)
                .select_from(joined)
                .where(audit_seal.c.position > position)
                .order_by(audit_seal.c.position)
                .limit(BATCH)
            )
            links = found.mappings().all()
        for link in links:
            yield link
        if len(links) < BATCH:
            return
        position = links[-1]["position"]


async def _erasures(database: Database) -> set[str]:
    async with database.transaction() as tx:
        found = await tx.session.execute(
            select(audit_line.c.object_id).where(audit_line.c.action == ERASED)
        )
        return set(found.scalars())


async def _unsealed(database: Database, before: datetime, most: int) -> list[Problem]:
    async with database.transaction() as tx:
        found = await tx.session.execute(
            select(audit_line.c.seq)
            .outerjoin(audit_seal, audit_seal.c.line_seq == audit_line.c.seq)
            .where(audit_seal.c.line_seq.is_(None), audit_line.c.at < before)
            .order_by(audit_line.c.seq)
            .limit(most)
        )
        return [Problem(ProblemKind.UNSEALED, None, number) for number in found.scalars()]
