"""Lists of forms for officers: filters, scopes, search, masks, plain values with a reason."""

import pytest

from zizhu.common.auth import Role

BASE = "/api/v1/identification"


@pytest.fixture
async def filed(applicant, one, school):
    """Two forms in the first class, one in the second, one draft."""
    first, second = school.classes
    forms = [await applicant(one, student).file() for student in first.students[:2]]
    forms.append(await applicant(one, second.students[0]).file(purpose="apply"))
    await applicant(one, first.students[2]).begin()
    return forms


@pytest.fixture
def listed(place, one):
    async def read(headers, **params):
        path = f"{BASE}/campaigns/{one['id']}/forms"
        answer = await place.get(path, headers, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return read


class TestList:
    async def test_shows_each_office_its_own_scope(self, filed, listed, admin, dept, counselor):
        for headers, count in ((admin, 4), (dept, 3), (counselor, 3)):
            assert len((await listed(headers))["items"]) == count

    @pytest.mark.parametrize(
        ("params", "count"),
        [
            ({"fill": "submitted"}, 3),
            ({"fill": "filling"}, 1),
            ({"fill": "not_started"}, 4),
            ({"audit": "reviewed"}, 0),
            ({"wants_grant": True}, 3),
            ({"wants_work_study": True}, 0),
            ({"grade": "undecided"}, 4),
            ({"year": 2026}, 4),
            ({"text": "测1"}, 1),
            ({"text": "26000002"}, 1),
        ],
    )
    async def test_is_narrowed_by(self, filed, listed, admin, params, count):
        assert len((await listed(admin, **params))["items"]) == count

    async def test_pages_in_the_order_of_names(self, filed, listed, admin):
        first = await listed(admin, size=3)
        rest = await listed(admin, size=3, cursor=first["next_cursor"])
        names = [line["name"] for line in (*first["items"], *rest["items"])]
        assert names == ["钱测1", "孙测2", "李测3", "吴测5"]
        assert rest["next_cursor"] is None

    async def test_names_the_units(self, filed, listed, counselor):
        line = (await listed(counselor))["items"][0]
        assert (line["college"], line["class_name"]) == ("第1学院", "1班")

    async def test_is_not_for_students(self, place, one, me):
        path = f"{BASE}/campaigns/{one['id']}/forms"
        assert (await place.get(path, me.headers)).status_code == 403


class TestFind:
    async def test_finds_by_document_and_answers_masked(self, filed, place, one, admin, school):
        path = f"{BASE}/campaigns/{one['id']}/forms/find"
        number = await self.number(place, admin, filed[0]["id"])
        found = (await place.post(path, admin, json={"document_number": number})).json()
        assert [line["form_id"] for line in found["items"]] == [filed[0]["id"]]
        assert number not in str(found)

    async def number(self, place, headers, form_id):
        path = f"{BASE}/forms/{form_id}/reveal"
        return (await place.post(path, headers, json={"reason": "核对"})).json()["document_number"]

    async def test_refuses_what_is_no_number(self, place, one, admin):
        path = f"{BASE}/campaigns/{one['id']}/forms/find"
        answer = await place.post(path, admin, json={"document_number": "123"})
        assert (answer.status_code, answer.json()["code"]) == (400, "document_invalid")


class TestShow:
    async def test_masks_numbers_and_the_address(self, filed, place, counselor):
        shown = (await place.get(f"{BASE}/forms/{filed[0]['id']}", counselor)).json()
        basic, contact = shown["form"]["basic"], shown["form"]["contact"]
        assert basic["phone"] == "138****0001"
        assert basic["birth_month"] == "2006"
        assert contact["address"].endswith("****")

    async def test_shows_nothing_of_a_draft(self, filed, listed, place, counselor):
        (line,) = (await listed(counselor, fill="filling"))["items"]
        shown = (await place.get(f"{BASE}/forms/{line['form_id']}", counselor)).json()
        assert shown["form"]["basic"]["name"] is None

    async def test_is_for_the_scope_alone(self, filed, place, school):
        other = place.token(Role.COUNSELOR, school.id, [school.classes[1].row])
        answer = await place.get(f"{BASE}/forms/{filed[0]['id']}", other)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_form")


class TestReveal:
    async def test_takes_a_reason_and_is_an_audit_line(self, filed, place, counselor, audited):
        path = f"{BASE}/forms/{filed[0]['id']}/reveal"
        assert (await place.post(path, counselor, json={"reason": ""})).status_code == 422
        shown = (await place.post(path, counselor, json={"reason": "核对住址"})).json()
        assert shown["phone"] == "13800000001"
        assert ("form.reveal", "ok") in await audited()


class TestProgress:
    async def test_counts_each_class(self, filed, place, one, dept):
        path = f"{BASE}/campaigns/{one['id']}/progress"
        (line,) = (await place.get(path, dept)).json()
        counted = {name: line[name] for name in ("students", "submitted", "filling", "not_begun")}
        assert counted == {"students": 4, "submitted": 2, "filling": 1, "not_begun": 1}
