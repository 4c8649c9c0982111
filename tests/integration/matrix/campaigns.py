"""Builders for identification's rounds, rules and extensions."""

from datetime import timedelta

from matrix import rounds
from matrix.asks import Ask, Reach, Routes, Step
from matrix.builder import IDENTIFICATION, once
from matrix.cast import Actor, Own, View
from zizhu.common.auth import Role
from zizhu.common.clock import MachineClock
from zizhu.identification.domain.defaults import DEFAULT_SCHEME

routes = Routes("/api/v1/identification")
REASON = "按学校通知调整"
CLOSE = f"{IDENTIFICATION}/campaigns/{{campaign_id}}/close"


def later(days: int = 90) -> str:
    """An instant beyond every phase."""
    return (MachineClock().now() + timedelta(days=days)).isoformat()


@routes("POST", "/campaigns", Reach.NOTHING)
def draft_campaign(at: View, by: Actor) -> Ask:
    return Ask(json={"term": "202701", "title": "示例认定"}, headers=once())


@routes("POST", "/campaigns", Reach.SCHOOL)
def copy_campaign(at: View, by: Actor) -> Ask:
    body = {"term": "202701", "title": "示例", "copied_from": str(at.id("round_filing"))}
    return Ask(json=body, headers=once())


@routes("GET", "/campaigns", Reach.NOTHING)
@routes("GET", "/special-groups", Reach.NOTHING)
@routes("GET", "/jobs", Reach.NOTHING)
def read_list(at: View, by: Actor) -> Ask:
    return Ask()


@routes("GET", "/campaigns/{campaign_id}", Reach.SCHOOL)
@routes("GET", "/campaigns/{campaign_id}/questions", Reach.SCHOOL)
@routes("GET", "/campaigns/{campaign_id}/panel-questions", Reach.SCHOOL)
@routes("GET", "/campaigns/{campaign_id}/extensions", Reach.SCHOOL)
@routes("GET", "/campaigns/{campaign_id}/forms", Reach.SCHOOL)
@routes("GET", "/campaigns/{campaign_id}/progress", Reach.SCHOOL)
@routes("GET", "/campaigns/{campaign_id}/panels", Reach.SCHOOL)
@routes("GET", "/campaigns/{campaign_id}/differences", Reach.SCHOOL)
@routes("GET", "/campaigns/{campaign_id}/differences/classes", Reach.SCHOOL)
def read_round(at: View, by: Actor) -> Ask:
    return Ask(ids={"campaign_id": at.id("round_filing")})


def may(by: Actor) -> bool:
    return by.role is Role.SCHOOL_ADMIN


def _drafted(at: View) -> dict[str, object]:
    return {"campaign_id": at.id("round_drafted")}


@routes("PUT", "/campaigns/{campaign_id}/plan", Reach.SCHOOL)
def plan_campaign(at: View, by: Actor) -> Ask:
    body = {"title": "改过的认定", "phases": [], "subsistence_line": 8000}
    return Ask(ids=_drafted(at), seen=at.version("round_drafted"), json=body)


@routes("POST", "/campaigns/{campaign_id}/open", Reach.SCHOOL)
def open_campaign(at: View, by: Actor) -> Ask:
    return Ask(ids=_drafted(at), seen=at.version("round_drafted"))


@routes("POST", "/campaigns/{campaign_id}/close", Reach.SCHOOL)
def close_campaign(at: View, by: Actor) -> Ask:
    return Ask(ids={"campaign_id": at.id("round_draft")}, seen=at.version("round_draft"))


@routes("POST", "/campaigns/{campaign_id}/reopen", Reach.SCHOOL)
def reopen_campaign(at: View, by: Actor) -> Ask:
    version = at.version("round_draft")
    return Ask(
        ids={"campaign_id": at.id("round_draft")},
        seen=version + 1,
        json={"reason": REASON},
        first=(Step("POST", CLOSE, close_campaign(Own(by), by)),) if may(by) else (),
    )


@routes("POST", "/campaigns/{campaign_id}/cancel", Reach.SCHOOL)
def cancel_campaign(at: View, by: Actor) -> Ask:
    ids = {"campaign_id": at.id("round_draft")}
    return Ask(ids=ids, seen=at.version("round_draft"), json={"reason": REASON})


@routes("POST", "/campaigns/{campaign_id}/rules", Reach.SCHOOL)
def adopt_rules(at: View, by: Actor) -> Ask:
    ids = {"campaign_id": at.id("round_draft")}
    body = {"rules": {}, "reason": REASON}
    return Ask(ids=ids, seen=at.version("round_draft"), json=body)


@routes("POST", "/campaigns/{campaign_id}/extensions", Reach.SCHOOL)
def extend_phase(at: View, by: Actor) -> Ask:
    return Ask(ids={"campaign_id": at.id("round_filing")}, json=_extension(by.home))


@routes("POST", "/campaigns/{campaign_id}/extensions", Reach.SCHOOL)
def extend_for(at: View, by: Actor) -> Ask:
    """The round is the caller's own, the class is not always."""
    return Ask(ids={"campaign_id": by.home.id("round_filing")}, json=_extension(at))


def _extension(at: View) -> dict[str, str]:
    return {
        "phase": "filing",
        "reach": "class",
        "target_id": str(at.id("class")),
        "until": later(),
        "reason": REASON,
    }


@routes("POST", "/campaigns/{campaign_id}/late-filings", Reach.SCHOOL)
def allow_late_filing(at: View, by: Actor) -> Ask:
    body = {"student_id": str(at.id("plain")), "until": later(), "reason": REASON}
    return Ask(ids={"campaign_id": by.home.id("round_late")}, json=body)


@routes("POST", "/campaigns/{campaign_id}/late-filings", Reach.SCHOOL)
def allow_late_filing_in(at: View, by: Actor) -> Ask:
    body = {"student_id": str(by.home.id("plain")), "until": later(), "reason": REASON}
    return Ask(ids={"campaign_id": at.id("round_late")}, json=body)


@routes("GET", "/rules/{kind}", Reach.NOTHING)
def list_documents(at: View, by: Actor) -> Ask:
    return Ask(ids={"kind": "scheme"})


@routes("GET", "/rules/{kind}/{version}", Reach.NOTHING)
@routes("GET", "/rules/{kind}/{version}/file", Reach.NOTHING)
def get_document(at: View, by: Actor) -> Ask:
    return Ask(ids={"kind": "scheme", "version": DEFAULT_SCHEME})


@routes("GET", "/rules/{kind}/{version}", Reach.SCHOOL)
@routes("GET", "/rules/{kind}/{version}/file", Reach.SCHOOL)
def get_released(at: View, by: Actor) -> Ask:
    """Each university released one under a version of its own."""
    return Ask(ids={"kind": "scheme", "version": f"scheme-{at.id('scheme')}"[:40]})


@routes("POST", "/rules/{kind}", Reach.NOTHING)
def release_document(at: View, by: Actor) -> Ask:
    return Ask(ids={"kind": "scheme"}, json={"document": rounds.scheme("fresh")}, headers=once())


@routes("GET", "/jobs/{job_id}", Reach.PLACE)
@routes("GET", "/jobs/{job_id}/findings", Reach.PLACE)
def read_job(at: View, by: Actor) -> Ask:
    return Ask(ids={"job_id": at.id("identification_job")})


@routes("POST", "/jobs/{job_id}/cancel", Reach.PLACE)
def cancel_job(at: View, by: Actor) -> Ask:
    return Ask(ids={"job_id": at.id("identification_job")}, status=409, code="job_over")
