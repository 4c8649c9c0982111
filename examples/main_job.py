"""The main job, end to end, as a program of plain HTTP calls.

A university finds out fairly which of its students are in hardship: two workbooks go in, a
published, contested, corrected and final list comes out. Run it beside `make run`:

    make main-job STUDENTS=1000
    python examples/main_job.py --students 200 --url http://127.0.0.1:8000

The last line it prints is one line of JSON.
"""

import argparse
import asyncio
import json
import sys
import time

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


async def run(given: argparse.Namespace) -> Stage:
    """Do every step in order; the first refusal stops the job and says what was refused."""
    seed = given.seed if given.seed is not None else int(time.time()) % 100_000
    tag = f"u{seed}"
    async with Platform.at(given.url) as platform:
        stage = Stage(
            platform=platform,
            university=University(given.students, seed=seed, tag=tag),
            code=f"41350{seed % 100_000:05d}",
            name=f"示例大学{seed}",
            admin_login=f"{tag}school",
            password=PASSWORD,
            platform_admin=await administrator(platform, given),
            say=lambda line: print(line, flush=True),
        )
        for name, act in (*STEPS, *AFTER_PUBLICITY):
            with stage.step(name):
                await act(stage)
    return stage


def main() -> int:
    given = arguments()
    print(f"{given.students} students against {given.url}", flush=True)
    started = time.perf_counter()
    stage = asyncio.run(run(given))
    seconds = round(time.perf_counter() - started, 1)
    print(json.dumps({**stage.totals, "seconds": seconds}, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
