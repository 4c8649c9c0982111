"""Builders for publicity, objections, changes, results and lists."""

from matrix import register
from matrix.asks import Ask, Reach, Routes, Step
from matrix.builder import IDENTIFICATION, once
from matrix.cast import Actor, Own, View
from matrix.results import RETURNED_HEADER
from zizhu.common.auth import Role

routes = Routes("/api/v1/identification")
ROUND, PERSON = "/campaigns/{campaign_id}", "/campaigns/{campaign_id}/applicants/{person_id}"
PUBLICITY, OBJECTION = "/publicities/{publicity_id}", "/objections/{objection_id}"
REASON = "经核实家庭情况有变化"
NOTE = {"note": "已走访核实"}


def _round(at: View) -> dict[str, object]:
    return {"campaign_id": at.id("round_list")}


@routes("POST", ROUND + "/publicities", Reach.SCHOOL)
def prepare(at: View, by: Actor) -> Ask:
    body = {"title": "再次公示"}
    return Ask(ids=_round(at), json=body, headers=once(), status=409, code="publicity_runs_already")


@routes("GET", ROUND + "/publicities", Reach.SCHOOL)
@routes("GET", ROUND + "/objections", Reach.SCHOOL)
@routes("GET", ROUND + "/changes", Reach.SCHOOL)
@routes("GET", ROUND + "/proposals", Reach.SCHOOL)
@routes("GET", ROUND + "/result", Reach.SCHOOL)
@routes("GET", ROUND + "/grant-list", Reach.SCHOOL)
@routes("GET", ROUND + "/funnel", Reach.SCHOOL)
@routes("GET", ROUND + "/special-list", Reach.SCHOOL)
@routes("GET", ROUND + "/special-list/template", Reach.SCHOOL)
@routes("GET", ROUND + "/special-list/contacts", Reach.SCHOOL)
@routes("GET", ROUND + "/special-list/students", Reach.SCHOOL)
def read_round(at: View, by: Actor) -> Ask:
    return Ask(ids=_round(at))


@routes("GET", ROUND + "/grant-list", Reach.PLACE, is_filter=True)
@routes("GET", ROUND + "/funnel", Reach.PLACE, is_filter=True)
def read_a_class(at: View, by: Actor) -> Ask:
    return Ask(ids=_round(by.home), query={"class_id": str(at.id("class"))})


@routes("POST", ROUND + "/special-list/export", Reach.SCHOOL)
def export_counts(at: View, by: Actor) -> Ask:
    return Ask(ids=_round(at), json={"reason": REASON}, headers=once())


@routes("GET", "/exports", Reach.NOTHING)
def list_exports(at: View, by: Actor) -> Ask:
    return Ask()


@routes("GET", "/exports/{export_id}", Reach.PERSON)
@routes("GET", "/exports/{export_id}/file", Reach.PERSON)
def take_export(at: View, by: Actor) -> Ask:
    return Ask(ids={"export_id": at.id("identification_export")})


@routes("POST", ROUND + "/special-list", Reach.SCHOOL)
def import_list(at: View, by: Actor) -> Ask:
    content = register.sheet(("姓名", "证件号码", "类别"), [("林示例", "1", "孤儿")])
    return Ask(ids=_round(at), query={"choice": "good"}, content=content)


def _publicity(at: View) -> dict[str, object]:
    return {"publicity_id": at.id("publicity")}


@routes("POST", PUBLICITY + "/withdraw", Reach.SCHOOL)
def withdraw(at: View, by: Actor) -> Ask:
    return Ask(ids=_publicity(at), json={"reason": REASON})


@routes("POST", PUBLICITY + "/confirm-end", Reach.SCHOOL)
def confirm_end(at: View, by: Actor) -> Ask:
    """The end lies among known working days, and needs no confirming."""
    body = {"ends_on": "2030-01-01", "reason": REASON}
    return Ask(ids=_publicity(at), json=body, status=409, code="publicity_not_ready")


@routes("GET", PUBLICITY + "/integrity", Reach.SCHOOL)
@routes("GET", PUBLICITY + "/frozen", Reach.SCHOOL)
def read_publicity(at: View, by: Actor) -> Ask:
    return Ask(ids=_publicity(at))


@routes("GET", PUBLICITY + "/rows", Reach.SCHOOL, shows_the_published=True)
def read_rows(at: View, by: Actor) -> Ask:
    """A list on show is read by everybody of the university, with full names."""
    return Ask(ids=_publicity(at))


@routes("GET", "/publicities", Reach.NOTHING)
@routes("GET", "/objections/own", Reach.NOTHING)
def read_list(at: View, by: Actor) -> Ask:
    return Ask()


@routes("POST", PUBLICITY + "/objections", Reach.SCHOOL, shows_the_published=True)
def submit_objection(at: View, by: Actor) -> Ask:
    body = {"line": 1, "text": "与了解的情况不符，请核实。"}
    return Ask(ids=_publicity(at), json=body, headers=once())


def _objection(at: View) -> dict[str, object]:
    return {"objection_id": at.id("objection")}


def _step(act: str, at: View, body: object) -> Step:
    path = f"{IDENTIFICATION}{OBJECTION}/{act}"
    return Step("POST", path, Ask(ids=_objection(at), json=body))


def _after(by: Actor, *acts: str) -> tuple[Step, ...]:
    """What has to have happened to a case; only who may handle cases does it."""
    if by.role not in (Role.SCHOOL_ADMIN, Role.DEPT):
        return ()
    bodies = {"accept": None, "verify": NOTE, "uphold": NOTE}
    return tuple(_step(act, Own(by), bodies[act]) for act in acts)


@routes("GET", OBJECTION, Reach.PLACE)
@routes("POST", OBJECTION + "/accept", Reach.PLACE)
def read_case(at: View, by: Actor) -> Ask:
    return Ask(ids=_objection(at))


@routes("POST", OBJECTION + "/verify", Reach.PLACE)
def verify(at: View, by: Actor) -> Ask:
    return Ask(ids=_objection(at), json=NOTE, first=_after(by, "accept"))


@routes("POST", OBJECTION + "/uphold", Reach.PLACE)
def uphold(at: View, by: Actor) -> Ask:
    return Ask(ids=_objection(at), json=NOTE, first=_after(by, "accept", "verify"))


@routes("POST", OBJECTION + "/change", Reach.PLACE)
def decide_change(at: View, by: Actor) -> Ask:
    body = {"grade": "none", "reason": REASON}
    return Ask(ids=_objection(at), json=body, first=_after(by, "accept", "verify"))


@routes("POST", OBJECTION + "/answer", Reach.PLACE)
def answer(at: View, by: Actor) -> Ask:
    return Ask(ids=_objection(at), json=NOTE, first=_after(by, "accept", "verify", "uphold"))


def _person(at: View, by: Actor) -> dict[str, object]:
    return {**_round(by.home), "person_id": at.id("other")}


@routes("POST", PERSON + "/change", Reach.PLACE)
def change(at: View, by: Actor) -> Ask:
    body = {"grade": "none", "reason": REASON}
    return Ask(ids=_person(at, by), json=body, headers=once())


@routes("POST", PERSON + "/change", Reach.SCHOOL)
def change_in(at: View, by: Actor) -> Ask:
    """The student is the caller's own, the round is not always."""
    body = {"grade": "none", "reason": REASON}
    ids = {**_round(at), "person_id": by.home.id("other")}
    return Ask(ids=ids, json=body, headers=once())


@routes("POST", PERSON + "/void", Reach.PLACE)
def void(at: View, by: Actor) -> Ask:
    return Ask(ids=_person(at, by), json={"reason": REASON}, headers=once())


@routes("POST", PERSON + "/reopen", Reach.PLACE)
def reopen(at: View, by: Actor) -> Ask:
    return Ask(ids=_person(at, by), json={"reason": REASON})


@routes("GET", PERSON + "/explanation", Reach.PLACE)
def explain(at: View, by: Actor) -> Ask:
    return Ask(ids=_person(at, by))


@routes("POST", "/proposals/{proposal_id}/take", Reach.SCHOOL)
@routes("POST", "/proposals/{proposal_id}/leave", Reach.SCHOOL)
def decide_proposal(at: View, by: Actor) -> Ask:
    return Ask(ids={"proposal_id": at.id("proposal")})


@routes("POST", ROUND + "/returned-lists", Reach.SCHOOL)
def take_returned(at: View, by: Actor) -> Ask:
    content = register.sheet(RETURNED_HEADER, [("0", "不困难", "否", REASON)])
    return Ask(ids=_round(at), files={"file": ("名单.csv", content)})


def _export(at: View, kind: str) -> Ask:
    body = {"kind": kind, "reason": REASON, "is_revealed": True}
    return Ask(ids=_round(at), json=body, headers=once())


@routes("POST", ROUND + "/exports", Reach.SCHOOL)
def take_grant_list(at: View, by: Actor) -> Ask:
    return _export(at, "grant")


@routes("POST", ROUND + "/exports", Reach.SCHOOL)
def take_hardship_list(at: View, by: Actor) -> Ask:
    return _export(at, "hardship")


@routes("POST", ROUND + "/exports", Reach.SCHOOL)
def take_public_list(at: View, by: Actor) -> Ask:
    return _export(at, "public")


@routes("POST", ROUND + "/exports", Reach.SCHOOL)
def take_archive(at: View, by: Actor) -> Ask:
    return _export(at, "archive")


@routes("POST", ROUND + "/final-lists", Reach.SCHOOL)
def draw_final(at: View, by: Actor) -> Ask:
    return Ask(
        ids=_round(at),
        json={"reason": REASON},
        headers=once(),
        status=409,
        code="publicity_still_running",
    )


@routes("GET", ROUND + "/final-list", Reach.SCHOOL)
def show_final(at: View, by: Actor) -> Ask:
    return Ask(ids=_round(at), status=404, code="no_final_list")
