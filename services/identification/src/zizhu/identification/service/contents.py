"""What is inside forms, submissions, steps and standings: opened and closed under our key ring."""

import json
from uuid import UUID

from zizhu.common.crypto.fields import decrypt_field, encrypt_field
from zizhu.common.crypto.keys import KeyRing
from zizhu.identification.domain.filed import Content, Filed, Submission
from zizhu.identification.domain.form import dump_form, read_form
from zizhu.identification.domain.form_state import FormState, Mark
from zizhu.identification.domain.standing import Standing, dump_standing, read_standing
from zizhu.identification.domain.student import Student
from zizhu.identification.service.fields import field_place


def _close(ring: KeyRing, data: object, table: str, column: str, row_id: UUID) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return encrypt_field(ring, text, field_place(table, column, row_id))


# What is inside is whatever JSON was closed there; each caller reads it into a class of its own.
def _open(ring: KeyRing, text: str, table: str, column: str, row_id: UUID) -> dict[str, object]:
    plain = decrypt_field(ring, text, field_place(table, column, row_id))
    data: dict[str, object] = json.loads(plain)
    return data


def _content_data(content: Content) -> dict[str, object]:
    return {
        "form": dump_form(content.form),
        "by_item": dict(content.by_item),
        "marked": list(content.marked),
    }


def _content(data: dict[str, object]) -> Content:
    by_item, marked = data.get("by_item"), data.get("marked")
    return Content(
        form=read_form(data["form"]),
        by_item=by_item if isinstance(by_item, dict) else {},
        marked=tuple(marked) if isinstance(marked, list) else (),
    )


def close_content(ring: KeyRing, form_id: UUID, content: Content) -> str:
    return _close(ring, _content_data(content), "form", "content", form_id)


def open_content(ring: KeyRing, filed: Filed) -> Content:
    """Return the draft of a form. Raises CannotDecrypt."""
    return _content(_open(ring, filed.content, "form", "content", filed.id))


def close_submission(ring: KeyRing, submission_id: UUID, content: Content) -> str:
    return _close(ring, _content_data(content), "form_submission", "content", submission_id)


def open_submission(ring: KeyRing, submission: Submission) -> Content:
    """Return what was handed in. Raises CannotDecrypt."""
    return _content(_open(ring, submission.content, "form_submission", "content", submission.id))


def close_notes(ring: KeyRing, form_id: UUID, state: FormState) -> str | None:
    """Close the reason and the marks of a returned form; None where there are none."""
    if state.return_reason is None and not state.marks:
        return None
    data = {
        "reason": state.return_reason,
        "marks": [[mark.field, mark.remark] for mark in state.marks],
    }
    return _close(ring, data, "form", "notes", form_id)


def open_notes(ring: KeyRing, filed: Filed) -> tuple[str | None, tuple[Mark, ...]]:
    """Return why a form was returned and what was marked."""
    if filed.notes is None:
        return None, ()
    data = _open(ring, filed.notes, "form", "notes", filed.id)
    reason, marks = data["reason"], data["marks"]
    pairs = marks if isinstance(marks, list) else []
    return (
        None if reason is None else str(reason),
        tuple(Mark(str(field), str(remark)) for field, remark in pairs),
    )


def close_text(ring: KeyRing, plain: str, table: str, column: str, row_id: UUID) -> str:
    return encrypt_field(ring, plain, field_place(table, column, row_id))


def open_text(ring: KeyRing, text: str, table: str, column: str, row_id: UUID) -> str:
    return decrypt_field(ring, text, field_place(table, column, row_id))


def close_standing(ring: KeyRing, standing_id: UUID, standing: Standing) -> str:
    return _close(ring, dump_standing(standing), "standing", "content", standing_id)


def open_standing(ring: KeyRing, standing_id: UUID, text: str) -> Standing:
    return read_standing(_open(ring, text, "standing", "content", standing_id))


def document_of(ring: KeyRing, student: Student) -> str | None:
    """Return a student's identity number, None while it was never told. Raises CannotDecrypt."""
    if student.document is None:
        return None
    return open_text(ring, student.document, "student", "document", student.id)


def phone_of(ring: KeyRing, student: Student) -> str | None:
    """Return a student's phone, None while there is none."""
    if student.phone is None:
        return None
    return open_text(ring, student.phone, "student", "phone", student.id)
