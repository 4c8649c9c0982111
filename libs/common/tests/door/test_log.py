"""The log page over HTTP: whose lines a role sees, and what it may look for."""

from zizhu.common.audit import Actor
from zizhu.common.auth import Role
from zizhu.common.ids import new_id
from zizhu.common.trail.standing import verify_own

LOG = "/api/v1/trial/log"
OTHER_SCHOOL = new_id()


async def write(door, action: str, school_id, account_id=None) -> None:
    actor = Actor(account_id, new_id(), "dept", "10.0.0.1")
    async with door.parts.database.transaction(school_id, actor=actor) as tx:
        tx.record(action, of="student", object_id="7", reason="核对", phone="13800000000")


async def actions(door, headers, **query) -> list[str]:
    answer = await door.client.get(LOG, headers=headers, params=query)
    assert answer.status_code == 200, answer.text
    return [line["action"] for line in answer.json()["items"]]


class TestListLog:
    async def test_shows_the_school_to_its_account_and_others_their_own(self, door, school_id):
        mine = new_id()
        await write(door, "mine", school_id, mine)
        await write(door, "theirs", school_id, new_id())
        await write(door, "foreign", OTHER_SCHOOL, mine)
        await write(door, "platform", None)
        admin = door.headers(school_id=school_id)
        dept = door.headers(Role.DEPT, school_id=school_id, account_id=mine)
        assert await actions(door, admin) == ["theirs", "mine"]
        assert await actions(door, dept) == ["mine"]
        assert await actions(door, door.headers(Role.PLATFORM_ADMIN)) == ["platform"]

    async def test_finds_by_what_is_asked(self, door, school_id):
        who = new_id()
        await write(door, "cut.made", school_id, who)
        await write(door, "cut.taken_back", school_id)
        admin = door.headers(school_id=school_id)
        assert await actions(door, admin, action="cut.made") == ["cut.made"]
        assert await actions(door, admin, account_id=str(who)) == ["cut.made"]
        assert await actions(door, admin, action="cut", result="refused") == []
        assert len(await actions(door, admin, object_type="student", object_id="7")) == 2
        assert await actions(door, admin, day="2001-01-01") == []

    async def test_masks_numbers_and_says_who_from_where(self, door, school_id):
        await write(door, "look", school_id)
        answer = await door.client.get(LOG, headers=door.headers(school_id=school_id))
        (line,) = answer.json()["items"]
        assert line["details"] == {"phone": "138****0000"}
        assert (line["ip"], line["reason"], line["result"]) == ("10.0.0.1", "核对", "ok")

    async def test_goes_on_behind_a_cursor(self, door, school_id):
        for action in ("a", "b", "c"):
            await write(door, action, school_id)
        admin = door.headers(school_id=school_id)
        first = (await door.client.get(LOG, headers=admin, params={"size": 2})).json()
        assert await actions(door, admin, cursor=first["next_cursor"]) == ["a"]

    async def test_is_closed_to_students(self, door, school_id):
        headers = door.headers(Role.STUDENT, school_id=school_id)
        assert (await door.client.get(LOG, headers=headers)).json()["code"] == "not_allowed"

    async def test_tells_how_far_the_trail_is_sealed(self, door, school_id):
        await write(door, "a", school_id)
        await verify_own(door.parts)
        page = (await door.client.get(LOG, headers=door.headers(school_id=school_id))).json()
        assert page["sealed_until"] == page["items"][0]["at"]
        assert (page["verified_until"], page["is_whole"]) == (None, None)
