"""Checks of what all services stand on: profile, bus, cache, disk, certificates."""

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path

import aio_pika
from aiormq.exceptions import AMQPError
from cryptography import x509
from redis.asyncio import Redis
from redis.exceptions import RedisError

from zizhu.common.settings import Profile
from zizhu.embedded.doctor.finding import Check, Finding, attention, fine, note
from zizhu.embedded.installation import Installation
from zizhu.embedded.settings import HostSettings

ANSWER_SECONDS = 5.0
LEAST_FREE_SHARE = 0.10
LEAST_FREE_BYTES = 2 * 1024**3
LEAST_DAYS = 30  # time enough for an office to apply for a new certificate
_GIGABYTE = 1024**3


async def check_profile(installation: Installation) -> Sequence[Finding]:
    profile = installation.settings.profile
    if profile is Profile.PRODUCTION:
        return [fine("安装类型", "production")]
    return [note("安装类型", f"{profile.value}，不可用于真实数据")]


async def check_bus(installation: Installation) -> Sequence[Finding]:
    url = installation.settings.rabbitmq_url.get_secret_value()
    if not url:
        return [fine("消息总线", "进程内")]
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            connection = await aio_pika.connect(url)
            await connection.close()
    except (AMQPError, OSError, TimeoutError):
        return [attention("消息总线", "RabbitMQ 没有应答；业务可继续，事件留在发件箱")]
    return [fine("消息总线", "RabbitMQ 正常应答")]


async def check_cache(installation: Installation) -> Sequence[Finding]:
    url = installation.settings.redis_url.get_secret_value()
    if not url:
        return [fine("缓存", "进程内")]
    cache = Redis.from_url(url, socket_timeout=ANSWER_SECONDS)
    try:
        await cache.ping()
    except (RedisError, OSError, TimeoutError):
        return [attention("缓存", "Redis 没有应答；限流改为各进程自行计数")]
    finally:
        await cache.aclose()
    return [fine("缓存", "Redis 正常应答")]


async def check_disk(installation: Installation) -> Sequence[Finding]:
    places = {installation.settings.files_path, installation.keys.path}
    seen: dict[int, Finding] = {}
    for place in sorted(places):
        there = await asyncio.to_thread(_existing, place)
        usage = await asyncio.to_thread(shutil.disk_usage, there)
        share = usage.free / usage.total
        sentence = f"{there} 所在磁盘剩余 {usage.free // _GIGABYTE} GB（{share:.0%}）"
        is_low = share < LEAST_FREE_SHARE or usage.free < LEAST_FREE_BYTES
        found = attention("磁盘", f"{sentence}，请清理或扩容") if is_low else fine("磁盘", sentence)
        seen.setdefault(usage.total, found)
    return list(seen.values())


def _existing(path: Path) -> Path:
    """Return the nearest folder that is there: files come with the first upload."""
    there = path.absolute()
    while not there.exists():
        there = there.parent
    return there


async def check_certificates(installation: Installation) -> Sequence[Finding]:
    settings = installation.settings
    paths = settings.certificates if isinstance(settings, HostSettings) else ()
    paths = paths or HostSettings().certificates
    return [await asyncio.to_thread(_certificate, installation, path) for path in paths]


def _certificate(installation: Installation, path: Path) -> Finding:
    about = f"证书 {path.name}"
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError):
        return attention(about, f"{path} 无法读取，请核对 ZIZHU_CERTIFICATES")
    days = (certificate.not_valid_after_utc - installation.machine.now()).days
    if days < 0:
        return attention(about, f"已过期 {-days} 天")
    return (attention if days < LEAST_DAYS else fine)(about, f"还有 {days} 天到期")


CHECKS: tuple[Check, ...] = (
    check_profile,
    check_bus,
    check_cache,
    check_disk,
    check_certificates,
)
