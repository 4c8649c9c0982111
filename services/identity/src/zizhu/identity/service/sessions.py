"""Sessions: opened by a sign-in, kept by rotating refresh tokens, ended by whoever holds them."""

from dataclasses import dataclass, replace
from uuid import UUID

from joserfc.jwk import OKPKey

from zizhu.common.audit import Actor
from zizhu.common.auth import Principal, Role
from zizhu.common.database import Transaction
from zizhu.common.ids import new_id
from zizhu.identity.domain.accounts import Account, AccountState, HeldPost
from zizhu.identity.domain.freshness import token_instant
from zizhu.identity.domain.lifetimes import ACCESS_TOKEN, session_life
from zizhu.identity.errors import (
    NoPost,
    NoSuchPost,
    NoSuchSession,
    SchoolSuspended,
)
from zizhu.identity.repository.accounts import lock_account, touch_account
from zizhu.identity.repository.posts import posts_of
from zizhu.identity.repository.register import School, find_school
from zizhu.identity.repository.sessions import (
    Session,
    end_sessions,
    find_session,
    insert_refresh,
    insert_session,
    open_sessions,
    session_of_refresh,
    update_session,
)
from zizhu.identity.repository.students import place_of
from zizhu.identity.service.access import make_stale
from zizhu.identity.service.desk import Begin, Desk, random_token
from zizhu.identity.service.signing import sign_token

_LONGEST_DEVICE = 200


@dataclass(frozen=True, slots=True)
class Device:
    """From where somebody signs in; told back to them in their list of sessions."""

    name: str
    ip: str | None

    @property
    def short_name(self) -> str:
        return self.name[:_LONGEST_DEVICE]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session with fresh tokens, and the posts that its account may choose from."""

    access_token: str
    refresh_token: str | None
    account: Account
    post: HeldPost
    posts: tuple[HeldPost, ...]
    school: School | None
    place: str | None = None
    is_lasting: bool = False

    @property
    def expires_in(self) -> int:
        return int(ACCESS_TOKEN.total_seconds())


@dataclass(frozen=True, slots=True)
class Holder:
    """A locked account with the posts it may act with now."""

    account: Account
    posts: tuple[HeldPost, ...]
    school: School | None

    def chosen(self, post_id: UUID) -> HeldPost:
        """Return one of the posts. Raises NoSuchPost."""
        found = next((post for post in self.posts if post.id == post_id), None)
        if found is None:
            raise NoSuchPost("您没有这个身份，或者它已被撤销，请重新选择。")
        return found


async def holder_of(tx: Transaction, account: Account) -> Holder:
    """Return who may sign in now with a locked account.

    Raises NoPost or SchoolSuspended; both are told only to who proved to be the holder.
    """
    school = await find_school(tx, account.school_id) if account.school_id else None
    if school is not None and not school.is_active:
        raise SchoolSuspended("学校已停用，暂时不能登录。请联系上级资助管理部门。")
    posts = await posts_of(tx, [account.id])
    if account.state is AccountState.CLOSED or not posts:
        raise NoPost("您的账号目前没有可用的身份，请联系上级账号（学校或院系）开通。")
    return Holder(account, tuple(posts), school)


async def open_session(
    desk: Desk,
    tx: Transaction,
    key: OKPKey,
    account: Account,
    *,
    method: str,
    device: Device,
    post_id: UUID | None = None,
) -> SignedIn:
    """Open a session of a locked account, with a chosen post or its first one.

    Raises NoPost, NoSuchPost, SchoolSuspended.
    """
    holder = await holder_of(tx, account)
    post = holder.posts[0] if post_id is None else holder.chosen(post_id)
    now = tx.machine_now
    life = session_life(post.role)
    session = Session(
        id=new_id(),
        account_id=account.id,
        school_id=account.school_id,
        post_id=post.id,
        method=method,
        device=device.short_name,
        ip=device.ip,
        opened_at=now,
        signed_in_at=now,
        seen_at=now,
        idle_seconds=int(life.idle.total_seconds()),
        expires_at=now + life.longest,
        ended_at=None,
    )
    await insert_session(tx, session)
    values: dict[str, object] = {"signed_in_at": now}
    if account.activated_at is None:
        values |= {"activated_at": now, "state": AccountState.ACTIVE.value}
    await touch_account(tx, account.id, **values)
    tx.actor = Actor(account.id, post.id, post.role.value, device.ip)
    tx.record("session.open", of="account", object_id=account.id, method=method)
    refresh_token = random_token()
    await insert_refresh(tx, desk.token_digest("refresh", refresh_token), session.id, now)
    found = await issue(tx, key, holder=holder, session=session, post=post)
    return replace(found, refresh_token=refresh_token)


async def issue(
    tx: Transaction, key: OKPKey, *, holder: Holder, session: Session, post: HeldPost
) -> SignedIn:
    """Issue an access token to a locked account."""
    account = holder.account
    issued_at = token_instant(tx.machine_now, account.not_before)
    latest = issued_at if account.token_at is None else max(issued_at, account.token_at)
    await touch_account(tx, account.id, token_at=latest)
    principal = Principal(account.id, session.id, post.post, issued_at, session.signed_in_at)
    return SignedIn(
        access_token=sign_token(key, principal),
        refresh_token=None,
        account=account,
        post=post,
        posts=holder.posts,
        school=holder.school,
        place=await place_of(tx, post.student_id) if post.student_id else None,
        is_lasting=post.role is Role.STUDENT,
    )


async def switch_post(desk: Desk, begin: Begin, principal: Principal, post_id: UUID) -> SignedIn:
    """Act with another post of the same account from now on.

    Raises NoSuchPost, NoSuchSession, NoPost, SchoolSuspended.
    """
    key = await desk.signer.current()
    async with begin() as tx:
        account, session = await _own_session(tx, principal)
        holder = await holder_of(tx, account)
        post = holder.chosen(post_id)
        await update_session(tx, session.id, post_id=post.id, seen_at=tx.machine_now)
        tx.record("session.switch_post", of="session", object_id=session.id, post_id=str(post.id))
        return await issue(
            tx,
            key,
            holder=holder,
            session=session,
            post=post,
        )


async def sign_in_again(desk: Desk, begin: Begin, principal: Principal) -> SignedIn:
    """Note that the holder of a session has just proved who they are. Raises NoSuchSession."""
    key = await desk.signer.current()
    async with begin() as tx:
        account, session = await _own_session(tx, principal)
        holder = await holder_of(tx, account)
        post = holder.chosen(principal.post.post_id)
        now = tx.machine_now
        await update_session(tx, session.id, signed_in_at=now, seen_at=now)
        tx.record("session.verify", of="session", object_id=session.id)
        session = replace(session, signed_in_at=now)
        return await issue(
            tx,
            key,
            holder=holder,
            session=session,
            post=post,
        )


async def _own_session(tx: Transaction, principal: Principal) -> tuple[Account, Session]:
    account = await lock_account(tx, principal.account_id)
    session = await find_session(tx, principal.session_id)
    if session is None or not session.is_open(tx.machine_now):
        raise NoSuchSession("登录已结束，请重新登录。")
    return account, session


async def sign_out(desk: Desk, begin: Begin, token: str) -> None:
    """End the session of a refresh token; an unknown one is no refusal."""
    async with begin() as tx:
        session_id = await session_of_refresh(tx, desk.token_digest("refresh", token))
        session = await find_session(tx, session_id) if session_id else None
        if session is None:
            return
        await tx.limit_to(session.school_id)
        account = await lock_account(tx, session.account_id)
        if session.ended_at is None:
            await end_session(tx, account, session, "signed_out")
            tx.record("session.end", of="session", object_id=session.id)


async def end_own_session(tx: Transaction, principal: Principal, session_id: UUID) -> None:
    """End one session of the caller. Raises NoSuchSession."""
    account = await lock_account(tx, principal.account_id)
    session = await find_session(tx, session_id)
    if session is None or session.account_id != account.id or session.ended_at is not None:
        raise NoSuchSession("没有这个登录，或者它已经结束。")
    await end_session(tx, account, session, "signed_out")
    tx.record("session.end", of="session", object_id=session.id)


async def sign_out_everywhere(tx: Transaction, principal: Principal) -> int:
    """End every session of the caller, this one too; return how many were open."""
    account = await lock_account(tx, principal.account_id)
    ended = await end_sessions(tx, [account.id], tx.machine_now, "signed_out_everywhere")
    await make_stale(tx, account)
    tx.record("session.end_all", of="account", object_id=account.id, sessions=ended)
    return ended


async def end_session(tx: Transaction, account: Account, session: Session, reason: str) -> None:
    """End one session; the others' tokens turn stale as well, and refresh silently."""
    await update_session(tx, session.id, ended_at=tx.machine_now, end_reason=reason)
    await make_stale(tx, account)


async def list_sessions(tx: Transaction, principal: Principal) -> list[Session]:
    """Return the caller's open sessions, newest first."""
    return await open_sessions(tx, principal.account_id, tx.machine_now)
