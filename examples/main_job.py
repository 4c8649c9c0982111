"""The main job, end to end, as a program of plain HTTP calls.

A university finds out fairly which of its students are in hardship: two workbooks go in, a
published, contested, corrected and final list comes out. Run it beside `make run`:

    make main-job STUDENTS=1000
    python examples/main_job.py --students 200 --url http://127.0.0.1:8000

The last line it prints is one line of JSON. However long the steps before take, those that cannot
be undone (the cut, a change of grade, the final list) prove the sign-in anew: see `demo.client`.
"""

import argparse
import asyncio
import json
import sys
import time
from pathlib import Path

import cutting
import evaluation
import filing
import publishing
import reviewing
from zizhu.embedded.demo import people
from zizhu.embedded.demo.client import Person, Platform
from zizhu.embedded.demo.stage import Stage
from zizhu.embedded.demo.synthetic import University
from zizhu.identity.domain.demo import DEMO_PASSWORD

PASSWORD = "Synthetic-2026-people"  # noqa: S105 - of people who do not exist

STEPS = (
    ("open the university", people.open_school),
    ("import the register", people.import_students),
    ("import staff and activate them", people.import_staff),
    ("open the round", filing.open_round),
    ("activate students, fill in and hand in", filing.file_forms),
    ("seat panels", evaluation.seat_panels),
    ("evaluate", evaluation.evaluate),
    ("review, return and approve", reviewing.review),
    ("compare the two rankings", reviewing.compare),
    ("visit and clear differences", reviewing.clear),
    ("import the special-group list", cutting.import_special_list),
    ("try shares and cut", cutting.cut),
    ("publish", publishing.publish),
    ("object, change, supplement", publishing.object_and_change),
)
AFTER_PUBLICITY = (
    ("let the publicity end", publishing.wait_out),
    ("make the list final and export", publishing.finalise),
    ("read own results", publishing.read_results),
)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--students", type=int, default=1000, help="how many, at least 50")
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="where the gateway answers")
    parser.add_argument("--seed", type=int, help="who these people are; default: by the clock")
    parser.add_argument("--login", default="platform", help="the platform's administrator")
    parser.add_argument("--password", default=DEMO_PASSWORD)
    parser.add_argument("--resume", type=Path, help="go on after publicity, from the kept file")
    parser.add_argument("--slip", help="open the administrator's account with this slip first")
    return parser.parse_args()


async def administrator(platform: Platform, given: argparse.Namespace) -> Person:
    """Sign the platform's administrator in, or open the account with its one-time slip."""
    if not given.slip:
        return await platform.sign_in(given.login, given.password)
    person = platform.visitor()
    account = {"login": given.login, "password": given.password, "name": "平台管理员"}
    await person.take_session("/activation/platform", {"slip": given.slip, **account})
    return person


async def begin(platform: Platform, given: argparse.Namespace) -> Stage:
    """Set the stage for a new university."""
    seed = given.seed if given.seed is not None else int(time.time()) % 100_000
    stage = empty_stage(platform, given.students, seed)
    stage.platform_admin = await administrator(platform, given)
    return stage


def empty_stage(platform: Platform, students: int, seed: int) -> Stage:
    """The same seed makes the same university again."""
    tag = f"u{seed}"
    return Stage(
        platform=platform,
        university=University(students, seed=seed, tag=tag),
        code=f"41350{seed:05d}",
        name=f"示例大学{seed}",
        admin_login=f"{tag}school",
        password=PASSWORD,
        platform_admin=platform.visitor(),
        say=lambda line: print(line, flush=True),
        ids={"seed": str(seed), "students": str(students)},
    )


async def take_up(platform: Platform, given: argparse.Namespace) -> Stage:
    """Go on with a job that stopped after publishing."""
    kept = json.loads(given.resume.read_text(encoding="utf-8"))
    stage = empty_stage(platform, int(kept["ids"]["students"]), int(kept["ids"]["seed"]))
    stage.ids, stage.totals = kept["ids"], kept["totals"]
    stage.campaign_id = kept["campaign_id"]
    stage.school = await platform.sign_in(stage.admin_login, PASSWORD)
    if (await stage.officer.get("/identity/clock"))["may_move"]:
        stage.platform_admin = await administrator(platform, given)
    applicants, _ = filing.choose_people(stage)
    for student in applicants[: publishing.READERS]:
        stage.pupils[student.document] = await platform.sign_in(student.phone, PASSWORD)
    return stage


def put_aside(stage: Stage, ends_at: str) -> None:
    """Keep what the rest of the job needs; no secret is in it."""
    file = Path(f"main-job-{stage.ids['seed']}.json")
    kept = {"campaign_id": stage.campaign_id, "ids": stage.ids, "totals": stage.totals}
    file.write_text(json.dumps(kept), encoding="utf-8")
    print(f"The list is public until {ends_at}; then: --resume {file}")


async def run(given: argparse.Namespace) -> Stage:
    """Do every step in order; the first refusal stops the job and says what was refused."""
    async with Platform.at(given.url) as platform:
        stage = await (take_up if given.resume else begin)(platform, given)
        for name, act in AFTER_PUBLICITY if given.resume else (*STEPS, *AFTER_PUBLICITY):
            try:
                with stage.step(name):
                    await act(stage)
            except publishing.ClockStands as stands:
                put_aside(stage, stands.ends_at)
                break
    return stage


def main() -> int:
    given = arguments()
    print(f"the main job against {given.url}", flush=True)
    started = time.perf_counter()
    stage = asyncio.run(run(given))
    seconds = round(time.perf_counter() - started, 1)
    print(json.dumps({**stage.totals, "seconds": seconds}, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
