"""Staff accounts, for the school and its departments."""

from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Response

from zizhu.common.clock import business_day
from zizhu.common.database import Transaction
from zizhu.common.paging import Page, page_of, read_position
from zizhu.common.problems import problems
from zizhu.common.web import (
    AsDeptOrSchool,
    AsSchoolAdmin,
    SeenVersion,
    expect_version,
)
from zizhu.identity.api.desk import TheDesk
from zizhu.identity.errors import (
    AccountInvalid,
    BeyondOwnScope,
    LoginTaken,
    NoStudentsYet,
    NoSuchAccount,
    NoSuchPost,
    OwnLastAdmin,
    PostEnded,
    ScopeInvalid,
    UnitNotYetKnown,
)
from zizhu.identity.repository.accounts import lock_account
from zizhu.identity.schemas.staff import (
    Reason,
    Revealed,
    RevealIn,
    Rows,
    StaffCorrection,
    StaffIn,
    StaffOut,
    StaffSearch,
)
from zizhu.identity.service import posts as post_service
from zizhu.identity.service.directory import reveal, search_staff
from zizhu.identity.service.staff import Staff, correct_staff, managed, open_staff, show_staff

router = APIRouter(prefix="/api/v1/identity", tags=["staff"])


@router.post("/accounts/search", responses=problems(AccountInvalid))
async def search_accounts(
    caller: AsDeptOrSchool, desk: TheDesk, given: StaffSearch
) -> Page[StaffOut]:
    """List staff accounts inside the caller's scope, by the reading of their names."""
    query = given.to_query(caller.parts, business_day(caller.now))
    if given.cursor:
        query = replace(query, after=read_position(given.cursor))
    async with caller.transaction() as tx:
        found, total = await search_staff(tx, caller.principal, query, limit=given.size + 1)
    return page_of(
        found,
        given.size,
        item=lambda one: StaffOut.of(desk, *one),
        position=lambda one: (one[0].sort_key, str(one[0].id)),
        total=total,
    )


@router.post(
    "/accounts",
    status_code=201,
    response_model=StaffOut,
    responses=problems(
        AccountInvalid,
        ScopeInvalid,
        LoginTaken,
        NoStudentsYet,
        UnitNotYetKnown,
        BeyondOwnScope,
        NoSuchAccount,
    ),
)
async def open_account(caller: AsDeptOrSchool, desk: TheDesk, given: StaffIn) -> Response:
    """Open one staff account; its holder activates it with a slip."""

    async def use(tx: Transaction) -> Staff:
        account_id = await open_staff(
            caller.parts,
            tx,
            caller.principal,
            given.typed,
            rows=given.rows,
            today=business_day(caller.now),
        )
        return await show_staff(tx, caller.principal, account_id)

    return await caller.once(use, lambda one: StaffOut.of(desk, *one), audited="account.open")


@router.get("/accounts/{account_id}", responses=problems(NoSuchAccount))
async def get_account(
    caller: AsDeptOrSchool, desk: TheDesk, account_id: UUID, response: Response
) -> StaffOut:
    """Show one staff account."""
    async with caller.transaction() as tx:
        account, posts = await show_staff(tx, caller.principal, account_id)
    response.headers["etag"] = f'"{account.version}"'
    return StaffOut.of(desk, account, posts)


@router.patch(
    "/accounts/{account_id}", responses=problems(NoSuchAccount, AccountInvalid, BeyondOwnScope)
)
async def correct_account(
    caller: AsSchoolAdmin,
    desk: TheDesk,
    account_id: UUID,
    seen: SeenVersion,
    given: StaffCorrection,
) -> StaffOut:
    """Correct name, phone, 身份 or 备注 of an account, with a reason; never its login name."""
    async with caller.transaction("account.correct", of="account", object_id=account_id) as tx:
        await lock_account(tx, account_id)  # before its version is compared
        if account_id == caller.principal.account_id:
            account, _ = await show_staff(tx, caller.principal, account_id)
        else:
            account, _ = await managed(tx, caller.principal, account_id)
        expect_version(account.version, seen)
        await correct_staff(
            desk, tx, caller.principal, account, changes=given.changes, reason=given.reason
        )
        return StaffOut.of(desk, *await show_staff(tx, caller.principal, account_id))


@router.post(
    "/accounts/{account_id}/posts",
    responses=problems(NoSuchAccount, ScopeInvalid, NoStudentsYet, UnitNotYetKnown, BeyondOwnScope),
)
async def give_post(
    caller: AsDeptOrSchool, desk: TheDesk, account_id: UUID, given: Rows
) -> StaffOut:
    """Give an account another post, or more rows in the one that it has."""
    async with caller.transaction("post.give", of="account", object_id=account_id) as tx:
        await post_service.give_post(
            tx, caller.principal, account_id, given.rows, reason=given.reason
        )
        return StaffOut.of(desk, *await show_staff(tx, caller.principal, account_id))


@router.put(
    "/accounts/{account_id}/posts/{post_id}/scope",
    responses=problems(
        NoSuchAccount,
        NoSuchPost,
        PostEnded,
        OwnLastAdmin,
        ScopeInvalid,
        NoStudentsYet,
        UnitNotYetKnown,
        BeyondOwnScope,
    ),
)
async def change_scope(
    caller: AsDeptOrSchool, desk: TheDesk, account_id: UUID, post_id: UUID, given: Rows
) -> StaffOut:
    """Replace the rows of a post that lie inside the caller's scope."""
    async with caller.transaction("post.change_scope", of="post", object_id=post_id) as tx:
        await post_service.change_scope(
            tx, caller.principal, account_id, post_id, rows=given.rows, reason=given.reason
        )
        return StaffOut.of(desk, *await show_staff(tx, caller.principal, account_id))


@router.post(
    "/accounts/{account_id}/posts/{post_id}/end",
    status_code=204,
    responses=problems(NoSuchAccount, NoSuchPost, PostEnded, OwnLastAdmin, BeyondOwnScope),
)
async def end_post(caller: AsDeptOrSchool, account_id: UUID, post_id: UUID, given: Reason) -> None:
    """End a post at once."""
    async with caller.transaction("post.end", of="post", object_id=post_id) as tx:
        await post_service.end_post(tx, caller.principal, account_id, post_id, reason=given.reason)


@router.post("/accounts/{account_id}/reveal", responses=problems(NoSuchAccount, BeyondOwnScope))
async def reveal_number(
    caller: AsDeptOrSchool,
    desk: TheDesk,
    account_id: UUID,
    given: RevealIn,
    response: Response,
) -> Revealed:
    """Show a plain phone or document number, with a reason and an audit line."""
    response.headers["cache-control"] = "no-store"
    async with caller.transaction("account.reveal", of="account", object_id=account_id) as tx:
        value = await reveal(
            desk, tx, caller.principal, account_id, column=given.field, reason=given.reason
        )
    return Revealed(value=value)
