"""An import's whole way over HTTP, on a real database."""

from zizhu.common.resync import fingerprint


class TestCommit:
    async def test_writes_all_good_rows_with_their_events(self, desk, student, announced):
        one = await desk.upload([student(1), student(2, class_name="2班")])
        assert (one["state"], one["counts"]["new"], one["counts"]["bad"]) == ("checked", 2, 0)
        assert await desk.stored() == []
        assert (await desk.commit(one))["state"] == "committed"
        first, second = await desk.stored()
        assert (first.name, second.name) == ("学生一", "学生二")
        events = await announced(
            "bulk_started", "units_changed", "students_changed", "bulk_finished"
        )
        kinds = [event.type.split(".")[1] for event in events]
        assert kinds == [
            "bulk_started",
            "units_changed",
            "students_changed",
            "bulk_finished",
        ]
        _, units, students, finished = events
        assert [unit["name"] for unit in units.data["entries"]] == [
            "文学院",
            "汉语言文学",
            "1班",
            "2班",
        ]
        assert {entry["student_id"] for entry in students.data["entries"]} == {
            str(first.id),
            str(second.id),
        }
        expected = fingerprint([(first.id, 1), (second.id, 1)])
        assert (finished.data["entries"], finished.data["digest"]) == expected
        assert finished.data["register_version"] == 1

    async def test_of_the_same_file_again_changes_nothing(self, desk, student, announced):
        rows = [student(1), student(2)]
        await desk.enter(rows)
        before = len(await announced("students_changed", "bulk_finished"))
        again = await desk.upload(rows)
        assert (again["counts"]["unchanged"], again["counts"]["changed"]) == (2, 0)
        assert (await desk.commit(again))["state"] == "committed"
        assert len(await announced("students_changed", "bulk_finished")) == before
        assert [row.version for row in await desk.stored()] == [1, 1]
