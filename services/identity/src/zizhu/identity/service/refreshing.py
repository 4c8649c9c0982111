"""Staying signed in: each refresh token is good once, and names the next one.

The next token follows from the one before, so a refresh whose answer was lost, or that two windows
sent at once, can be repeated for a moment without a second chain of tokens beginning.
"""

from dataclasses import replace

from joserfc.jwk import OKPKey

from zizhu.common.database import Transaction
from zizhu.identity.domain.lifetimes import is_repeat
from zizhu.identity.errors import RefreshInvalid
from zizhu.identity.repository.accounts import lock_account
from zizhu.identity.repository.sessions import (
    Session,
    find_session,
    insert_refresh,
    refresh_used_at,
    session_of_refresh,
    update_session,
    use_refresh,
)
from zizhu.identity.service.desk import Begin, Desk
from zizhu.identity.service.sessions import Device, SignedIn, end_session, holder_of, issue


async def refresh(desk: Desk, begin: Begin, token: str, device: Device) -> SignedIn:
    """Answer a refresh token with the next one and a fresh access token.

    A token that was used before ends its whole session: either its holder or a thief has an old
    one, and nobody can tell which. Only the same device may repeat its last refresh, for half a
    minute, and gets the same next token again. Raises RefreshInvalid, NoPost, SchoolSuspended.
    """
    key = await desk.signer.current()
    async with begin() as tx:
        answer = await _refresh(desk, tx, key, token, device)
    if answer is None:
        raise RefreshInvalid
    return answer


async def _refresh(
    desk: Desk, tx: Transaction, key: OKPKey, token: str, device: Device
) -> SignedIn | None:
    digest = desk.token_digest("refresh", token)
    session_id = await session_of_refresh(tx, digest)
    found = await find_session(tx, session_id) if session_id else None
    if found is None:
        return None
    await tx.limit_to(found.school_id)
    account = await lock_account(tx, found.account_id)
    session = await find_session(tx, found.id)
    if session is None or not session.is_open(tx.machine_now):
        return None
    following = desk.next_refresh_token(token)
    next_digest = desk.token_digest("refresh", following)
    if await use_refresh(tx, digest, tx.machine_now):
        await insert_refresh(tx, next_digest, session.id, tx.machine_now)
    elif not await _is_repeat(tx, session, digest, next_digest, device):
        await end_session(tx, account, session, "reused")
        tx.record("session.reuse", of="session", object_id=session.id, result="refused")
        return None
    holder = await holder_of(tx, account)
    held = (post for post in holder.posts if post.id == session.post_id)
    post = next(held, holder.posts[0])
    await update_session(tx, session.id, seen_at=tx.machine_now, post_id=post.id)
    answer = await issue(tx, key, holder=holder, session=session, post=post)
    return replace(answer, refresh_token=following)


async def _is_repeat(
    tx: Transaction, session: Session, digest: bytes, next_digest: bytes, device: Device
) -> bool:
    """Tell whether the session's own device asks again before it used the answer."""
    used_at = await refresh_used_at(tx, digest)
    is_next_unused = (
        await session_of_refresh(tx, next_digest) == session.id
        and await refresh_used_at(tx, next_digest) is None
    )
    is_same = device.short_name == session.device
    return is_same and is_next_unused and is_repeat(tx.machine_now, used_at)
