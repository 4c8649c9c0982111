"""Cookies and the pages that use them."""

import pytest

from zizhu.gateway.reach import InProcess

PATH = "/api/v1/identity/refresh"
COOKIE = {"cookie": "refresh=x"}


@pytest.fixture
def client(gateway_over, toys):
    return gateway_over(InProcess(toys), origins=("https://Aid.example.edu.cn/",))


class TestCheck:
    @pytest.mark.parametrize(
        "headers",
        [
            {"origin": "http://zizhu.test"},
            {"origin": "https://aid.example.edu.cn"},
            {},
            {"sec-fetch-site": "same-origin"},
        ],
    )
    async def test_lets_our_own_pages_act(self, client, headers):
        assert (await client.ask("POST", PATH, headers=COOKIE | headers)).status == 200

    @pytest.mark.parametrize(
        "headers",
        [
            {"origin": "https://evil.example"},
            {"origin": "https://zizhu.test"},
            {"origin": "http://zizhu.test:8080"},
            {"origin": "null"},
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
        ],
    )
    @pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
    async def test_refuses_foreign_pages(self, client, toys, method, headers):
        reply = await client.ask(method, PATH, headers=COOKIE | headers)
        assert (reply.status, reply.json()["code"]) == (403, "foreign_origin")
        assert not toys["identity"].asked

    async def test_does_not_mind_where_no_cookie_rides_along(self, client):
        headers = {"origin": "https://evil.example"}
        assert (await client.ask("POST", PATH, headers=headers)).status == 200

    async def test_does_not_mind_reading(self, client):
        headers = COOKIE | {"origin": "https://evil.example"}
        assert (await client.get(PATH, headers=headers)).status == 200
