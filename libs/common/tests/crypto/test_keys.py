import json
import traceback

import pytest

from zizhu.common.crypto.encoding import from_text, to_text
from zizhu.common.crypto.failures import CannotDecrypt, KeysUnusable
from zizhu.common.crypto.keys import KeyRing

KEY = bytes(range(32))
PEPPER = bytes(range(32, 64))


def content(**changes) -> str:
    ring = {
        "current": "k1",
        "keys": {"k1": to_text(KEY)},
        "peppers": {"person": to_text(PEPPER)},
    }
    return json.dumps(ring | changes)


class TestFromJson:
    def test_reads_keys_and_peppers(self):
        ring = KeyRing.from_json(content())
        assert ring.keys == {"k1": KEY}
        assert ring.pepper("person") == PEPPER
        assert ring.prefix == "A256GCM:k1:"

    def test_reads_what_it_writes(self):
        ring = KeyRing.fresh("k1", ["person", "phone"])
        assert KeyRing.from_json(ring.to_json()) == ring

    def test_needs_no_peppers(self):
        ring = KeyRing.from_json(json.dumps({"current": "k1", "keys": {"k1": to_text(KEY)}}))
        with pytest.raises(KeysUnusable, match="person"):
            ring.pepper("person")

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "[]",
            "{}",
            "null",
            content(current="k2"),
            content(keys={}),
            content(keys=[]),
            content(keys={"k1": "not base64!"}),
            content(keys={"k1": 5}),
            content(keys={"k1": to_text(KEY[:16])}),
            content(keys={"k1": to_text(KEY), "a:b": to_text(KEY)}),
            content(peppers={"person": to_text(PEPPER[:31])}),
            content(algorithm="SM4GCM"),
        ],
    )
    def test_refuses_what_it_cannot_use_without_repeating_it(self, text):
        with pytest.raises(KeysUnusable) as caught:
            KeyRing.from_json(text)
        shown = "".join(traceback.format_exception_only(caught.value))
        assert to_text(KEY) not in shown

    def test_prints_no_key(self):
        shown = repr(KeyRing.from_json(content()))
        assert repr(KEY)[2:-1] not in shown
        assert "k1" in shown


class TestTurned:
    def test_writes_with_the_new_key_and_keeps_the_old(self):
        ring = KeyRing.fresh("k1", ["person"])
        turned = ring.turned("k2")
        assert turned.prefix == "A256GCM:k2:"
        assert turned.keys["k1"] == ring.keys["k1"]
        assert turned.peppers == ring.peppers

    def test_refuses_a_name_that_is_taken(self):
        with pytest.raises(KeysUnusable):
            KeyRing.fresh("k1").turned("k1")


class TestCipher:
    @pytest.mark.parametrize(("label", "name"), [("A256GCM", "k9"), ("SM4GCM", "k1")])
    def test_refuses_what_is_not_in_the_ring(self, label, name):
        with pytest.raises(CannotDecrypt):
            KeyRing.from_json(content()).cipher(label, name)

    def test_refuses_an_old_key_of_another_length(self):
        ring = KeyRing("k1", {"k1": KEY, "k0": KEY[:16]})
        with pytest.raises(CannotDecrypt):
            ring.cipher("A256GCM", "k0")


class TestEncoding:
    @pytest.mark.parametrize("text", ["a", "a=", "aGk=", "+/", "a b", "é", "aR"])
    def test_refuses_every_other_writing(self, text):
        with pytest.raises(ValueError, match="base64url"):
            from_text(text)
