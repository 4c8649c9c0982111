"""The early look at tokens."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import OKPKey

from zizhu.common.auth import Principal, TokenInvalid
from zizhu.common.clock import FixedClock
from zizhu.gateway.bearer import JWKS_PATH, EarlyCheck, PublishedKeys
from zizhu.gateway.reach import InProcess

PATH = "/api/v1/roster/echo"


def bearer(token):
    return {"authorization": f"Bearer {token}"}


class TestPrincipal:
    async def test_passes_a_good_token_on_untouched(self, client, token_for):
        token = token_for()
        seen = (await client.get(PATH, headers=bearer(token))).json()
        assert dict(seen["headers"])["authorization"] == f"Bearer {token}"

    async def test_leaves_requests_without_a_token_to_the_service(self, client):
        assert (await client.get(PATH)).status == 200

    async def test_refuses_an_expired_token_also_when_it_knew_it(self, client, clock, token_for):
        token = token_for()
        assert (await client.get(PATH, headers=bearer(token))).status == 200
        clock.advance(timedelta(minutes=10))
        reply = await client.get(PATH, headers=bearer(token))
        assert (reply.status, reply.json()["code"]) == (401, "token_invalid")

    async def test_refuses_a_token_signed_by_somebody_else(self, client, toys, token_for):
        stranger = OKPKey.generate_key("Ed25519", {"kid": "toy"}, private=True)
        assert (await client.get(PATH, headers=bearer(token_for(key=stranger)))).status == 401
        assert not toys["roster"].asked

    async def test_refuses_a_key_that_identity_does_not_publish(self, client, token_for):
        stranger = OKPKey.generate_key("Ed25519", {"kid": "other"}, private=True)
        assert (await client.get(PATH, headers=bearer(token_for(key=stranger)))).status == 401

    @pytest.mark.parametrize(
        "text", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer a.b.c", "Bearer 张三", "x" * 9000]
    )
    async def test_refuses_what_is_no_token(self, client, text):
        reply = await client.get(PATH, headers={"authorization": text})
        assert reply.json()["code"] == "token_invalid"

    async def test_asks_identity_once_for_many_tokens(self, client, toys, token_for):
        for _ in range(5):
            await client.get(PATH, headers=bearer(token_for()))
        assert toys["identity"].asked.count(JWKS_PATH) == 1

    async def test_lets_the_service_judge_while_no_key_is_to_be_had(
        self, gateway_over, toys, token_for
    ):
        del toys["identity"]
        client = gateway_over(InProcess(toys))
        assert (await client.get(PATH, headers=bearer(token_for()))).status == 200

    async def test_takes_an_answer_that_is_no_key_set_for_none(self, clock, token_for):
        async def odd(scope, receive, send):
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b'{"keys": [1]}'})

        check = EarlyCheck(PublishedKeys(InProcess({"identity": odd})), clock)
        assert await check.principal(f"Bearer {token_for()}") is None

    async def test_says_whose_token_it_is(self, toys, clock, token_for):
        check = EarlyCheck(PublishedKeys(InProcess(toys)), clock)
        token = token_for()
        first = await check.principal(f"Bearer {token}")
        assert isinstance(first, Principal)
        assert await check.principal(f"bearer {token}") is first


class TestAnyText:
    @given(text=st.text(max_size=80))
    async def test_is_a_token_or_refused_and_never_breaks(self, text):
        check = EarlyCheck(PublishedKeys(InProcess({})), FixedClock(None))
        with pytest.raises(TokenInvalid):
            await check.principal(f"Bearer {text}")
