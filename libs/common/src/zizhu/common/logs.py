"""Structured logs: the event's name is a constant, everything else a keyword; identifiers, never
values of people. Configured by the host, never by a service.
"""

import logging
import sys
import traceback

import structlog

from zizhu.common.tracing import trace_id


def _with_trace(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    found = trace_id()
    if found:
        event["trace_id"] = found
    return event


def _places(exc_info: structlog.typing.ExcInfo) -> str:
    """Tell where an exception came from, cause by cause, without its text: that may hold values."""
    lines: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None:
        lines.append(type(error).__qualname__)
        lines += [
            f"  {frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(lines)


def configure_logs(*, as_json: bool, level: int = logging.INFO) -> None:
    """Send structlog and the standard library's log to standard error, one line an event."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _with_trace,
            structlog.processors.ExceptionRenderer(_places),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=max(level, logging.WARNING), stream=sys.stderr, force=True)


def get_log(service: str) -> structlog.typing.FilteringBoundLogger:
    """Return a log bound to a service."""
    log: structlog.typing.FilteringBoundLogger = structlog.get_logger(service=service)
    return log
