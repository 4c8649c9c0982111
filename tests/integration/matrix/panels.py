"""Builders for panels, the evaluation by their members, and rank differences."""

from matrix.asks import Ask, Reach, Routes, Step
from matrix.builder import IDENTIFICATION, once
from matrix.cast import Actor, Own, View
from matrix.rounds import SHEET, choice_of
from zizhu.common.auth import Role
from zizhu.common.clock import MachineClock, business_day

routes = Routes("/api/v1/identification")
REASON = "按评议要求办理"
PANEL = "/panels/{panel_id}"
CLEARED = "/campaigns/{campaign_id}/applicants/{person_id}/clearances/files/{file_id}"


def _classes(at: View) -> dict[str, object]:
    return {"class_ids": [str(at.id("class"))]}


def _draft(at: View, **body: object) -> Ask:
    return Ask(
        ids={"panel_id": at.id("draft_panel")}, seen=at.version("draft_panel"), json=body or None
    )


def _panel(at: View, **body: object) -> Ask:
    return Ask(ids={"panel_id": at.id("panel")}, seen=at.version("panel"), json=body or None)


@routes("POST", "/campaigns/{campaign_id}/panels", Reach.SCHOOL)
def open_panel(at: View, by: Actor) -> Ask:
    return Ask(ids={"campaign_id": at.id("round_cut")}, json=_classes(by.home), headers=once())


@routes("POST", "/campaigns/{campaign_id}/panels", Reach.PLACE)
def open_panel_for(at: View, by: Actor) -> Ask:
    """The round is the caller's own, the class is not always."""
    ids = {"campaign_id": by.home.id("round_cut")}
    return Ask(ids=ids, json=_classes(at), headers=once())


@routes("GET", "/campaigns/{campaign_id}/panels", Reach.PLACE, is_filter=True)
@routes("GET", "/campaigns/{campaign_id}/differences", Reach.PLACE, is_filter=True)
def list_of_a_class(at: View, by: Actor) -> Ask:
    ids = {"campaign_id": by.home.id("round_filing")}
    return Ask(ids=ids, query={"class_id": str(at.id("class"))})


@routes("GET", PANEL, Reach.PLACE)
@routes("GET", PANEL + "/feedback", Reach.PLACE)
def read_panel(at: View, by: Actor) -> Ask:
    return Ask(ids={"panel_id": at.id("panel")})


@routes("GET", PANEL + "/candidates", Reach.PLACE, shows=("counselor",))
def get_candidates(at: View, by: Actor) -> Ask:
    """Staff of the whole college may sit in a panel, so the college's counsellors are shown."""
    return Ask(ids={"panel_id": at.id("panel")})


@routes("PUT", PANEL + "/classes", Reach.PLACE)
def merge_classes(at: View, by: Actor) -> Ask:
    return _draft(at, **_classes(by.home))


@routes("PUT", PANEL + "/classes", Reach.PLACE)
def merge_foreign_classes(at: View, by: Actor) -> Ask:
    return _draft(by.home, **_classes(at))


@routes("PUT", PANEL + "/choice", Reach.PLACE)
def choose(at: View, by: Actor) -> Ask:
    return _draft(at, **choice_of(by.home))


@routes("PUT", PANEL + "/choice", Reach.PLACE)
def choose_foreigners(at: View, by: Actor) -> Ask:
    chosen = {"members": [{"person_id": str(at.id("member"))}], "applicants": []}
    return _draft(by.home, **chosen)


@routes("POST", PANEL + "/reset", Reach.PLACE)
def reset(at: View, by: Actor) -> Ask:
    return _draft(at)


@routes("DELETE", PANEL, Reach.PLACE)
def discard(at: View, by: Actor) -> Ask:
    return _draft(at)


@routes("POST", PANEL + "/confirm", Reach.PLACE)
def confirm(at: View, by: Actor) -> Ask:
    return _draft(at)


@routes("POST", PANEL + "/extend", Reach.PLACE)
def extend(at: View, by: Actor) -> Ask:
    return _panel(at, applicants=[str(by.home.id("applicant"))], reason=REASON)


@routes("POST", PANEL + "/extend", Reach.PLACE)
def extend_by_foreigners(at: View, by: Actor) -> Ask:
    return _panel(by.home, applicants=[str(at.id("applicant"))], reason=REASON)


@routes("POST", PANEL + "/members/{person_id}/withdraw", Reach.PLACE)
def withdraw_member(at: View, by: Actor) -> Ask:
    ids = {"panel_id": at.id("panel"), "person_id": at.id("member")}
    return Ask(ids=ids, seen=at.version("panel"), json={"reason": REASON})


@routes("POST", PANEL + "/members/{person_id}/withdraw", Reach.PLACE)
def withdraw_foreigner(at: View, by: Actor) -> Ask:
    ids = {"panel_id": by.home.id("panel"), "person_id": at.id("member")}
    return Ask(ids=ids, seen=by.home.version("panel"), json={"reason": REASON})


@routes("POST", PANEL + "/applicants/{person_id}/remove", Reach.PLACE)
def remove_applicant(at: View, by: Actor) -> Ask:
    ids = {"panel_id": at.id("panel"), "person_id": at.id("other")}
    return Ask(ids=ids, seen=at.version("panel"), json={"reason": REASON})


@routes("POST", PANEL + "/relax", Reach.PLACE)
def relax(at: View, by: Actor) -> Ask:
    ids, body = {"panel_id": at.id("draft_panel")}, {"kind": "staff_only", "reason": REASON}
    return Ask(
        ids=ids,
        seen=at.version("draft_panel"),
        json=body,
        status=409,  # the class can form a panel without
        code="exception_not_needed",
    )


@routes("POST", PANEL + "/remind", Reach.PLACE)
def remind(at: View, by: Actor) -> Ask:
    """Once somebody was added whom a member has not evaluated yet."""
    ids = {"panel_id": at.id("panel")}
    more = extend(Own(by), by)
    if by.role in (Role.PLATFORM_ADMIN, Role.STUDENT):
        return Ask(ids=ids)
    return Ask(ids=ids, first=(Step("POST", f"{IDENTIFICATION}{PANEL}/extend", more),))


@routes("GET", "/panel-tasks", Reach.NOTHING)
def own_tasks(at: View, by: Actor) -> Ask:
    return Ask()


@routes("GET", "/panel-tasks", Reach.SCHOOL, is_filter=True)
def own_tasks_in(at: View, by: Actor) -> Ask:
    return Ask(query={"campaign_id": str(at.id("round_filing"))})


@routes("POST", "/panel-tasks/sheets", Reach.PERSON)
def hand_in(at: View, by: Actor) -> Ask:
    """The task of a classmate: nobody but its member knows it."""
    body = {"sheets": [{"task_id": str(at.id("task")), "answers": SHEET}]}
    return Ask(json=body, status=404, code="task_unknown")


@routes("GET", PANEL + "/sheets/{task_id}", Reach.PLACE)
def read_sheet(at: View, by: Actor) -> Ask:
    return Ask(ids={"panel_id": at.id("panel"), "task_id": at.id("task")})


@routes("GET", PANEL + "/sheets/{task_id}", Reach.PLACE)
def read_foreign_sheet(at: View, by: Actor) -> Ask:
    return Ask(ids={"panel_id": by.home.id("panel"), "task_id": at.id("task")})


@routes("POST", "/campaigns/{campaign_id}/differences/calculate", Reach.SCHOOL)
def calculate(at: View, by: Actor) -> Ask:
    return Ask(ids={"campaign_id": at.id("round_filing")}, json=_classes(by.home))


@routes("POST", "/campaigns/{campaign_id}/differences/calculate", Reach.PLACE)
def calculate_for(at: View, by: Actor) -> Ask:
    return Ask(ids={"campaign_id": by.home.id("round_filing")}, json=_classes(at))


@routes("POST", "/campaigns/{campaign_id}/differences/calculate-all", Reach.SCHOOL)
def calculate_all(at: View, by: Actor) -> Ask:
    return Ask(ids={"campaign_id": at.id("round_filing")})


@routes("POST", "/campaigns/{campaign_id}/applicants/{person_id}/clear", Reach.PLACE)
def clear(at: View, by: Actor) -> Ask:
    return _cleared(at, by, [])


def _cleared(at: View, by: Actor, attachments: list[str]) -> Ask:
    visit = {
        "attachment_ids": attachments,
        "visitor": "周老师",
        "way": "home",
        "visited_on": business_day(MachineClock().now()).isoformat(),
        "finding": "情况属实",
    }
    ids = {"campaign_id": by.home.id("round_filing"), "person_id": at.id("other")}
    return Ask(ids=ids, json={"visit": visit, "reason": REASON})


@routes("GET", CLEARED, Reach.PLACE, only=(Role.DEPT,))
def open_attachment(at: View, by: Actor) -> Ask:
    """An attachment of the visit that the department itself has just recorded."""
    person = {"campaign_id": by.home.id("round_filing"), "person_id": at.id("other")}
    path = f"{IDENTIFICATION}/campaigns/{{campaign_id}}/applicants/{{person_id}}/clear"
    made = _cleared(Own(by), by, [str(at.id("upload"))])
    first = (Step("POST", path, made),) if by.role is Role.DEPT else ()
    return Ask(ids={**person, "file_id": at.id("upload")}, first=first)


@routes("GET", CLEARED, Reach.PLACE, only=(Role.SCHOOL_ADMIN, Role.COUNSELOR))
def open_no_attachment(at: View, by: Actor) -> Ask:
    person = {"campaign_id": by.home.id("round_filing"), "person_id": at.id("other")}
    return Ask(ids={**person, "file_id": at.id("evidence")}, status=404, code="no_such_file")


@routes("GET", "/campaigns/{campaign_id}/applicants/{person_id}/clearances", Reach.PLACE)
def list_clearances(at: View, by: Actor) -> Ask:
    return Ask(ids={"campaign_id": by.home.id("round_filing"), "person_id": at.id("other")})
