"""Builders for a student's own form, its evidence, and what officers do to forms."""

from matrix import register
from matrix.asks import Ask, Reach, Routes
from matrix.cast import Actor, View
from matrix.rounds import CONSENT, commitment, picture
from zizhu.common.auth import Role

routes = Routes("/api/v1/identification")
FORM = "/campaigns/{campaign_id}/form"
REASON = "核对家庭情况"
NAME = register.person(1, 0).name


def _draft(at: View) -> dict[str, object]:
    return {"campaign_id": at.id("round_draft")}


@routes("GET", FORM, Reach.SCHOOL)
@routes("GET", FORM + "/suggestions", Reach.SCHOOL)
@routes("POST", FORM + "/withdraw", Reach.SCHOOL)
def own_form(at: View, by: Actor) -> Ask:
    return Ask(ids=_draft(at))


@routes("POST", FORM, Reach.SCHOOL)
def begin_form(at: View, by: Actor) -> Ask:
    return Ask(ids={"campaign_id": at.id("round_cut")}, json={"consent": CONSENT})


@routes("PATCH", FORM, Reach.SCHOOL)
def save_draft(at: View, by: Actor) -> Ask:
    return Ask(ids=_draft(at), json={"changes": {"answers": {"A4": 4000}}})


@routes("PUT", FORM + "/naming", Reach.SCHOOL)
def ask_not_to_be_named(at: View, by: Actor) -> Ask:
    return Ask(ids=_draft(at), json={"is_unnamed": True})


@routes("POST", FORM + "/consent", Reach.SCHOOL)
def give_consent(at: View, by: Actor) -> Ask:
    return Ask(ids=_draft(at), json=CONSENT)


@routes("POST", FORM + "/sign", Reach.SCHOOL)
def sign_form(at: View, by: Actor) -> Ask:
    return Ask(ids=_draft(at), json=commitment(NAME))


@routes("POST", FORM + "/submit", Reach.SCHOOL)
def hand_in(at: View, by: Actor) -> Ask:
    return Ask(ids=_draft(at), json={"commitment": commitment(NAME)})


@routes("POST", "/uploads", Reach.NOTHING)
def upload(at: View, by: Actor) -> Ask:
    return Ask(content=picture())


@routes("POST", FORM + "/evidence", Reach.PERSON, only=(Role.STUDENT,))
def add_evidence(at: View, by: Actor) -> Ask:
    """The round is the student's own, the upload is not always."""
    body = {"file_id": str(at.id("upload")), "target": "A1"}
    return Ask(ids=_draft(by.home), json=body)


@routes("POST", FORM + "/evidence", Reach.SCHOOL)
def add_evidence_in(at: View, by: Actor) -> Ask:
    body = {"file_id": str(by.home.id("upload")), "target": "A1"}
    return Ask(ids=_draft(at), json=body)


@routes("DELETE", FORM + "/evidence/{file_id}", Reach.PERSON)
@routes("GET", FORM + "/evidence/{file_id}", Reach.PERSON)
def own_evidence(at: View, by: Actor) -> Ask:
    return Ask(ids={**_draft(by.home), "file_id": at.id("draft_evidence")})


@routes("GET", FORM + "/evidence/{file_id}", Reach.SCHOOL)
def own_evidence_in(at: View, by: Actor) -> Ask:
    return Ask(ids={**_draft(at), "file_id": by.home.id("draft_evidence")})


@routes("GET", "/forms/{form_id}/evidence/{file_id}", Reach.PLACE)
def open_evidence(at: View, by: Actor) -> Ask:
    return Ask(ids={"form_id": at.id("form"), "file_id": at.id("evidence")})


@routes("GET", "/forms/{form_id}/evidence/{file_id}", Reach.PLACE)
def open_foreign_evidence(at: View, by: Actor) -> Ask:
    """A foreign file below a form of one's own."""
    return Ask(ids={"form_id": by.home.id("form"), "file_id": at.id("evidence")})


@routes("GET", "/campaigns/{campaign_id}/forms", Reach.PLACE, is_filter=True)
def list_a_class(at: View, by: Actor) -> Ask:
    ids = {"campaign_id": by.home.id("round_filing")}
    return Ask(ids=ids, query={"class_id": str(at.id("class"))})


@routes("POST", "/campaigns/{campaign_id}/forms/find", Reach.SCHOOL)
def find_person(at: View, by: Actor) -> Ask:
    """The number of an applicant of the other university."""
    body = {"document_kind": "resident_id", "document_number": register.identity_number(2, 0)}
    return Ask(ids={"campaign_id": at.id("round_filing")}, json=body)


@routes("GET", "/forms/{form_id}", Reach.PLACE)
@routes("GET", "/forms/{form_id}/changes", Reach.PLACE)
@routes("GET", "/forms/{form_id}/last-year", Reach.PLACE)
@routes("GET", "/forms/{form_id}/steps", Reach.PLACE)
def read_form(at: View, by: Actor) -> Ask:
    return Ask(ids={"form_id": at.id("form")})


@routes("POST", "/forms/{form_id}/reveal", Reach.PLACE)
def reveal(at: View, by: Actor) -> Ask:
    return Ask(ids={"form_id": at.id("form")}, json={"reason": REASON})


@routes("POST", "/forms/{form_id}/approve", Reach.PLACE)
def approve(at: View, by: Actor) -> Ask:
    return Ask(ids={"form_id": at.id("form")}, seen=at.version("form"))


@routes("POST", "/campaigns/{campaign_id}/forms/approve", Reach.SCHOOL)
def approve_all(at: View, by: Actor) -> Ask:
    chosen = {"form_id": str(by.home.id("form")), "version": by.home.version("form")}
    return Ask(ids={"campaign_id": at.id("round_filing")}, json={"forms": [chosen]})


@routes("POST", "/forms/{form_id}/return", Reach.PLACE)
def return_form(at: View, by: Actor) -> Ask:
    body = {"reason": REASON, "marks": [{"field": "answers.A4", "remark": "请核对"}]}
    if by.role is Role.DEPT:  # a department returns what a counsellor has reviewed
        ids = {"form_id": at.id("other_form")}
        return Ask(ids=ids, seen=at.version("other_form"), json=body)
    return Ask(ids={"form_id": at.id("form")}, seen=at.version("form"), json=body)


def _claim(at: View) -> dict[str, object]:
    return {"form_id": at.id("form"), "code": "dibao"}


@routes("POST", "/forms/{form_id}/purpose", Reach.PLACE)
def correct_purpose(at: View, by: Actor) -> Ask:
    body = {"purpose": "panel_only", "reason": REASON}
    return Ask(ids={"form_id": at.id("form")}, seen=at.version("form"), json=body)


@routes("PUT", "/forms/{form_id}/naming", Reach.PLACE)
def set_naming(at: View, by: Actor) -> Ask:
    body = {"is_unnamed": True, "reason": REASON}
    return Ask(ids={"form_id": at.id("form")}, seen=at.version("form"), json=body)


@routes("POST", "/forms/{form_id}/claims/{code}/see", Reach.PLACE)
def see_document(at: View, by: Actor) -> Ask:
    return Ask(ids=_claim(at))


@routes("POST", "/forms/{form_id}/claims/{code}/confirm", Reach.PLACE)
def confirm_document(at: View, by: Actor) -> Ask:
    own = at.id("form") == by.home.id("form")
    return Ask(
        ids=_claim(at),
        status=409 if own else None,  # nobody has seen the document yet
        code="document_not_seen" if own else None,
    )


@routes("POST", "/forms/{form_id}/claims/{code}/refute", Reach.PLACE)
def refute_claim(at: View, by: Actor) -> Ask:
    return Ask(ids=_claim(at), json={"reason": REASON})


@routes("POST", "/campaigns/{campaign_id}/decline", Reach.SCHOOL)
def decline(at: View, by: Actor) -> Ask:
    body = {"choice": "ranked", "signed_name": NAME}
    ids = {"campaign_id": at.id("round_filing")}
    return Ask(ids=ids, json=body, status=409, code="not_guaranteed")
