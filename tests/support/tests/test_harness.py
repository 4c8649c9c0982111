"""Services that were installed for a test are gone after it."""

import gc
import weakref

from zizhu.identity.app import SERVICE
from zizhu_testing.harness import installed


class TestInstalled:
    async def test_leaves_no_application_behind(self, postgres_server, tmp_path):
        async with installed(postgres_server, [SERVICE], tmp_path) as place:
            answer = await place.client.get("/api/v1/identity/sessions")
            assert answer.status_code == 401
            application = weakref.ref(place.assembly.hosted["identity"].app)
        del place, answer
        gc.collect()
        assert application() is None
