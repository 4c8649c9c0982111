"""The main job, fourth part: counsellors review, two rankings are compared, departments visit."""

from datetime import datetime
from typing import Any

from evaluation import counsellors, departments
from filing import ROUND, commitment_of, form_of
from zizhu.embedded.demo.client import Person, if_match
from zizhu.embedded.demo.stage import Stage, each, pages, shares, until

FORMS = "/identification/forms"
RETURNED = 3  # forms that are returned once and handed in again


async def review(stage: Stage) -> None:
    """Return a few forms, let them be mended, and approve every form in bulk."""
    await _return_some(stage)
    await each(counsellors(stage), lambda person: _approve_all(stage, person))


async def _waiting(stage: Stage, officer: Person) -> list[dict[str, Any]]:
    return await pages(
        officer, f"{ROUND}/{stage.campaign_id}/forms", fill="submitted", audit="unreviewed"
    )


async def _return_some(stage: Stage) -> None:
    first = counsellors(stage)[0]
    forms = [one for one in await _waiting(stage, first) if one["purpose"] == "apply"]
    for form in forms[:RETURNED]:
        await first.post(
            f"{FORMS}/{form['form_id']}/return",
            {
                "reason": "请核对家庭人口",
                "marks": [{"field": "basic.household_size", "remark": "与家庭成员不符"}],
            },
            headers=if_match(form["version"]),
        )
        await _mend(stage, form)
    stage.totals["returned"] = len(forms[:RETURNED])


async def _mend(stage: Stage, form: dict[str, Any]) -> None:
    """The student sees what was marked, corrects it, signs again and hands in."""
    student = next(one for one in stage.university.students if one.number == form["student_number"])
    person = stage.pupils[student.document]
    path = f"{ROUND}/{stage.campaign_id}/form"
    shown = await person.get(path)
    if shown["return_reason"] is None:
        raise ValueError("a returned form says why")
    size = form_of(student, seed=1)["basic"]["household_size"]
    await person.patch(path, {"changes": {"basic": {"household_size": size + 1}}})
    await person.patch(path, {"changes": {"basic": {"household_size": size}}})
    await person.post(f"{path}/submit", commitment_of(student))


async def _approve_all(stage: Stage, counsellor: Person) -> None:
    for some in shares(await _waiting(stage, counsellor), 500):
        seen = [{"form_id": one["form_id"], "version": one["version"]} for one in some]
        done = await counsellor.post(f"{ROUND}/{stage.campaign_id}/forms/approve", {"forms": seen})
        if done["passed"]:
            raise ValueError(f"not approved: {done['passed'][:3]}")


async def compare(stage: Stage) -> None:
    """Compare the two rankings of every class in one job of the school's."""
    path = f"{ROUND}/{stage.campaign_id}/differences"
    made = await stage.officer.post(f"{path}/calculate-all")
    ended = await until(
        lambda: stage.officer.get(f"/identification/jobs/{made['id']}"),
        lambda job: job["state"] not in ("queued", "running"),
    )
    if ended["state"] != "done":
        raise ValueError(f"{path}: {ended['error']}")
    if ended["result"]["waiting"] or ended["result"]["unscored"]:
        raise ValueError(f"{path}: not every class could be compared: {ended['result']}")
    found = await stage.officer.get(path, flag="abnormal")
    stage.totals["abnormal"] = len(found)


async def clear(stage: Stage) -> None:
    """Each department visits the abnormal cases of its own and clears them."""
    await each(departments(stage), lambda person: _clear_own(stage, person))
    left = await stage.officer.get(f"{ROUND}/{stage.campaign_id}/differences", flag="abnormal")
    if left:
        raise ValueError(f"{len(left)} differences are still open")


async def _clear_own(stage: Stage, department: Person) -> None:
    path = f"{ROUND}/{stage.campaign_id}"
    clock = await department.get("/identity/clock")
    today = datetime.fromisoformat(clock["business_now"]).date().isoformat()
    for case in await department.get(f"{path}/differences", flag="abnormal"):
        visit = {
            "visitor": "李示例",
            "way": "interview",
            "visited_on": today,
            "finding": "经访谈，申请情况属实",
        }
        await department.post(f"{path}/applicants/{case['person_id']}/clear", {"visit": visit})
