CREATE TABLE audit_line (
    seq BIGINT GENERATED ALWAYS AS IDENTITY,
    id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    school_id UUID,
    account_id UUID,
    post_id UUID,
    role TEXT,
    action TEXT NOT NULL,
    object_type TEXT NOT NULL,
    object_id TEXT NOT NULL,
    result TEXT NOT NULL,
    reason TEXT,
    details BYTEA,
    details_digest BYTEA,
    ip TEXT,
    request_id TEXT,
    CONSTRAINT pk_audit_line PRIMARY KEY (seq),
    CONSTRAINT uq_audit_line_id UNIQUE (id)
);

CREATE INDEX ix_audit_line_school_id_at ON audit_line (school_id, at);

CREATE TABLE audit_seal (
    position BIGINT NOT NULL,
    line_seq BIGINT NOT NULL,
    line_digest BYTEA NOT NULL,
    seal BYTEA NOT NULL,
    key_id TEXT NOT NULL,
    sealed_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_audit_seal PRIMARY KEY (position),
    CONSTRAINT uq_audit_seal_line_seq UNIQUE (line_seq)
);

CREATE TABLE failed_message (
    event_id UUID NOT NULL,
    type TEXT NOT NULL,
    subject TEXT NOT NULL,
    school_id UUID,
    body BYTEA NOT NULL,
    error TEXT NOT NULL,
    state TEXT NOT NULL,
    failed_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    next_try_at TIMESTAMP WITH TIME ZONE NOT NULL,
    attempts INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_failed_message PRIMARY KEY (event_id)
);

CREATE INDEX ix_failed_message_due ON failed_message (next_try_at) WHERE state = 'waiting';

CREATE TABLE file (
    id UUID NOT NULL,
    school_id UUID,
    account_id UUID,
    owner_type TEXT,
    owner_id UUID,
    media_type TEXT NOT NULL,
    display_name TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 BYTEA NOT NULL,
    wrapped_key TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_file PRIMARY KEY (id)
);

CREATE INDEX ix_file_expires_at ON file (expires_at) WHERE expires_at IS NOT NULL;

CREATE INDEX ix_file_owner ON file (owner_type, owner_id);

CREATE TABLE idempotency_key (
    account_id UUID NOT NULL,
    key TEXT NOT NULL,
    digest BYTEA NOT NULL,
    status INTEGER NOT NULL,
    answer BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_idempotency_key PRIMARY KEY (account_id, key)
);

CREATE INDEX ix_idempotency_key_created_at ON idempotency_key (created_at);

CREATE TABLE inbox (
    event_id UUID NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_inbox PRIMARY KEY (event_id)
);

CREATE INDEX ix_inbox_received_at ON inbox (received_at);

CREATE TABLE installation (
    "only" BOOLEAN DEFAULT true NOT NULL,
    profile TEXT NOT NULL,
    service TEXT NOT NULL,
    clock_shift_seconds BIGINT DEFAULT '0' NOT NULL,
    clock_version BIGINT DEFAULT '0' NOT NULL,
    CONSTRAINT pk_installation PRIMARY KEY ("only")
);

CREATE TABLE job (
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    school_id UUID,
    account_id UUID,
    post_id UUID,
    params JSONB NOT NULL,
    state TEXT NOT NULL,
    done INTEGER DEFAULT '0' NOT NULL,
    total INTEGER,
    result JSONB,
    error JSONB,
    cancel_requested BOOLEAN DEFAULT false NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    finished_at TIMESTAMP WITH TIME ZONE,
    lease_token UUID,
    leased_until TIMESTAMP WITH TIME ZONE,
    attempts INTEGER DEFAULT '0' NOT NULL,
    CONSTRAINT pk_job PRIMARY KEY (id)
);

CREATE INDEX ix_job_open ON job (created_at) WHERE state IN ('queued', 'running');

CREATE INDEX ix_job_school_id_created_at ON job (school_id, created_at);

CREATE TABLE job_finding (
    job_id UUID NOT NULL,
    seq INTEGER NOT NULL,
    row INTEGER,
    "column" TEXT,
    message TEXT NOT NULL,
    CONSTRAINT pk_job_finding PRIMARY KEY (job_id, seq)
);

CREATE TABLE not_before (
    account_id UUID NOT NULL,
    version BIGINT NOT NULL,
    not_before TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_not_before PRIMARY KEY (account_id)
);

CREATE TABLE outbox (
    seq BIGINT GENERATED ALWAYS AS IDENTITY,
    event_id UUID NOT NULL,
    type TEXT NOT NULL,
    bulk BOOLEAN NOT NULL,
    target TEXT,
    body BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE,
    lease_token UUID,
    leased_until TIMESTAMP WITH TIME ZONE,
    attempts INTEGER DEFAULT '0' NOT NULL,
    CONSTRAINT pk_outbox PRIMARY KEY (seq),
    CONSTRAINT uq_outbox_event_id UNIQUE (event_id)
);

CREATE INDEX ix_outbox_sent_at ON outbox (sent_at) WHERE sent_at IS NOT NULL;

CREATE INDEX ix_outbox_unsent ON outbox (bulk, seq) WHERE sent_at IS NULL;

CREATE TABLE signing_key (
    key_id TEXT NOT NULL,
    jwk JSONB NOT NULL,
    CONSTRAINT pk_signing_key PRIMARY KEY (key_id)
);

CREATE TABLE timer (
    name TEXT NOT NULL,
    next_at TIMESTAMP WITH TIME ZONE NOT NULL,
    lease_token UUID,
    leased_until TIMESTAMP WITH TIME ZONE,
    attempts INTEGER DEFAULT '0' NOT NULL,
    CONSTRAINT pk_timer PRIMARY KEY (name)
);

