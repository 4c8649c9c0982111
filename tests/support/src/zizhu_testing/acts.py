"""Acts that drills repeat while something dies, each with what must be true of it afterwards.

`once` returns when the platform acknowledged; `check` compares what was acknowledged with what is
there: each once, and nothing else but what nobody got an answer for.
"""

from abc import ABC, abstractmethod
from collections import Counter
from datetime import date
from io import BytesIO
from itertools import count
from uuid import UUID

from PIL import Image
from sqlalchemy import insert

from zizhu.common.events import Envelope
from zizhu.common.failed import discard, list_failed
from zizhu.common.ids import new_id
from zizhu.common.tables import outbox
from zizhu.contracts.roster import SchoolChanged
from zizhu.embedded.demo.client import Person
from zizhu.embedded.demo.stage import pages, until
from zizhu.embedded.demo.synthetic import identity_number
from zizhu_testing.backstage import backstage
from zizhu_testing.cluster import Cluster

IMPORTS = "/roster/students/imports"
_NUMBERS = count(1)  # over all acts of a session: what they make has unique names


class Act(ABC):
    """Something to do again and again, by one person."""

    def __init__(self, cluster: Cluster, person: Person) -> None:
        self.cluster = cluster
        self.person = person
        self.acknowledged: list[str] = []

    async def once(self) -> None:
        """Do it once more, and remember that it was acknowledged."""
        self.acknowledged.append(await self._do(next(_NUMBERS)))

    @abstractmethod
    async def _do(self, number: int) -> str:
        """Do it under this number; return the name under which it must be found."""

    @abstractmethod
    async def found(self) -> Counter[str]:
        """Everything of this kind that is there, by name."""

    async def check(self) -> None:
        """Raise AssertionError unless each acknowledged act is there exactly once."""
        found = await self.found()
        wrong = {name: found[name] for name in self.acknowledged if found[name] != 1}
        assert not wrong, f"acknowledged and not there once: {wrong}"


class OpenSchools(Act):
    """The platform's administrator opens universities: every service hears of them."""

    async def _do(self, number: int) -> str:
        code = f"41351{number:05d}"
        await self.person.post(
            "/roster/schools",
            {
                "code": code,
                "name": f"示例学院{number}",
                "admin_login": f"school{number}",
                "admin_name": "王示例",
                "admin_phone": "13700000001",
            },
        )
        return code

    async def found(self) -> Counter[str]:
        return Counter(one["code"] for one in await pages(self.person, "/roster/schools"))


class OpenAccounts(Act):
    """A school opens staff accounts, one by one: account, post and scope in one transaction."""

    async def _do(self, number: int) -> str:
        tree = await self.person.get("/roster/tree")
        login = f"drill{number}"
        await self.person.post(
            "/identity/accounts",
            {
                "login": login,
                "name": "林示例",
                "phone": f"1390{number:07d}",
                "document_number": identity_number(date(1971, 1, 1), number),
                "scope": [{"college_id": tree[0]["id"], "year": 2023}],
            },
        )
        return login

    async def found(self) -> Counter[str]:
        """Accounts that are whole: one without its post does not count."""
        people = await self.person.post("/identity/accounts/search", {"size": 500})
        return Counter(one["login"] for one in people["items"] if len(one["posts"]) == 1)


class UploadPictures(Act):
    """A picture is uploaded: a file under its name and the row that knows its key."""

    async def _do(self, number: int) -> str:
        target = BytesIO()
        Image.new("RGB", (8, 8), (number % 256, 0, 0)).save(target, "PNG")
        made = await self.person.call(
            "POST",
            "/identification/uploads",
            data=target.getvalue(),
            headers={"Content-Type": "application/octet-stream"},
        )
        return str(made["file_id"])

    async def found(self) -> Counter[str]:
        """Rows whose file lies there whole."""
        rows = self.cluster.run_sql("identification", "SELECT id FROM file").split()
        folder = self.cluster.settings.files_path / "identification"
        names = {path.name for path in folder.rglob("*") if path.is_file()}
        return Counter(row for row in rows if UUID(row).hex in names)


class UploadBrokenWorkbooks(Act):
    """A workbook that cannot be read: the check's job ends with the refusal, and says which."""

    async def _do(self, number: int) -> str:
        made = await self.person.upload(IMPORTS, f"坏文件{number}.xlsx", f"no {number}".encode())
        path = f"{IMPORTS}/{made['id']}"
        await until(
            lambda: self.person.get(path), lambda seen: seen["state"] != "checking", within=60
        )
        return str(made["id"])

    async def found(self) -> Counter[str]:
        """Imports that failed for their own fault, and not for ours."""
        listed = await pages(self.person, IMPORTS)
        shown = [await self.person.get(f"{IMPORTS}/{one['id']}") for one in listed]
        return Counter(
            one["id"]
            for one in shown
            if one["state"] == "failed"
            and one["job"]["state"] == "failed"
            and one["job"]["error"]["code"] != "unexpected"
        )


class SendBrokenEvents(Act):
    """An event whose data its contract refuses: kept apart, until an operator discards it."""

    async def _do(self, number: int) -> str:
        envelope = Envelope(
            id=new_id(),
            source="roster",
            type=SchoolChanged.type,
            time="2026-01-01T00:00:00Z",
            subject="broken",
            version=1,
            data={},
        )
        async with backstage(self.cluster, "roster") as parts, parts.database.transaction() as tx:
            await tx.session.execute(
                insert(outbox).values(
                    event_id=envelope.id,
                    type=envelope.type,
                    bulk=False,
                    target="identity",
                    body=envelope.to_bytes(),
                )
            )
        await until(self.found, lambda found: found[str(envelope.id)] > 0, within=60)
        return str(envelope.id)

    async def found(self) -> Counter[str]:
        async with backstage(self.cluster, "identity") as parts:
            return Counter(str(one.event_id) for one in await list_failed(parts.database))

    async def check(self) -> None:
        await super().check()
        async with backstage(self.cluster, "identity") as parts:
            for name in self.acknowledged:
                async with parts.database.transaction() as tx:
                    await discard(tx, UUID(name), reason="made to be broken")
