"""How a university comes to be: its school account, its register, its staff, its first students."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from matrix import register
from matrix.builder import IDENTITY, PASSWORD, ROSTER, Works, bearer
from matrix.cast import School, Unit

IMPORTS = f"{ROSTER}/students/imports"
STAFF_IMPORTS = f"{IDENTITY}/accounts/imports"
# In each class: who applies, who sits in the panel, whom nobody needs, who was deleted.
APPLICANT, MEMBER, PLAIN, DELETED, OTHER = range(5)
ROLES_OF_STUDENTS = {"applicant": APPLICANT, "member": MEMBER, "plain": PLAIN, "other": OTHER}


async def open_school(works: Works, number: int) -> School:
    """Open a university and sign its own account in."""
    code = f"9000{number}"
    boss = register.person(number, 100)
    draft = {
        "code": code,
        "name": {1: "甲林大学", 2: "乙高大学"}[number],
        "admin_login": f"school{number}",
        "admin_name": boss.name,
        "admin_phone": boss.phone,
    }
    made = await works.call("POST", f"{ROSTER}/schools", works.platform, json=draft)
    await works.place.settle()
    school = School(number, code, draft["name"], UUID(made["id"]))
    slip = await works.call("POST", f"{IDENTITY}/schools/{school.id}/slip", works.platform)
    headers, session = await works.activate_staff(slip["login"], slip["slip"])
    unit = Unit(register.CLASSES[0], register.year_of(register.CLASSES[0]))
    await works.actor(school, "admin", unit, headers, session)
    return school


async def write_import(
    works: Works, headers: Mapping[str, str], path: str, content: bytes
) -> dict[str, Any]:
    """Import a sheet whose rows are all good."""
    files = {"file": ("表.csv", content)}
    made = await works.call("POST", path, headers, files=files)
    await works.place.settle()
    body = {"choice": "all_or_nothing"}
    await works.call("POST", f"{path}/{made['id']}/commit", headers, json=body)
    await works.place.settle()
    done: dict[str, Any] = await works.call("GET", f"{path}/{made['id']}", headers)
    assert done["state"] == "committed", done
    return done


async def import_register(works: Works, school: School, wanted: Sequence[str]) -> None:
    """Import the students, and keep the classes named in `wanted` as units."""
    admin = school.actors["admin"]
    people = list(register.students(school.number))
    rows = [register.student_row(school.number, code, one) for code, one in people]
    content = register.sheet(register.STUDENT_HEADER, rows)
    await write_import(works, admin.headers, IMPORTS, content)
    page = await works.call("GET", f"{ROSTER}/students", admin.headers, params={"size": "200"})
    by_name = {one["name"]: one for one in page["items"]}
    for code, one in people:
        unit = _unit(school, code, by_name[one.name])
        unit.traces |= {by_name[one.name]["id"], one.name, one.document, one.phone}
    for code in wanted:
        await _keep_students(works, school, school.units[code], by_name)
    admin.home = school.units[register.CLASSES[0]]


def _unit(school: School, code: str, row: Mapping[str, Any]) -> Unit:
    if code not in school.units:
        unit = Unit(code, register.year_of(code))
        unit.keep("school", school.id, is_trace=False)
        for level in ("college", "major"):
            unit.keep(level, row[f"{level}_id"], is_trace=False)
        unit.keep("class", row["class_id"])
        school.units[code] = unit
    return school.units[code]


async def _keep_students(
    works: Works, school: School, unit: Unit, by_name: Mapping[str, Any]
) -> None:
    names = [one.name for code, one in register.students(school.number) if code == unit.name]
    for role, index in ROLES_OF_STUDENTS.items():
        unit.keep(role, by_name[names[index]]["id"], by_name[names[index]]["version"])
    row = by_name[names[DELETED]]
    headers = school.actors["admin"].headers
    gone = await works.call(
        "DELETE", f"{ROSTER}/students/{row['id']}", headers, seen=row["version"]
    )
    unit.keep("deleted", gone["id"], gone["version"])


def _scope(unit: Unit, *columns: str) -> list[dict[str, object]]:
    return [unit.place(*columns)]


async def open_staff(works: Works, school: School, wanted: Sequence[str]) -> None:
    """Open departments, and counsellors of every kind; each signs in with a slip."""
    home = school.units[wanted[0]]
    other = next((school.units[code] for code in wanted if code[0] != home.name[0]), home)
    await _staff(works, school, "dept", home, _scope(home, "college_id"))
    if other is not home:
        await _staff(works, school, "dept2", other, _scope(other, "college_id"))
    await _staff(works, school, "year", home, _scope(home, "college_id", "year"))
    await _staff(works, school, "major", home, _scope(home, "college_id", "major_id"))
    for code in wanted:
        unit = school.units[code]
        key = f"class{code}"
        scope = _scope(unit, "college_id", "year", "major_id", "class_id")
        await _staff(works, school, key, unit, scope)
        actor = school.actors[key]
        path = f"{IDENTITY}/accounts/{actor.account_id}"
        account = await works.call("GET", path, school.actors["admin"].headers)
        unit.keep("counselor", actor.account_id, account["version"])
        unit.keep("counselor_post", actor.post_id)
        unit.keep("post", actor.post_id)
        unit.keep("session", actor.session_id)


async def _staff(
    works: Works, school: School, key: str, unit: Unit, scope: list[dict[str, object]]
) -> None:
    admin = school.actors["admin"]
    one = register.person(school.number, 101 + len(school.actors))
    body = {
        "login": f"{key}of{school.number}",
        "name": one.name,
        "phone": one.phone,
        "document_number": one.document,
        "scope": scope,
    }
    made = await works.call("POST", f"{IDENTITY}/accounts", admin.headers, json=body)
    body = {"account_ids": [made["id"]]}
    printed = await works.call("POST", f"{IDENTITY}/accounts/slips", admin.headers, json=body)
    slip = printed["slips"][0]
    headers, session = await works.activate_staff(slip["login"], slip["slip"])
    await works.actor(school, key, unit, headers, session)
    school.traces |= {made["id"], one.name, one.document, one.phone}


async def activate_students(works: Works, school: School, wanted: Sequence[str]) -> None:
    """Let two applicants and a classmate of each class in `wanted` activate with a slip."""
    admin = school.actors["admin"]
    people = list(register.students(school.number))
    for code in wanted:
        unit = school.units[code]
        own = [one for at, one in people if at == code]
        for role, index in (("applicant", APPLICANT), ("member", MEMBER), ("other", OTHER)):
            body = {"student_ids": [str(unit.id(role))]}
            path = f"{IDENTITY}/students/slips"
            printed = await works.call("POST", path, admin.headers, json=body)
            works.slips.append(printed["slips"][0]["slip"])
            claim = {
                "school_code": school.code,
                "name": own[index].name,
                "document_number": own[index].document,
                "slip": printed["slips"][0]["slip"],
                "login": f"{role}{code}of{school.number}",
                "password": PASSWORD,
            }
            session = await works.call("POST", f"{IDENTITY}/activation", json=claim)
            actor = await works.actor(school, f"{role}{code}", unit, bearer(session), session)
            unit.keep(f"{role}_account", actor.account_id)
            unit.keep(f"{role}_session", actor.session_id)
