"""A to-do names the ids that a client needs to open the place where it is done."""

import pytest

from zizhu.common.ids import new_id
from zizhu.contracts.address import Address
from zizhu.identification.repository.tasks import Todo
from zizhu.identification.service import (
    cut_due,
    departments,
    final_due,
    followup,
    movement,
    objections,
    panel_effects,
    proposals,
    reminders,
    unevaluated,
)
from zizhu.identification.service.todo_facts import KEYS, facts_of

CAMPAIGN, OTHER = new_id(), new_id()


def todo(kind: str, key: str, campaign_id=CAMPAIGN) -> Todo:
    address = Address(role="counselor")
    return Todo(kind, key, address, title="x", link="/x", campaign_id=campaign_id)


class TestFactsOf:
    def test_names_the_round_and_the_class(self):
        found = facts_of(todo(followup.REVIEW, f"{CAMPAIGN}:{OTHER}"))
        assert found == {"campaign_id": str(CAMPAIGN), "class_id": str(OTHER)}

    def test_names_the_form_beside_the_round(self):
        found = facts_of(todo(followup.FILL, str(OTHER)))
        assert found == {"campaign_id": str(CAMPAIGN), "form_id": str(OTHER)}

    def test_keeps_the_evaluator_to_itself(self):
        found = facts_of(todo(panel_effects.EVALUATE, f"{OTHER}:{new_id()}"))
        assert found == {"campaign_id": str(CAMPAIGN), "setup_id": str(OTHER)}

    def test_names_what_belongs_to_no_round(self):
        found = facts_of(todo(movement.DELETED_IN_USE, str(OTHER), None))
        assert found == {"student_id": str(OTHER)}

    @pytest.mark.parametrize(
        "kind",
        [
            cut_due.CUT,
            departments.CLEAR,
            final_due.FINALISE,
            followup.CONTACT,
            objections.HANDLE,
            proposals.PROPOSED,
            reminders.ENDING,
            unevaluated.UNEVALUATED,
        ],
    )
    def test_knows_every_kind(self, kind):
        assert kind in KEYS
