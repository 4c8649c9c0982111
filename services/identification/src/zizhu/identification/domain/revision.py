"""What changed in a form between two submissions, field by field, for the second review."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from zizhu.identification.domain.form import Form, dump_form

# Given anew at each submission, so a difference there tells a reviewer nothing.
_SKIPPED = frozenset({"commitment", "consent"})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, and whether the reviewer had marked it."""

    field: str
    before: object
    after: object
    was_marked: bool


def list_changes(
    before: Form, after: Form, *, marked: Collection[str] = ()
) -> tuple[FieldChange, ...]:
    """List the fields that differ, in the order of their names, marked ones first.

    A field is named by its path (`members.0.annual_income`, `answers.A1`); a mark on a whole block
    or row covers the fields under it.
    """
    earlier, later = _flatten(before), _flatten(after)
    changes = [
        FieldChange(
            field, earlier.get(field), later.get(field), was_marked=_is_marked(field, marked)
        )
        for field in sorted(earlier.keys() | later.keys())
        if earlier.get(field) != later.get(field)
    ]
    return tuple(sorted(changes, key=lambda change: not change.was_marked))


def _is_marked(field: str, marked: Collection[str]) -> bool:
    return any(field == mark or field.startswith(f"{mark}.") for mark in marked)


def _flatten(form: Form) -> dict[str, object]:
    data = {name: value for name, value in dump_form(form).items() if name not in _SKIPPED}
    return dict(_walk("", data))


def _walk(path: str, value: object) -> Iterator[tuple[str, object]]:
    # An answer is one thing to a reviewer, whatever its shape inside.
    if isinstance(value, dict) and not path.startswith("answers."):
        for name, part in value.items():
            yield from _walk(f"{path}.{name}" if path else str(name), part)
    elif isinstance(value, list) and path == "members":
        for index, row in enumerate(value):
            yield from _walk(f"{path}.{index}", row)
    elif value is not None:
        yield path, value
