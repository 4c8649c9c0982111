"""A round in which forms were filed, as far as judging looks at them."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from zizhu.common.auth import Role, Scope, ScopeRow
from zizhu.common.ids import new_id
from zizhu.common.terms import Term
from zizhu.contracts.address import Place as At
from zizhu.contracts.identity import PostChanged
from zizhu.contracts.notification import AnnouncementReleased, AnnouncementWithdrawn
from zizhu.identification.domain.campaign import Campaign, Phase
from zizhu.identification.domain.filed import Content, Filed
from zizhu.identification.domain.form import Wishes
from zizhu.identification.domain.form_state import FormState
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.rules import RoundRules
from zizhu.identification.domain.vocabulary import (
    AuditState,
    CampaignState,
    FillState,
    PhaseName,
    Purpose,
)
from zizhu.identification.models import FormRow
from zizhu.identification.repository import campaigns, forms
from zizhu.identification.service import contents

BASE = "/api/v1/identification"
FULL = {
    "Q1": "frugal", "Q2": "no", "Q3": "under_1000", "Q4": "no", "Q5": "below", "Q6": "no"
}  # fmt: skip
LEAST = {
    "Q1": "lavish", "Q2": "yes", "Q3": "over_3000", "Q4": "yes", "Q5": "above", "Q6": "yes"
}  # fmt: skip


@pytest.fixture
def sheet_of():
    return answers_of


def answers_of(total):
    """Answers that add up to any total from 3 to 15."""
    steps = {
        "Q2": {2: "no"},
        "Q4": {2: "no"},
        "Q6": {2: "no"},
        "Q1": {1: "average", 2: "frugal"},
        "Q3": {1: "from_1000", 2: "under_1000"},
        "Q5": {1: "average", 2: "below"},
    }
    answers, left = dict(LEAST), total - 3
    for question, worths in steps.items():
        worth = min(2, left)
        if worth in worths:
            answers[question] = worths[worth]
            left -= worth
    assert left == 0, total
    return answers


@dataclass
class Judged:
    """One round of a school, and the forms that were put into it."""

    place: object
    school: object
    id: UUID
    forms: dict[UUID, UUID] = field(default_factory=dict)

    @property
    def path(self):
        return f"{BASE}/campaigns/{self.id}"


@pytest.fixture
def begin(parts, machine):
    """Open a round with rules of the test's own."""

    async def make(school, title="秋季认定", term="202601", **rules):
        start = machine.now() - timedelta(days=1)
        phases = tuple(Phase(name, start, start + timedelta(days=60)) for name in PhaseName)
        campaign = Campaign(
            new_id(), school.id, Term.parse(term), title, CampaignState.OPENED, phases,
            RoundRules(**rules), 6000,
        )  # fmt: skip
        one = Round(campaign, version=1, created_at=machine.now())
        async with parts.database.transaction(school.id) as tx:
            await campaigns.add_round(tx, one)
        return Judged(None, school, one.id)

    return make


@pytest.fixture
async def judged(begin, school):
    return await begin(school)


def place_of(school, student_id):
    state = school.states[student_id]
    return ScopeRow(state.college_id, state.year, state.major_id, state.class_id)


@pytest.fixture
def put_forms(parts, machine):
    """Put submitted, reviewed applications into a round: student to score, or to whole values."""

    async def put(judged, scores, **state):
        ring = parts.keys.ring
        async with parts.database.transaction(judged.school.id) as tx:
            for student_id, score in scores.items():
                values = score if isinstance(score, dict) else {"raw_score": score}
                form_id = new_id()
                judged.forms[student_id] = form_id
                raw = values.get("raw_score", 0)
                guaranteed = values.get("is_guaranteed", False)
                stands = {
                    "fill": FillState.SUBMITTED,
                    "audit": AuditState.REVIEWED,
                    "purpose": Purpose.APPLY,
                    **state,
                    **values.get("state", {}),
                }
                await forms.add_form(
                    tx,
                    Filed(
                        id=form_id,
                        school_id=judged.school.id,
                        campaign_id=judged.id,
                        student_id=student_id,
                        place=place_of(judged.school, student_id),
                        state=FormState(**stands),
                        version=1,
                        content=contents.close_content(ring, form_id, Content()),
                        created_at=machine.now(),
                        updated_at=machine.now(),
                        wishes=Wishes(values.get("wants_grant", True), False, False),
                        raw_score=raw,
                        effective_score=90 if guaranteed else raw,
                        is_guaranteed=guaranteed,
                        scheme_version="fj-default-v1",
                        submissions=1,
                    ),
                )

    return put


@pytest.fixture
def form_of(parts):
    async def read(judged, student_id):
        async with parts.database.transaction(judged.school.id) as tx:
            return await tx.session.scalar(
                select(FormRow).where(
                    FormRow.campaign_id == judged.id, FormRow.student_id == student_id
                )
            )

    return read


@pytest.fixture
def change_form(parts):
    """Change where a form stands, as its own acts would."""

    async def change(judged, student_id, **state):
        async with parts.database.transaction(judged.school.id) as tx:
            filed = await forms.form_of(tx, judged.id, student_id)
            moved = replace(filed, state=replace(filed.state, **state), version=filed.version + 1)
            await forms.save_form(tx, moved)

    return change


@pytest.fixture
def hire(feed, place, school):
    """Give somebody a staff post; returns account and headers."""

    async def make(role="counselor", name="周老师", rows=None):
        account_id, post_id = new_id(), new_id()
        where = rows if rows is not None else [ScopeRow(school.college_id)]
        post = PostChanged(
            post_id=post_id,
            account_id=account_id,
            role=role,
            name=name,
            rows=tuple(At(college_id=row.college_id, year=row.year) for row in where),
            status="active",
        )
        await feed(post, subject=post_id, school_id=school.id)
        token = place.token(Role(role), school.id, where, account_id=account_id, post_id=post_id)
        return account_id, token

    return make


@dataclass
class PanelDesk:
    """Somebody who works on panels over HTTP."""

    place: object
    judged: Judged
    headers: dict

    def transaction(self):
        database = self.place.parts("identification").database
        return database.transaction(self.judged.school.id)

    async def open(self, *class_ids, headers=None):
        return await self.place.post(
            f"{self.judged.path}/panels",
            headers or self.headers,
            json={"class_ids": [str(one) for one in class_ids]},
        )

    async def get(self, panel, path="", headers=None):
        return await self.place.get(f"{BASE}/panels/{panel['id']}{path}", headers or self.headers)

    async def act(self, panel, path, body=None, headers=None, method="POST"):
        now = await self.get(panel)
        seen = {"if-match": f'"{now.json()["version"]}"'} if now.status_code == 200 else {}
        return await self.place.client.request(
            method,
            f"{BASE}/panels/{panel['id']}/{path}",
            headers={**(headers or self.headers), **seen},
            json=body if body is not None else {},
        )

    async def choose(self, panel, members, applicants, staff=()):
        seats = [{"person_id": str(one)} for one in members]
        seats += [{"person_id": str(one), "kind": "staff", "position": "辅导员"} for one in staff]
        body = {"members": seats, "applicants": [str(one) for one in applicants]}
        return await self.act(panel, "choice", body, method="PUT")

    async def confirmed(self, class_id, members, applicants, staff=()):
        panel = (await self.open(class_id)).json()
        answer = await self.choose(panel, members, applicants, staff)
        assert answer.status_code == 200, answer.text
        answer = await self.act(panel, "confirm")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def tasks(self, headers):
        answer = await self.place.get(f"{BASE}/panel-tasks", headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def hand_in(self, headers, tasks, answers=FULL):
        body = {"sheets": [{"task_id": one["task_id"], "answers": answers} for one in tasks]}
        return await self.place.post(f"{BASE}/panel-tasks/sheets", headers, json=body)

    async def evaluate_all(self, members, answers=FULL):
        for headers in members:
            tasks = [one for one in await self.tasks(headers) if one["state"] == "pending"]
            if tasks:
                answer = await self.hand_in(headers, tasks, answers)
                assert answer.status_code == 200, answer.text


@pytest.fixture
def desk(place, judged, admin):
    return PanelDesk(place, judged, admin)


@pytest.fixture
def scope(school):
    return Scope(school.id)


@dataclass
class SchoolDesk:
    """The school account at its cut, publicity and results; tokens follow the clock."""

    place: object
    judged: Judged
    account_id: UUID = field(default_factory=new_id)

    @property
    def headers(self):
        return self.place.token(
            Role.SCHOOL_ADMIN, self.judged.school.id, account_id=self.account_id
        )

    @property
    def parts(self):
        return self.place.parts("identification")

    async def post(self, path, body=None, headers=None, *, version=False):
        sent = dict(headers or self.headers)
        if version:
            shown = await self.place.get(self.judged.path, self.headers)
            sent["if-match"] = f'"{shown.json()["version"]}"'
        return await self.place.post(f"{self.judged.path}/{path}", sent, json=body or {})

    async def get(self, path, headers=None, **params):
        return await self.place.get(
            f"{self.judged.path}/{path}", headers or self.headers, params=params
        )

    async def cut(self, lines, set_aside=()):
        """Draw lines; a big official number keeps the small shares of a test out of the way."""
        await self.place.client.put(
            f"{self.judged.path}/official-enrolment",
            headers=self.headers,
            json={"students": 100, "reason": "含未导入新生", "document": "校教〔2026〕8号"},
        )
        answer = await self.post("cuts", {"lines": lines, "set_aside": [*set_aside]})
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def prepare(self, title="2026年认定结果公示"):
        return await self.post("publicities", {"title": title})

    async def prepared(self):
        answer = await self.prepare()
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def publicities(self):
        return (await self.get("publicities")).json()

    async def rows(self, publicity, headers=None):
        path = f"{BASE}/publicities/{publicity['id']}/rows"
        return await self.place.get(path, headers or self.headers)

    async def integrity(self, publicity):
        path = f"{BASE}/publicities/{publicity['id']}/integrity"
        return (await self.place.get(path, self.headers)).json()["is_equal"]

    async def change(self, person, headers=None, **body):
        return await self.post(f"applicants/{person}/change", body, headers)


@pytest.fixture
def school_desk(place, judged):
    return SchoolDesk(place, judged)


@pytest.fixture
def release(feed, school, machine):
    """Let notification tell that officers released a notice."""

    async def tell(publicity):
        event = AnnouncementReleased(
            announcement_id=new_id(),
            publicity_id=UUID(publicity["id"]),
            released_at=machine.now(),
        )
        await feed(event, subject=event.publicity_id, school_id=school.id)

    return tell


@pytest.fixture
def withdraw(feed, school, machine):
    """Let notification tell that a notice was deleted."""

    async def tell(publicity):
        event = AnnouncementWithdrawn(
            announcement_id=new_id(),
            publicity_id=UUID(publicity["id"]),
            withdrawn_at=machine.now(),
            reason="姓名有误",
        )
        await feed(event, subject=event.publicity_id, school_id=school.id)

    return tell
