"""The final list: who is confirmed, who waits, who is taken up later."""

from datetime import UTC, datetime

from zizhu.identification.jobs.publicity import end_publicities

BASE = "/api/v1/identification"
LINES = {"special": 80, "general": 60, "other": 40}
OVER = datetime(2026, 9, 16, 2, tzinfo=UTC)


class TestFinal:
    async def draw(self, desk, **body):
        return await desk.post("final-lists", body)

    async def test_waits_for_the_end_of_publicity(self, school_desk, cut, published):
        answer = await self.draw(school_desk)
        assert (answer.status_code, answer.json()["code"]) == (409, "publicity_still_running")

    async def test_confirms_and_closes_the_round_for_all_but_changes(self, school_desk, over, cut):
        done = (await self.draw(school_desk)).json()
        assert (done["confirmed"], done["grants"], done["waiting"]) == (3, 2, {})
        answer = await school_desk.post("cuts", {"lines": LINES, "set_aside": []})
        assert answer.json()["code"] == "campaign_state_forbids"
        answer = await school_desk.post(f"applicants/{cut[0]}/reopen", {"reason": "重审"})
        assert answer.json()["code"] == "campaign_state_forbids"
        changed = await school_desk.change(cut[0], grade="general", reason="复核")
        assert changed.json()["moves_payment"]
        shown = (await school_desk.get("final-list")).json()
        assert shown["digest"] == done["digest"]

    async def test_holds_back_only_whom_an_open_objection_is_about(
        self, school_desk, cases, cut, as_student, machine
    ):
        made = (await cases.submit(as_student(cut[3]), await cases.line_of("general"))).json()
        machine.instant = OVER
        await end_publicities(school_desk.parts)
        first = (await self.draw(school_desk)).json()
        assert first["waiting"] == {str(cut[1]): ["objection"]}
        assert first["confirmed"] == 2
        await cases.step(made, "accept")
        await cases.step(made, "verify", note="已走访")
        await cases.step(made, "uphold", note="材料属实")
        await cases.step(made, "answer", note="维持")
        second = (await self.draw(school_desk)).json()
        assert (second["number"], second["confirmed"], second["waiting"]) == (2, 3, {})

    async def test_holds_back_a_changed_student_until_their_own_days_are_over(
        self, school_desk, cut, published, release, machine
    ):
        machine.instant = datetime(2026, 9, 14, 2, tzinfo=UTC)
        await school_desk.change(cut[1], grade="special", reason="复核")
        await release((await school_desk.publicities())[-1])
        machine.instant = OVER
        first = (await self.draw(school_desk)).json()
        assert first["waiting"] == {str(cut[1]): ["supplement"]}
        machine.instant = datetime(2026, 9, 30, 2, tzinfo=UTC)
        second = (await self.draw(school_desk)).json()
        assert second["waiting"] == {}

    async def test_nobody_is_promoted_for_somebody_who_left(
        self, school_desk, over, cut, change_student
    ):
        await change_student(school_desk.judged.school, cut[0], 2, status="left")
        done = (await self.draw(school_desk)).json()
        assert (done["left"], done["confirmed"]) == ([str(cut[0])], 2)

    async def test_is_not_there_before_it_is_drawn(self, school_desk, cut):
        answer = await school_desk.get("final-list")
        assert (answer.status_code, answer.json()["code"]) == (404, "no_final_list")
