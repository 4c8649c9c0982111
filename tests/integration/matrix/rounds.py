"""Rounds under way: one with forms and a finished panel, one with drafts, one that is cut.

Each class has an applicant who handed in, a member who only evaluates, and a second applicant whose
form is reviewed and whose evaluation is 异常.
"""

import io
import json
from collections.abc import Mapping
from datetime import timedelta
from importlib import resources
from typing import Any

from PIL import Image
from sqlalchemy import update

from matrix import register
from matrix.builder import IDENTIFICATION, Works, once
from matrix.cast import School, Thing, Unit
from matrix.opening import ROLES_OF_STUDENTS
from zizhu.common.clock import business_day, day_start
from zizhu.common.ids import new_id
from zizhu.identification.domain.defaults import DEFAULT_SCHEME
from zizhu.identification.domain.vocabulary import Difference, PhaseName
from zizhu.identification.models import CampaignRow, FormRow

CAMPAIGNS = f"{IDENTIFICATION}/campaigns"
CONSENT = {"version": "consent.v1", "covers_sensitive": True}
INCOME = 8_765_431  # a sum that nothing else is, so that it is found wherever it leaks
ADDRESS = "测试省测试市测试区测试路1号"
ANSWERS = {
    "A1": "healthy", "A2": "urban", "A3": "both", "A4": 5000, "B1": "steady", "B2": "steady",
    "B3": {"incomes": [INCOME, INCOME], "household_size": 3}, "C1": {}, "C2": 0, "C3": "none",
    "C4": "none", "C5": 0, "C6": "bought", "D1": "no", "D2": "no", "D3": "no",
}  # fmt: skip
SHEET = {
    "Q1": "frugal", "Q2": "no", "Q3": "under_1000", "Q4": "no", "Q5": "below", "Q6": "no"
}  # fmt: skip


def phases(works: Works) -> list[dict[str, str]]:
    """Every phase is open now, so that every act has its time."""
    today = business_day(works.place.machine.now())
    first, last = day_start(today - timedelta(days=9)), day_start(today + timedelta(days=60))
    return [
        {"name": name.value, "opens_at": first.isoformat(), "ends_at": last.isoformat()}
        for name in PhaseName
    ]


def whole_form(**changes: object) -> dict[str, object]:
    """A whole application, as a student types it."""
    members = [
        {"name": name, "age": 49, "relation": relation, "occupation": "务工",
         "annual_income": INCOME}
        for name, relation in (("测试乙", "父亲"), ("测试丙", "母亲"))
    ]  # fmt: skip
    return {
        "purpose": "apply",
        "basic": {"household_size": 3, "political_status": "群众"},
        "contact": {"address": ADDRESS},
        "members": members,
        "wishes": {"national_grant": True, "national_scholarship": False, "work_study": False},
        "answers": ANSWERS,
        **changes,
    }


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(buffer, "PNG")
    return buffer.getvalue()


async def open_rounds(works: Works, school: School) -> None:
    """A draft, and opened rounds for forms, for drafts of forms and panels, and for cuts."""
    units = school.units.values()
    for name, term in (
        ("drafted", "202301"),
        ("filing", "202401"),
        ("draft", "202501"),
        ("late", "202201"),
        ("list", "202101"),
    ):
        await _keep_round(works, school, name, term)
    await _release_scheme(works, school)
    await _end_filing(works, school, school.units[register.CLASSES[0]])
    cut = await _keep_round(works, school, "cut", "202601")
    admin = school.actors["admin"].headers
    lines = {"special": 80, "general": 60, "other": 40}
    for number in ("1", "2"):
        body = {"lines": lines}
        path = f"{CAMPAIGNS}/{cut['id']}/cuts"
        made = await works.call("POST", path, {**admin, **once()}, json=body)
        for unit in units:
            unit.keep(f"cut{number}", made["id"], is_trace=False)
        school.traces.add(made["id"])


async def _end_filing(works: Works, school: School, unit: Unit) -> None:
    """Let the time of filing be over in the late round, as the days that pass would."""
    ended = day_start(business_day(works.place.machine.now())).isoformat()
    async with works.place.parts("identification").database.transaction(school.id) as tx:
        await tx.session.execute(
            update(CampaignRow)
            .where(CampaignRow.id == unit.id("round_late"))
            .values(phases=[{**phases(works)[0], "ends_at": ended}, *phases(works)[1:]])
        )


async def _release_scheme(works: Works, school: School) -> None:
    """Release a scheme under a version that only this university knows."""
    name = new_id()
    body = {"document": scheme(f"scheme-{name}"[:40])}
    admin = school.actors["admin"].headers
    await works.call("POST", f"{IDENTIFICATION}/rules/scheme", {**admin, **once()}, json=body)
    for unit in school.units.values():
        unit.keep("scheme", name, is_trace=False)
    school.traces.add(str(name)[:33])


def scheme(version: str) -> object:
    """The package's scheme under another version."""
    folder = resources.files("zizhu.identification") / "data"
    content = json.loads((folder / f"{DEFAULT_SCHEME}.json").read_text(encoding="utf-8"))
    return {**content, "version": version}


async def _keep_round(works: Works, school: School, name: str, term: str) -> Any:
    admin = school.actors["admin"].headers
    title = f"{school.name}{name}轮认定"
    made = await works.call("POST", CAMPAIGNS, admin, json={"term": term, "title": title})
    path = f"{CAMPAIGNS}/{made['id']}"
    plan = {"title": title, "phases": phases(works), "subsistence_line": 9000}
    made = await works.call("PUT", f"{path}/plan", admin, seen=made["version"], json=plan)
    if name != "drafted":
        made = await works.call("POST", f"{path}/open", admin, seen=made["version"])
    for unit in school.units.values():
        unit.keep(f"round_{name}", made["id"], made["version"], is_trace=False)
    school.traces |= {made["id"], title}
    return made


class Filing:
    """One student at their forms."""

    def __init__(self, works: Works, school: School, unit: Unit, role: str) -> None:
        self._works = works
        self._unit = unit
        self._role = role
        self.headers = school.actors[f"{role}{unit.name}"].headers
        own = [one for code, one in register.students(school.number) if code == unit.name]
        self.name = own[ROLES_OF_STUDENTS[role]].name

    def path(self, name: str) -> str:
        return f"{CAMPAIGNS}/{self._unit.id(f'round_{name}')}/form"

    async def begin(self, name: str, **changes: object) -> Any:
        path = self.path(name)
        await self._works.call("POST", path, self.headers, json={"consent": CONSENT})
        body = {"changes": whole_form(**changes)}
        return await self._works.call("PATCH", path, self.headers, json=body)

    async def hand_in(self, name: str) -> Any:
        body = {"commitment": commitment(self.name)}
        return await self._works.call("POST", f"{self.path(name)}/submit", self.headers, json=body)

    async def prove(self, name: str, target: str) -> str:
        file_id = await self.upload()
        body = {"file_id": file_id, "target": target}
        await self._works.call("POST", f"{self.path(name)}/evidence", self.headers, json=body)
        return file_id

    async def upload(self) -> str:
        path = f"{IDENTIFICATION}/uploads"
        made = await self._works.call("POST", path, self.headers, content=picture())
        return str(made["file_id"])


def commitment(name: str) -> Mapping[str, str]:
    return {"version": "commitment.v1", "signed_name": name}


async def file_forms(works: Works, school: School, unit: Unit) -> None:
    """Fill, prove, hand in, review; and leave one form a draft with an upload that waits."""
    applicant = Filing(works, school, unit, "applicant")
    await applicant.begin("filing", groups=["dibao"])
    unit.keep("evidence", await applicant.prove("filing", "groups.dibao"))
    form = await applicant.hand_in("filing")
    unit.keep("form", form["id"], form["version"])
    await applicant.begin("draft")
    unit.keep("draft_evidence", await applicant.prove("draft", "A1"))
    unit.keep("upload", await applicant.upload())
    await _sit_in(Filing(works, school, unit, "member"), unit)
    other = Filing(works, school, unit, "other")
    for name in ("draft", "filing"):
        await other.begin(name)
        done = await other.hand_in(name)
    counselor = school.actors[f"class{unit.name}"].headers
    path = f"{IDENTIFICATION}/forms/{done['id']}/approve"
    seen = await works.call("POST", path, counselor, seen=done["version"])
    unit.keep("other_form", done["id"], seen["version"])


async def _sit_in(member: Filing, unit: Unit) -> None:
    """Somebody who applies for nothing, and may therefore evaluate, in both rounds."""
    wishes = {"national_grant": False, "national_scholarship": False, "work_study": False}
    for name in ("draft", "filing"):
        await member.begin(name, purpose="panel_only", wishes=wishes)
        done = await member.hand_in(name)
    unit.keep("member_form", done["id"])


async def evaluate(works: Works, school: School, unit: Unit) -> None:
    """A confirmed panel whose sheets are in, and a draft of one in another round."""
    counselor = school.actors[f"class{unit.name}"].headers
    made = await _panel(works, unit, counselor, "filing")
    confirm = f"{IDENTIFICATION}/panels/{made['id']}/confirm"
    await works.call("POST", confirm, counselor, seen=made["version"])
    unit.keep("panel", made["id"])
    tasks = await works.call("GET", f"{IDENTIFICATION}/panel-tasks", member_of(school, unit))
    sheets = [{"task_id": one["task_id"], "answers": SHEET} for one in tasks]
    unit.keep("task", tasks[0]["task_id"])
    path = f"{IDENTIFICATION}/panel-tasks/sheets"
    await works.call("POST", path, member_of(school, unit), json={"sheets": sheets})
    unit.keep("draft_panel", (await _panel(works, unit, counselor, "draft"))["id"])


def member_of(school: School, unit: Unit) -> Mapping[str, str]:
    return school.actors[f"member{unit.name}"].headers


def choice_of(unit: Unit) -> dict[str, object]:
    return {
        "members": [{"person_id": str(unit.id("member"))}],
        "applicants": [str(unit.id("other"))],
    }


async def _panel(works: Works, unit: Unit, counselor: Mapping[str, str], name: str) -> Any:
    body = {"class_ids": [str(unit.id("class"))]}
    path = f"{CAMPAIGNS}/{unit.id(f'round_{name}')}/panels"
    made = await works.call("POST", path, {**counselor, **once()}, json=body)
    path = f"{IDENTIFICATION}/panels/{made['id']}"
    chosen = choice_of(unit)
    return await works.call("PUT", f"{path}/choice", counselor, seen=made["version"], json=chosen)


async def upload_for_visits(works: Works, school: School) -> None:
    """A picture that the department will attach to the record of a visit."""
    dept = school.actors["dept"]
    path = f"{IDENTIFICATION}/uploads"
    made = await works.call("POST", path, dept.headers, content=picture())
    dept.keep("upload", made["file_id"])


async def flag(works: Works, school: School, unit: Unit) -> None:
    """Let the second applicant's difference be 异常, as a calculation over a class would."""
    async with works.place.parts("identification").database.transaction(school.id) as tx:
        await tx.session.execute(
            update(FormRow)
            .where(FormRow.id == unit.id("other_form"))
            .values(difference=Difference.ABNORMAL.value)
        )


async def look_again(works: Works, school: School, unit: Unit) -> None:
    """Note the versions that everything has come to have."""
    admin = school.actors["admin"].headers
    paths = {
        "panel": "panels",
        "draft_panel": "panels",
        "form": "forms",
        "other_form": "forms",
        "round_filing": "campaigns",
        "round_draft": "campaigns",
        "round_cut": "campaigns",
    }
    for name, path in paths.items():
        found = await works.call("GET", f"{IDENTIFICATION}/{path}/{unit.id(name)}", admin)
        unit.things[name] = Thing(unit.id(name), found["version"])
