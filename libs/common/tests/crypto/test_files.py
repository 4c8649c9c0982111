from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zizhu.common.crypto.failures import CannotDecrypt, KeysUnusable
from zizhu.common.crypto.fields import Place, key_name
from zizhu.common.crypto.files import (
    decrypt_bytes,
    encrypt_bytes,
    new_data_key,
    rewrap_key,
    unwrap_key,
    wrap_key,
)
from zizhu.common.crypto.keys import KeyRing

RING = KeyRing.fresh("k1")
PLACE = Place("identification", "files", "data_key", UUID(int=1))
DATA_KEY = new_data_key()


class TestEncryptBytes:
    @given(st.binary(max_size=2000), st.binary())
    def test_opens_with_its_key_and_context(self, plain, context):
        assert decrypt_bytes(DATA_KEY, encrypt_bytes(DATA_KEY, plain, context), context) == plain

    def test_refuses_a_key_of_another_length(self):
        with pytest.raises(KeysUnusable):
            encrypt_bytes(DATA_KEY[:16], b"", b"")


class TestDecryptBytes:
    @given(st.integers(0, 10_000), st.integers(1, 255))
    def test_refuses_every_changed_byte(self, at, change):
        data = bytearray(encrypt_bytes(DATA_KEY, b"evidence", b"file 1"))
        data[at % len(data)] ^= change
        with pytest.raises(CannotDecrypt):
            decrypt_bytes(DATA_KEY, bytes(data), b"file 1")

    @given(st.binary(max_size=100))
    def test_refuses_anything_that_is_no_ciphertext(self, data):
        for prefix in (b"", b"A256GCM:"):
            with pytest.raises(CannotDecrypt):
                decrypt_bytes(DATA_KEY, prefix + data, b"file 1")

    def test_refuses_a_file_put_in_the_place_of_another(self):
        with pytest.raises(CannotDecrypt):
            decrypt_bytes(DATA_KEY, encrypt_bytes(DATA_KEY, b"evidence", b"file 1"), b"file 2")

    def test_refuses_another_data_key(self):
        data = encrypt_bytes(DATA_KEY, b"evidence", b"file 1")
        with pytest.raises(CannotDecrypt):
            decrypt_bytes(new_data_key(), data, b"file 1")


class TestWrapKey:
    def test_opens_at_its_place(self):
        assert unwrap_key(RING, wrap_key(RING, DATA_KEY, PLACE), PLACE) == DATA_KEY

    def test_does_not_open_elsewhere(self):
        with pytest.raises(CannotDecrypt):
            unwrap_key(RING, wrap_key(RING, DATA_KEY, PLACE), replace(PLACE, row_id=UUID(int=2)))

    def test_is_wrapped_anew_under_the_current_key(self):
        turned = RING.turned("k2")
        moved = rewrap_key(turned, wrap_key(RING, DATA_KEY, PLACE), PLACE)
        assert key_name(moved) == "k2"
        assert unwrap_key(turned, moved, PLACE) == DATA_KEY
        assert rewrap_key(turned, moved, PLACE) == moved
