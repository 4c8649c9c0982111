"""A publicity over both services that it lives in: frozen here, reviewed and released there."""

from datetime import UTC, date, datetime, timedelta

import pytest

from zizhu.common.auth import Role
from zizhu.common.bus_memory import Disorder
from zizhu.common.clock import FixedClock
from zizhu.common.ids import new_id
from zizhu.identification.app import SERVICE as IDENTIFICATION
from zizhu.identification.models import CampaignRow, PublicityRow, PublishedRow, SchoolRow
from zizhu.identification.repository import publicities
from zizhu.identification.service import publicity_store
from zizhu.notification.app import SERVICE as NOTIFICATION
from zizhu_testing.harness import installed

NOTICES = "/api/v1/notification/desk/announcements"
LISTS = "/api/v1/identification/publicities"
TUESDAY = datetime(2026, 9, 8, 2, tzinfo=UTC)


@pytest.fixture
def machine():
    return FixedClock(TUESDAY)


@pytest.fixture
async def place(postgres_server, tmp_path, machine):
    disorder = Disorder(seed=7)
    async with installed(
        postgres_server,
        [IDENTIFICATION, NOTIFICATION],
        tmp_path,
        machine=machine,
        disorder=disorder,
    ) as made:
        yield made


@pytest.fixture
async def prepared(place, machine):
    """A school whose list was just prepared: one line, announced to notification."""
    school, campaign, one = new_id(), new_id(), new_id()
    async with place.parts("identification").database.transaction(school) as tx:
        tx.session.add(
            SchoolRow(id=school, code="90001", name="测试大学", status="active", version=1)
        )
        tx.session.add(
            CampaignRow(
                id=campaign, school_id=school, term="202601", title="秋季认定", state="opened",
                phases=[], rules={}, guaranteed={}, parameters_version=None, subsistence_line=6000,
                copied_from=None, cut_at=machine.now(), published_at=None,
                created_at=machine.now(), version=1,
            )
        )  # fmt: skip
        tx.session.add(
            PublicityRow(
                id=one, school_id=school, campaign_id=campaign, attempt=1, person_id=None,
                title="认定结果公示", digest="0" * 64, rows=1, state="prepared",
                prepared_at=machine.now(), published_at=None, ends_on=None, withdrawn_at=None,
                changed=[], days=None, version=1,
            )
        )  # fmt: skip
        await tx.session.flush()
        tx.session.add(
            PublishedRow(
                publicity_id=one, seq=1, school_id=school, college_id=new_id(), year=2026,
                major_id=new_id(), class_id=new_id(), person_id=new_id(), name="赵测1",
                college_name="第1学院", year_name="2026级", major_name="专业1", class_name="1班",
                grade="special", award="",
            )
        )  # fmt: skip
        await tx.session.flush()
        publicity_store.announce(tx, await publicities.find_publicity(tx, school, one))
    await place.settle()
    return school, one


async def notice_of(place, school):
    answer = await place.get(NOTICES, place.token(Role.SCHOOL_ADMIN, school))
    return answer.json()["items"][0]


async def act(place, school, name, body=None):
    notice = await notice_of(place, school)
    headers = {
        **place.token(Role.SCHOOL_ADMIN, school),
        "if-match": f'"{notice["version"]}"',
    }
    path = f"{NOTICES}/{notice['announcement_id']}/{name}"
    answer = await place.post(path, headers, json=body or {})
    assert answer.status_code == 200, answer.text
    await place.settle()


async def state_of(place, school, one):
    async with place.parts("identification").database.transaction(school) as tx:
        return (await publicities.find_publicity(tx, school, one)).publicity


class TestPublicity:
    async def test_runs_from_its_release_there_to_its_end_here(self, place, prepared, machine):
        school, one = prepared
        await act(place, school, "review")
        assert (await state_of(place, school, one)).state == "prepared"
        machine.advance(timedelta(days=1))
        await act(place, school, "release")
        begun = await state_of(place, school, one)
        # No working day of the year is known, so the end is provisional until the school says so.
        assert (begun.state, begun.published_at) == ("announced", machine.now())
        confirm = {"ends_on": date(2026, 9, 17).isoformat(), "reason": "校历"}
        admin = place.token(Role.SCHOOL_ADMIN, school)
        answer = await place.post(f"{LISTS}/{one}/confirm-end", admin, json=confirm)
        assert answer.status_code == 200, answer.text
        await place.settle()
        notice = await notice_of(place, school)
        assert notice["expires_at"].startswith("2026-09-16T16:00")
        rows = await place.get(f"{LISTS}/{one}/rows", admin)
        assert rows.json()["items"][0]["name"] == "赵测1"

    async def test_is_down_here_when_its_notice_is_deleted_there(self, place, prepared):
        school, one = prepared
        await act(place, school, "review")
        await act(place, school, "release")
        await act(place, school, "delete", {"reason": "标题有误"})
        assert (await state_of(place, school, one)).state == "withdrawn"

    async def test_withdrawn_here_takes_its_notice_down_there(self, place, prepared):
        school, one = prepared
        admin = place.token(Role.SCHOOL_ADMIN, school)
        answer = await place.post(f"{LISTS}/{one}/withdraw", admin, json={"reason": "姓名有误"})
        assert answer.status_code == 200, answer.text
        await place.settle()
        assert (await notice_of(place, school))["state"] == "deleted"
