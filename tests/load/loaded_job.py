"""The main job where filling in and judging form by form is left to the demo's loader.

For universities of a size at which students one by one over HTTP would take hours: the register,
the round, the differences, the cut, the publicity, the final list and the exports go over HTTP as
in `examples/main_job.py`; accounts, forms, panels, sheets and reviews go through the services' own
use cases, from this process beside the server. The last line it prints is one line of JSON.

    python tests/load/loaded_job.py --students 100000 --url http://127.0.0.1:8000 --home var
"""

import argparse
import asyncio
import json
import sys
import time
from datetime import datetime
from pathlib import Path
from uuid import UUID

import cutting
import filing
import main_job
import publishing
import reviewing
from zizhu.embedded.demo import evaluating, judging, people
from zizhu.embedded.demo.beside import services_of
from zizhu.embedded.demo.casting import Troupe, cast, classes_of, filings_of
from zizhu.embedded.demo.client import Platform
from zizhu.embedded.demo.filing import file_forms
from zizhu.embedded.demo.rounds import Season
from zizhu.embedded.demo.scene import Scene, acting
from zizhu.embedded.demo.stage import Stage, each, until
from zizhu.identity.domain.demo import DEMO_PASSWORD

LOADER = "(loader)"
AT_ONCE = 3  # connections of five
BEFORE = (
    ("open the university", people.open_school),
    ("import the register", people.import_students),
    ("import staff and activate them", people.import_staff),
    ("open the round", filing.open_round),
)
AFTER = (
    ("compare the two rankings", reviewing.compare),
    ("visit and clear differences", reviewing.clear),
    ("try shares and cut", cutting.cut),
    ("publish", publishing.publish),
    ("let the publicity end", publishing.wait_out),
    ("make the list final and export", publishing.finalise),
)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--students", type=int, default=100_000)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--home", type=Path, default=Path("var"))
    given = parser.parse_args()
    given.login, given.password, given.slip, given.seed = "platform", DEMO_PASSWORD, None, None
    return given


class Today(Season):
    """A round in which everything happens at once; its phases are all open."""

    def at(self, days: float, *what: object) -> datetime:
        return self.first


async def troupes_of(scene: Scene, season: Season) -> list[Troupe]:
    """The same share of every class applies and evaluates as in the main job."""
    parts = []
    for some in classes_of(scene.stage.university.students).values():
        count = max(1, round(len(some) * filing.SHARE_APPLYING))
        parts.append((some[:count], some[count : count + filing.PANEL_STUDENTS]))
    return await cast(scene, season, parts)


async def load_forms(scene: Scene, season: Season) -> None:
    """Every class: accounts, forms, panel, sheets, reviews."""
    stage, campaign_id = scene.stage, UUID(scene.stage.campaign_id)
    with stage.step(f"open accounts {LOADER}"):
        troupes = await troupes_of(scene, season)
    stage.totals["applicants"] = sum(len(one.applicants) for one in troupes)

    async def play(troupe: Troupe) -> None:
        await file_forms(scene, campaign_id, filings_of(season, troupe))
        await evaluating.seat(scene, campaign_id, troupe, scene.now)
        await evaluating.evaluate(scene, campaign_id, troupe, scene.now)
        await judging.approve(scene, campaign_id, troupe, scene.now)

    with stage.step(f"forms, panels, sheets, reviews {LOADER}"):
        await each(troupes, play, at_once=AT_ONCE)
    with stage.step("settle the register's news"):
        await until(lambda: judging.is_settled(scene), bool)


async def return_to_desks(stage: Stage, given: argparse.Namespace) -> None:
    """Sign the offices in again: their sessions end after half an hour without a request."""
    people = {
        given.login: stage.platform_admin, stage.admin_login: stage.officer, **stage.staff
    }  # fmt: skip

    async def sign_in(login: str) -> None:
        person = people[login]
        await person.take_session("/session", {"login": login, "password": person.password})

    await each(list(people), sign_in)


async def run(given: argparse.Namespace) -> Stage:
    async with Platform.at(given.url) as platform, services_of(given.home) as (parts, accounts):
        stage = await main_job.begin(platform, given)
        for name, act in BEFORE:
            with stage.step(name):
                await act(stage)
        clock = await stage.officer.get("/identity/clock")
        now = datetime.fromisoformat(clock["business_now"])
        scene = Scene(stage, parts, accounts, now)
        scene.staff = {login: acting(person) for login, person in stage.staff.items()}
        scene.staff[stage.admin_login] = acting(stage.officer)
        await load_forms(scene, Today("loaded", "", now))
        with stage.step("sign the offices in again"):
            await return_to_desks(stage, given)
        for name, act in AFTER:
            with stage.step(name):
                await act(stage)
    return stage


def main() -> int:
    given = arguments()
    started = time.perf_counter()
    stage = asyncio.run(run(given))
    seconds = round(time.perf_counter() - started, 1)
    loaded = round(sum(spent for name, spent in stage.seconds if name.endswith(LOADER)), 1)
    print(json.dumps({**stage.totals, "loaded": loaded, "seconds": seconds}, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
