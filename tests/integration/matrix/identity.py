"""Builders for identity's routes: accounts, imports, slips, jobs; one's own access is next door."""

from matrix import register
from matrix.asks import Ask, Reach, Routes, Step
from matrix.builder import once
from matrix.cast import Actor, View
from zizhu.common.auth import Role

routes = Routes("/api/v1/identity")
REASON = "核对账号信息"


def scope_of(at: View) -> list[dict[str, object]]:
    """The row of a class, whoever's it is."""
    return [
        {
            "college_id": str(at.id("college")),
            "year": 2026,
            "major_id": str(at.id("major")),
            "class_id": str(at.id("class")),
        }
    ]


@routes("POST", "/schools/{school_id}/slip", Reach.NOTHING)
def print_school_slip(at: View, by: Actor) -> Ask:
    return Ask(ids={"school_id": at.id("school")})


@routes("POST", "/accounts/slips", Reach.PLACE)
def print_staff_slips(at: View, by: Actor) -> Ask:
    return Ask(json={"account_ids": [str(at.id("counselor"))]})


@routes("POST", "/students/slips", Reach.PLACE)
def print_student_slips(at: View, by: Actor) -> Ask:
    return Ask(json={"student_ids": [str(at.id("plain"))]})


@routes("POST", "/students/slips", Reach.PLACE)
def print_class_slips(at: View, by: Actor) -> Ask:
    return Ask(json={"class_id": str(at.id("class"))})


@routes("GET", "/students", Reach.NOTHING)
@routes("GET", "/accounts/imports/template", Reach.NOTHING)
@routes("GET", "/accounts/imports", Reach.NOTHING)
@routes("GET", "/jobs", Reach.NOTHING)
def read_list(at: View, by: Actor) -> Ask:
    return Ask()


@routes("GET", "/students", Reach.PLACE, is_filter=True)
def list_a_class(at: View, by: Actor) -> Ask:
    return Ask(query={"class_id": str(at.id("class"))})


@routes("GET", "/accounts/imports/{import_id}", Reach.PLACE)
@routes("GET", "/accounts/imports/{import_id}/findings", Reach.PLACE)
@routes("GET", "/accounts/imports/{import_id}/errors", Reach.PLACE)
@routes("POST", "/accounts/imports/{import_id}/cancel", Reach.PLACE)
def import_of_staff(at: View, by: Actor) -> Ask:
    return Ask(ids={"import_id": at.id("staff_import")})


@routes("POST", "/accounts/imports/{import_id}/commit", Reach.PLACE)
def commit_import(at: View, by: Actor) -> Ask:
    return Ask(ids={"import_id": at.id("staff_import")}, json={"choice": "good_rows_now"})


@routes("POST", "/accounts/imports", Reach.NOTHING)
def start_import(at: View, by: Actor) -> Ask:
    row = register.staff_row(1, "another1", register.person(1, 149), "111")
    content = register.sheet(register.STAFF_HEADER, [row])
    cancel = "/api/v1/identity/accounts/imports/{import_id}/cancel"
    may = by.role in (Role.SCHOOL_ADMIN, Role.DEPT)
    first = (Step("POST", cancel, import_of_staff(at, by)),) if may else ()
    return Ask(files={"file": ("教工.csv", content)}, first=first)


@routes("POST", "/accounts/export", Reach.NOTHING)
def export_accounts(at: View, by: Actor) -> Ask:
    return Ask(json={"reason": REASON}, headers=once())


@routes("GET", "/exports", Reach.NOTHING)
def list_exports(at: View, by: Actor) -> Ask:
    return Ask()


@routes("GET", "/exports/{export_id}", Reach.SCHOOL, only=(Role.SCHOOL_ADMIN,))
@routes("GET", "/exports/{export_id}/file", Reach.SCHOOL, only=(Role.SCHOOL_ADMIN,))
def take_export(at: View, by: Actor) -> Ask:
    """The school's own list of accounts."""
    return Ask(ids={"export_id": at.id("identity_export")})


@routes("POST", "/accounts/search", Reach.NOTHING)
def search_accounts(at: View, by: Actor) -> Ask:
    return Ask(json={"size": 100})


@routes("POST", "/accounts/search", Reach.PLACE, is_filter=True)
def search_a_class(at: View, by: Actor) -> Ask:
    return Ask(json={"class_id": str(at.id("class"))})


@routes("POST", "/accounts/search", Reach.NOTHING)
def search_by_number(at: View, by: Actor) -> Ask:
    """The whole number of a counsellor of the other university."""
    return Ask(json={"by": "phone", "text": register.phone_number(2, 102)})


@routes("POST", "/accounts/names", Reach.NOTHING)
def name_oneself(at: View, by: Actor) -> Ask:
    return Ask(json={"account_ids": [str(by.account_id)]})


@routes("POST", "/accounts/names", Reach.PLACE, is_filter=True)
def name_a_counselor(at: View, by: Actor) -> Ask:
    return Ask(json={"account_ids": [str(at.id("counselor"))]})


@routes("POST", "/accounts", Reach.SCHOOL)
def open_account(at: View, by: Actor) -> Ask:
    one = register.person(1, 148)
    body = {
        "login": "fresh1",
        "name": one.name,
        "phone": one.phone,
        "document_number": one.document,
        "scope": scope_of(at),
    }
    return Ask(json=body, headers=once())


@routes("GET", "/accounts/{account_id}", Reach.PLACE)
def get_account(at: View, by: Actor) -> Ask:
    return Ask(ids={"account_id": at.id("counselor")})


@routes("PATCH", "/accounts/{account_id}", Reach.PLACE)
def correct_account(at: View, by: Actor) -> Ask:
    body = {"remark": "已核对", "reason": REASON}
    ids = {"account_id": at.id("counselor")}
    return Ask(ids=ids, json=body, seen=at.version("counselor"))


@routes("POST", "/accounts/{account_id}/posts", Reach.PLACE)
def give_post(at: View, by: Actor) -> Ask:
    """More rows for an account; the rows are the caller's own, the account is not always."""
    body = {"scope": [by.home.place("college_id", "year")], "reason": REASON}
    return Ask(ids={"account_id": at.id("counselor")}, json=body)


@routes("POST", "/accounts/{account_id}/posts", Reach.SCHOOL)
def give_rows(at: View, by: Actor) -> Ask:
    """The account is the caller's own, the rows are not always."""
    body = {"scope": scope_of(at), "reason": REASON}
    return Ask(ids={"account_id": by.home.id("counselor")}, json=body)


@routes("PUT", "/accounts/{account_id}/posts/{post_id}/scope", Reach.PLACE)
def change_scope(at: View, by: Actor) -> Ask:
    body = {"scope": [by.home.place("college_id", "year")], "reason": REASON}
    ids = {"account_id": at.id("counselor"), "post_id": at.id("counselor_post")}
    return Ask(ids=ids, json=body)


@routes("PUT", "/accounts/{account_id}/posts/{post_id}/scope", Reach.SCHOOL)
def change_rows(at: View, by: Actor) -> Ask:
    ids = {"account_id": by.home.id("counselor"), "post_id": by.home.id("counselor_post")}
    return Ask(ids=ids, json={"scope": scope_of(at), "reason": REASON})


@routes("POST", "/accounts/{account_id}/posts/{post_id}/end", Reach.PLACE)
def end_post(at: View, by: Actor) -> Ask:
    ids = {"account_id": at.id("counselor"), "post_id": at.id("counselor_post")}
    return Ask(ids=ids, json={"reason": REASON})


@routes("POST", "/accounts/{account_id}/posts/{post_id}/end", Reach.PLACE)
def end_foreign_post(at: View, by: Actor) -> Ask:
    """A foreign post below an account of one's own."""
    ids = {"account_id": by.home.id("counselor"), "post_id": at.id("counselor_post")}
    return Ask(ids=ids, json={"reason": REASON})


@routes("POST", "/accounts/{account_id}/reveal", Reach.PLACE)
def reveal_number(at: View, by: Actor) -> Ask:
    body = {"field": "document", "reason": REASON}
    return Ask(ids={"account_id": at.id("counselor")}, json=body)


@routes("GET", "/jobs/{job_id}", Reach.PLACE)
@routes("GET", "/jobs/{job_id}/findings", Reach.PLACE)
def read_job(at: View, by: Actor) -> Ask:
    return Ask(ids={"job_id": at.id("identity_job")})


@routes("POST", "/jobs/{job_id}/cancel", Reach.PLACE)
def cancel_job(at: View, by: Actor) -> Ask:
    return Ask(ids={"job_id": at.id("identity_job")}, status=409, code="job_over")
