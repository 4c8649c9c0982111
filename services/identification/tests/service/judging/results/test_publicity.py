"""Publicity: frozen, released, ended by our own clock; events late, doubled, refused, withdrawn."""

from datetime import UTC, date, datetime, timedelta

from zizhu.common.auth import Role
from zizhu.common.bus import Outcome
from zizhu.common.ids import new_id
from zizhu.contracts.notification import AnnouncementReleased
from zizhu.contracts.roster import BreaksChanged, SchoolBreak
from zizhu.identification.jobs.publicity import end_publicities

BASE = "/api/v1/identification"
LINES = {"special": 80, "general": 60, "other": 40}


class TestPrepare:
    async def test_freezes_who_is_in_hardship_and_tells_notification(
        self, school_desk, cut, announced
    ):
        made = await school_desk.prepared()
        assert (made["state"], made["rows"], made["attempt"]) == ("prepared", 3, 1)
        (event,) = await announced("publicity_changed")
        assert (event.data["state"], event.data["rows"]) == ("prepared", 3)
        assert "name" not in str(event.data)
        assert await school_desk.integrity(made)

    async def test_waits_for_the_cut(self, school_desk):
        answer = await school_desk.prepare()
        assert (answer.status_code, answer.json()["code"]) == (409, "not_cut_yet")

    async def test_is_refused_while_a_list_is_there(self, school_desk, cut):
        await school_desk.prepared()
        answer = await school_desk.prepare()
        assert answer.json()["code"] == "publicity_runs_already"

    async def test_asks_before_a_break(self, school_desk, cut, feed, school, release):
        async def tell(*breaks, version=1):
            event = BreaksChanged(breaks=breaks)
            await feed(event, subject=school.id, version=version, school_id=school.id)

        told = SchoolBreak(kind="winter", first_day=date(2026, 9, 15), last_day=date(2026, 9, 30))
        await tell(told)
        asked = await school_desk.prepare()
        assert (asked.status_code, asked.json()["code"]) == (409, "publicity_in_break")
        confirmed = await school_desk.prepare(is_confirmed=True)
        assert confirmed.status_code == 201
        await release(confirmed.json())
        await tell(version=2)
        (seen,) = await school_desk.publicities()
        assert seen["is_in_break"], "a running list keeps the breaks that it started with"

    async def test_freezes_the_lines(self, school_desk, cut):
        await school_desk.prepared()
        answer = await school_desk.post("cuts", {"lines": LINES, "set_aside": []})
        assert (answer.status_code, answer.json()["code"]) == (409, "cut_after_publicity")

    async def test_masks_the_name_of_a_minor(self, school_desk, cut, change_student, release):
        born = datetime(2009, 3, 7, tzinfo=UTC).date()
        await change_student(school_desk.judged.school, cut[0], 2, birth_date=born)
        made = await school_desk.prepared()
        await release(made)
        names = [row["name"] for row in (await school_desk.rows(made)).json()["items"]]
        assert sum("*" in name for name in names) == 1


class TestRelease:
    async def test_starts_five_working_days_that_end_by_our_clock(
        self, school_desk, cut, release, machine, announced
    ):
        made = await school_desk.prepared()
        await release(made)
        (seen,) = await school_desk.publicities()
        # Released on Tuesday 8 September: the fifth working day is Tuesday 15.
        assert (seen["state"], seen["ends_on"]) == ("running", "2026-09-16")
        told = (await announced("publicity_changed"))[-1]
        assert told.data["state"] == "running"
        assert told.data["ends_at"].startswith("2026-09-15T16:00")
        rows = (await school_desk.rows(made)).json()
        assert rows["total"] == 3
        assert set(rows["items"][0]) == {
            "line", "college", "major", "year", "class_name", "name", "register_name", "grade",
            "grade_label", "is_changed",
        }  # fmt: skip
        machine.instant = datetime(2026, 9, 15, 15, 59, 59, tzinfo=UTC)
        assert (await school_desk.rows(made)).status_code == 200
        machine.instant += timedelta(seconds=1)
        answer = await school_desk.rows(made)
        assert (answer.status_code, answer.json()["code"]) == (410, "publicity_over")

    async def test_counts_the_days_of_the_long_holiday(self, school_desk, cut, release, machine):
        """Released on 30 September: the end is 14 October (domain.md 6)."""
        made = await school_desk.prepared()
        machine.instant = datetime(2026, 9, 30, 2, tzinfo=UTC)
        await release(made)
        (seen,) = await school_desk.publicities()
        assert seen["ends_on"] == "2026-10-14"

    async def test_twice_changes_nothing(self, school_desk, cut, release, machine):
        made = await school_desk.prepared()
        await release(made)
        machine.advance(timedelta(days=1))
        await release(made)
        (seen,) = await school_desk.publicities()
        assert seen["ends_on"] == "2026-09-16"

    async def test_of_something_unknown_is_kept_and_tried_again(self, feed, school, machine):
        event = AnnouncementReleased(
            announcement_id=new_id(), publicity_id=new_id(), released_at=machine.now()
        )
        await feed(event, subject=event.publicity_id, school_id=school.id, expect=Outcome.FAILED)

    async def test_tells_every_applicant(self, school_desk, cut, release, announced):
        await release(await school_desk.prepared())
        told = [e for e in await announced("message_sent") if e.data["kind"] == "result_published"]
        assert {e.data["address"]["student_id"] for e in told} == {str(one) for one in cut}

    async def test_from_then_on_the_round_is_not_cancelled(self, school_desk, cut, release):
        await release(await school_desk.prepared())
        answer = await school_desk.post("cancel", {"reason": "重来"}, version=True)
        assert answer.json()["code"] == "publicity_started"


class TestWithdrawal:
    async def test_undoes_the_count_and_the_next_attempt_begins_anew(
        self, school_desk, cut, release, withdraw, machine
    ):
        first = await school_desk.prepared()
        await release(first)
        machine.advance(timedelta(days=3))
        await withdraw(first)
        assert (await school_desk.rows(first)).json()["code"] == "publicity_not_open"
        second = await school_desk.prepared()
        assert second["attempt"] == 2
        await release(second)
        seen = await school_desk.publicities()
        assert [one["state"] for one in seen] == ["withdrawn", "running"]
        assert seen[1]["ends_on"] == "2026-09-19"

    async def test_events_of_an_old_attempt_do_not_move_the_new_one(
        self, school_desk, cut, release, withdraw
    ):
        first = await school_desk.prepared()
        await withdraw(first)
        second = await school_desk.prepared()
        await release(first)  # late news about the attempt that is gone
        await withdraw(first)
        assert [one["state"] for one in await school_desk.publicities()] == [
            "withdrawn", "prepared",
        ]  # fmt: skip
        await release(second)
        assert (await school_desk.rows(second)).status_code == 200

    async def test_that_arrives_before_its_release_wins(self, school_desk, cut, release, withdraw):
        made = await school_desk.prepared()
        await withdraw(made)
        await release(made)
        (seen,) = await school_desk.publicities()
        assert seen["state"] == "withdrawn"

    async def test_by_the_school_needs_a_reason_and_lets_it_cut_again(
        self, school_desk, cut, release
    ):
        made = await school_desk.prepared()
        await release(made)
        path = f"{BASE}/publicities/{made['id']}/withdraw"
        answer = await school_desk.place.post(path, school_desk.headers, json={})
        assert answer.json()["code"] == "reason_missing"
        answer = await school_desk.place.post(
            path, school_desk.headers, json={"reason": "姓名有误"}
        )
        assert answer.json()["state"] == "withdrawn"
        await school_desk.cut(LINES)

    async def test_after_the_end_changes_nothing(
        self, school_desk, cut, release, withdraw, machine
    ):
        made = await school_desk.prepared()
        await release(made)
        machine.instant = datetime(2026, 9, 16, 2, tzinfo=UTC)
        await withdraw(made)
        (seen,) = await school_desk.publicities()
        assert seen["state"] == "ended"


class TestClock:
    async def test_ends_what_stood_its_time_and_opens_the_schools_todo(
        self, school_desk, cut, release, machine, announced
    ):
        await release(await school_desk.prepared())
        await end_publicities(school_desk.parts)
        assert (await school_desk.publicities())[0]["state"] == "running"
        machine.instant = datetime(2026, 9, 16, 2, tzinfo=UTC)
        await end_publicities(school_desk.parts)
        await end_publicities(school_desk.parts)
        assert (await school_desk.publicities())[0]["state"] == "ended"
        states = [event.data["state"] for event in await announced("publicity_changed")]
        assert states == ["prepared", "running", "ended"]
        todos = [e for e in await announced("todo_changed") if e.data["kind"] == "finalise_due"]
        assert len(todos) == 1

    async def test_an_end_in_an_unknown_year_waits_for_a_word(
        self, school_desk, cut, release, machine, announced
    ):
        made = await school_desk.prepared()
        machine.instant = datetime(2026, 12, 30, 2, tzinfo=UTC)
        await release(made)
        (seen,) = await school_desk.publicities()
        assert seen["state"] == "announced"
        told = (await announced("publicity_changed"))[-1]
        assert (told.data["is_provisional"], told.data["ends_at"]) == (True, None)
        machine.instant = datetime(2027, 2, 1, 2, tzinfo=UTC)
        await end_publicities(school_desk.parts)
        assert (await school_desk.publicities())[0]["state"] == "announced"
        path = f"{BASE}/publicities/{made['id']}/confirm-end"
        body = {"ends_on": "2027-01-08", "reason": "校历"}
        answer = await school_desk.place.post(path, school_desk.headers, json=body)
        assert answer.json()["state"] == "running"
        await end_publicities(school_desk.parts)
        assert (await school_desk.publicities())[0]["state"] == "ended"


class TestReaders:
    async def test_are_students_and_staff_of_the_school_alone(
        self, school_desk, cut, release, as_student, make_school
    ):
        made = await school_desk.prepared()
        place = school_desk.place
        path = f"{BASE}/publicities/{made['id']}/rows"
        answer = await place.get(path, as_student(cut[0]))
        assert answer.json()["code"] == "publicity_not_open"
        await release(made)
        for headers in (as_student(cut[3]), school_desk.headers):
            answer = await place.get(path, headers)
            assert answer.status_code == 200, answer.text
            assert str(cut[0]) not in answer.text
        listed = (await place.get(f"{BASE}/publicities", as_student(cut[0]))).json()
        assert [one["id"] for one in listed] == [made["id"]]
        other = await make_school(first=400, code="90004")
        stranger = place.token(Role.STUDENT, other.id, student_id=other.classes[0].students[0])
        assert (await place.get(path, stranger)).status_code == 404

    async def test_students_take_no_file_of_it(self, school_desk, cut, as_student):
        answer = await school_desk.place.post(
            f"{school_desk.judged.path}/exports", as_student(cut[0]), json={"kind": "public"}
        )
        assert answer.status_code == 403
