"""The demo has something to show on every page, says nothing that is not so, and is told once."""

from collections import Counter
from uuid import UUID

import pytest
from sqlalchemy import func, select

from zizhu.common.auth import Scope
from zizhu.embedded.demo.office import MOVES, NEW_STUDENTS
from zizhu.embedded.demo.stage import pages
from zizhu.embedded.reconcile import differences
from zizhu.identification.models import (
    CampaignRow,
    ClearanceRow,
    EvidenceRow,
    FinalListRow,
    FormRow,
    ObjectionRow,
    PanelTaskRow,
    PublicityRow,
    StandingRow,
)
from zizhu.identification.repository import panels
from zizhu.notification.models import MessageRow, TodoRow

pytestmark = pytest.mark.timeout(900)

IDENTIFICATION = "/identification/campaigns"
# Table -> column -> what must be there; a page without its states has nothing to show.
STATES = {
    CampaignRow.state: {"opened", "closed"},
    FormRow.fill: {"filling", "submitted", "returned", "withdrawn"},
    FormRow.audit: {"unreviewed", "reviewed", "changed"},
    FormRow.difference: {"uncomputed", "normal", "abnormal"},
    FormRow.grade: {"undecided", "special", "general", "other", "none"},
    FormRow.purpose: {"apply", "panel_only"},
    FormRow.is_guaranteed: {True, False},
    StandingRow.is_listed: {True, False},
    PanelTaskRow.state: {"pending", "submitted", "cancelled"},
    PublicityRow.state: {"running"},
    ObjectionRow.state: {"submitted", "accepted", "verified", "answered"},
}
TODOS = {"form_fill", "form_review", "panel_evaluate", "special_contact", "difference_clear",
         "objection", "cut_due"}  # fmt: skip
MESSAGES = {"form_approved", "form_returned", "result_published", "result_changed",
            "objection_answered"}  # fmt: skip


@pytest.fixture
async def look(told, school):
    """Ask a service's database for one column, within the school."""
    school_id = UUID(school.session["school_id"])

    async def rows(query, service="identification"):
        database = told.demo.parts[service].database
        async with database.transaction(school_id) as tx:
            return list((await tx.session.execute(query)).scalars())

    return rows


class TestStory:
    async def test_is_told_to_its_end(self, told):
        assert told.demo.is_loaded

    @pytest.mark.parametrize("column", STATES, ids=str)
    async def test_leaves_every_state(self, look, column):
        found = set(await look(select(column).distinct()))
        assert found >= STATES[column]

    async def test_leaves_panels_in_every_state(self, told, school):
        school_id = UUID(school.session["school_id"])
        database = told.demo.parts["identification"].database
        async with database.transaction(school_id) as tx:
            rounds = list(await tx.session.scalars(select(CampaignRow.id)))
            found = {
                panel.setup.state.value
                for one in rounds
                for panel in await panels.list_panels(tx, Scope(school_id), one)
            }
        assert found == {"draft", "confirmed", "in_progress", "completed", "needs_more"}

    @pytest.mark.parametrize("model", [EvidenceRow, ClearanceRow, FinalListRow])
    async def test_leaves_rows(self, look, model):
        (count,) = await look(select(func.count()).select_from(model))
        assert count > 0

    async def test_gives_everybody_something_to_do_and_to_read(self, look):
        todos = select(TodoRow.kind).where(TodoRow.is_open).distinct()
        assert set(await look(todos, "notification")) >= TODOS
        assert set(await look(select(MessageRow.kind).distinct(), "notification")) >= MESSAGES

    async def test_leaves_notices_in_every_state(self, school):
        notices = (await school.get("/notification/desk/announcements", size=100))["items"]
        assert {one["state"] for one in notices} == {
            "awaiting_review", "awaiting_release", "released", "expired", "deleted",
        }  # fmt: skip
        assert {one["kind"] for one in notices} == {"publicity", "other"}

    async def test_leaves_an_import_to_the_officers_choice(self, school):
        imports = (await school.get("/roster/students/imports", size=50))["items"]
        by_name = {one["filename"]: one for one in imports}
        assert by_name[MOVES]["state"] == "committed"
        waiting = by_name[NEW_STUDENTS]
        assert waiting["state"] == "checked"
        assert 0 < waiting["counts"]["bad"] < waiting["counts"]["total"]

    async def test_leaves_a_round_that_can_be_cut_and_one_on_show(self, school):
        rounds = await school.get(IDENTIFICATION)
        bases = {
            one["title"]: await school.get(f"{IDENTIFICATION}/{one['id']}/cut-basis")
            for one in rounds
            if one["state"] == "opened" and one["cut_at"] is None
        }
        ready = [name for name, basis in bases.items() if not any(basis["open_counts"].values())]
        assert len(ready) == 1
        shown = [
            each
            for one in rounds
            for each in await school.get(f"{IDENTIFICATION}/{one['id']}/publicities")
        ]
        assert {each["is_over"] for each in shown} == {True, False}
        assert {each["is_supplement"] for each in shown} == {True, False}

    async def test_tells_of_last_year_in_last_years_time(self, look, told):
        sent = await look(select(MessageRow.sent_at), "notification")
        ages = Counter((told.place.machine.now() - at).days > 200 for at in sent)
        assert ages[True] > 0
        assert ages[False] > 0
        assert told.demo.parts["identity"].business.shift.total_seconds() == 0


class TestAccounts:
    async def test_are_shown_for_every_role_and_open(self, told):
        shown = await told.platform.visitor().get("/identity/demo/accounts")
        assert {one["role"] for one in shown} == {
            "platform_admin", "school_admin", "dept", "counselor", "student",
        }  # fmt: skip
        labels = [one["label"] for one in shown]
        assert sum(label.startswith("学生") for label in labels) == 4
        assert sum(label.startswith("辅导员") for label in labels) == 3
        for one in shown:
            person = await told.platform.sign_in(one["login"], one["password"])
            assert person.session["post"]["role"] == one["role"]

    async def test_keep_their_names(self, told):
        for login in ("platform", "demoschool", "demodept1", "democ1y2023", "13009000001"):
            assert (await told.signed_in(login)).token

    async def test_have_what_their_labels_say(self, told):
        shown = await told.platform.visitor().get("/identity/demo/accounts")
        by_label = {one["label"]: one["login"] for one in shown}
        writing = await told.signed_in(next(by_label[x] for x in by_label if "填写中" in x))
        panel = await told.signed_in(next(by_label[x] for x in by_label if "待评议" in x))
        returned = await told.signed_in(next(by_label[x] for x in by_label if "退回" in x))
        rounds = await writing.get(IDENTIFICATION)
        this, last = (
            next(one["id"] for one in rounds if "学年" in one["title"] and one["state"] == state)
            for state in ("opened", "closed")
        )
        assert (await writing.get(f"{IDENTIFICATION}/{this}/form"))["fill"] == "filling"
        assert any(
            task["state"] == "pending" for task in await panel.get("/identification/panel-tasks")
        )
        own = await returned.get(f"{IDENTIFICATION}/{this}/form")
        assert own["fill"] == "returned"
        assert own["marks"]
        assert (await returned.get(f"{IDENTIFICATION}/{last}/result"))["grade"]


# What every sign-in leaves.
LEFT_BY_SIGN_INS = {"session", "refresh_token", "sign_in_lock", "shown_code", "allowance"}


class TestTellingAgain:
    async def test_changes_nothing(self, told, look):
        async def counts():
            return {
                (name, table.name): await look(select(func.count()).select_from(table), name)
                for name, hosted in told.place.assembly.hosted.items()
                for table in hosted.service.metadata.sorted_tables
                if table.name not in LEFT_BY_SIGN_INS
            }

        versions = select(func.sum(FormRow.version))
        before, forms = await counts(), await look(versions)
        await told.tell_again()
        assert told.demo.is_loaded
        after = await counts()
        assert {name: found for name, found in after.items() if found != before[name]} == {}
        assert await look(versions) == forms


class TestReconciling:
    async def test_finds_every_service_of_one_mind(self, told):
        await told.place.settle()
        assert await differences(told.place.assembly.hosted.values()) == []

    async def test_finds_nothing_that_failed(self, told, school):
        rounds = await school.get(IDENTIFICATION)
        assert len(await pages(school, f"{IDENTIFICATION}/{rounds[0]['id']}/forms")) > 0
