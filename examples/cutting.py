"""The main job, fifth part: the list sent down from above, trial shares, and the cut."""

import asyncio
from typing import Any

from filing import ROUND, choose_people
from zizhu.embedded.demo.stage import Stage, until
from zizhu.embedded.demo.synthetic import workbook

KNOWN_ELSEWHERE = 25  # one applicant in so many stands on the list sent down from above
HEADER = ("姓名", "证件类型", "证件号码", "类别", "来源", "比对日期")


async def import_special_list(stage: Stage) -> None:
    """Import the special-group list; a match makes a student guaranteed."""
    applicants, _ = choose_people(stage)
    rows = [
        (one.name, "居民身份证", one.document, "最低生活保障家庭学生", "民政部门", "2026-08-20")
        for one in applicants[::KNOWN_ELSEWHERE]
    ]
    path = f"{ROUND}/{stage.campaign_id}/special-list"
    content = await asyncio.to_thread(workbook, "特殊群体名单", HEADER, rows)
    made = await stage.officer.send(path, content, choice="all")
    ended = await until(
        lambda: stage.officer.get(f"/identification/jobs/{made['job_id']}"),
        lambda job: job["state"] not in ("queued", "running"),
    )
    if ended["state"] != "done":
        raise ValueError(f"{path}: {ended}")
    stage.totals["guaranteed"] = len(rows)


async def cut(stage: Stage) -> None:
    """Try shares, take the suggested lines, cut, and recompute the cut from its inputs."""
    path = f"{ROUND}/{stage.campaign_id}"
    basis = await until(
        lambda: stage.officer.get(f"{path}/cut-basis"), lambda found: found["is_settled"]
    )
    if any(basis["open_counts"].values()):
        raise ValueError(f"{path}: still open: {basis['open_counts']}")
    await stage.officer.get(f"{path}/line-share", score=40)
    suggested = await stage.officer.get(f"{path}/suggested-lines")
    trial: dict[str, Any] = await stage.officer.post(f"{path}/cut-trials", suggested["lines"])
    if trial["errors"]:
        raise ValueError(f"{path}: {trial['errors']}")
    # A cut cannot be undone: where the sign-in is older than 15 minutes it is refused with
    # `sign_in_not_fresh`, and the client gives the password again (`Person.verify_again`).
    made = await stage.officer.post(f"{path}/cuts", {"lines": suggested["lines"]})
    verified = await stage.officer.get(f"/identification/cuts/{made['id']}/verify")
    if not verified["is_equal"]:
        raise ValueError(f"{path}: the cut does not come out the same again")
    for grade in ("special", "general", "other", "none"):
        stage.totals[grade] = made["counts"].get(grade, 0)
    total = sum(stage.totals[grade] for grade in ("special", "general", "other", "none"))
    if total != stage.totals["applicants"]:
        raise ValueError(f"{path}: {total} grades for {stage.totals['applicants']} applicants")
