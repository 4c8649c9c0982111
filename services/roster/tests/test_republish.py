"""What roster states again for a reader, and how both sides compare what they hold."""

from zizhu.common.resync import fingerprint, resync
from zizhu.roster.app import HOLDINGS
from zizhu.roster.service.republish import REPUBLISHERS


class TestRepublish:
    async def test_states_units_and_students_as_they_are(self, desk, student, announced):
        await desk.enter([student(1), student(2)])
        live = [event.data["entries"] for event in await announced("units_changed")]
        again = [one for one in REPUBLISHERS if one.kind in ("units", "students")]
        assert await resync(desk.place.parts("roster"), again, to="identity") == 2
        units = [event.data["entries"] for event in await announced("units_changed")]
        assert sorted(map(str, units[1])) == sorted(map(str, live[0]))
        first, second = (event.data["entries"] for event in await announced("students_changed"))
        sealed = ("document", "phone")
        assert sorted(
            str({key: value for key, value in entry.items() if key not in sealed})
            for entry in first
        ) == sorted(
            str({key: value for key, value in entry.items() if key not in sealed})
            for entry in second
        )

    async def test_counts_every_school_by_itself(self, desk, student, open_school):
        await desk.enter([student(1), student(2)])
        await open_school(2)
        holding = next(one for one in HOLDINGS if one.kind == "students")
        async with desk.place.parts("roster").database.transaction() as tx:
            held = await holding.count(tx)
        expected = fingerprint([(row.id, row.version) for row in await desk.stored()])
        assert held == {desk.school: expected}
