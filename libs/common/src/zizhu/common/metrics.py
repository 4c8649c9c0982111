"""Every metric of the plumbing, declared once with a `service` label, so that several services in
one process do not register the same name twice.
"""

from prometheus_client import Counter, Gauge, Histogram

OUTBOX_DEPTH = Gauge("zizhu_outbox_depth", "Unsent outbox rows", ["service"])
OUTBOX_AGE = Gauge("zizhu_outbox_oldest_seconds", "Age of the oldest unsent row", ["service"])
PUBLISHED = Counter("zizhu_published", "Events confirmed by the bus", ["service"])
PUBLISH_SECONDS = Histogram("zizhu_publish_seconds", "Seconds to publish a batch", ["service"])
CONSUMED = Counter("zizhu_consumed", "Messages by outcome", ["service", "outcome"])
FAILED_MESSAGES = Gauge("zizhu_failed_messages", "Kept messages by state", ["service", "state"])
REQUESTS = Counter("zizhu_requests", "HTTP requests", ["service", "method", "route", "status"])
REQUEST_SECONDS = Histogram(
    "zizhu_request_seconds", "Seconds a request took", ["service", "method", "route"]
)
JOBS = Counter("zizhu_jobs", "Jobs by end", ["service", "kind", "state"])
