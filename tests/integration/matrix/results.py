"""A round at its end: reviewed forms, a cut, a list on show, an objection and a proposed change."""

from typing import Any

from sqlalchemy import update

from matrix import register
from matrix.builder import IDENTIFICATION, NOTIFICATION, Works, once
from matrix.cast import School, Unit
from matrix.rounds import CAMPAIGNS, Filing
from zizhu.identification.domain.vocabulary import Difference
from zizhu.identification.models import FormRow

LINES = {"special": 80, "general": 60, "other": 5}
SCORE = 10  # between the lines: everybody is 其他家庭经济困难
APPLICANTS = ("applicant", "other")
RETURNED_HEADER = ("学号", "认定等级", "是否申请国家助学金", "修改原因")


async def fill_round(works: Works, school: School, unit: Unit) -> None:
    """Two applicants of a class hand in, and their counsellor finds everything right."""
    counselor = school.actors[f"class{unit.name}"].headers
    for role in APPLICANTS:
        filing = Filing(works, school, unit, role)
        await filing.begin("list")
        form = await filing.hand_in("list")
        path = f"{IDENTIFICATION}/forms/{form['id']}/approve"
        await works.call("POST", path, counselor, seen=form["version"])
        unit.keep(f"{role}_listed", form["id"])
        school.published.add(filing.name)


async def publish(works: Works, school: School, units: list[Unit]) -> None:
    """Cut, freeze the list, and let its notice be reviewed and released."""
    await _settle_forms(works, school, units)
    admin = school.actors["admin"].headers
    path = f"{CAMPAIGNS}/{units[0].id('round_list')}"
    body: dict[str, Any] = {"students": 100, "reason": "含新生", "document": "示例〔2026〕1号"}
    await works.call("PUT", f"{path}/official-enrolment", admin, json=body)
    await works.call("POST", f"{path}/cuts", {**admin, **once()}, json={"lines": LINES})
    title = f"{school.name}认定结果公示"
    made = await works.call(
        "POST", f"{path}/publicities", {**admin, **once()}, json={"title": title}
    )
    for unit in school.units.values():
        unit.keep("publicity", made["id"], is_trace=False)
    school.traces |= {made["id"], title}
    await works.place.settle()
    await _release(works, school, made["id"])
    await works.place.settle()


async def _settle_forms(works: Works, school: School, units: list[Unit]) -> None:
    """Give every form a score and an even rank, as answers and panels would."""
    ids = [unit.id(f"{role}_listed") for unit in units for role in APPLICANTS]
    async with works.place.parts("identification").database.transaction(school.id) as tx:
        await tx.session.execute(
            update(FormRow)
            .where(FormRow.id.in_(ids))
            .values(raw_score=SCORE, effective_score=SCORE, difference=Difference.NORMAL.value)
        )


async def _release(works: Works, school: School, publicity_id: str) -> None:
    admin = school.actors["admin"].headers
    desk = f"{NOTIFICATION}/desk/announcements"
    page = await works.call("GET", desk, admin)
    notice = next(one for one in page["items"] if one["publicity_id"] == publicity_id)
    for step in ("review", "release"):
        path = f"{desk}/{notice['announcement_id']}/{step}"
        notice = await works.call("POST", path, admin, seen=notice["version"])


async def object_to(works: Works, school: School, unit: Unit) -> None:
    """A classmate objects to the applicant's line."""
    member = school.actors[f"member{unit.name}"].headers
    path = f"{IDENTIFICATION}/publicities/{unit.id('publicity')}"
    page = await works.call("GET", f"{path}/rows", member)
    name = Filing(works, school, unit, "applicant").name
    line = next(one["line"] for one in page["items"] if one["name"] == name)
    body = {"line": line, "text": "与了解的情况不符，请核实。"}
    made = await works.call("POST", f"{path}/objections", {**member, **once()}, json=body)
    unit.keep("objection", made["id"])


async def propose(works: Works, school: School, unit: Unit) -> None:
    """A returned list asks for one change."""
    admin = school.actors["admin"].headers
    path = f"{CAMPAIGNS}/{unit.id('round_list')}"
    files = {"file": ("名单.csv", returned(school.number, unit))}
    done = await works.call("POST", f"{path}/returned-lists", admin, files=files)
    assert done["proposals"] == 1, done
    found = await works.call("GET", f"{path}/proposals", admin)
    for other in school.units.values():
        other.keep("proposal", found[0]["id"], is_trace=False)
    school.traces.add(found[0]["id"])


def returned(school: int, unit: Unit) -> bytes:
    """A list as it comes back, with another grade for the second applicant of a class."""
    own = [one for code, one in register.students(school) if code == unit.name]
    number = register.student_row(school, unit.name, own[4])[-1]
    row = (number, "一般困难", "是", "家庭情况有变化")
    return register.sheet(RETURNED_HEADER, [row])
