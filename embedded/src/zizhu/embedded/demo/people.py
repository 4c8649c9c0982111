"""First half of the main job: a university opens, its register and staff are imported, and people
activate their accounts.
"""

import asyncio
from collections.abc import Iterable
from typing import Any

from zizhu.embedded.demo.client import Person, Refused
from zizhu.embedded.demo.stage import Stage, each, pages, shares, until
from zizhu.embedded.demo.synthetic import Student, student_workbook

SCHOOLS = "/roster/schools"
IMPORTS = "/roster/students/imports"
MOST_ROWS = 50_000  # of one import


async def find_school(stage: Stage) -> bool:
    """Take up a university that was opened before: its own account signs in, or activates now."""
    page = await stage.platform_admin.get(SCHOOLS, text=stage.code)
    found = next((one for one in page["items"] if one["code"] == stage.code), None)
    if found is None:
        return False
    stage.school_id = found["id"]
    try:
        stage.school = await stage.platform.sign_in(stage.admin_login, stage.password)
    except Refused as refusal:
        if refusal.code != "sign_in_refused":
            raise
        await _activate_school(stage)
    return True


async def open_school(stage: Stage) -> None:
    """The platform administrator opens a university; its own account activates with a slip."""
    made = await stage.platform_admin.post(
        SCHOOLS,
        {
            "code": stage.code,
            "name": stage.name,
            "admin_login": stage.admin_login,
            "admin_name": "王示例",
            "admin_phone": "13700000001",
        },
    )
    stage.school_id = made["id"]
    await _activate_school(stage)


async def _activate_school(stage: Stage) -> None:
    slip = await until(lambda: _school_slip(stage), lambda found: found is not None, within=60)
    stage.school = await activate_staff(stage, stage.admin_login, str(slip))


async def _school_slip(stage: Stage) -> str | None:
    """Identity hears of the school a moment later: until then it does not know it."""
    try:
        printed = await stage.platform_admin.post(f"/identity/schools/{stage.school_id}/slip")
    except Refused as refusal:
        if refusal.status == 404:
            return None
        raise
    return str(printed["slip"])


async def activate_staff(stage: Stage, login: str, slip: str) -> Person:
    """Use a slip: choose a password and be signed in."""
    person = stage.platform.visitor()
    await person.take_session(
        "/activation/staff", {"login": login, "slip": slip, "password": stage.password}
    )
    return person


async def checked_import(
    officer: Person, path: str, name: str, content: bytes, **fields: str
) -> dict[str, Any]:
    """Upload and wait for the check; the import then waits for the officer's choice."""
    made = await officer.upload(path, name, content, **fields)
    return await _ended(officer, f"{path}/{made['id']}", "checking", "committing")


async def import_workbook(
    officer: Person, path: str, name: str, content: bytes, **fields: str
) -> dict[str, Any]:
    """Upload, wait for the check, choose, wait for the commit; return the import as it ended."""
    made = await checked_import(officer, path, name, content, **fields)
    if made["counts"].get("bad"):
        raise ValueError(f"{name}: {made['counts']}")
    if made["state"] == "checked":
        await officer.post(f"{path}/{made['id']}/commit", {"choice": "all_or_nothing"})
    return await _ended(officer, f"{path}/{made['id']}", "checking", "checked", "committing")


async def _ended(officer: Person, path: str, *under_way: str) -> dict[str, Any]:
    found: dict[str, Any] = await until(
        lambda: officer.get(path), lambda seen: seen["state"] not in under_way
    )
    if found["state"] in ("failed", "cancelled", "expired"):
        raise ValueError(f"{path}: {found['state']} {found.get('job')}")
    return found


async def import_students(stage: Stage) -> None:
    """Import the register: the tree of colleges, majors and classes grows from it."""
    stage.totals["students"] = 0
    for some in shares(stage.university.students, MOST_ROWS):
        content = await asyncio.to_thread(student_workbook, some)
        done = await import_workbook(stage.officer, IMPORTS, "学生信息表.xlsx", content)
        stage.totals["students"] += done["counts"]["total"]
    # The import is there; "reaching the other services" takes a moment more.
    await until(lambda: _known_to_identity(stage), lambda found: found >= stage.totals["students"])


async def _known_to_identity(stage: Stage) -> int:
    return len(await pages(stage.officer, "/identity/students"))


async def import_staff(stage: Stage) -> None:
    """Import the staff, print their slips, and let each activate."""
    content = stage.university.staff_workbook()
    await import_workbook(stage.officer, "/identity/accounts/imports", "教工信息表.xlsx", content)
    await activate_all(stage)


async def activate_all(stage: Stage) -> None:
    """Let everybody of the staff who has not activated yet do so."""
    found = await accounts(stage.officer)
    ids = [one["id"] for one in found if one["state"] == "opened"]
    for some in shares(ids, 60):
        printed = await stage.officer.post("/identity/accounts/slips", {"account_ids": some})
        people = await each(
            printed["slips"], lambda one: activate_staff(stage, one["login"], one["slip"])
        )
        for one, person in zip(printed["slips"], people, strict=True):
            stage.staff[one["login"]] = person


async def accounts(officer: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = await officer.post("/identity/accounts/search", {"cursor": cursor, "size": 500})
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


async def activate_students(stage: Stage, students: Iterable[Student]) -> None:
    """Let students activate by a code to their registered phone, as they would on a phone."""
    missing = [item for item in students if item.document not in stage.pupils]
    people = await each(missing, lambda student: activate_student(stage, student))
    for student, person in zip(missing, people, strict=True):
        stage.pupils[student.document] = person


async def activate_student(stage: Stage, student: Student) -> Person:
    """Name, identity number and a code that only the registered phone receives."""
    person = stage.platform.visitor()
    claim = {
        "school_code": stage.code,
        "name": student.name,
        "document_number": student.document,
        "phone": student.phone,
    }
    await person.post("/identity/activation/code", claim)
    shown = await until(
        lambda: person.post("/identity/demo/codes", {"phone": student.phone}), bool, within=30
    )
    code = "".join(sign for sign in shown[0]["text"].split("，")[0] if sign.isdigit())
    await person.take_session("/activation", {**claim, "code": code, "password": stage.password})
    return person
