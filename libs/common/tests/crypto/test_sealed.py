import pytest
from hypothesis import given
from hypothesis import strategies as st

from zizhu.common.crypto.failures import CannotDecrypt, KeysUnusable
from zizhu.common.crypto.pairs import (
    KeyPair,
    read_private_keys,
    read_public_keys,
    write_private_keys,
    write_public_keys,
)
from zizhu.common.crypto.sealed import Sealer, Unsealer, seal, sealer_for, unseal

FUNDS = KeyPair.fresh()
IDENTIFICATION = KeyPair.fresh()
PUBLIC = {"funds": FUNDS.public, "identification": IDENTIFICATION.public}
PLAIN = "350102200001010011"
CONTEXT = b"roster|student_imported|1|identity_number"


class TestSeal:
    @given(st.text(), st.binary())
    def test_opens_for_its_consumer(self, plain, context):
        assert unseal(FUNDS.private, seal(PUBLIC, "funds", plain, context), context) == plain

    def test_hides_the_value(self):
        assert PLAIN not in seal(PUBLIC, "funds", PLAIN, CONTEXT)

    def test_refuses_a_consumer_without_a_key(self):
        with pytest.raises(KeysUnusable, match="risk"):
            seal(PUBLIC, "risk", PLAIN, CONTEXT)

    # All zeros is the point from which no secret comes.
    @pytest.mark.parametrize("key", [b"", b"short", bytes(32)])
    def test_refuses_what_is_no_public_key(self, key):
        with pytest.raises(KeysUnusable):
            Sealer(key)


class TestSealer:
    def test_seals_a_batch_under_one_ephemeral_key_with_distinct_nonces(self):
        sealer = sealer_for(PUBLIC, "funds")
        parts = [sealer.seal(PLAIN, CONTEXT).split(":") for _ in range(200)]
        assert len({tuple(part[:3]) for part in parts}) == 1
        assert len({part[3] for part in parts}) == 200

    def test_seals_many_each_for_its_own_context(self):
        contexts = [b"a", b"b"]
        one, other = sealer_for(PUBLIC, "funds").seal_each([PLAIN, "x"], contexts)
        assert unseal(FUNDS.private, one, b"a") == PLAIN
        assert unseal(FUNDS.private, other, b"b") == "x"
        with pytest.raises(CannotDecrypt):
            unseal(FUNDS.private, one, b"b")

    def test_takes_another_ephemeral_key_for_another_batch(self):
        one, other = (Sealer(FUNDS.public).seal(PLAIN, CONTEXT).split(":") for _ in range(2))
        assert one[2] != other[2]


class TestUnsealer:
    def test_opens_several_batches(self):
        unsealer = Unsealer([FUNDS.private])
        for _ in range(3):
            sealer = Sealer(FUNDS.public)
            for plain in ("a", "b", ""):
                assert unsealer.unseal(sealer.seal(plain, CONTEXT), CONTEXT) == plain

    def test_opens_batches_that_it_has_forgotten(self):
        unsealer = Unsealer([FUNDS.private])
        texts = [Sealer(FUNDS.public).seal(str(n), CONTEXT) for n in range(300)]
        for _ in range(2):
            assert [unsealer.unseal(text, CONTEXT) for text in texts] == [*map(str, range(300))]

    def test_opens_for_a_private_key_before_rotation(self):
        rotated = KeyPair.fresh()
        unsealer = Unsealer([rotated.private, FUNDS.private])
        for public in (FUNDS.public, rotated.public):
            assert unsealer.unseal(Sealer(public).seal(PLAIN, CONTEXT), CONTEXT) == PLAIN

    def test_refuses_a_value_sealed_for_another_consumer(self):
        text = seal(PUBLIC, "identification", PLAIN, CONTEXT)
        with pytest.raises(CannotDecrypt, match="其他接收方"):
            unseal(FUNDS.private, text, CONTEXT)

    def test_refuses_another_name_written_on_the_value(self):
        mine = seal(PUBLIC, "funds", PLAIN, CONTEXT).split(":")
        theirs = seal(PUBLIC, "identification", PLAIN, CONTEXT).split(":")
        with pytest.raises(CannotDecrypt):
            unseal(FUNDS.private, ":".join([*mine[:2], *theirs[2:]]), CONTEXT)

    def test_refuses_another_context(self):
        with pytest.raises(CannotDecrypt):
            unseal(FUNDS.private, seal(PUBLIC, "funds", PLAIN, CONTEXT), b"elsewhere")

    @given(st.integers(0, 10_000), st.characters(codec="ascii"))
    def test_refuses_every_changed_character(self, at, char):
        text = seal(PUBLIC, "funds", PLAIN, CONTEXT)
        at %= len(text)
        changed = text[:at] + char + text[at + 1 :]
        if changed != text:
            with pytest.raises(CannotDecrypt):
                unseal(FUNDS.private, changed, CONTEXT)

    @pytest.mark.parametrize("key", [b"", bytes(31)])
    def test_refuses_what_is_no_private_key(self, key):
        with pytest.raises(KeysUnusable):
            Unsealer([key])


class TestKeyFiles:
    def test_read_what_they_write(self):
        assert read_public_keys(write_public_keys(PUBLIC)) == PUBLIC
        keys = (FUNDS.private, IDENTIFICATION.private)
        assert read_private_keys(write_private_keys(*keys)) == keys

    @pytest.mark.parametrize("text", ["", "[]", "5", '{"funds": "AAAA"}', '{"funds": 1}'])
    def test_refuse_other_public_files(self, text):
        with pytest.raises(KeysUnusable):
            read_public_keys(text)

    @pytest.mark.parametrize("text", ["", "[]", "5", '["AAAA"]', "{}"])
    def test_refuse_other_private_files(self, text):
        with pytest.raises(KeysUnusable):
            read_private_keys(text)

    def test_print_no_private_key(self):
        assert repr(FUNDS.private) not in repr(FUNDS)
