import hashlib
import hmac
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zizhu.common.crypto.digests import keyed_digest, keyed_digests
from zizhu.common.crypto.failures import KeysUnusable
from zizhu.common.crypto.keys import KeyRing
from zizhu.common.people.documents import DocumentKind, normalise_document

PEPPER = bytes(range(32))
RING = KeyRing("k1", {"k1": bytes(32)}, {"person": PEPPER, "phone": bytes([1]) * 32})
NUMBER = "350102200001010011"


class TestKeyedDigest:
    def test_is_the_hmac_of_kind_and_number(self):
        expected = hmac.new(PEPPER, f"resident_id|{NUMBER}".encode(), hashlib.sha256).digest()
        assert keyed_digest(RING, "person", "resident_id", NUMBER) == expected

    def test_differs_by_purpose_kind_and_number(self):
        digests = {
            keyed_digest(RING, "person", "resident_id", NUMBER),
            keyed_digest(RING, "phone", "resident_id", NUMBER),
            keyed_digest(RING, "person", "other", NUMBER),
            keyed_digest(RING, "person", "resident_id", "35010220000101002X"),
        }
        assert len(digests) == 4

    def test_is_one_for_two_writings_of_a_number(self):
        written = ["35010220010615007x", " 35010220010615007X", "３5010220010615007X"]
        documents = [
            normalise_document(DocumentKind.RESIDENT_ID, text, today=date(2026, 9, 1))
            for text in written
        ]
        digests = keyed_digests(RING, "person", [(doc.kind, doc.number) for doc in documents])
        assert len(set(digests)) == 1

    def test_needs_the_pepper_of_its_purpose(self):
        with pytest.raises(KeysUnusable, match="card"):
            keyed_digest(RING, "card", "card", "6217000000000000004")

    def test_refuses_a_kind_that_could_read_like_another(self):
        with pytest.raises(ValueError, match="kind"):
            keyed_digest(RING, "person", "a|b", NUMBER)


class TestKeyedDigests:
    @given(st.lists(st.tuples(st.sampled_from(DocumentKind), st.text())))
    def test_answers_as_one_by_one(self, numbers):
        singly = [keyed_digest(RING, "person", kind, number) for kind, number in numbers]
        assert keyed_digests(RING, "person", numbers) == singly

    @given(st.binary(min_size=32, max_size=200), st.text())
    def test_are_hmacs_under_a_pepper_of_any_length(self, pepper, number):
        ring = KeyRing("k1", {"k1": bytes(32)}, {"person": pepper})
        expected = hmac.digest(pepper, f"other|{number}".encode(), "sha256")
        assert keyed_digests(ring, "person", [("other", number)]) == [expected]
