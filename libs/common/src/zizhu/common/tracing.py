"""Traces that follow one request across the bus, by the W3C `traceparent` carried in envelopes.

Export is off unless an OTLP endpoint is configured; the ids travel all the same.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_PROPAGATOR = TraceContextTextMapPropagator()
_TRACER = trace.get_tracer("zizhu")


def configure_tracing(process: str, endpoint: str | None) -> None:
    """Install a tracer provider for this process; called by the host, never by a service."""
    provider = TracerProvider(resource=Resource.create({"service.name": process}))
    if endpoint:
        # Only where export is on: the exporter costs 12 MB at rest.
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
    trace.set_tracer_provider(provider)


def current_traceparent() -> str | None:
    """Return the `traceparent` of the present span, or None outside a trace."""
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier)
    return carrier.get("traceparent")


def _context(traceparent: str | None) -> Context | None:
    return _PROPAGATOR.extract({"traceparent": traceparent}) if traceparent else None


@contextmanager
def span(
    name: str, traceparent: str | None = None, **attributes: str | int | bool
) -> Iterator[trace.Span]:
    """Open a span, as a child of `traceparent` where one is given."""
    with _TRACER.start_as_current_span(
        name, context=_context(traceparent), attributes=attributes
    ) as opened:
        yield opened


def trace_id() -> str | None:
    """Return the present trace's id in hexadecimal, or None outside a trace."""
    context = trace.get_current_span().get_span_context()
    return format(context.trace_id, "032x") if context.is_valid else None
