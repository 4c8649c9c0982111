"""Builders for roster's routes."""

from matrix import register
from matrix.asks import Ask, Reach, Routes, Step
from matrix.builder import once
from matrix.cast import Actor, View
from zizhu.common.auth import Role

routes = Routes("/api/v1/roster")
REASON = "核对学生信息"
STAFF = (Role.SCHOOL_ADMIN, Role.DEPT, Role.COUNSELOR)


@routes("POST", "/schools", Reach.NOTHING)
def open_school(at: View, by: Actor) -> Ask:
    draft = {
        "code": "90009",
        "name": "丙方大学",
        "admin_login": "school9",
        "admin_name": "方示例",
        "admin_phone": register.phone_number(9, 9),
    }
    return Ask(json=draft, headers=once())


@routes("GET", "/schools", Reach.NOTHING)
@routes("GET", "/school", Reach.NOTHING)
@routes("GET", "/school/breaks", Reach.NOTHING)
def read_schools(at: View, by: Actor) -> Ask:
    return Ask()


@routes("GET", "/schools/{school_id}", Reach.NOTHING)
def get_school(at: View, by: Actor) -> Ask:
    return Ask(ids={"school_id": at.id("school")})


@routes("POST", "/schools/{school_id}/suspend", Reach.NOTHING)
def suspend_school(at: View, by: Actor) -> Ask:
    return Ask(ids={"school_id": at.id("school")}, seen=1, json={"reason": REASON})


@routes("POST", "/schools/{school_id}/resume", Reach.NOTHING)
def resume_school(at: View, by: Actor) -> Ask:
    path = "/api/v1/roster/schools/{school_id}/suspend"
    return Ask(
        ids={"school_id": at.id("school")},
        seen=2,
        json={"reason": REASON},
        first=(Step("POST", path, suspend_school(at, by)),),
    )


@routes("GET", "/students/imports/template", Reach.NOTHING)
@routes("GET", "/students/imports", Reach.NOTHING)
@routes("GET", "/tree", Reach.NOTHING)
@routes("GET", "/students", Reach.NOTHING)
@routes("GET", "/calendar", Reach.NOTHING)
@routes("GET", "/jobs", Reach.NOTHING)
@routes("GET", "/exports", Reach.NOTHING)
def read_list(at: View, by: Actor) -> Ask:
    return Ask()


@routes("GET", "/students/imports/{import_id}", Reach.SCHOOL)
@routes("GET", "/students/imports/{import_id}/findings", Reach.SCHOOL)
@routes("GET", "/students/imports/{import_id}/errors", Reach.SCHOOL)
@routes("POST", "/students/imports/{import_id}/cancel", Reach.SCHOOL)
def import_of_students(at: View, by: Actor) -> Ask:
    return Ask(ids={"import_id": at.id("import")})


@routes("POST", "/students/imports/{import_id}/commit", Reach.SCHOOL)
def commit_import(at: View, by: Actor) -> Ask:
    return Ask(ids={"import_id": at.id("import")}, json={"choice": "good_rows_now"})


@routes("POST", "/students/imports", Reach.NOTHING)
def start_import(at: View, by: Actor) -> Ask:
    row = register.student_row(1, "111", register.person(1, 149))
    content = register.sheet(register.STUDENT_HEADER, [row])
    cancel = "/api/v1/roster/students/imports/{import_id}/cancel"
    return Ask(
        files={"file": ("新生.csv", content)},
        first=(Step("POST", cancel, import_of_students(at, by)),),
    )


@routes("GET", "/students", Reach.PLACE, is_filter=True)
def list_a_class(at: View, by: Actor) -> Ask:
    """A filter is no door: naming a foreign class finds what naming none that exists finds."""
    return Ask(query={"class_id": str(at.id("class"))})


@routes("POST", "/students/search", Reach.PLACE, is_filter=True)
def search_students(at: View, by: Actor) -> Ask:
    return Ask(json={"class_id": str(at.id("class"))})


@routes("POST", "/students/search", Reach.NOTHING)
def search_by_number(at: View, by: Actor) -> Ask:
    """The whole number of a student of the other university."""
    return Ask(json={"text": register.identity_number(2, 0)})


@routes("POST", "/students/export", Reach.NOTHING)
def export_students(at: View, by: Actor) -> Ask:
    return Ask(json={"reason": REASON, "is_plain": True}, headers=once())


@routes("GET", "/exports/{export_id}", Reach.PERSON)
@routes("GET", "/exports/{export_id}/file", Reach.PERSON)
def take_export(at: View, by: Actor) -> Ask:
    return Ask(ids={"export_id": at.id("roster_export")})


@routes("GET", "/students/{student_id}", Reach.PLACE)
@routes("GET", "/students/{student_id}/moves", Reach.PLACE)
def read_student(at: View, by: Actor) -> Ask:
    return Ask(ids={"student_id": at.id("plain")})


@routes("POST", "/students/{student_id}/reveal", Reach.PLACE)
def reveal(at: View, by: Actor) -> Ask:
    return Ask(ids={"student_id": at.id("plain")}, json={"field": "document", "reason": REASON})


@routes("POST", "/students/delete", Reach.NOTHING)
def delete_students(at: View, by: Actor) -> Ask:
    chosen = {"id": str(at.id("plain")), "version": at.version("plain")}
    return Ask(json={"students": [chosen]})


@routes("DELETE", "/students/{student_id}", Reach.PLACE)
def delete_student(at: View, by: Actor) -> Ask:
    return Ask(ids={"student_id": at.id("plain")}, seen=at.version("plain"))


@routes("PATCH", "/students/{student_id}", Reach.PLACE)
def edit_contact(at: View, by: Actor) -> Ask:
    body = {"phone": register.phone_number(1, 77_777)}
    return Ask(ids={"student_id": at.id("plain")}, seen=at.version("plain"), json=body)


@routes("POST", "/students/{student_id}/status", Reach.PLACE)
def change_status(at: View, by: Actor) -> Ask:
    body = {"status": "suspended", "reason": REASON}
    return Ask(ids={"student_id": at.id("plain")}, seen=at.version("plain"), json=body)


@routes("POST", "/students/{student_id}/restore", Reach.PLACE)
def restore_student(at: View, by: Actor) -> Ask:
    return Ask(ids={"student_id": at.id("deleted")}, seen=at.version("deleted"))


@routes("GET", "/calendar/{year}", Reach.NOTHING)
def get_year(at: View, by: Actor) -> Ask:
    return Ask(ids={"year": 2026})


@routes("PUT", "/calendar/{year}", Reach.NOTHING)
def put_year(at: View, by: Actor) -> Ask:
    days = {"off": ["2030-01-01"], "on": [], "source": "示例通知"}
    return Ask(ids={"year": 2030}, seen=0, json=days)


@routes("PUT", "/calendar/{year}/workbook", Reach.NOTHING)
def put_workbook(at: View, by: Actor) -> Ask:
    content = register.sheet(("日期", "类型"), [("2030-01-01", "休息")])
    return Ask(
        ids={"year": 2030},
        seen=0,
        files={"file": ("日历.csv", content)},
        form={"source": "示例通知"},
    )


@routes("PUT", "/school/breaks", Reach.NOTHING)
def put_breaks(at: View, by: Actor) -> Ask:
    winter = {"kind": "winter", "first_day": "2030-01-20", "last_day": "2030-02-28"}
    return Ask(seen=0, json={"breaks": [winter]})


@routes("GET", "/jobs/{job_id}", Reach.PLACE)
@routes("GET", "/jobs/{job_id}/findings", Reach.PLACE)
def read_job(at: View, by: Actor) -> Ask:
    return Ask(ids={"job_id": at.id("roster_job")})


@routes("POST", "/jobs/{job_id}/cancel", Reach.PLACE)
def cancel_job(at: View, by: Actor) -> Ask:
    return Ask(ids={"job_id": at.id("roster_job")}, status=409, code="job_over")
