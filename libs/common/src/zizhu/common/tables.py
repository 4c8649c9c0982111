"""The plumbing tables that every service's database holds under the same names.

They live in one `MetaData`, because each service has a database of its own and the tables never
meet. None of them is under row-level security: relays and workers serve every school.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

PLUMBING = MetaData(naming_convention=NAMING)

instant = DateTime(timezone=True)


def _lease() -> tuple[Column[object], ...]:
    return (
        Column("lease_token", Uuid),
        Column("leased_until", instant),
        Column("attempts", Integer, nullable=False, server_default="0"),
    )


outbox = Table(
    "outbox",
    PLUMBING,
    Column("seq", BigInteger, Identity(always=True), primary_key=True),
    Column("event_id", Uuid, nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("bulk", Boolean, nullable=False),
    Column("target", Text),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", instant, nullable=False, server_default=text("now()")),
    Column("sent_at", instant),
    *_lease(),
    Index("ix_outbox_unsent", "bulk", "seq", postgresql_where=text("sent_at IS NULL")),
    Index("ix_outbox_sent_at", "sent_at", postgresql_where=text("sent_at IS NOT NULL")),
)

inbox = Table(
    "inbox",
    PLUMBING,
    Column("event_id", Uuid, primary_key=True),
    Column("received_at", instant, nullable=False, server_default=text("now()"), index=True),
)

failed_message = Table(
    "failed_message",
    PLUMBING,
    Column("event_id", Uuid, primary_key=True),
    Column("type", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("school_id", Uuid),
    Column("body", LargeBinary, nullable=False),
    Column("error", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("failed_at", instant, nullable=False, server_default=text("now()")),
    Column("next_try_at", instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="1"),
    Index("ix_failed_message_due", "next_try_at", postgresql_where=text("state = 'waiting'")),
)

timer = Table(
    "timer",
    PLUMBING,
    Column("name", Text, primary_key=True),
    Column("next_at", instant, nullable=False),
    *_lease(),
)

job = Table(
    "job",
    PLUMBING,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("school_id", Uuid),
    Column("account_id", Uuid),
    Column("post_id", Uuid),
    Column("params", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("total", Integer),
    Column("result", JSONB),
    Column("error", JSONB),
    Column("cancel_requested", Boolean, nullable=False, server_default=text("false")),
    Column("created_at", instant, nullable=False, server_default=text("now()")),
    Column("finished_at", instant),
    *_lease(),
    Index("ix_job_open", "created_at", postgresql_where=text("state IN ('queued', 'running')")),
    Index("ix_job_school_id_created_at", "school_id", "created_at"),
)

job_finding = Table(
    "job_finding",
    PLUMBING,
    Column("job_id", Uuid, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("row", Integer),
    Column("column", Text),
    Column("message", Text, nullable=False),
)

idempotency_key = Table(
    "idempotency_key",
    PLUMBING,
    Column("account_id", Uuid, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("status", Integer, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("created_at", instant, nullable=False, server_default=text("now()"), index=True),
)

not_before = Table(
    "not_before",
    PLUMBING,
    Column("account_id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("not_before", instant, nullable=False),
)

signing_key = Table(
    "signing_key",
    PLUMBING,
    Column("key_id", Text, primary_key=True),
    Column("jwk", JSONB, nullable=False),
)

audit_line = Table(
    "audit_line",
    PLUMBING,
    Column("seq", BigInteger, Identity(always=True), primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("at", instant, nullable=False),
    Column("school_id", Uuid),
    Column("account_id", Uuid),
    Column("post_id", Uuid),
    Column("role", Text),
    Column("action", Text, nullable=False),
    Column("object_type", Text, nullable=False),
    Column("object_id", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("reason", Text),
    Column("details", LargeBinary),
    Column("details_digest", LargeBinary),
    Column("ip", Text),
    Column("request_id", Text),
    Index("ix_audit_line_school_id_at", "school_id", "at"),
)

audit_seal = Table(
    "audit_seal",
    PLUMBING,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("line_seq", BigInteger, nullable=False, unique=True),
    Column("line_digest", LargeBinary, nullable=False),
    Column("seal", LargeBinary, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("sealed_at", instant, nullable=False, server_default=text("now()")),
)

file = Table(
    "file",
    PLUMBING,
    Column("id", Uuid, primary_key=True),
    Column("school_id", Uuid),
    Column("account_id", Uuid),
    Column("owner_type", Text),
    Column("owner_id", Uuid),
    Column("media_type", Text, nullable=False),
    Column("display_name", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("wrapped_key", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("created_at", instant, nullable=False, server_default=text("now()")),
    Column("expires_at", instant),
    Index("ix_file_owner", "owner_type", "owner_id"),
    Index("ix_file_expires_at", "expires_at", postgresql_where=text("expires_at IS NOT NULL")),
)

installation = Table(
    "installation",
    PLUMBING,
    Column("only", Boolean, primary_key=True, server_default=text("true")),
    Column("profile", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("clock_shift_seconds", BigInteger, nullable=False, server_default="0"),
    Column("clock_version", BigInteger, nullable=False, server_default="0"),
)
