"""The main job, third part: each class seats a panel, and its members evaluate the applicants."""

import random
from collections.abc import Iterator, Mapping
from typing import Any

from filing import ROUND
from zizhu.embedded.demo.client import Person, if_match
from zizhu.embedded.demo.stage import Stage, each

PANELS = "/identification/panels"
TASKS = "/identification/panel-tasks"


def counsellors(stage: Stage) -> list[Person]:
    """Those who look after a year of a college."""
    return [person for login, person in stage.staff.items() if "dept" not in login]


def departments(stage: Stage) -> list[Person]:
    return [person for login, person in stage.staff.items() if "dept" in login]


def classes_in(tree: list[dict[str, Any]], depth: int = 0) -> Iterator[str]:
    """The ids of the classes of a tree: college, year, major, class."""
    for branch in tree:
        if depth == 3:
            yield branch["id"]
        yield from classes_in(branch["branches"], depth + 1)


async def seat_panels(stage: Stage) -> None:
    """Each counsellor seats and confirms a panel for each class."""
    await each(counsellors(stage), lambda person: _seat_all(stage, person))


async def _seat_all(stage: Stage, counsellor: Person) -> None:
    for class_id in classes_in(await counsellor.get("/roster/tree")):
        await _seat(stage, counsellor, class_id)


async def _seat(stage: Stage, counsellor: Person, class_id: str) -> None:
    made = await counsellor.post(f"{ROUND}/{stage.campaign_id}/panels", {"class_ids": [class_id]})
    path = f"{PANELS}/{made['id']}"
    found = (await counsellor.get(f"{path}/candidates"))["candidates"]
    own = counsellor.session["account_id"]
    members = [
        one
        for one in found
        if one["may_be_member"] and (one["kind"] == "student" or one["person_id"] == own)
    ]
    choice = {
        "members": [{"person_id": one["person_id"], "kind": one["kind"]} for one in members],
        "applicants": [one["person_id"] for one in found if one["may_be_applicant"]],
    }
    chosen = await counsellor.put(f"{path}/choice", choice, headers=if_match(made["version"]))
    await counsellor.post(f"{path}/confirm", headers=if_match(chosen["version"]))


async def evaluate(stage: Stage) -> None:
    """Every panel member answers the questions about every applicant of the class."""
    document = await stage.officer.get(f"{ROUND}/{stage.campaign_id}/panel-questions")
    questions = list(_questions(document["questionnaire"]))
    everyone = [*stage.pupils.values(), *stage.staff.values()]
    counts = await each(everyone, lambda person: _evaluate(stage, person, questions))
    stage.totals["sheets"] = sum(counts)


def _questions(document: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for block in document["blocks"]:
        for question in block["questions"]:
            yield question["code"], [choice["code"] for choice in question["choices"]]


async def _evaluate(stage: Stage, person: Person, questions: list[tuple[str, list[str]]]) -> int:
    tasks = await person.get(TASKS, campaign_id=stage.campaign_id)
    open_tasks = [task["task_id"] for task in tasks if task["state"] == "pending"]
    if not open_tasks:
        return 0
    sheets = []
    for task_id in open_tasks:
        chance = random.Random(task_id)  # noqa: S311 - plausible, no secret
        answers = {code: chance.choice(choices) for code, choices in questions}
        sheets.append({"task_id": task_id, "answers": answers})
    done = await person.post(f"{TASKS}/sheets", {"sheets": sheets})
    return int(done["count"])
