"""The main job, sixth part: the list is published, contested, corrected and made final."""

from datetime import datetime, timedelta
from typing import Any

from filing import ROUND, choose_people
from zizhu.embedded.demo.client import if_match
from zizhu.embedded.demo.stage import Stage, each, until

DESK = "/notification/desk/announcements"
PUBLICITIES = "/identification/publicities"
OBJECTIONS = "/identification/objections"
READERS = 20  # how many students read their own result
CHANGED_TO = {"general": "other", "other": "general"}


class ClockStands(Exception):
    """Business time may not be moved here: the job goes on after the publicity's last day."""

    def __init__(self, ends_at: str) -> None:
        super().__init__(ends_at)
        self.ends_at = ends_at


async def publish(stage: Stage) -> None:
    """Freeze the list, then review and release its notice; the clock starts with the release."""
    made = await stage.officer.post(
        f"{ROUND}/{stage.campaign_id}/publicities", {"title": "家庭经济困难学生认定结果公示"}
    )
    stage.ids["publicity"] = made["id"]
    running = await _release(stage, made["id"])
    stage.totals["published"] = running["rows"]


async def _release(stage: Stage, publicity_id: str) -> dict[str, Any]:
    """Let the officer confirm the notice twice; returns the running publicity."""
    notice = await until(
        lambda: _notice(stage, publicity_id), lambda found: found is not None, within=60
    )
    if notice is None:
        raise LookupError(publicity_id)
    path = f"{DESK}/{notice['announcement_id']}"
    reviewed = await stage.officer.post(f"{path}/review", headers=if_match(notice["version"]))
    await stage.officer.post(f"{path}/release", headers=if_match(reviewed["version"]))
    found: dict[str, Any] = await until(
        lambda: _publicity(stage, publicity_id), lambda one: one["ends_at"] is not None, within=60
    )
    return found


async def _notice(stage: Stage, publicity_id: str) -> dict[str, Any] | None:
    page = await stage.officer.get(DESK, size=100)
    return next((one for one in page["items"] if one["publicity_id"] == publicity_id), None)


async def _publicity(stage: Stage, publicity_id: str) -> dict[str, Any]:
    found = await stage.officer.get(f"{ROUND}/{stage.campaign_id}/publicities")
    one: dict[str, Any] = next(item for item in found if item["id"] == publicity_id)
    return one


async def object_and_change(stage: Stage) -> None:
    """A student objects to a line; the case is verified, the grade changed, the reply sent."""
    reader = next(iter(stage.pupils.values()))
    list_id = stage.ids["publicity"]
    rows = (await reader.get(f"{PUBLICITIES}/{list_id}/rows", size=200))["items"]
    line = next(row for row in rows if row["grade"] in CHANGED_TO)
    await reader.post(
        f"{PUBLICITIES}/{list_id}/objections",
        {"line": line["line"], "text": "该同学的情况与公示等级不符，请核实"},
    )
    case = (await stage.officer.get(f"{ROUND}/{stage.campaign_id}/objections"))[0]
    path = f"{OBJECTIONS}/{case['id']}"
    await stage.officer.post(f"{path}/accept")
    await stage.officer.post(f"{path}/verify", {"note": "经核实，等级应予调整"})
    grade = CHANGED_TO[line["grade"]]
    await stage.officer.post(f"{path}/change", {"grade": grade, "reason": "异议核实属实"})
    await stage.officer.post(f"{path}/answer", {"note": "已按核实情况调整"})
    stage.totals[line["grade"]] -= 1
    stage.totals[grade] += 1
    stage.totals["changed"] = 1
    found = await stage.officer.get(f"{ROUND}/{stage.campaign_id}/publicities")
    for supplement in (one for one in found if one["is_supplement"]):
        await _release(stage, supplement["id"])


async def wait_out(stage: Stage) -> None:
    """Move the business clock past the last day of every running list."""
    found = await stage.officer.get(f"{ROUND}/{stage.campaign_id}/publicities")
    last = max(one["ends_at"] for one in found if one["ends_at"])
    clock = await stage.officer.get("/identity/clock")
    target = datetime.fromisoformat(last) + timedelta(minutes=1)
    is_early = target > datetime.fromisoformat(clock["business_now"])
    if is_early and not clock["may_move"]:
        raise ClockStands(last)
    if is_early:
        await stage.platform_admin.post("/identity/clock/shift", {"to": target.isoformat()})
    await until(
        lambda: _publicity(stage, stage.ids["publicity"]), lambda one: one["is_over"], within=60
    )


async def read_results(stage: Stage) -> None:
    """Some students read their own result; it never shows a peer score or a rank."""
    applicants, _ = choose_people(stage)
    some = [stage.pupils[one.document] for one in applicants[:READERS]]
    path = f"{ROUND}/{stage.campaign_id}/result"
    for result in await each(some, lambda person: person.get(path)):
        if any("互评" in sentence or "名次" in sentence for sentence in result["sentences"]):
            raise ValueError("a student's explanation tells what it must not")


async def finalise(stage: Stage) -> None:
    """Draw the final list and take the lists that go to the upper level."""
    path = f"{ROUND}/{stage.campaign_id}"
    drawn = await stage.officer.post(
        f"{path}/final-lists", {"reason": "已逐一联系名单上的未申请学生"}
    )
    if drawn["waiting"]:
        raise ValueError(f"{path}: still waiting: {drawn['waiting']}")
    stage.totals["final"] = drawn["confirmed"]
    for kind in ("grant", "hardship", "public", "archive"):
        await _take_list(stage, kind)


async def _take_list(stage: Stage, kind: str) -> None:
    """Ask for a list, wait until its workbook is made, and take it while it can be taken."""
    asked = await stage.officer.post(
        f"{ROUND}/{stage.campaign_id}/exports",
        {"kind": kind, "reason": "按要求上报上级资助管理部门"},
    )
    path = f"/identification/exports/{asked['id']}"
    made = await until(
        lambda: stage.officer.get(path), lambda one: one["state"] not in ("queued", "running")
    )
    if made["state"] != "done":
        raise ValueError(f"{path}: {made}")
    content = await stage.officer.get(f"{path}/file")
    if not bytes(content).startswith(b"PK"):
        raise ValueError(f"{path}: the export is no workbook")
