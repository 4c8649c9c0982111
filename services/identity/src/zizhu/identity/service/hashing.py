"""Passwords as argon2id hashes: 19 MiB, two passes, one lane; off the event loop, a few at a time.

An unknown account costs the same work as a wrong password.
"""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from zizhu.identity.domain.passwords import prepare_password

_AT_ONCE = 2  # 19 MiB and a core each
_NOBODY = "nobody's password"


class Hashing:
    """Hash and verify passwords without holding up the event loop."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self._nobody: str | None = None

    async def hash(self, password: str) -> str:
        async with self._turn:
            return await asyncio.to_thread(self._hasher.hash, prepare_password(password))

    async def matches(self, password: str, stored: str | None) -> bool:
        """Tell whether the password is the stored one; without one, take as long to say no."""
        async with self._turn:
            return await asyncio.to_thread(self._verify, prepare_password(password), stored)

    def _verify(self, password: str, stored: str | None) -> bool:
        if self._nobody is None:
            self._nobody = self._hasher.hash(_NOBODY)
        try:
            return self._hasher.verify(stored or self._nobody, password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False
