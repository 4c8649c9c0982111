"""Builders for the special-group list, enrolment, lines and cuts: the school's own."""

from matrix.asks import Ask, Reach, Routes
from matrix.builder import once
from matrix.cast import Actor, View

routes = Routes("/api/v1/identification")
ROUND = "/campaigns/{campaign_id}"
LINES = {"special": 80, "general": 60, "other": 40}


def _cut(at: View) -> dict[str, object]:
    return {"campaign_id": at.id("round_cut")}


@routes("GET", ROUND + "/cut-basis", Reach.SCHOOL)
@routes("GET", ROUND + "/suggested-lines", Reach.SCHOOL)
@routes("GET", ROUND + "/cuts", Reach.SCHOOL)
@routes("DELETE", ROUND + "/official-enrolment", Reach.SCHOOL)
def of_a_round(at: View, by: Actor) -> Ask:
    return Ask(ids=_cut(at))


@routes("PUT", ROUND + "/official-enrolment", Reach.SCHOOL)
def state_enrolment(at: View, by: Actor) -> Ask:
    body = {"students": 60, "reason": "含新生", "document": "示例〔2026〕8号"}
    return Ask(ids=_cut(at), json=body)


@routes("GET", ROUND + "/line-share", Reach.SCHOOL)
def try_share(at: View, by: Actor) -> Ask:
    return Ask(ids=_cut(at), query={"score": "40"})


@routes("POST", ROUND + "/cut-trials", Reach.SCHOOL)
def try_lines(at: View, by: Actor) -> Ask:
    return Ask(ids=_cut(at), json=LINES)


@routes("POST", ROUND + "/cuts", Reach.SCHOOL)
def make_cut(at: View, by: Actor) -> Ask:
    return Ask(ids=_cut(at), json={"lines": LINES}, headers=once())


@routes("GET", "/cuts/{cut_id}/verify", Reach.SCHOOL)
def verify_cut(at: View, by: Actor) -> Ask:
    return Ask(ids={"cut_id": at.id("cut1")})


@routes("GET", "/cuts/{cut_id}/compare/{other_id}", Reach.SCHOOL)
def compare_cuts(at: View, by: Actor) -> Ask:
    return Ask(ids={"cut_id": by.home.id("cut1"), "other_id": at.id("cut2")})


@routes("GET", "/cuts/{cut_id}/compare/{other_id}", Reach.SCHOOL)
def compare_foreign_cut(at: View, by: Actor) -> Ask:
    return Ask(ids={"cut_id": at.id("cut1"), "other_id": by.home.id("cut2")})
