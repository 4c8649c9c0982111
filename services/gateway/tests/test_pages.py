"""The gateway's own pages."""

import json
import re

import pytest

from zizhu.gateway.pages import DemoAccount
from zizhu.gateway.reach import InProcess

ACCOUNTS = (DemoAccount("school<1>", "secret&1", "学校账号", "看得到全校"),)


class TestFront:
    async def test_says_what_this_is_and_where_to_go_on(self, client):
        text = (await client.get("/")).body.decode()
        assert "学生资助" in text
        assert 'href="/api/docs"' in text
        assert "make main-job" in text

    async def test_says_that_the_console_is_not_built(self, client):
        assert "工作台尚未构建" in (await client.get("/")).body.decode()

    async def test_shows_band_and_accounts_in_a_demo(self, gateway_over, toys):
        client = gateway_over(InProcess(toys), profile="demo", accounts=ACCOUNTS)
        text = (await client.get("/")).body.decode()
        assert "演示环境" in text
        assert "<code>school&lt;1&gt;</code>" in text
        assert "<code>secret&amp;1</code>" in text

    @pytest.mark.parametrize("profile", ["test", "production"])
    async def test_shows_neither_elsewhere_whatever_it_was_given(self, gateway_over, toys, profile):
        client = gateway_over(InProcess(toys), profile=profile, accounts=ACCOUNTS)
        text = (await client.get("/")).body.decode()
        assert "演示环境" not in text
        assert "secret" not in text

    async def test_is_only_read(self, client):
        assert (await client.ask("POST", "/")).json()["code"] == "method_unknown"

    async def test_is_not_sent_again_to_who_has_it(self, client):
        first = await client.get("/")
        again = await client.get("/", headers={"if-none-match": first.header("etag")})
        assert (again.status, again.body) == (304, b"")


class TestDocumentation:
    async def test_loads_nothing_from_elsewhere(self, client):
        page = await client.get("/api/docs")
        text = page.body.decode()
        loaded = re.findall(r'(?:src|href)="([^"]+)"', text)
        assert loaded
        for path in loaded:
            assert path.startswith("/")
            assert (await client.get(path)).status == 200
        assert "default-src 'none'" in page.header("content-security-policy")
        assert "'self'" in page.header("content-security-policy")

    async def test_shows_the_merged_document(self, gateway_over, toys):
        document = {"info": {"title": "名册"}, "paths": {"/api/v1/roster/students": {"get": {}}}}
        client = gateway_over(InProcess(toys), openapi={"roster": document})
        reply = await client.get("/api/openapi.json")
        assert reply.header("content-type") == "application/json"
        assert "/api/v1/roster/students" in json.loads(reply.body)["paths"]
        assert b"/api/openapi.json" in (await client.get("/assets/docs.js")).body


class TestLive:
    async def test_asks_nobody(self, client, toys):
        assert (await client.get("/health/live")).json() == {"status": "ok", "service": "gateway"}
        assert not toys["roster"].asked


class TestReady:
    async def test_is_200_when_every_service_is_ready(self, gateway_over, reach):
        reply = await gateway_over(reach).get("/health/ready")
        assert reply.status == 200
        assert reply.json()["services"]["roster"] == {
            "is_ready": True,
            "answers": True,
            "missing": ["cache"],
        }

    async def test_names_the_service_and_what_it_lacks(self, gateway_over, reach, toys):
        toys["roster"].is_ready = False
        reply = await gateway_over(reach).get("/health/ready")
        assert (reply.status, reply.json()["is_ready"]) == (503, False)
        assert reply.json()["services"]["roster"]["missing"] == ["database", "cache"]
        assert reply.json()["services"]["identity"]["is_ready"] is True

    async def test_names_the_service_that_does_not_answer(self, gateway_over):
        async def mute(scope, receive, send):
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"no json"})

        reply = await gateway_over(InProcess({"roster": mute})).get("/health/ready")
        assert reply.status == 503
        assert reply.json()["services"]["roster"]["answers"] is False

    async def test_one_look_serves_all_who_ask_at_once(self, client, toys):
        for _ in range(3):
            await client.get("/health/ready")
        assert toys["roster"].asked == ["/health/ready"]

    async def test_says_whether_limits_are_shared(self, client):
        assert (await client.get("/health/ready")).json()["shared_limits"] is False


class TestMetrics:
    async def test_are_for_our_own_networks(self, client):
        await client.get("/api/v1/roster/echo")
        text = (await client.get("/metrics", peer="10.1.2.3")).body.decode()
        assert 'route="/api/v1/roster",service="gateway",status="200"' in text

    async def test_are_not_there_for_others(self, client):
        assert (await client.get("/metrics", peer="203.0.113.9")).status == 404

    async def test_do_not_grow_with_what_strangers_ask_for(self, client):
        await client.get("/api/v1/made-up-4711/x")
        await client.get("/made-up-4712")
        assert "made-up" not in (await client.get("/metrics", peer="127.0.0.1")).body.decode()
