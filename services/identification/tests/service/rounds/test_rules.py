"""Released rules over HTTP: never edited, only succeeded; a file brings them to another school."""

import pytest

from zizhu.identification.domain.defaults import default_scheme
from zizhu.identification.domain.scheme import dump_scheme, succeed_scheme

RULES = "/api/v1/identification/rules"


@pytest.fixture
def release(place, admin):
    async def do(kind, document):
        return await place.post(f"{RULES}/{kind}", admin, json={"document": document})

    return do


def parameters(**changes):
    return {"version": "own-v1", "title": "本校参数", "rules": {}} | changes


class TestRelease:
    async def test_makes_a_version_usable_for_good(self, release, place, admin, audited):
        document = dump_scheme(succeed_scheme(default_scheme(), "own-v2"))
        assert (await release("scheme", document)).status_code == 201
        listed = (await place.get(f"{RULES}/scheme", admin)).json()
        assert [one["version"] for one in listed] == ["fj-default-v1", "own-v2"]
        assert await audited() == [("rules.release", "ok")]

    async def test_of_the_same_content_changes_nothing(self, release):
        first = await release("parameters", parameters())
        again = await release("parameters", parameters())
        assert first.json() == again.json()

    async def test_of_another_content_under_the_version_is_refused(self, release):
        await release("parameters", parameters())
        answer = await release("parameters", parameters(rules={"min_score": 15}))
        assert (answer.status_code, answer.json()["code"]) == (409, "version_released")

    async def test_refuses_a_scheme_that_contradicts_itself(self, release):
        document = dump_scheme(succeed_scheme(default_scheme(), "own-v2")) | {"full_marks": 91}
        answer = await release("scheme", document)
        assert answer.json()["code"] == "scheme_flawed"

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"rules": {"special_percent": 50}}, "rules_flawed"),
            ({"rules": {"cut_rule": "cut.v9"}}, "unknown_version"),
            ({"rules": {"scheme_version": "nobody-v1"}}, "unknown_version"),
            ({"rules": {"treshold": 1}}, "document_unreadable"),
            ({"guaranteed": {"nobody": True}}, "unknown_group"),
        ],
    )
    async def test_refuses_parameters_that_no_round_could_run_by(self, release, changes, code):
        assert (await release("parameters", parameters(**changes))).json()["code"] == code

    async def test_is_for_the_school_alone(self, place, dept, counselor):
        for headers in (dept, counselor):
            body = {"document": parameters()}
            assert (await place.post(f"{RULES}/parameters", headers, json=body)).status_code == 403


class TestExport:
    async def test_gives_a_file_that_can_be_imported_again(self, place, admin, release):
        taken = await place.get(f"{RULES}/questionnaire/fj-peer-v1/file", admin)
        assert "attachment" in taken.headers["content-disposition"]
        assert (await release("questionnaire", taken.json())).status_code == 201

    async def test_knows_no_other_version(self, place, admin):
        answer = await place.get(f"{RULES}/scheme/nobody-v1", admin)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_rules")


class TestUse:
    async def test_a_plan_takes_released_parameters(self, release, draft_round):
        await release(
            "parameters", parameters(rules={"min_score": 15}, guaranteed={"orphan": False})
        )
        one = await draft_round(parameters_version="own-v1")
        assert (one["rules"]["min_score"], one["parameters_version"]) == (15, "own-v1")
        assert one["guaranteed"]["orphan"] is False
