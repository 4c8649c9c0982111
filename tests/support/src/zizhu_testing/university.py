"""A synthetic university at a running cluster, made over HTTP by the steps of the main job."""

from zizhu.embedded.demo.client import Person, Platform
from zizhu.embedded.demo.stage import Stage
from zizhu.embedded.demo.synthetic import University
from zizhu.identity.errors import PlatformAdminExists
from zizhu_testing.backstage import first_slip
from zizhu_testing.cluster import Cluster

LOGIN = "platform"
PASSWORD = "Bright-Harbour-29"


async def administrator(cluster: Cluster, platform: Platform) -> Person:
    """The platform's administrator; the account is opened on first use."""
    person = platform.visitor()
    try:
        slip = await first_slip(cluster)
    except PlatformAdminExists:
        return await platform.sign_in(LOGIN, PASSWORD)
    account = {"login": LOGIN, "password": PASSWORD, "name": "平台管理员"}
    await person.take_session("/activation/platform", {"slip": slip, **account})
    return person


def stage_for(platform: Platform, admin: Person, *, students: int, seed: int) -> Stage:
    """Set the stage of a university of its own; nothing is done yet."""
    tag = f"u{seed}"
    return Stage(
        platform=platform,
        university=University(students, seed=seed, tag=tag),
        code=f"41350{seed:05d}",
        name=f"示例大学{seed}",
        admin_login=f"{tag}school",
        password=PASSWORD,
        platform_admin=admin,
    )
