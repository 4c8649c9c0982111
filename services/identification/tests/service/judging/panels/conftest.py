"""Officers and members who work on panels over HTTP."""

from dataclasses import dataclass

import pytest

from zizhu.common.ids import new_id
from zizhu.identification.domain.vocabulary import Purpose
from zizhu.identification.models import PanelApplicantRow, PanelClassRow, PanelRow

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
class PanelDesk:
    """Somebody who works on panels over HTTP."""

    place: object
    judged: object
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
async def seated(judged, put_forms, make_school, school):
    """Four classmates: two apply, two only evaluate."""
    first, second, third, fourth = school.classes[0].students
    await put_forms(judged, {first: 50, second: 40})
    sits = {"wants_grant": False}
    await put_forms(judged, {third: sits, fourth: sits}, purpose=Purpose.PANEL_ONLY)
    return school.classes[0], [first, second], [third, fourth]


@pytest.fixture
def put_peers(parts, machine):
    """Give applicants of a class the peer scores of a panel that finished."""

    async def put(judged, one, totals):
        panel_id = new_id()
        async with parts.database.transaction(judged.school.id) as tx:
            tx.session.add(
                PanelRow(
                    id=panel_id, school_id=judged.school.id, campaign_id=judged.id, minimum=1,
                    exceptions=[], created_at=machine.now(), confirmed_at=machine.now(), version=1,
                )
            )  # fmt: skip
            await tx.session.flush()
            tx.session.add(
                PanelClassRow(
                    panel_id=panel_id, school_id=judged.school.id, college_id=one.college_id,
                    year=one.year, major_id=one.major_id, class_id=one.class_id,
                )
            )  # fmt: skip
            for seq, (person, total) in enumerate(totals.items()):
                tx.session.add(
                    PanelApplicantRow(
                        panel_id=panel_id, person_id=person, school_id=judged.school.id,
                        campaign_id=judged.id, class_id=one.class_id, seq=seq, is_bound=True,
                        completed_at=machine.now(), peer_total=total, peer_sheets=1,
                    )
                )  # fmt: skip
            await tx.session.flush()

    return put


@pytest.fixture
async def opposed(judged, put_forms, put_peers, school):
    """Four of a class: the first by points is the third by peers (n=4: two places, 异常)."""
    one = school.classes[0]
    a, b, c, d = one.students
    await put_forms(judged, {a: 50, b: 40, c: 30, d: 20})
    await put_peers(judged, one, {a: 9, b: 12, c: 11, d: 5})
    return one, (a, b, c, d)
