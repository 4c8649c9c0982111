"""Which tokens are believed, and for how long."""

import base64
from datetime import timedelta
from types import SimpleNamespace

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from zizhu.common.auth import TokenInvalid, TokenStale
from zizhu.common.tokens import KeysAway, KeySource, TokenVerifier, on_access_changed

MINE = "/api/v1/trial/mine"


async def ask(door, token: str, path: str = MINE):
    answer = await door.client.get(path, headers={"authorization": f"Bearer {token}"})
    return answer.status_code, answer.json().get("code")


async def change_access(door, account_id, not_before, version: int = 1) -> None:
    message = SimpleNamespace(
        data=SimpleNamespace(account_id=account_id, not_before=not_before),
        envelope=SimpleNamespace(version=version),
    )
    async with door.parts.database.transaction() as tx:
        await on_access_changed(None, tx, message)


class TestVerify:
    async def test_believes_a_good_token(self, door):
        assert await ask(door, door.token()) == (200, None)

    async def test_asks_for_a_sign_in_without_one(self, door):
        assert (await door.client.get(MINE)).json()["code"] == "unauthenticated"
        wrong = await door.client.get(MINE, headers={"authorization": "Basic eA=="})
        assert wrong.json()["code"] == "unauthenticated"

    @pytest.mark.parametrize("text", ["x", "a.b.c", "é.é.é", "..", "eyJhbGciOiJub25lIn0.e30."])
    async def test_refuses_what_is_no_token(self, door, text):
        with pytest.raises(TokenInvalid):
            await door.parts.tokens.verify(text)

    async def test_refuses_another_key_under_the_same_name(self, door):
        forged = OKPKey.generate_key("Ed25519", parameters={"kid": "one"})
        claims = jwt.decode(door.token(), door.key, algorithms=["Ed25519"]).claims
        assert await ask(door, door.write(claims, forged)) == (401, "token_invalid")

    async def test_refuses_another_algorithm_signed_with_the_public_key(self, door):
        claims = jwt.decode(door.token(), door.key, algorithms=["Ed25519"]).claims
        public = OctKey.import_key(base64.b64encode(door.key.as_pem(private=False)))
        forged = jwt.encode({"alg": "HS256", "kid": "one"}, claims, public, algorithms=["HS256"])
        assert await ask(door, forged) == (401, "token_invalid")

    async def test_refuses_a_key_that_nobody_knows(self, door):
        stranger = OKPKey.generate_key("Ed25519", parameters={"kid": "two"})
        claims = jwt.decode(door.token(), door.key, algorithms=["Ed25519"]).claims
        assert await ask(door, door.write(claims, stranger)) == (401, "token_invalid")

    async def test_refuses_it_from_its_last_second_on(self, door, clock):
        token = door.token(lives=timedelta(minutes=10))
        clock.advance(timedelta(minutes=10))
        assert await ask(door, token) == (401, "token_invalid")

    @pytest.mark.parametrize("missing", ["iss", "exp", "sub", "sid", "iat", "auth_time", "post"])
    async def test_refuses_a_token_that_leaves_something_out(self, door, missing):
        claims = dict(jwt.decode(door.token(), door.key, algorithms=["Ed25519"]).claims)
        del claims[missing]
        assert await ask(door, door.write(claims)) == (401, "token_invalid")


class TestFreshness:
    async def test_a_token_older_than_the_change_is_stale(self, door, clock):
        principal = door.principal()
        token = door.token(principal)
        await change_access(door, principal.account_id, clock.now() + timedelta(seconds=1))
        assert await ask(door, token) == (401, "token_stale")
        with pytest.raises(TokenStale):
            await door.parts.tokens.verify(token)

    async def test_a_token_issued_after_the_change_is_fresh(self, door, clock):
        principal = door.principal()
        await change_access(door, principal.account_id, clock.now())
        assert await ask(door, door.token(principal)) == (200, None)

    async def test_late_older_news_changes_nothing(self, door, clock):
        principal = door.principal()
        later = clock.now() + timedelta(minutes=1)
        await change_access(door, principal.account_id, later, version=2)
        await change_access(door, principal.account_id, clock.now(), version=1)
        assert await ask(door, door.token(principal)) == (401, "token_stale")

    async def test_a_grave_act_asks_for_a_young_sign_in(self, door, clock):
        old = door.headers(signed_in_at=clock.now() - timedelta(minutes=16))
        answer = await door.client.post("/api/v1/trial/final", headers=old)
        assert (answer.status_code, answer.json()["code"]) == (403, "sign_in_not_fresh")
        young = door.headers(signed_in_at=clock.now() - timedelta(minutes=15))
        assert (await door.client.post("/api/v1/trial/final", headers=young)).is_success


class TestKeySource:
    async def test_identity_may_be_down_once_keys_were_fetched(self, door, database):
        async def fetch():
            return [dict(door.key.as_dict(private=False))]

        async def away():
            raise ConnectionError

        await KeySource(fetch, database).get("one")
        restarted = TokenVerifier(KeySource(away, database), database, door.parts.machine)
        assert (await restarted.verify(door.token())).post.role == "school_admin"

    async def test_a_key_that_nobody_could_be_asked_for_is_not_called_invalid(self, door, database):
        async def away():
            raise ConnectionError

        verifier = TokenVerifier(KeySource(away, database), database, door.parts.machine)
        for _ in range(2):
            with pytest.raises(KeysAway):
                await verifier.verify(door.token())

    async def test_an_unknown_key_does_not_make_us_ask_again_and_again(self, database):
        asked = []

        async def fetch():
            asked.append(1)
            return []

        source = KeySource(fetch, database)
        for number in range(20):
            assert await source.get(f"k{number}") is None
        assert len(asked) == 1

    async def test_a_key_that_identity_publishes_no_more_is_forgotten(self, database):
        """What a leaked key signs ends with its turning, here and after a start."""
        now, published = 0.0, ["leaked"]
        pairs = {name: OKPKey.generate_key("Ed25519", {"kid": name}) for name in ("leaked", "new")}

        async def fetch():
            return [dict(pairs[name].as_dict(private=False)) for name in published]

        async def away():
            raise ConnectionError

        source = KeySource(fetch, database, monotonic=lambda: now)
        assert await source.get("leaked") is not None
        published[:] = ["new"]
        assert await source.get("leaked") is not None
        now = 901.0
        assert await source.get("leaked") is None
        assert await source.get("new") is not None
        assert await KeySource(away, database).get("leaked") is None

    async def test_keys_stay_while_identity_is_down(self, database):
        now, is_up = 0.0, True
        pair = OKPKey.generate_key("Ed25519", {"kid": "one"})

        async def fetch():
            if not is_up:
                raise ConnectionError
            return [dict(pair.as_dict(private=False))]

        source = KeySource(fetch, database, monotonic=lambda: now)
        assert await source.get("one") is not None
        now, is_up = 901.0, False
        assert await source.get("one") is not None
