"""`pg_dump` and `pg_restore` of the version that the server has, or the nearest newer one."""

import asyncio
import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url

from zizhu.embedded.backup.errors import DumpFailed, NoProgram
from zizhu.embedded.postgres import PROGRAMS

_SHOWN = 500  # characters of a program's complaint


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is, without a driver's name."""

    host: str
    port: int
    user: str
    password: str | None
    database: str

    def arguments(self) -> list[str]:
        where = ["--host", self.host, "--port", str(self.port), "--username", self.user]
        return [*where, "--dbname", self.database, "--no-password"]

    def for_driver(self) -> dict[str, str | int | None]:
        return {
            "host": self.host,
            "port": self.port,
            "user": self.user,
            "password": self.password,
            "database": self.database,
        }


def address_of(dsn: str) -> Address:
    """Take a SQLAlchemy address apart; a unix socket's folder is its host."""
    url = make_url(dsn)
    socket = url.query.get("host")
    return Address(
        host=url.host or (socket if isinstance(socket, str) else "localhost"),
        port=url.port or 5432,
        user=url.username or "",
        password=url.password,
        database=url.database or "",
    )


async def programs_for(major: int) -> Path:
    """Return the folder of programs that serve a server of this major version.

    Raises:
        NoProgram: every one at hand is older.
    """
    if major in PROGRAMS:
        return PROGRAMS[major]
    installed = shutil.which("pg_dump")
    if installed and await _major_of(Path(installed)) == major:
        return Path(installed).parent
    newer = [number for number in PROGRAMS if number > major]
    if not newer:
        raise NoProgram(f"数据库是 PostgreSQL {major}，请安装同版本的 pg_dump 和 pg_restore。")
    return PROGRAMS[min(newer)]


async def _major_of(program: Path) -> int:
    text = await _run([str(program), "--version"], None)
    return int(text.split()[2].split(".")[0])


async def dump(programs: Path, address: Address, snapshot: str, target: Path) -> None:
    """Write a database as it was in a snapshot. Raises DumpFailed."""
    command = [str(programs / "pg_dump"), "--format=custom", f"--snapshot={snapshot}"]
    await _run([*command, f"--file={target}", *address.arguments()], address.password)


async def load(programs: Path, address: Address, source: Path) -> None:
    """Fill an empty database, wholly or not at all. Raises DumpFailed."""
    command = [str(programs / "pg_restore"), "--single-transaction", "--exit-on-error"]
    await _run([*command, "--no-owner", *address.arguments(), str(source)], address.password)


async def _run(command: list[str], password: str | None) -> str:
    process = await asyncio.create_subprocess_exec(
        *command,
        env={"PGPASSWORD": password or "", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    told, complaint = await process.communicate()
    if process.returncode != 0:
        said = complaint.decode(errors="replace").strip()[-_SHOWN:]
        raise DumpFailed(f"{Path(command[0]).name} 没有成功：{said}")
    return told.decode()
