"""Judging the rows of a staff workbook by what the school has now."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from zizhu.common.auth import Post
from zizhu.common.database import Transaction
from zizhu.common.errors import Finding
from zizhu.common.ids import new_id
from zizhu.common.keys import Keys
from zizhu.identity.domain.passwords import login_key
from zizhu.identity.domain.staff_rows import (
    Judged,
    Known,
    StaffRow,
    Surroundings,
    judge,
    read_rows,
    scope_words,
)
from zizhu.identity.errors import AccountsMoved
from zizhu.identity.repository.accounts import taken_logins
from zizhu.identity.repository.posts import find_post, posts_of
from zizhu.identity.repository.staff import accounts_by_login
from zizhu.identity.repository.units import units_of

NumberedCells = tuple[int, Mapping[str, str]]


async def giver_of(tx: Transaction, post_id: UUID) -> Post:
    """Return the post that an import is made with, as it is now. Raises AccountsMoved."""
    post = await find_post(tx, post_id)
    if post is None or not post.is_active:
        raise AccountsMoved("您用来导入的身份已经撤销，请重新登录后再导入。")
    return post.post


async def judge_rows(
    tx: Transaction,
    keys: Keys,
    rows: Sequence[NumberedCells],
    *,
    school_id: UUID,
    post_id: UUID,
    today: date,
) -> Judged:
    """Read and judge rows; findings of single rows come first, then those of comparing.

    Raises AccountsMoved when the importer's own post has ended.
    """
    giver = await giver_of(tx, post_id)
    read, findings = read_rows(rows, giver, today, [new_id() for _ in rows])
    known = await _surroundings(tx, keys, school_id, read, giver=giver, today=today)
    judged = judge(read, known)
    return Judged(judged.new, judged.unchanged, (*findings, *judged.findings))


async def _surroundings(
    tx: Transaction,
    keys: Keys,
    school_id: UUID,
    rows: Sequence[StaffRow],
    *,
    giver: Post,
    today: date,
) -> Surroundings:
    wanted = {login_key(row.draft.login) for row in rows}
    digests = {
        row.number: (
            keys.phone(row.draft.phone),
            keys.person(row.draft.document.kind.value, row.draft.document.number),
        )
        for row in rows
    }
    return Surroundings(
        giver=giver,
        units=await units_of(tx, school_id),
        own=await _known(tx, wanted),
        taken=frozenset(await taken_logins(tx, wanted)),
        today=today,
        digests=digests,
    )


async def _known(tx: Transaction, keys: set[str]) -> dict[str, Known]:
    found = await accounts_by_login(tx, keys)
    scopes: dict[object, set[tuple[str, int | None, str, str]]] = {}
    for post in await posts_of(tx, [account.id for account in found]):
        words = {scope_words(line) for line in post.lines}
        scopes.setdefault(post.account_id, set()).update(words)
    return {
        account.login_key: Known(
            name=account.name,
            phone=account.phone_digest,
            person=account.person,
            scopes=frozenset(scopes.get(account.id, ())),
        )
        for account in found
    }


def bad_rows(findings: Sequence[Finding]) -> set[int]:
    """Return the numbers of rows that a finding names."""
    return {finding.row for finding in findings if finding.row is not None}
