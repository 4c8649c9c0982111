"""A repetition that is refused counts as done only where something shows that it was."""

import pytest

from zizhu_testing.looking import as_done_before, look_for

ONE, OTHER = "01a1fc8d-4d58-7abe-96f7-ca7b1a7b00b7", "01a1fc8f-4936-7180-a2a4-9bc2bf96b992"
FORM = f"/identification/campaigns/{ONE}/form"
SHEETS = {"sheets": [{"task_id": ONE}, {"task_id": OTHER}]}


def look(method, path, shown, sent=None):
    place, proof = look_for(method, path)
    return place, proof(shown, sent or {})


class TestLookFor:
    def test_looks_at_the_form_that_was_handed_in(self):
        shown = {"fill": "submitted"}
        assert look("POST", f"{FORM}/submit", shown) == (FORM, shown)

    def test_does_not_take_a_form_for_handed_in_that_is_not(self):
        assert look("POST", f"{FORM}/submit", {"fill": "filling"}) == (FORM, None)

    def test_takes_sheets_for_handed_in_only_together(self):
        half = [{"task_id": ONE, "state": "submitted"}, {"task_id": OTHER, "state": "pending"}]
        path = "/identification/panel-tasks/sheets"
        assert look("POST", path, half, SHEETS)[1] is None
        whole = [{**one, "state": "submitted"} for one in half]
        assert look("POST", path, whole, SHEETS)[1] == {"count": 2}

    def test_asks_what_a_case_went_through_and_not_how_far_it_is(self):
        case = {"steps": [{"state": "submitted"}, {"state": "accepted"}, {"state": "verified"}]}
        path = f"/identification/objections/{ONE}"
        assert look("POST", f"{path}/accept", case)[1] is case
        assert look("POST", f"{path}/answer", case)[1] is None

    def test_finds_the_visits_beside_the_clearing(self):
        path = f"/identification/campaigns/{ONE}/applicants/{OTHER}/clear"
        sent = {"visit": {"finding": "属实"}}
        place, found = look("POST", path, [{"visit": {"finding": "另一次"}}], sent)
        assert place == f"/identification/campaigns/{ONE}/applicants/{OTHER}/clearances"
        assert found is None

    @pytest.mark.parametrize(("method", "path"), [("POST", "/roster/schools"), ("PUT", FORM)])
    def test_knows_nothing_of_other_acts(self, method, path):
        assert look_for(method, path) is None


class TestAsDoneBefore:
    def test_counts_as_approved_what_was_reviewed_meanwhile(self):
        done = {"form_id": ONE, "now": {"id": ONE, "audit": "reviewed"}}
        left = {"form_id": OTHER, "now": {"id": OTHER, "audit": "unreviewed"}}
        gone = {"form_id": OTHER, "now": None}
        assert as_done_before({"approved": [], "passed": [done, left, gone]}) == {
            "approved": [done["now"]],
            "passed": [left, gone],
        }

    def test_leaves_other_answers_alone(self):
        assert as_done_before([1]) == [1]
