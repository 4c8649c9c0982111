"""How a person finds out whether an act that is refused now had been done before, unheard.

Where a route takes no Idempotency-Key, the repetition of an act that was done is refused or
passed over. Each entry says where to look and what proves that the act was done; without proof
the refusal stands.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Sent = Mapping[str, Any]
Proof = Callable[[Any, Sent], Any]  # what the act would have answered, or None

UNIT = r"[0-9a-f-]{36}"
REVIEWED = ("reviewed", "changed")


@dataclass(frozen=True, slots=True)
class Look:
    """Which act, where to look, and the proof."""

    act: re.Pattern[str]
    place: str  # may use the groups of `act`
    proof: Proof


def _shows(key: str, *values: str) -> Proof:
    return lambda shown, _: shown if shown[key] in values else None


def _went_through(state: str) -> Proof:
    """A case that went through a state, however far it is by now."""

    def proof(shown: Any, _: Sent) -> Any:
        return shown if any(step["state"] == state for step in shown["steps"]) else None

    return proof


def _is_planned(shown: Any, sent: Sent) -> Any:
    return shown if len(shown["phases"]) == len(sent["phases"]) else None


def _is_chosen(shown: Any, sent: Sent) -> Any:
    wanted = {one["person_id"] for one in sent["members"]}
    return shown if {one["person_id"] for one in shown["members"]} == wanted else None


def _are_in(shown: Any, sent: Sent) -> Any:
    mine = {one["task_id"] for one in sent["sheets"]}
    done = {one["task_id"] for one in shown if one["state"] == "submitted"}
    return {"count": len(mine)} if mine <= done else None


def _is_cleared(shown: Any, sent: Sent) -> Any:
    same = [one for one in shown if one["visit"]["finding"] == sent["visit"]["finding"]]
    return same[0] if same else None


def _look(act: str, place: str, proof: Proof) -> Look:
    return Look(re.compile(act.replace("{id}", f"({UNIT})")), place, proof)


ROUND = r"(/identification/campaigns/{id}"
CASE = r"POST(/identification/objections/{id})/"
NOTICE = r"POST(/notification/desk/announcements/{id})/"
IMPORT = r"POST(/(?:roster/students|identity/accounts)/imports/{id})/commit"

LOOKS = (
    _look(IMPORT, r"\1", _shows("state", "committing", "committed")),
    _look(rf"PUT{ROUND})/plan", r"\1", _is_planned),
    _look(rf"POST{ROUND})/open", r"\1", _shows("state", "opened")),
    _look(rf"POST{ROUND}/form)/submit", r"\1", _shows("fill", "submitted")),
    _look(r"PUT(/identification/panels/{id})/choice", r"\1", _is_chosen),
    _look(
        r"POST(/identification/panels/{id})/confirm",
        r"\1",
        _shows("state", "confirmed", "in_progress", "completed"),
    ),
    _look(r"POST(/identification/panel-tasks)/sheets", r"\1", _are_in),
    _look(r"POST(/identification/forms/{id})/return", r"\1", _shows("fill", "returned")),
    _look(rf"POST{ROUND}/applicants/{{id}}/clear)", r"\1ances", _is_cleared),
    _look(f"{CASE}accept", r"\1", _went_through("accepted")),
    _look(f"{CASE}verify", r"\1", _went_through("verified")),
    _look(f"{CASE}change", r"\1", _went_through("changed")),
    _look(f"{CASE}answer", r"\1", _went_through("answered")),
    _look(f"{NOTICE}review", r"\1", _shows("state", "awaiting_release", "released", "expired")),
    _look(f"{NOTICE}release", r"\1", _shows("state", "released", "expired")),
)


def look_for(method: str, path: str) -> tuple[str, Proof] | None:
    """Return where to look for an act, and the proof; None where nobody knows."""
    for look in LOOKS:
        match = look.act.fullmatch(method + path)
        if match is not None:
            return match.expand(look.place), look.proof
    return None


def as_done_before(answer: Any) -> Any:
    """Read a bulk answer as whoever sent it twice: what the first time approved is passed over."""
    if not isinstance(answer, Mapping) or "passed" not in answer:
        return answer
    done = [one["now"] for one in answer["passed"] if one["now"] and _was_reviewed(one["now"])]
    left = [one for one in answer["passed"] if not (one["now"] and _was_reviewed(one["now"]))]
    return {**answer, "approved": [*answer["approved"], *done], "passed": left}


def _was_reviewed(form: Mapping[str, Any]) -> bool:
    return form["audit"] in REVIEWED
