"""What services stand on: said by name when it does not answer or is about to end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from zizhu.common.clock import FixedClock
from zizhu.common.settings import Profile
from zizhu.embedded.doctor.finding import Level
from zizhu.embedded.doctor.surroundings import (
    check_bus,
    check_cache,
    check_certificates,
    check_disk,
    check_profile,
)
from zizhu.embedded.installation import Installation
from zizhu.embedded.keyfiles import KeyFolder
from zizhu.embedded.settings import HostSettings

NOW = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture
def place(tmp_path):
    settings = HostSettings(profile=Profile.PRODUCTION, files_path=tmp_path / "not" / "yet")
    return Installation(settings, (), KeyFolder(tmp_path), FixedClock(NOW))


def told(place, **changes):
    return replace(place, settings=place.settings.model_copy(update=changes))


def certificate(path: Path, until: datetime) -> Path:
    key = Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "zizhu.test")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=400))
        .not_valid_after(until)
        .sign(key, None)
    )
    path.write_bytes(made.public_bytes(Encoding.PEM))
    return path


class TestBusAndCache:
    async def test_are_those_of_the_process_where_none_is_named(self, place):
        levels = [one.level for check in (check_bus, check_cache) for one in await check(place)]
        assert levels == [Level.FINE, Level.FINE]

    async def test_are_named_when_they_do_not_answer(self, place):
        away = told(
            place,
            rabbitmq_url=SecretStr("amqp://127.0.0.1:1/"),
            redis_url=SecretStr("redis://127.0.0.1:1/0"),
        )
        (bus,) = await check_bus(away)
        (cache,) = await check_cache(away)
        assert (bus.level, cache.level) == (Level.ATTENTION, Level.ATTENTION)
        assert "RabbitMQ" in bus.sentence
        assert "Redis" in cache.sentence


class TestProfile:
    async def test_of_a_demo_is_noted(self, place):
        assert (await check_profile(place))[0].level is Level.FINE
        (finding,) = await check_profile(told(place, profile=Profile.DEMO))
        assert finding.level is Level.NOTE


class TestDisk:
    async def test_is_measured_also_before_the_first_file(self, place):
        found = await check_disk(place)
        assert found
        assert all("剩余" in one.sentence for one in found)


class TestCertificates:
    @pytest.mark.parametrize(
        ("days", "level", "words"),
        [
            (90, Level.FINE, "还有 90 天"),
            (29, Level.ATTENTION, "还有 29 天"),
            (-3, Level.ATTENTION, "已过期 3 天"),
        ],
    )
    async def test_are_counted_in_days(self, place, tmp_path, days, level, words):
        path = certificate(tmp_path / "tls.pem", NOW + timedelta(days=days))
        (finding,) = await check_certificates(told(place, certificates=(path,)))
        assert (finding.level, words in finding.sentence) == (level, True)

    async def test_that_cannot_be_read_are_told(self, place, tmp_path):
        (tmp_path / "tls.pem").write_text("no")
        (finding,) = await check_certificates(told(place, certificates=(tmp_path / "tls.pem",)))
        assert finding.level is Level.ATTENTION
