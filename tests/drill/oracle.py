"""The oracle of the kill drill: the client's own journal, compared with what users see afterwards.

Each acknowledged write is there once; what nobody heard of is there once or not at all, which the
counts show too, because the client repeats until it hears. Nothing is there in part.
"""

from collections import Counter

import cutting
import filing
from zizhu.common.trail.verify import verify
from zizhu.embedded.catalogue import NAMES
from zizhu.embedded.demo import people
from zizhu.embedded.demo.stage import each, pages
from zizhu_testing.backstage import backstage
from zizhu_testing.university import PASSWORD

GRADES = ("special", "general", "other", "none")
CASE = ["submitted", "accepted", "verified", "changed", "answered"]
AT_ONCE = 8


def acknowledged(stage, method, ending):
    """The acknowledged writes of the stage's round whose path ends so."""
    return stage.platform.journal.of(method, ending)


def round_of(stage):
    return f"{filing.ROUND}/{stage.campaign_id}"


async def check_everything(cluster, stage, writers):
    await check_register(stage)
    await check_accounts(stage, writers)
    await check_students(cluster, stage)
    await check_forms(stage)
    await check_panels(stage)
    await check_steps(stage)
    await check_visits(stage)
    await check_cut(stage)
    await check_publicity(stage)
    await check_objection(stage)
    await check_final(stage)
    await check_trails(cluster)


async def check_register(stage):
    found = await pages(stage.officer, "/roster/students")
    assert sorted(one["student_number"] for one in found) == sorted(
        one.number for one in stage.university.students
    )


async def check_accounts(stage, writers):
    found = await people.accounts(stage.officer)
    logins = [one["login"] for one in found]
    assert len(logins) == len(set(logins))
    staff = {one.login for one in stage.university.staff}
    written = {login for writer in writers for login in writer.acknowledged}
    unknown = {login for writer in writers for login in writer.unknown}
    assert staff | written <= set(logins)
    assert set(logins) - staff - written - {stage.admin_login} <= unknown
    assert all(len(one["posts"]) == 1 for one in found)


async def check_students(cluster, stage):
    """Each acknowledged activation is an account that signs in; no student has two."""
    await each(stage.pupils, lambda document: sign_in_again(stage, document), at_once=AT_ONCE)
    doubled = cluster.run_sql(
        "identity",
        "SELECT student_id FROM account WHERE student_id IS NOT NULL "
        "GROUP BY student_id HAVING count(*) > 1",
    )
    assert doubled == ""


async def sign_in_again(stage, document):
    person = await stage.platform.sign_in(stage.student(document).phone, PASSWORD)
    assert person.session["post"]["role"] == "student"


async def check_forms(stage):
    """Each form holds what its owner sent last."""
    applicants, panel = filing.choose_people(stage)

    async def check(student):
        shown = await stage.pupils[student.document].get(f"{round_of(stage)}/form")
        assert shown["fill"] == "submitted"
        if student in applicants:
            sent = filing.form_of(student, seed=1)
            assert shown["form"]["answers"].items() >= sent["answers"].items()
            assert shown["form"]["basic"]["household_size"] == sent["basic"]["household_size"]
            assert len(shown["form"]["members"]) == len(sent["members"])

    await each([*applicants, *panel], check, at_once=AT_ONCE)


async def check_panels(stage):
    """One panel a class as it was chosen, and one sheet for each that was handed in."""
    found = await stage.officer.get(f"{round_of(stage)}/panels")
    classes = [class_id for one in found for class_id in one["class_ids"]]
    homes = {student.home for student in stage.university.students}
    assert len(classes) == len(set(classes)) == len(homes)
    assert len(found) == len(acknowledged(stage, "POST", "/panels"))
    chosen = {
        entry.path.split("/")[-2]: {one["person_id"] for one in entry.body["members"]}
        for entry in acknowledged(stage, "PUT", "/choice")
    }
    sheets = Counter()
    for panel in found:
        shown = await stage.officer.get(f"/identification/panels/{panel['id']}")
        assert {one["person_id"] for one in shown["members"]} == chosen[panel["id"]]
        lines = await stage.officer.get(f"/identification/panels/{panel['id']}/feedback")
        assert all(line["total"] is not None for line in lines)
        sheets.update(line["task_id"] for line in lines if line["is_submitted"])
    assert sheets == Counter(
        sheet["task_id"]
        for entry in acknowledged(stage, "POST", "/panel-tasks/sheets")
        for sheet in entry.body["sheets"]
    )
    assert sheets.total() == stage.totals["sheets"]


async def check_steps(stage):
    """Each form went through the steps that were acknowledged, each as often."""
    expected = Counter()
    for entry in acknowledged(stage, "POST", "/form/submit"):
        expected[entry.answer["id"], "submit"] += 1
    for entry in acknowledged(stage, "POST", "/return"):
        expected[entry.path.split("/")[-2], "return"] += 1
    # Whoever hears of an approval that was passed over may have been told of it before.
    for form_id in {
        form["id"]
        for entry in acknowledged(stage, "POST", "/forms/approve")
        for form in (*entry.answer["approved"], *(one["now"] for one in entry.answer["passed"]))
    }:
        expected[form_id, "approve"] += 1
    found = Counter()
    forms = await pages(stage.officer, f"{round_of(stage)}/forms")

    async def count(form_id):
        steps = await stage.officer.get(f"/identification/forms/{form_id}/steps")
        found.update((form_id, step["act"]) for step in steps if step["act"] in ACTS)

    await each([one["form_id"] for one in forms], count, at_once=AT_ONCE)
    assert found == expected


ACTS = ("submit", "return", "approve")


async def check_visits(stage):
    """One visit for each clearing that was acknowledged."""
    cleared = Counter(entry.path.split("/")[-2] for entry in acknowledged(stage, "POST", "/clear"))
    assert cleared.total() == stage.totals["abnormal"]

    async def count(person_id):
        path = f"{round_of(stage)}/applicants/{person_id}/clearances"
        return len(await stage.officer.get(path))

    assert await each(cleared, count, at_once=AT_ONCE) == list(cleared.values())
    listed = await stage.officer.get(f"{round_of(stage)}/special-list")
    assert sum(one["applied"] for one in listed) == stage.totals["guaranteed"]
    applicants, _ = filing.choose_people(stage)
    assert stage.totals["guaranteed"] == len(applicants[:: cutting.KNOWN_ELSEWHERE])


async def check_cut(stage):
    """One cut, which still comes out the same."""
    (kept,) = await stage.officer.get(f"{round_of(stage)}/cuts")
    assert [kept["id"]] == [entry.answer["id"] for entry in acknowledged(stage, "POST", "/cuts")]
    assert (await stage.officer.get(f"/identification/cuts/{kept['id']}/verify"))["is_equal"]


async def check_publicity(stage):
    """One list, one supplement for the change, each with one notice, and nobody touched them."""
    found = await stage.officer.get(f"{round_of(stage)}/publicities")
    made = acknowledged(stage, "POST", "/publicities")
    assert [one["id"] for one in found if not one["is_supplement"]] == [
        entry.answer["id"] for entry in made
    ]
    for one in found:
        checked = await stage.officer.get(f"/identification/publicities/{one['id']}/integrity")
        assert checked["is_equal"]
    notices = await stage.officer.get("/notification/desk/announcements", size=100)
    assert Counter(one["publicity_id"] for one in notices["items"]) == Counter(
        one["id"] for one in found
    )


async def check_objection(stage):
    """One case that went through its states once, and the one change that it led to."""
    (case,) = await stage.officer.get(f"{round_of(stage)}/objections")
    assert [step["state"] for step in case["steps"]] == CASE
    (change,) = await stage.officer.get(f"{round_of(stage)}/changes")
    assert change["id"] == case["change_id"]


async def check_final(stage):
    """One final list with everybody who applied, in the grades that the client counted."""
    final = await stage.officer.get(f"{round_of(stage)}/final-list")
    assert final["number"] == len(acknowledged(stage, "POST", "/final-lists")) == 1
    assert final["confirmed"] == stage.totals["applicants"]
    assert not final["waiting"]
    counted = {grade: stage.totals[grade] for grade in GRADES if stage.totals[grade]}
    assert final["by_grade"] == counted


async def check_trails(cluster):
    """The audit trails of all services are whole."""
    for name in NAMES:
        async with backstage(cluster, name) as parts:
            problems = await verify(parts.database, parts.keys, [], now=parts.machine.now())
        assert not problems, (name, problems[:3])
