"""Routing, what every answer carries, and what reaches a service."""

import posixpath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zizhu.common.tracing import configure_tracing
from zizhu.gateway.reach import InProcess

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

DISGUISES = ["/", "//", "..", "%2e%2e", "%2E.", ".", "%252e", "%2f", "%5c", "\\", ";", "#", "%00"]
PLUMBING = ["metrics", "health/live", ".well-known/jwks.json", "internal"]
PIECES = [*DISGUISES, *PLUMBING, "api/v1/roster", "a", "%"]


def names(seen):
    return {name for name, _ in seen["headers"]}


class TestRoute:
    async def test_goes_by_the_service_that_the_path_names(self, client):
        for service in ("identity", "roster"):
            reply = await client.get(f"/api/v1/{service}/echo?a=1")
            assert reply.json()["service"] == service
            assert reply.json()["raw_path"] == f"/api/v1/{service}/echo"

    async def test_works_alike_over_both_reaches(self, gateway_over, reach):
        reply = await gateway_over(reach).ask("POST", "/api/v1/roster/echo", b"{}")
        assert reply.json()["body"] == "{}"

    @pytest.mark.parametrize(
        "path",
        [
            "/api/v1/payroll/echo",
            "/api/v1/",
            "/api/v1",
            "/api/v2/roster/echo",
            "/roster/echo",
            "/.well-known/jwks.json",
            "/internal/roster",
        ],
    )
    async def test_knows_no_other_address(self, client, toys, path):
        reply = await client.get(path)
        assert (reply.status, reply.json()["code"]) == (404, "unknown_address")
        assert reply.header("content-type") == "application/problem+json"
        assert not toys["roster"].asked

    @pytest.mark.parametrize(
        "path",
        [
            "/api/v1/roster/../../internal/phones",
            "/api/v1/roster/./echo",
            "/api/v1/roster//echo",
            "/api/v1/roster/a%2Fb",
            "/api/v1/roster/a\\b",
        ],
    )
    async def test_refuses_a_path_that_could_mean_another(self, client, toys, path):
        assert (await client.get(path)).status == 404
        assert not toys["roster"].asked

    @given(st.lists(st.sampled_from(PIECES), max_size=9))
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    async def test_lets_nobody_reach_the_plumbing_of_a_service(self, client, toys, pieces):
        for start in ("/", "/api/v1/roster", "/api/v1/roster/"):
            await client.get(start + "".join(pieces))
            await client.get(start + "/".join(pieces))
        asked = [posixpath.normpath(path) for path in toys["roster"].asked]
        assert all(path.startswith("/api/v1/roster") for path in asked)

    async def test_refuses_methods_nobody_uses(self, client):
        assert (await client.ask("TRACE", "/api/v1/roster/echo")).json()["code"] == "method_unknown"

    async def test_takes_a_defect_of_a_service_for_a_500_that_tells_nothing(self, gateway_over):
        async def broken(scope, receive, send):
            raise LookupError("secret")

        reply = await gateway_over(InProcess({"roster": broken})).get("/api/v1/roster/x")
        assert (reply.status, reply.json()["code"]) == (500, "unexpected")
        assert b"secret" not in reply.body

    async def test_cuts_an_answer_that_broke_in_the_middle(self, gateway_over, toys):
        exchange = gateway_over(InProcess(toys)).open("GET", "/api/v1/roster/broken")
        exchange.give(b"")
        with pytest.raises(ConnectionResetError):
            await exchange.ended()

    async def test_speaks_no_websocket(self, client):
        sent = []

        async def send(message):
            sent.append(message)

        await client.app({"type": "websocket", "path": "/api/v1/roster/x"}, None, send)
        assert sent == [{"type": "websocket.close", "code": 1008}]


class TestAnswer:
    async def test_carries_headers_that_keep_browsers_careful(self, client):
        reply = await client.get("/api/v1/roster/echo")
        assert reply.header("x-content-type-options") == "nosniff"
        assert reply.header("x-frame-options") == "DENY"
        assert reply.header("referrer-policy") == "same-origin"
        assert reply.header("cache-control") == "no-store"
        assert "frame-ancestors 'none'" in reply.header("content-security-policy")
        assert reply.header("strict-transport-security") is None
        assert reply.header("access-control-allow-origin") is None

    async def test_carries_them_on_refusals_too(self, client):
        assert (await client.get("/nowhere")).header("x-content-type-options") == "nosniff"

    async def test_asks_for_tls_for_good_once_it_came_over_tls(self, client):
        reply = await client.get("/api/v1/roster/echo", scheme="https")
        assert reply.header("strict-transport-security").startswith("max-age=31536000")

    async def test_leaves_a_stricter_policy_of_the_service_alone(self, client):
        reply = await client.get("/api/v1/roster/strict")
        assert reply.all("content-security-policy") == ["sandbox"]

    async def test_echoes_the_request_id_and_no_other(self, client):
        headers = {"x-request-id": "import-7.a"}
        reply = await client.get("/api/v1/roster/strict", headers=headers)
        assert reply.all("x-request-id") == ["import-7.a"]

    @pytest.mark.parametrize("bad", ["", "a b", "x" * 65, "a;b", "张"])
    async def test_makes_a_request_id_of_its_own_where_none_is_usable(self, client, bad):
        reply = await client.get("/api/v1/roster/echo", headers={"x-request-id": bad})
        made = reply.header("x-request-id")
        assert made != bad
        assert dict(reply.json()["headers"])["x-request-id"] == made

    async def test_names_the_trace_in_a_refusal(self, client):
        configure_tracing("test", None)
        reply = await client.get("/nowhere", headers={"traceparent": TRACE})
        assert reply.json()["trace_id"] == TRACE.split("-")[1]


class TestPassedOn:
    async def test_headers_that_only_our_parts_may_say_do_not_get_in(self, client):
        headers = {
            "zizhu-account": "1",
            "x-forwarded-for": "1.2.3.4",
            "x-forwarded-user": "root",
            "x-real-ip": "1.2.3.4",
            "forwarded": "for=1.2.3.4",
            "baggage": "a=b",
            "accept-language": "zh-CN",
        }
        seen = (await client.get("/api/v1/roster/echo", headers=headers)).json()
        assert names(seen) == {"host", "accept-language", "x-request-id", "traceparent"}
        assert seen["client"] == "203.0.113.9"

    async def test_a_trace_goes_on(self, client):
        seen = (await client.get("/api/v1/roster/echo", headers={"traceparent": TRACE})).json()
        assert dict(seen["headers"])["traceparent"].split("-")[1] == TRACE.split("-")[1]

    @pytest.mark.parametrize("bad", ["", "nonsense", f"00-{'0' * 32}-{'1' * 16}-01"])
    async def test_a_trace_begins_where_none_came(self, client, bad):
        seen = (await client.get("/api/v1/roster/echo", headers={"traceparent": bad})).json()
        version, trace, span, _ = dict(seen["headers"])["traceparent"].split("-")
        assert (version, len(trace), len(span)) == ("00", 32, 16)
        assert trace != "0" * 32


class TestProxy:
    @pytest.fixture
    def behind(self, gateway_over, toys):
        return gateway_over(InProcess(toys), trusted_proxies=("10.0.0.0/8", "fd00::/8"))

    async def test_of_ours_may_speak_for_the_client(self, behind):
        headers = {
            "x-forwarded-for": "198.51.100.7, 10.1.1.1",
            "x-forwarded-proto": "https",
            "x-forwarded-host": "aid.example.edu.cn",
            "zizhu-probe": "1",
            "forwarded": "for=9.9.9.9",
        }
        reply = await behind.get("/api/v1/roster/echo", headers=headers, peer="10.0.0.1")
        seen = reply.json()
        assert (seen["client"], seen["scheme"]) == ("198.51.100.7", "https")
        assert dict(seen["headers"])["host"] == "aid.example.edu.cn"
        assert "zizhu-probe" in names(seen)
        assert "forwarded" not in names(seen)
        assert reply.header("strict-transport-security")

    async def test_is_not_believed_what_a_client_put_before_it(self, behind):
        headers = {"x-forwarded-for": "127.0.0.1, 198.51.100.7, 10.1.1.1"}
        seen = (await behind.get("/api/v1/roster/echo", headers=headers, peer="10.0.0.1")).json()
        assert seen["client"] == "198.51.100.7"

    @pytest.mark.parametrize("chain", ["nonsense", ""])
    async def test_that_says_no_address_is_the_client_itself(self, behind, chain):
        headers = {"x-forwarded-for": chain}
        seen = (await behind.get("/api/v1/roster/echo", headers=headers, peer="10.0.0.1")).json()
        assert seen["client"] == "10.0.0.1"

    async def test_of_somebody_else_is_nobody(self, behind):
        headers = {"x-forwarded-for": "127.0.0.1", "zizhu-probe": "1"}
        seen = (await behind.get("/api/v1/roster/echo", headers=headers, peer="11.0.0.1")).json()
        assert seen["client"] == "11.0.0.1"
        assert "zizhu-probe" not in names(seen)

    async def test_that_cannot_be_read_from_the_settings_stops_the_start(self, gateway_over, toys):
        with pytest.raises(ValueError, match="does not appear to be"):
            gateway_over(InProcess(toys), trusted_proxies=("10.0.0.0/99",))


class TestLifespan:
    async def test_is_acknowledged(self, client):
        said = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
        heard = []

        async def receive():
            return said.pop(0)

        async def send(message):
            heard.append(message["type"])

        await client.app({"type": "lifespan"}, receive, send)
        assert heard == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
