"""Pages for those who run the installation: alive, ready, measured."""

from collections.abc import Sequence

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import Response

from zizhu.gateway.errors import UnknownAddress
from zizhu.gateway.pages.serving import Page
from zizhu.gateway.readiness import Readiness
from zizhu.gateway.visits import Visit, is_inside, networks

JSON = "application/json"


async def live_page(_visit: Visit) -> Response:
    """Answer as long as the process does."""
    return Response(b'{"status":"ok","service":"gateway"}', media_type=JSON)


def ready_page(readiness: Readiness) -> Page:
    """200 when every service is ready, else 503; names what is missing where."""

    async def serve(_visit: Visit) -> Response:
        found = await readiness.look()
        status = 200 if found.is_ready else 503
        return Response(found.model_dump_json().encode(), status, media_type=JSON)

    return serve


def metrics_page(readers: Sequence[str]) -> Page:
    """The metrics of this process, for addresses inside `readers`; 404 for all others."""
    ranges = networks(readers)

    async def serve(visit: Visit) -> Response:
        if not is_inside(visit.address, ranges):
            raise UnknownAddress
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return serve
