"""The whole main job over five processes, PostgreSQL, RabbitMQ and Redis, as `zizhu run <service>`
starts them: seconds by step, and whether the services agree with each other afterwards.

    python tests/load/bench_topology.py 10000

Compare with `bench_main_job.py`, which runs the same steps in one process. Asserts nothing.
"""

import asyncio
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "examples"))

import main_job
from zizhu.embedded.demo.client import Platform
from zizhu.embedded.demo.stage import Stage
from zizhu_testing.backstage import comes_to_rest, reconcile
from zizhu_testing.cluster import Cluster
from zizhu_testing.university import administrator, stage_for

SEED = 77


async def do_everything(cluster: Cluster, students: int) -> Stage:
    async with Platform.at(cluster.url) as platform:
        admin = await administrator(cluster, platform)
        stage = stage_for(platform, admin, students=students, seed=SEED)
        stage.say = lambda line: print(line, flush=True)
        for name, act in (*main_job.STEPS, *main_job.AFTER_PUBLICITY):
            with stage.step(name):
                await act(stage)
        with stage.step("come to rest"):
            await comes_to_rest(cluster)
    return stage


async def run(students: int) -> None:
    with Cluster() as cluster:
        began = time.perf_counter()
        stage = await do_everything(cluster, students)
        seconds = time.perf_counter() - began
        print(f"{students} students, {seconds:.1f} s, {1000 * seconds / students:.1f} ms a student")
        print({name: stage.totals[name] for name in ("applicants", "final")})
        print(f"differences between services: {await reconcile(cluster)}")


if __name__ == "__main__":
    asyncio.run(run(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
