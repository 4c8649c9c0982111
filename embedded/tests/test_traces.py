"""One request is one trace: through the door, a service, its outbox, the bus, another service."""

import httpx
import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sqlalchemy import select

from zizhu.common.events import read_envelope
from zizhu.common.tables import outbox
from zizhu.embedded.door import gateway_for

KIND = "roster.school_changed.v1"


@pytest.fixture
def spans():
    """What was traced, as it ends; the provider is the process's one and only."""
    provider = trace.get_tracer_provider()
    if not isinstance(provider, TracerProvider):
        provider = TracerProvider()
        trace.set_tracer_provider(provider)
    exporter = InMemorySpanExporter()
    processor = SimpleSpanProcessor(exporter)
    provider.add_span_processor(processor)
    yield exporter
    processor.shutdown()


async def envelope_of(place):
    async with place.parts("roster").database.transaction() as tx:
        bodies = await tx.session.scalars(select(outbox.c.body).where(outbox.c.type == KIND))
        (body,) = bodies
    return read_envelope(body)


def ancestors(finished, name):
    """The span of this name, its parent, and so on up to the root."""
    by_id = {span.context.span_id: span for span in finished}
    (found,) = [span for span in finished if span.name == name]
    lineage = [found]
    while lineage[-1].parent is not None:
        lineage.append(by_id[lineage[-1].parent.span_id])
    return lineage


class TestTrace:
    async def test_follows_a_request_to_the_service_that_hears_of_it(
        self, site, activated, platform_of, spans
    ):
        async with site.running() as place:
            platform = await activated(place)
            spans.clear()
            settings = site.installation.settings
            async with gateway_for(place.assembly, settings, None) as gateway:
                transport = httpx.ASGITransport(app=gateway)
                async with httpx.AsyncClient(transport=transport, base_url="http://test") as door:
                    place.client, before = door, place.client
                    await platform_of(place, platform.headers).open_school()
                    place.client = before
            envelope = await envelope_of(place)
        lineage = ancestors(spans.get_finished_spans(), f"consume {KIND}")
        assert lineage[0].attributes["consumer"] == "identity"
        _, trace_id, span_id, _ = envelope.traceparent.split("-")
        assert {format(span.context.trace_id, "032x") for span in lineage} == {trace_id}
        assert format(lineage[1].context.span_id, "016x") == span_id
        names = [span.name for span in lineage]
        assert "POST roster" in names
        assert names[-1] == "POST /api/v1/roster"
