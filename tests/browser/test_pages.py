"""Every page of every role, looked at: pictures to judge by eye, findings of axe to fail on.

On a demo that runs already (ZIZHU_BROWSER_URL) these are pages full of the demo's people.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence

import pytest

from zizhu.embedded.demo.client import Person, Platform
from zizhu.identity.domain.demo import DEMO_PASSWORD
from zizhu_testing.browser import PHONE, Visitor
from zizhu_testing.demo import PLATFORM, SCHOOL

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
ROUND = "/identification/campaigns/{round}"
OF_A_ROUND = ("", "/special-list", "/panels", "/forms", "/differences", "/publicity", "/results")
EVERYBODY = ("/", "/account")
STAFF = (
    *EVERYBODY, "/messages", "/roster/students", "/identity/students", "/identification/rules",
    "/notification/announcements", "/identification/campaigns", "/log",
    *(ROUND + one for one in OF_A_ROUND),
)  # fmt: skip
IMPORTS = ("/roster/imports/students", "/roster/imports/moves", "/identity/accounts/imports")
TABS = ("changes", "proposals", "final", "exports")
OFFICES: Mapping[str, tuple[str, ...]] = {
    "school": (
        *STAFF, "/identity/accounts", *IMPORTS, "/roster/calendar", ROUND + "/cut",
        *(f"{ROUND}/results?tab={one}" for one in TABS),
        "/identification/objections/{objection}",
    ),
    "department": (*STAFF, "/identity/accounts", "/roster/calendar"),
    "counsellor": STAFF,
    "platform": (*EVERYBODY, "/roster/schools", "/operations", "/log/platform", "/roster/calendar"),
}  # fmt: skip
ON_A_PHONE = (
    "/", "/apply", "/evaluate", "/messages", "/announcements", "/publicities", "/me",
    "/me/password", "/me/phone", "/me/sessions", "/identification/objections",
    *(ROUND + one for one in ("/result", "/final", "/panel-tasks")),
)  # fmt: skip
NOT_SIGNED_IN = ("/sign-in", "/activation")
MOST_ROUNDS = 4  # one in each state is enough of a demo
# Pages of what a round has not come to yet ask, hear so, and say so.
NOT_YET = r"^404 GET \S+/(final-list|result)$"


@pytest.fixture
async def school(demo_url) -> AsyncIterator[Person]:
    """The school's account over HTTP, to find what there is to look at."""
    async with Platform.at(demo_url) as platform:
        yield await platform.sign_in(SCHOOL, DEMO_PASSWORD)


async def staff_login(school: Person, kind: str) -> str:
    found = await school.post("/identity/accounts/search", {"by": "all", "text": "", "size": 100})
    return next(
        str(one["login"])
        for one in found["items"]
        if one["state"] == "active" and any(post["role"] == kind for post in one["posts"])
    )


async def look_at_all(
    person: Visitor, paths: Iterable[str], ids: Mapping[str, str], name: str
) -> list[str]:
    """Open each page that the demo has something for; returns everything that was found."""
    found: list[str] = []
    for path in paths:
        try:
            address = path.format_map(ids)
        except KeyError:
            continue
        before = len(person.unexpected())
        await person.goto(("/m" if person.screen.is_touch else "") + address)
        step = path.replace(ROUND, "/round").replace("{", "").replace("}", "")
        picture = step.strip("/").replace("/", "-").replace("?tab=", "-") or "home"
        try:
            await person.look(f"{name}/{picture}")
        except AssertionError as judged:
            found.append(str(judged))
        # A console's message carries its stack: the first line says what it is.
        found += [f"{address}: {one.splitlines()[0]}" for one in person.unexpected()[before:]]
    person.problems.clear()
    return found


async def look_through(
    person: Visitor, paths: Sequence[str], rounds: Sequence[Mapping[str, str]], name: str
) -> None:
    found: list[str] = []
    person.allow(NOT_YET)
    for number, ids in enumerate(rounds[:MOST_ROUNDS] or [{}]):
        some = [one for one in paths if number == 0 or "{" in one]
        found += await look_at_all(person, some, ids, f"{name}{number}")
    assert not found, "\n".join(found)


async def rounds_of(school: Person, *, with_drafts: bool = False) -> list[dict[str, str]]:
    """Ids of each round's things, for the places in the paths; drafts are the school's alone."""
    found = []
    for one in await school.get("/identification/campaigns"):
        if one["state"] == "drafted" and not with_drafts:
            continue
        ids = {"round": str(one["id"])}
        cases = await school.get(f"/identification/campaigns/{one['id']}/objections")
        if cases:
            ids["objection"] = str(cases[0]["id"])
        found.append(ids)
    return found


class TestPages:
    @pytest.mark.parametrize("office", OFFICES)
    async def test_of_an_office_are_fit_to_be_seen(self, officer, school, office):
        logins = {"school": SCHOOL, "platform": PLATFORM}
        login = logins.get(office) or await staff_login(
            school, {"department": "dept", "counsellor": "counselor"}[office]
        )
        rounds = await rounds_of(school, with_drafts=office == "school")
        await look_through(await officer(login), OFFICES[office], rounds, office)

    async def test_of_a_student_are_fit_to_be_seen(self, phone, visitor, school):
        shown = await school.platform.visitor().get("/identity/demo/accounts")
        logins = [one["login"] for one in shown if one["role"] == "student"]
        rounds = await rounds_of(school)
        for number, login in enumerate(logins):
            await look_through(await phone(login), ON_A_PHONE, rounds, f"student{number}-")
        await look_through(await visitor(PHONE), NOT_SIGNED_IN, [], "nobody")
