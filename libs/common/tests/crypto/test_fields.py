from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zizhu.common.crypto.failures import CannotDecrypt
from zizhu.common.crypto.fields import (
    ColumnCipher,
    Place,
    decrypt_field,
    encrypt_field,
    key_name,
    reencrypt_field,
)
from zizhu.common.crypto.keys import KeyRing

RING = KeyRing("k1", {"k1": bytes(32)})
PLACE = Place("identity", "people", "phone", UUID(int=1))
PLAIN = "13811111111"


class TestEncryptField:
    @given(st.text())
    def test_opens_at_its_place(self, plain):
        assert decrypt_field(RING, encrypt_field(RING, plain, PLACE), PLACE) == plain

    def test_writes_algorithm_key_nonce_and_ciphertext(self):
        label, name, nonce, ciphertext = encrypt_field(RING, PLAIN, PLACE).split(":")
        assert (label, name, len(nonce)) == ("A256GCM", "k1", 16)
        assert PLAIN not in ciphertext

    def test_never_writes_the_same_twice(self):
        texts = {encrypt_field(RING, PLAIN, PLACE) for _ in range(100)}
        assert len(texts) == 100


class TestColumnCipher:
    def test_writes_what_opens_at_the_row(self):
        text = ColumnCipher(RING, "identity", "people", "phone").encrypt(PLAIN, UUID(int=1))
        assert decrypt_field(RING, text, PLACE) == PLAIN
        with pytest.raises(CannotDecrypt):
            decrypt_field(RING, text, replace(PLACE, row_id=UUID(int=2)))

    @given(st.lists(st.text(), max_size=20))
    def test_writes_many_each_for_its_own_row_with_its_own_nonce(self, plains):
        rows = [UUID(int=at) for at in range(len(plains))]
        texts = ColumnCipher(RING, "identity", "people", "phone").encrypt_each(plains, rows)
        places = [replace(PLACE, row_id=row) for row in rows]
        opened = [decrypt_field(RING, one, at) for one, at in zip(texts, places, strict=True)]
        assert opened == plains
        assert len({text.split(":")[2] for text in texts}) == len(plains)

    def test_refuses_a_column_that_could_be_read_as_another(self):
        with pytest.raises(ValueError, match="hold no"):
            ColumnCipher(RING, "identity", "people|phone", "x")


class TestDecryptField:
    @pytest.mark.parametrize(
        "moved",
        [
            {"row_id": UUID(int=2)},
            {"column": "contact_phone"},
            {"table": "accounts"},
            {"service": "roster"},
        ],
    )
    def test_refuses_a_ciphertext_copied_elsewhere(self, moved):
        text = encrypt_field(RING, PLAIN, PLACE)
        with pytest.raises(CannotDecrypt):
            decrypt_field(RING, text, replace(PLACE, **moved))

    @given(st.integers(0, 10_000), st.characters(codec="ascii"))
    def test_refuses_every_changed_character(self, at, char):
        text = encrypt_field(RING, PLAIN, PLACE)
        at %= len(text)
        changed = text[:at] + char + text[at + 1 :]
        if changed != text:
            with pytest.raises(CannotDecrypt):
                decrypt_field(RING, changed, PLACE)

    @given(st.text(alphabet="A256GCMk1:-_ab"))
    def test_refuses_anything_that_is_no_ciphertext(self, text):
        with pytest.raises(CannotDecrypt):
            decrypt_field(RING, text, PLACE)

    def test_refuses_another_key_of_the_same_name(self):
        other = KeyRing("k1", {"k1": bytes([1]) * 32})
        with pytest.raises(CannotDecrypt):
            decrypt_field(other, encrypt_field(RING, PLAIN, PLACE), PLACE)

    def test_says_nothing_of_the_value(self):
        text = encrypt_field(RING, PLAIN, PLACE)
        with pytest.raises(CannotDecrypt) as caught:
            decrypt_field(RING, text, replace(PLACE, column="other"))
        assert text not in str(caught.value)
        assert caught.value.__cause__ is None


class TestReencryptField:
    def test_moves_a_value_to_the_current_key(self):
        turned = RING.turned("k2")
        moved = reencrypt_field(turned, encrypt_field(RING, PLAIN, PLACE), PLACE)
        assert key_name(moved) == "k2"
        assert decrypt_field(turned, moved, PLACE) == PLAIN

    def test_leaves_a_current_value_alone(self):
        text = encrypt_field(RING, PLAIN, PLACE)
        assert reencrypt_field(RING, text, PLACE) == text

    def test_reads_old_values_without_moving_them(self):
        text = encrypt_field(RING, PLAIN, PLACE)
        assert decrypt_field(RING.turned("k2"), text, PLACE) == PLAIN
        assert key_name(text) == "k1"

    def test_refuses_when_the_old_key_is_gone(self):
        gone = KeyRing("k2", {"k2": bytes([2]) * 32})
        with pytest.raises(CannotDecrypt):
            reencrypt_field(gone, encrypt_field(RING, PLAIN, PLACE), PLACE)

    def test_refuses_to_move_a_copied_ciphertext(self):
        text = encrypt_field(RING, PLAIN, PLACE)
        with pytest.raises(CannotDecrypt):
            reencrypt_field(RING.turned("k2"), text, replace(PLACE, row_id=UUID(int=2)))


class TestPlace:
    @pytest.mark.parametrize("part", ["", "a|b"])
    def test_refuses_parts_that_could_read_alike(self, part):
        with pytest.raises(ValueError, match="place"):
            Place("identity", part, "phone", "1")

    def test_is_the_associated_data(self):
        place = Place("identity", "people", "phone", "7")
        assert place.associated_data == b"identity|people|phone|7"
