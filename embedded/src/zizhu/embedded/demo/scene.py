"""Where the demo's story is told: inside the services, by their own use cases, many at a time.

What is written here goes through the same rules, outbox and inbox as a request, only without HTTP
and with several people's acts in one transaction. Each act is dated: business time, messages and
audit lines carry the instant of the story, not of its telling.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from zizhu.common.audit import Actor
from zizhu.common.auth import Post, Principal, Role, Scope, ScopeRow
from zizhu.common.clock import SHANGHAI
from zizhu.common.database import Transaction
from zizhu.common.ids import new_id
from zizhu.common.parts import Parts
from zizhu.embedded.demo.circumstances import chance_of
from zizhu.embedded.demo.client import Person
from zizhu.embedded.demo.stage import Stage
from zizhu.embedded.demo.synthetic import Student
from zizhu.identification.domain.form_state import Deed
from zizhu.identification.service.reviewing import OFFICES, Office
from zizhu.identification.service.work import Work
from zizhu.identity.service.desk import Desk


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody who acts: an account with its one post."""

    account_id: UUID
    post: Post

    @property
    def actor(self) -> Actor:
        return Actor(self.account_id, self.post.post_id, self.post.role.value, "127.0.0.1")

    def principal(self, now: datetime) -> Principal:
        """What a token of theirs would say."""
        return Principal(self.account_id, new_id(), self.post, now, now)

    def scope(self, now: datetime) -> Scope:
        return self.principal(now).scope


@dataclass(frozen=True, slots=True)
class Pupil:
    """A synthetic student as the services know them."""

    student: Student
    id: UUID
    class_id: UUID
    who: Player

    @property
    def scope(self) -> Scope:
        return self.who.scope(EPOCH)


EPOCH = datetime(2000, 1, 1, tzinfo=SHANGHAI)


@dataclass
class Scene:
    """The services, who may act, and the present business instant."""

    stage: Stage
    parts: Mapping[str, Parts]
    accounts: Desk
    now: datetime
    staff: dict[str, Player] = field(default_factory=dict)
    pupils: dict[str, Pupil] = field(default_factory=dict)

    @property
    def school_id(self) -> UUID:
        return UUID(self.stage.school_id)

    @property
    def school(self) -> Player:
        """The school's own account."""
        return self.staff[self.stage.admin_login]

    @asynccontextmanager
    async def acts(
        self, who: Player, at: datetime, *, service: str = "identification"
    ) -> AsyncIterator[Transaction]:
        """Open a transaction of somebody's at an instant of the story."""
        database = self.parts[service].database
        async with database.transaction(self.school_id, actor=who.actor) as tx:
            tx.machine_now = at
            yield tx

    @asynccontextmanager
    async def works(self, who: Player, at: datetime) -> AsyncIterator[Work]:
        """The same, as the work of an officer of identification."""
        async with self.acts(who, at) as tx:
            yield self.work(tx, who, at)

    def work(self, tx: Transaction, who: Player, at: datetime) -> Work:
        ring = self.parts["identification"].keys.ring
        return Work(tx, ring, who.scope(at), who.account_id, at)

    def office(self, tx: Transaction, who: Player, at: datetime) -> Office:
        """What an officer's act on forms works with."""
        own = self.parts["identification"]
        deed = Deed(OFFICES[who.post.role], who.account_id, at)
        return Office(tx, own.keys.ring, own.files, who.scope(at), deed)

    def counsellor_of(self, pupil: Pupil) -> Player:
        """Who looks after the year of a student's college."""
        login = next(
            one.login
            for one in self.stage.university.staff
            if one.title == "年级账号"
            and (one.college, one.year) == (pupil.student.college, pupil.student.year)
        )
        return self.staff[login]

    def department_of(self, pupil: Pupil) -> Player:
        """The account of a student's college."""
        login = next(
            one.login
            for one in self.stage.university.staff
            if one.title == "院系账号" and one.college == pupil.student.college
        )
        return self.staff[login]


def acting(person: Person) -> Player:
    """Read who somebody is from their session."""
    post: Mapping[str, Any] = person.session["post"]
    rows = tuple(
        ScopeRow(
            UUID(row["college_id"]),
            row["year"],
            UUID(row["major_id"]) if row["major_id"] else None,
            UUID(row["class_id"]) if row["class_id"] else None,
        )
        for row in post["scope"]
        if row["is_matched"]
    )
    return Player(
        UUID(person.session["account_id"]),
        Post(UUID(post["id"]), Role(post["role"]), UUID(post["school_id"]), rows),
    )


def moment(day: datetime, days: float, *what: object) -> datetime:
    """An instant of a day so many days later, between eight in the morning and nine at night."""
    hours = chance_of("moment", days, *what).uniform(8, 21)
    start = day.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    return start + timedelta(days=int(days), hours=hours)
