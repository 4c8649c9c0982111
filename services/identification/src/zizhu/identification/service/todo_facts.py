"""What a to-do is about, by name, so that a client opens the place where it is done. Ids and states
only: facts travel with the event and are shown to its whole audience.
"""

from collections.abc import Mapping

from zizhu.identification.repository.tasks import Todo

# What the parts of a to-do's key are, by its kind; an unnamed part is nobody else's business.
KEYS: Mapping[str, tuple[str | None, ...]] = {
    "form_fill": ("form_id",),
    "form_review": ("campaign_id", "class_id"),
    "special_contact": ("campaign_id", "class_id"),
    "panel_unevaluated": ("campaign_id", "class_id"),
    "panel_evaluate": ("setup_id", None),
    "difference_clear": ("campaign_id", "college_id"),
    "cut_due": ("campaign_id",),
    "grade_proposals": ("campaign_id",),
    "finalise_due": ("campaign_id",),
    "objection": ("objection_id",),
    "phase_ending": ("campaign_id", "phase"),
    "student_deleted": ("student_id",),
}


def facts_of(todo: Todo) -> dict[str, str]:
    """Return the ids that a to-do is about, e.g. `{"campaign_id": …, "class_id": …}`."""
    round_of = {} if todo.campaign_id is None else {"campaign_id": str(todo.campaign_id)}
    parts = zip(KEYS.get(todo.kind, ()), todo.key.split(":"), strict=False)
    return {**round_of, **{name: part for name, part in parts if name is not None}}
