"""How large a body may be."""

import pytest

from zizhu.gateway.bodies import BodyLimits
from zizhu.gateway.reach import InProcess

PATH = "/api/v1/roster/echo"
LIMITS = BodyLimits(
    plain=10,
    upload=20,
    upload_types=("multipart/form-data", "image/"),
    by_path={"/api/v1/roster/": 15, "/api/v1/roster/imports": 30},
)


class TestLimit:
    @pytest.mark.parametrize(
        ("path", "content_type", "limit"),
        [
            ("/api/v1/identity/x", "application/json", 10),
            ("/api/v1/identity/x", "", 10),
            ("/api/v1/identity/x", "multipart/form-data; boundary=x", 20),
            ("/api/v1/identity/x", "Image/PNG", 20),
            ("/api/v1/roster/x", "image/png", 15),
            ("/api/v1/roster/imports/1", "application/json", 30),
        ],
    )
    def test_goes_by_path_then_by_type(self, path, content_type, limit):
        assert LIMITS.limit(path, content_type) == limit


class TestBody:
    @pytest.fixture
    def narrow(self, gateway_over, reach):
        return gateway_over(reach, max_body_bytes=8, max_upload_bytes=16)

    async def test_at_the_limit_passes(self, narrow):
        assert (await narrow.ask("POST", PATH, b"x" * 8)).json()["body"] == "x" * 8

    async def test_announced_too_large_is_refused_unread(self, gateway_over, toys):
        client = gateway_over(InProcess(toys), max_body_bytes=8)
        headers = {"content-length": "9"}
        reply = await client.ask("POST", PATH, b"", headers=headers)
        assert (reply.status, reply.json()["code"]) == (413, "body_too_large")
        assert not toys["roster"].asked

    async def test_that_grows_too_large_is_refused_on_the_way(self, narrow, toys):
        exchange = narrow.open("POST", PATH)
        exchange.give(b"x" * 8, more=True)
        exchange.give(b"x", more=True)
        reply = await exchange.reply()
        assert (reply.status, reply.json()["limit_bytes"]) == (413, 8)

    async def test_in_one_piece_too_large_is_refused(self, narrow):
        assert (await narrow.ask("POST", PATH, b"x" * 9)).status == 413

    async def test_of_an_upload_may_be_larger(self, narrow):
        headers = {"content-type": "multipart/form-data; boundary=x"}
        assert (await narrow.ask("POST", PATH, b"x" * 16, headers=headers)).status == 200
        assert (await narrow.ask("POST", PATH, b"x" * 17, headers=headers)).status == 413
