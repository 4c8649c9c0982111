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


@pytest.fixture
def scope(school):
    return Scope(school.id)
