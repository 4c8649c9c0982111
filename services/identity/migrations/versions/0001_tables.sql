CREATE TABLE account (
    id UUID NOT NULL,
    school_id UUID,
    student_id UUID,
    login TEXT,
    login_key TEXT,
    name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    phone TEXT,
    phone_digest BYTEA,
    phone_at TIMESTAMP WITH TIME ZONE,
    document_kind TEXT,
    document TEXT,
    person BYTEA,
    title TEXT DEFAULT '' NOT NULL,
    remark TEXT DEFAULT '' NOT NULL,
    password_hash TEXT,
    password_at TIMESTAMP WITH TIME ZONE,
    is_demo BOOLEAN DEFAULT false NOT NULL,
    state TEXT NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    access_version INTEGER DEFAULT '0' NOT NULL,
    not_before TIMESTAMP WITH TIME ZONE,
    token_at TIMESTAMP WITH TIME ZONE,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    activated_at TIMESTAMP WITH TIME ZONE,
    signed_in_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_account PRIMARY KEY (id),
    CONSTRAINT ck_account_state CHECK (state IN ('opened', 'active', 'closed')),
    CONSTRAINT uq_account_student_id UNIQUE (student_id),
    CONSTRAINT uq_account_login_key UNIQUE (login_key)
);

CREATE INDEX ix_account_person ON account (school_id, person);

CREATE INDEX ix_account_phone_digest ON account (phone_digest);

CREATE INDEX ix_account_school_id_sort_key ON account (school_id, sort_key, id);

CREATE TABLE allowance (
    kind TEXT NOT NULL,
    key BYTEA NOT NULL,
    tries TIMESTAMP WITH TIME ZONE[] NOT NULL,
    tried_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_allowance PRIMARY KEY (kind, key)
);

CREATE INDEX ix_allowance_tried_at ON allowance (tried_at);

CREATE TABLE one_time_code (
    purpose TEXT NOT NULL,
    phone_digest BYTEA NOT NULL,
    code_digest BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    tries INTEGER NOT NULL,
    CONSTRAINT pk_one_time_code PRIMARY KEY (purpose, phone_digest)
);

CREATE INDEX ix_one_time_code_expires_at ON one_time_code (expires_at);

CREATE TABLE school (
    id UUID NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    version INTEGER NOT NULL,
    students INTEGER DEFAULT '0' NOT NULL,
    admin_account_id UUID,
    CONSTRAINT pk_school PRIMARY KEY (id)
);

CREATE INDEX ix_school_code ON school (code);

CREATE TABLE shown_code (
    id UUID NOT NULL,
    phone_digest BYTEA NOT NULL,
    phone_masked TEXT NOT NULL,
    body TEXT NOT NULL,
    shown_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_shown_code PRIMARY KEY (id)
);

CREATE INDEX ix_shown_code_phone_digest ON shown_code (phone_digest);

CREATE INDEX ix_shown_code_shown_at ON shown_code (shown_at);

CREATE TABLE sign_in_lock (
    kind TEXT NOT NULL,
    key BYTEA NOT NULL,
    failures INTEGER NOT NULL,
    failed_at TIMESTAMP WITH TIME ZONE,
    locked_until TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_sign_in_lock PRIMARY KEY (kind, key)
);

CREATE TABLE slip (
    id UUID NOT NULL,
    school_id UUID,
    account_id UUID,
    student_id UUID,
    digest BYTEA NOT NULL,
    issued_at TIMESTAMP WITH TIME ZONE NOT NULL,
    issued_by UUID,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    voided_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_slip PRIMARY KEY (id)
);

CREATE INDEX ix_slip_account_id ON slip (account_id);

CREATE INDEX ix_slip_student_id ON slip (student_id);

CREATE TABLE staff_import (
    id UUID NOT NULL,
    school_id UUID NOT NULL,
    account_id UUID NOT NULL,
    state TEXT NOT NULL,
    filename TEXT NOT NULL,
    content_digest BYTEA NOT NULL,
    wrapped_key TEXT NOT NULL,
    job_id UUID NOT NULL,
    commit_job_id UUID,
    choice TEXT,
    counts JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_staff_import PRIMARY KEY (id)
);

CREATE INDEX ix_staff_import_recent ON staff_import (school_id, id);

CREATE TABLE student (
    id UUID NOT NULL,
    school_id UUID NOT NULL,
    status TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    student_number TEXT,
    college_id UUID NOT NULL,
    year INTEGER NOT NULL,
    major_id UUID NOT NULL,
    class_id UUID NOT NULL,
    document_kind TEXT NOT NULL,
    person BYTEA NOT NULL,
    phone_digest BYTEA,
    version INTEGER NOT NULL,
    has_account BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_student PRIMARY KEY (id)
);

CREATE INDEX ix_student_place ON student (school_id, class_id, sort_key);

CREATE INDEX ix_student_school_id_person ON student (school_id, person);

CREATE INDEX ix_student_sort_key ON student (school_id, sort_key, id);

CREATE TABLE token_key (
    key_id TEXT NOT NULL,
    private_key TEXT NOT NULL,
    public_jwk JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    retired_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_token_key PRIMARY KEY (key_id)
);

CREATE TABLE unit (
    id UUID NOT NULL,
    school_id UUID NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    college_id UUID NOT NULL,
    year INTEGER,
    major_id UUID,
    is_deleted BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_unit PRIMARY KEY (id)
);

CREATE INDEX ix_unit_school_id_kind_name ON unit (school_id, kind, name);

CREATE TABLE post (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    school_id UUID,
    role TEXT NOT NULL,
    student_id UUID,
    status TEXT NOT NULL,
    version INTEGER NOT NULL,
    given_at TIMESTAMP WITH TIME ZONE NOT NULL,
    given_by UUID,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_post PRIMARY KEY (id),
    CONSTRAINT ck_post_status CHECK (status IN ('active', 'ended')),
    CONSTRAINT fk_post_account_id_account FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE INDEX ix_post_account_id ON post (account_id);

CREATE INDEX ix_post_school_id_role ON post (school_id, role);

CREATE TABLE staff_import_part (
    import_id UUID NOT NULL,
    seq INTEGER NOT NULL,
    school_id UUID NOT NULL,
    content BYTEA NOT NULL,
    CONSTRAINT pk_staff_import_part PRIMARY KEY (import_id, seq),
    CONSTRAINT fk_staff_import_part_import_id_staff_import FOREIGN KEY(import_id) REFERENCES staff_import (id) ON DELETE CASCADE
);

CREATE TABLE post_scope (
    id UUID NOT NULL,
    post_id UUID NOT NULL,
    school_id UUID NOT NULL,
    college_id UUID,
    year INTEGER,
    major_id UUID,
    class_id UUID,
    college_name TEXT NOT NULL,
    major_name TEXT,
    class_name TEXT,
    is_matched BOOLEAN NOT NULL,
    CONSTRAINT pk_post_scope PRIMARY KEY (id),
    CONSTRAINT fk_post_scope_post_id_post FOREIGN KEY(post_id) REFERENCES post (id)
);

CREATE INDEX ix_post_scope_post_id ON post_scope (post_id);

CREATE INDEX ix_post_scope_unmatched ON post_scope (school_id) WHERE NOT is_matched;

CREATE TABLE session (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    school_id UUID,
    post_id UUID NOT NULL,
    method TEXT NOT NULL,
    device TEXT NOT NULL,
    ip TEXT,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    signed_in_at TIMESTAMP WITH TIME ZONE NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    idle_seconds INTEGER NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    end_reason TEXT,
    CONSTRAINT pk_session PRIMARY KEY (id),
    CONSTRAINT fk_session_account_id_account FOREIGN KEY(account_id) REFERENCES account (id),
    CONSTRAINT fk_session_post_id_post FOREIGN KEY(post_id) REFERENCES post (id)
);

CREATE INDEX ix_session_account_id ON session (account_id);

CREATE INDEX ix_session_open ON session (school_id) WHERE ended_at IS NULL;

CREATE TABLE refresh_token (
    digest BYTEA NOT NULL,
    session_id UUID NOT NULL,
    issued_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_refresh_token PRIMARY KEY (digest),
    CONSTRAINT fk_refresh_token_session_id_session FOREIGN KEY(session_id) REFERENCES session (id) ON DELETE CASCADE
);

CREATE INDEX ix_refresh_token_session_id ON refresh_token (session_id);

