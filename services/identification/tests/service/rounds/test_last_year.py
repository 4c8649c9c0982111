"""Last year's answers beside this year's, over HTTP."""

import pytest

from zizhu.common.auth import Role
from zizhu.identification.domain.defaults import default_scheme
from zizhu.identification.domain.scheme import dump_scheme, succeed_scheme

FORMS = "/api/v1/identification/forms"


@pytest.fixture
def read(place, counselor):
    async def do(form_id, headers=None):
        return await place.get(f"{FORMS}/{form_id}/last-year", headers or counselor)

    return do


@pytest.fixture
def next_year(open_round, applicant, student_id, shift):
    """File in another round, a day later; with rules of its own where they are given."""

    async def do(*, rules=None, **changes):
        await shift(1)
        later = applicant(await open_round(**({"rules": rules} if rules else {})), student_id)
        return await later.file(**changes)

    return do


class TestLastYear:
    async def test_marks_each_difference(self, me, read, next_year):
        await me.file()
        own = await next_year(
            answers={"A2": "rural"}, contact={"address": "测试省测试市测试区测试路2号"}
        )
        shown = (await read(own["id"])).json()
        assert shown["earlier"]["title"] == "秋季认定"
        assert (shown["earlier"]["raw_score"], shown["raw_score"]) == (0, 4)
        by_code = {one["code"]: one for one in shown["answers"]}
        assert by_code["A1"]["comparison"] == "same"
        assert by_code["A2"]["label"] == "与上次不同"
        assert (by_code["A2"]["before"]["text"], by_code["A2"]["after"]["text"]) == (
            "城区", "农村",
        )  # fmt: skip
        (address,) = shown["fields"]
        assert "****" in address["after"]

    async def test_of_a_first_application_has_nothing_to_compare(self, me, read):
        own = await me.file()
        shown = (await read(own["id"])).json()
        assert (shown["earlier"], shown["answers"]) == (None, [])

    async def test_looks_back_and_never_ahead(self, me, read, next_year):
        first = await me.file()
        await next_year()
        assert (await read(first["id"])).json()["earlier"] is None

    async def test_says_that_a_question_was_dropped_since(self, me, read, next_year, place, admin):
        await me.file()
        document = dump_scheme(succeed_scheme(default_scheme(), "own-v2"))
        block = document["blocks"][0]
        (gone,) = [item for item in block["items"] if item["code"] == "A4"]
        block["items"].remove(gone)
        block["full_marks"] -= gone["cap"]
        document["full_marks"] -= gone["cap"]
        path = "/api/v1/identification/rules/scheme"
        answer = await place.post(path, admin, json={"document": document})
        assert answer.status_code == 201, answer.text
        own = await next_year(rules={"scheme_version": "own-v2"}, answers={"A4": None})
        last = (await read(own["id"])).json()["answers"][-1]
        assert (last["code"], last["comparison"]) == ("A4", "question_gone")

    async def test_is_for_officers_of_the_student(self, me, read, place, school):
        own = await me.file()
        other = place.token(Role.COUNSELOR, school.id, [school.classes[1].row])
        assert (await read(own["id"], other)).status_code == 404
        assert (await read(own["id"], me.headers)).status_code == 403
