"""Evidence: given to an item or a group of the own form, seen by who may read it, never kept after
a withdrawal.
"""

import io

import pytest
from PIL import Image, ImageChops
from sqlalchemy import select

from zizhu.common.auth import Role
from zizhu.common.ids import new_id
from zizhu.common.tables import file
from zizhu.identification.models import EvidenceRow

FORMS = "/api/v1/identification/forms"


@pytest.fixture
async def begun(me):
    return (await me.begin()).json()


class TestAdd:
    async def test_proves_an_item_or_a_group(self, me, begun):
        for target in ("A1", "groups.dibao"):
            answer = await me.prove(target)
            assert (answer.status_code, answer.json()["target"]) == (201, target)
        shown = (await me.show()).json()
        assert [one["target"] for one in shown["evidence"]] == ["A1", "groups.dibao"]

    async def test_answers_what_a_chosen_option_asks_for(self, me, begun):
        await me.save(answers={"A1": "serious"})
        assert [need["item"] for need in (await me.show()).json()["missing_evidence"]] == ["A1"]
        await me.prove("A1")
        assert (await me.show()).json()["missing_evidence"] == []

    async def test_keeps_neither_the_files_name_nor_its_meaning_readable(
        self, me, begun, parts, school
    ):
        await me.prove("groups.dibao")
        async with parts.database.transaction(school.id) as tx:
            name = await tx.session.scalar(select(file.c.display_name))
            target = await tx.session.scalar(select(EvidenceRow.target))
        assert name == "佐证材料.png"
        assert target.startswith("A256GCM:")

    @pytest.mark.parametrize("target", ["Z9", "groups.nobody", "groups."])
    async def test_refuses_a_target_that_is_none(self, me, begun, target):
        assert (await me.prove(target)).json()["code"] == "evidence_misplaced"

    async def test_does_not_know_another_students_upload(
        self, me, begun, place, as_student, school
    ):
        other = as_student(school.classes[0].students[1])
        theirs = await place.post(
            "/api/v1/identification/uploads", other, content=b"%PDF-1.4\n%%EOF\n"
        )
        body = {"file_id": theirs.json()["file_id"], "target": "A1"}
        answer = await place.post(f"{me.path}/evidence", me.headers, json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "not_yet_known")

    async def test_is_refused_after_handing_in(self, me):
        await me.file()
        assert (await me.prove("A1")).json()["code"] == "form_state_forbids"

    async def test_refuses_what_is_no_picture_and_no_pdf(self, me, place):
        path = "/api/v1/identification/uploads"
        answer = await place.post(path, me.headers, content=b"MZ\x90\x00" * 100)
        assert (answer.status_code, answer.json()["code"]) == (400, "file_kind_refused")


class TestOpen:
    async def test_is_an_audit_line(self, me, begun, place, counselor, audited):
        shown = (await me.prove("A1")).json()
        path = f"{FORMS}/{begun['id']}/evidence/{shown['file_id']}"
        opened = await place.get(path, counselor)
        assert (opened.status_code, opened.headers["content-type"]) == (200, "image/png")
        assert ("file.opened", "ok") in await audited()

    async def test_shows_officers_a_stamp_and_students_none(self, me, begun, place, counselor):
        shown = (await me.prove("A1")).json()
        own = await place.get(f"{me.path}/evidence/{shown['file_id']}", me.headers)
        seen = await place.get(f"{FORMS}/{begun['id']}/evidence/{shown['file_id']}", counselor)
        assert int(seen.headers["content-length"]) == len(seen.content)
        one, other = (Image.open(io.BytesIO(got.content)).convert("RGB") for got in (own, seen))
        assert one.size == other.size
        assert ImageChops.difference(one, other).getbbox()

    async def test_is_refused_to_who_may_not_read_the_form(self, me, begun, place, school):
        shown = (await me.prove("A1")).json()
        path = f"{FORMS}/{begun['id']}/evidence/{shown['file_id']}"
        other = place.token(Role.COUNSELOR, school.id, [school.classes[1].row])
        foreign = place.token(Role.SCHOOL_ADMIN, new_id())
        for headers in (other, foreign):
            assert (await place.get(path, headers)).status_code == 404

    async def test_shows_students_their_own(self, me, begun, place):
        shown = (await me.prove("A1")).json()
        opened = await place.get(f"{me.path}/evidence/{shown['file_id']}", me.headers)
        assert opened.status_code == 200


class TestRemove:
    async def test_deletes_the_file(self, me, begun, place):
        shown = (await me.prove("A1")).json()
        path = f"{me.path}/evidence/{shown['file_id']}"
        assert (await place.client.delete(path, headers=me.headers)).status_code == 204
        assert (await place.get(path, me.headers)).json()["code"] == "no_such_file"

    async def test_happens_with_a_withdrawal(self, me, begun, parts, school):
        await me.prove("A1")
        await me.withdraw()
        async with parts.database.transaction(school.id) as tx:
            assert (await tx.session.execute(select(EvidenceRow))).all() == []
            assert (await tx.session.execute(select(file))).all() == []
