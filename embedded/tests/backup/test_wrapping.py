"""Keys in a backup open with the passphrase, and only beside the files they came with."""

import json

import pytest

from zizhu.embedded.backup.errors import BackupDamaged, PassphraseWeak, PassphraseWrong
from zizhu.embedded.backup.wrapping import unwrap, wrap

KEYS = {"roster": '{"ring": "secret"}'}
PASSPHRASE = "correct horse battery"


@pytest.fixture(scope="module")
def wrapped():
    return wrap(KEYS, PASSPHRASE, b"digests")


class TestUnwrap:
    def test_returns_what_was_wrapped(self, wrapped):
        assert "secret" not in wrapped
        assert unwrap(wrapped, PASSPHRASE, b"digests") == KEYS

    def test_refuses_another_passphrase(self, wrapped):
        with pytest.raises(PassphraseWrong):
            unwrap(wrapped, "correct horse batteries", b"digests")

    def test_refuses_other_files(self, wrapped):
        with pytest.raises(PassphraseWrong):
            unwrap(wrapped, PASSPHRASE, b"other digests")

    @pytest.mark.parametrize(
        "changed", [{"kdf": "none"}, {"cost": {"n": 2**30, "r": 8, "p": 1}}, {"salt": "!"}]
    )
    def test_refuses_what_it_did_not_write(self, wrapped, changed):
        with pytest.raises(BackupDamaged):
            unwrap(json.dumps(json.loads(wrapped) | changed), PASSPHRASE, b"digests")

    def test_refuses_what_is_no_json(self):
        with pytest.raises(BackupDamaged):
            unwrap("", PASSPHRASE, b"digests")


class TestWrap:
    def test_refuses_a_short_passphrase(self):
        with pytest.raises(PassphraseWeak):
            wrap(KEYS, "short", b"digests")
