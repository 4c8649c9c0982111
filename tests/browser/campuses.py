"""A university of its own for each file of steps: what one does to its round disturbs no other."""

import itertools
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import evaluation
import filing
from zizhu.embedded.demo import people
from zizhu.embedded.demo.client import Person
from zizhu.embedded.demo.stage import Stage, each
from zizhu.embedded.demo.synthetic import Home, Student, University

NUMBERS = itertools.count(21)  # seeds of universities: no two share a phone


class SmallUniversity(University):
    """Three classes of twelve: two of one year and major, which may share a panel, and a third
    in another department.
    """

    def _homes(self, count: int) -> Sequence[Home]:
        college, year, major, _ = first = self._home(0)
        return [first, (college, year, major, "2班"), self._home(1)]


async def found(stage: Stage) -> Stage:
    """Open one more university beside the demo's own, with its register and staff."""
    number = next(NUMBERS)
    campus = Stage(
        platform=stage.platform,
        university=SmallUniversity(36, seed=number, tag=f"steps{number}"),
        code=f"41350900{number}",
        name=f"示例大学（第 {number} 分校）",
        admin_login=f"steps{number}school",
        password=stage.password,
        platform_admin=stage.platform_admin,
    )
    await people.open_school(campus)
    await people.import_students(campus)
    await people.import_staff(campus)
    return campus


def classes(campus: Stage) -> list[list[Student]]:
    """Its students, class by class."""
    homes = list(dict.fromkeys(one.home for one in campus.university.students))
    return [[one for one in campus.university.students if one.home == home] for home in homes]


async def file_some(
    campus: Stage, applicants: Sequence[Student], evaluators: Sequence[Student]
) -> None:
    """Let some students apply, and others only take part in evaluating."""
    await people.activate_students(campus, [*applicants, *evaluators])
    await each(applicants, lambda one: filing.file_application(campus, one))
    await each(evaluators, lambda one: filing.file_for_panel(campus, one))


async def evaluate_against(campus: Stage, name: str) -> None:
    """Let every panel member give one applicant the fewest points and everybody else the most."""
    path = f"{filing.ROUND}/{campus.campaign_id}/panel-questions"
    document = (await campus.officer.get(path))["questionnaire"]
    least, most = _answers(document, by=min), _answers(document, by=max)

    async def hand_in(person: Person) -> None:
        tasks = await person.get(evaluation.TASKS, campaign_id=campus.campaign_id)
        sheets = [
            {"task_id": one["task_id"], "answers": least if one["name"] == name else most}
            for one in tasks
            if one["state"] == "pending"
        ]
        if sheets:
            await person.post(f"{evaluation.TASKS}/sheets", {"sheets": sheets})

    await each([*campus.pupils.values(), *campus.staff.values()], hand_in)


def _answers(document: Mapping[str, Any], by: Callable[..., Mapping[str, Any]]) -> dict[str, str]:
    questions = [one for block in document["blocks"] for one in block["questions"]]
    points = operator.itemgetter("points")
    return {one["code"]: by(one["choices"], key=points)["code"] for one in questions}
