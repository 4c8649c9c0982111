"""The main job, second part: a round is planned and opened, students file, counsellors review."""

import random
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from zizhu.embedded.demo.client import if_match
from zizhu.embedded.demo.people import activate_students
from zizhu.embedded.demo.stage import Stage, each, until
from zizhu.embedded.demo.synthetic import Student

ROUND = "/identification/campaigns"
SHARE_APPLYING = 0.3
PANEL_STUDENTS = 5
SUBSISTENCE_LINE = 9_000  # yuan a year and head: what income is measured by
PHASES = ("filing", "evaluation", "review", "confirmation", "cutting", "publicity", "final")


def choose_people(stage: Stage) -> tuple[list[Student], list[Student]]:
    """Who applies (30 % of each class), and who will sit on their class's panel."""
    by_class: dict[tuple[str, int, str, str], list[Student]] = defaultdict(list)
    for student in stage.university.students:
        by_class[student.home].append(student)
    applicants: list[Student] = []
    panel: list[Student] = []
    for students in by_class.values():
        count = max(1, round(len(students) * SHARE_APPLYING))
        applicants += students[:count]
        panel += students[count : count + PANEL_STUDENTS]
    return applicants, panel


async def open_round(stage: Stage) -> None:
    """Draft, plan and open a round; every phase but publicity and final is open from now on."""
    clock = await stage.officer.get("/identity/clock")
    now = datetime.fromisoformat(clock["business_now"])
    first = now - timedelta(hours=1)
    first_year = now.year if now.month >= 7 else now.year - 1
    made = await stage.officer.post(
        ROUND, {"term": f"{first_year}01", "title": f"{first_year}学年家庭经济困难学生认定"}
    )
    path = f"{ROUND}/{made['id']}"
    phases = [
        {
            "name": name,
            "opens_at": first.isoformat(),
            "ends_at": (first + timedelta(days=120)).isoformat(),
        }
        for name in PHASES
    ]
    plan = {"title": made["title"], "phases": phases, "subsistence_line": SUBSISTENCE_LINE}
    planned = await stage.officer.put(f"{path}/plan", plan, headers=if_match(made["version"]))
    await stage.officer.post(f"{path}/open", headers=if_match(planned["version"]))
    stage.campaign_id = made["id"]
    # Who files has to be known to identification too: the import is still reaching it.
    await until(
        lambda: stage.officer.get(f"{path}/cut-basis"),
        lambda basis: basis["counted"] >= stage.totals["students"],
    )


def answers_of(student: Student, seed: int) -> dict[str, Any]:
    """Plausible answers, the same for the same student and seed."""
    chance = random.Random(f"{seed}:{student.document}")  # noqa: S311 - repeatable answers
    size = chance.choice((3, 4, 4, 5, 6))
    incomes = [chance.choice((0, 8_000, 15_000, 26_000, 48_000)) for _ in range(2)]
    return {
        "A1": chance.choice(("healthy", "healthy", "healthy", "chronic")),
        "A2": chance.choice(("urban", "town", "rural", "rural", "poor_county")),
        "A3": chance.choice(("both", "both", "both", "divorced", "one_died")),
        "A4": chance.choice((5_200, 8_800, 12_000, 21_000)),
        "B1": chance.choice(("steady", "casual", "farming", "none")),
        "B2": chance.choice(("steady", "casual", "farming", "none")),
        "B3": {"incomes": incomes, "household_size": size},
        "C1": {"beyond": chance.choice((0, 0, 1)), "compulsory": chance.choice((0, 1, 2))},
        "C2": chance.choice((0, 1, 2, 4)),
        "C3": chance.choice(("none", "none", "chronic")),
        "C4": "none",
        "C5": chance.choice((0, 0, 12_000, 60_000, 150_000)),
        "C6": chance.choice(("bought", "rural", "rural", "none")),
        "D1": chance.choice(("no", "yes")),
        "D2": chance.choice(("no", "yes")),
        "D3": chance.choice(("no", "no", "yes")),
    }


def form_of(student: Student, seed: int) -> dict[str, Any]:
    """Everything that an applicant fills in."""
    answers = answers_of(student, seed)
    size = answers["B3"]["household_size"]
    members = [
        {
            "name": f"{student.name[0]}{'父母'[index]}",
            "age": 45 + index,
            "relation": ("父亲", "母亲")[index],
            "occupation": "务农",
            "annual_income": answers["B3"]["incomes"][index],
            "health": "健康",
        }
        for index in range(2)
    ]
    return {
        "basic": {"household_size": size, "phone": student.phone, "political_status": "共青团员"},
        "contact": {"address": "示例省示例市示例县示例镇", "parent_phone": student.phone},
        "members": members,
        "answers": answers,
        "wishes": {
            "national_grant": True,
            "national_scholarship": False,
            "work_study": answers["D3"] == "yes",
        },
    }


async def file_forms(stage: Stage) -> None:
    """Applicants and panel members activate, fill in and hand in."""
    applicants, panel = choose_people(stage)
    await activate_students(stage, [*applicants, *panel])
    await each(applicants, lambda student: file_application(stage, student))
    await each(panel, lambda student: file_for_panel(stage, student))
    stage.totals["applicants"] = len(applicants)


CONSENT = {"consent": {"version": "consent.v1", "covers_sensitive": True}}


async def file_application(stage: Stage, student: Student) -> None:
    """Open, save block by block as a phone would, sign and hand in."""
    person = stage.pupils[student.document]
    path = f"{ROUND}/{stage.campaign_id}/form"
    await person.post(path, CONSENT)
    form = form_of(student, seed=1)
    await person.patch(path, {"changes": {"purpose": "apply", "basic": form["basic"]}})
    await person.patch(path, {"changes": {"contact": form["contact"], "members": form["members"]}})
    await person.patch(path, {"changes": {"answers": form["answers"], "wishes": form["wishes"]}})
    await person.post(f"{path}/submit", commitment_of(student))


def commitment_of(student: Student) -> dict[str, Any]:
    """The signature that comes with handing in."""
    return {"commitment": {"version": "commitment.v1", "signed_name": student.name}}


async def file_for_panel(stage: Stage, student: Student) -> None:
    """Who only evaluates gives no family data: purpose and consent suffice."""
    person = stage.pupils[student.document]
    path = f"{ROUND}/{stage.campaign_id}/form"
    await person.post(path, CONSENT)
    await person.patch(path, {"changes": {"purpose": "panel_only"}})
    await person.post(f"{path}/submit")
