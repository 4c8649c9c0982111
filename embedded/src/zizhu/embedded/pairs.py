"""Turning the key pair by which others seal values for one service.

The service knows a new private key before anybody seals for it, and keeps the old ones until no
message that was sealed for them is left.
"""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import text

from zizhu.common.crypto.pairs import KeyPair
from zizhu.common.crypto.sealed import sealed_prefix
from zizhu.common.keys import Keys
from zizhu.common.parts import Service
from zizhu.embedded.installation import OPERATOR, Installation
from zizhu.embedded.rotation import KeyInUse, refuse_running

# Sent rows stay in the outbox for days: longer than a message may be on its way.
_WAITING = {
    table: text(f"SELECT count(*) FROM {table} WHERE position(:prefix IN body) > 0")  # noqa: S608 - our own names
    for table in ("outbox", "failed_message")
}


def pairs_of(keys: Keys, name: str) -> tuple[list[KeyPair], KeyPair, KeyPair | None]:
    """Return a service's old pairs, the one that others seal for, and the one to follow it."""
    pairs = [KeyPair.of(private) for private in keys.private]
    at = next(i for i, pair in enumerate(pairs) if pair.public == keys.public[name])
    return pairs[:at], pairs[at], pairs[-1] if pairs[at + 1 :] else None


async def add_pair(installation: Installation, service: Service) -> bool:
    """Let a service know a new private key that nobody seals for yet; False where it has one."""
    name = service.name
    keys = installation.keys_of(name)
    if pairs_of(keys, name)[2] is not None:
        return False
    grown = replace(keys, private=(*keys.private, KeyPair.fresh().private))
    installation.keys.write(name, grown)
    await _record(installation, name, "pair.add")
    return True


async def rotate_pair(installation: Installation, service: Service) -> bool:
    """Let everybody seal for a service's newest key; return whether it was only finished.

    Every publisher seals for the old one until it is restarted, and that stays readable.

    Raises:
        StillRunning: a process of the service runs that does not know the key.
    """
    name = service.name
    keys = installation.keys_of(name)
    _, current, ready = pairs_of(keys, name)
    if ready is None and _behind(installation, name, current.public):
        _hand_out(installation, name, current.public)
        return True
    await refuse_running(installation, service, may_have_restarted=ready is not None)
    if ready is None:
        ready = KeyPair.fresh()
        keys = replace(keys, private=(*keys.private, ready.private))
    installation.keys.write(name, replace(keys, public={**keys.public, name: ready.public}))
    _hand_out(installation, name, ready.public)
    await _record(installation, name, "pair.rotate")
    return False


def _behind(installation: Installation, name: str, public: bytes) -> Mapping[str, Keys]:
    """Return the files that know another public key of a service."""
    others = [one for one in installation.keys_of(name).public if one != name]
    read = {
        one: installation.keys_of(one) for one in others if installation.keys.file(one).exists()
    }
    return {one: keys for one, keys in read.items() if keys.public.get(name) != public}


def _hand_out(installation: Installation, name: str, public: bytes) -> None:
    for other, keys in _behind(installation, name, public).items():
        installation.keys.write(other, replace(keys, public={**keys.public, name: public}))


async def retire_pairs(installation: Installation, service: Service) -> int:
    """Take a service's old private keys out of its file; return how many.

    Raises:
        StillRunning: a process may still seal for an old one.
        KeyInUse: a message that was sealed for one is left.
    """
    name = service.name
    keys = installation.keys_of(name)
    old, _, _ = pairs_of(keys, name)
    if not old:
        return 0
    for publisher in installation.services:
        await refuse_running(installation, publisher, may_have_restarted=True)
    for pair in old:
        for place, count in (await _left(installation, pair.public)).items():
            raise KeyInUse(
                f"{place} 中还有 {count} 条消息用 {name} 的旧密钥对密封；"
                "请等它们送达并清除（发件箱保留 7 天）后再试。"
            )
    installation.keys.write(name, replace(keys, private=keys.private[len(old) :]))
    await _record(installation, name, "pair.retire")
    return len(old)


async def _left(installation: Installation, public: bytes) -> Mapping[str, int]:
    """Count the messages of every service that were sealed for a public key."""
    prefix = sealed_prefix(public).encode()
    found: dict[str, int] = {}
    for service in installation.services:
        async with (
            installation.database(service.name) as database,
            database.transaction() as tx,
        ):
            for table, query in _WAITING.items():
                count = await tx.session.scalar(query, {"prefix": prefix})
                if count:
                    found[f"{service.name}.{table}"] = count
    return found


async def _record(installation: Installation, name: str, action: str) -> None:
    async with (
        installation.database(name) as database,
        database.transaction(actor=OPERATOR) as tx,
    ):
        tx.record(action, of="key", object_id=name)
