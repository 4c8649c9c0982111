CREATE TABLE calendar_year (
    year INTEGER NOT NULL,
    "off" JSONB NOT NULL,
    "on" JSONB NOT NULL,
    source TEXT NOT NULL,
    version INTEGER NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_calendar_year PRIMARY KEY (year)
);

CREATE TABLE school (
    id UUID NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    admin_login TEXT NOT NULL,
    admin_name TEXT NOT NULL,
    admin_phone TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_school PRIMARY KEY (id),
    CONSTRAINT uq_school_code UNIQUE (code)
);

CREATE UNIQUE INDEX uq_school_admin_login_lower ON school (lower(admin_login));

CREATE TABLE student (
    id UUID NOT NULL,
    school_id UUID NOT NULL,
    college_id UUID NOT NULL,
    year INTEGER NOT NULL,
    major_id UUID NOT NULL,
    class_id UUID NOT NULL,
    name TEXT NOT NULL,
    comparison_name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    sex TEXT NOT NULL,
    birth_date DATE,
    ethnic TEXT NOT NULL,
    document_kind TEXT NOT NULL,
    document TEXT NOT NULL,
    original TEXT,
    person BYTEA NOT NULL,
    phone TEXT,
    phone_digest BYTEA,
    student_number TEXT,
    status TEXT NOT NULL,
    left_as TEXT,
    version INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    activated_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_student PRIMARY KEY (id)
);

CREATE INDEX ix_student_class_id ON student (class_id);

CREATE INDEX ix_student_number ON student (school_id, student_number);

CREATE INDEX ix_student_order ON student (school_id, sort_key, id);

CREATE INDEX ix_student_phone ON student (school_id, phone_digest);

CREATE UNIQUE INDEX uq_student_person ON student (school_id, person) WHERE status <> 'deleted';

CREATE TABLE student_move (
    id UUID NOT NULL,
    school_id UUID NOT NULL,
    student_id UUID NOT NULL,
    from_college_id UUID NOT NULL,
    from_year INTEGER NOT NULL,
    from_major_id UUID NOT NULL,
    from_class_id UUID NOT NULL,
    from_status TEXT NOT NULL,
    to_college_id UUID NOT NULL,
    to_year INTEGER NOT NULL,
    to_major_id UUID NOT NULL,
    to_class_id UUID NOT NULL,
    to_status TEXT NOT NULL,
    reason TEXT NOT NULL,
    effective_at TIMESTAMP WITH TIME ZONE NOT NULL,
    account_id UUID,
    CONSTRAINT pk_student_move PRIMARY KEY (id)
);

CREATE INDEX ix_student_move_student_id ON student_move (student_id, effective_at);

CREATE TABLE student_use (
    student_id UUID NOT NULL,
    school_id UUID NOT NULL,
    version INTEGER NOT NULL,
    is_in_use BOOLEAN NOT NULL,
    uses JSONB NOT NULL,
    CONSTRAINT pk_student_use PRIMARY KEY (student_id)
);

CREATE TABLE register (
    school_id UUID NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_register PRIMARY KEY (school_id),
    CONSTRAINT fk_register_school_id_school FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE TABLE school_calendar (
    school_id UUID NOT NULL,
    breaks JSONB NOT NULL,
    version INTEGER NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_school_calendar PRIMARY KEY (school_id),
    CONSTRAINT fk_school_calendar_school_id_school FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE TABLE student_import (
    school_id UUID NOT NULL,
    kind TEXT NOT NULL,
    register_version INTEGER,
    id UUID NOT NULL,
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
    CONSTRAINT pk_student_import PRIMARY KEY (id),
    CONSTRAINT fk_student_import_school_id_school FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE INDEX ix_student_import_recent ON student_import (school_id, id);

CREATE TABLE unit (
    id UUID NOT NULL,
    school_id UUID NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    college_id UUID NOT NULL,
    year INTEGER,
    major_id UUID,
    version INTEGER NOT NULL,
    CONSTRAINT pk_unit PRIMARY KEY (id),
    CONSTRAINT fk_unit_school_id_school FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE UNIQUE INDEX uq_unit_college ON unit (school_id, name_key) WHERE kind = 'college';

CREATE UNIQUE INDEX uq_unit_place ON unit (school_id, college_id, major_id, year, name_key) NULLS NOT DISTINCT WHERE kind <> 'college';

CREATE TABLE student_import_part (
    import_id UUID NOT NULL,
    seq INTEGER NOT NULL,
    school_id UUID NOT NULL,
    content BYTEA NOT NULL,
    CONSTRAINT pk_student_import_part PRIMARY KEY (import_id, seq),
    CONSTRAINT fk_student_import_part_import_id_student_import FOREIGN KEY(import_id) REFERENCES student_import (id) ON DELETE CASCADE
);

