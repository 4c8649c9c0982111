CREATE TABLE announcement (
    id UUID NOT NULL,
    school_id UUID NOT NULL,
    college_id UUID,
    year INTEGER,
    major_id UUID,
    class_id UUID,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    author_name TEXT NOT NULL,
    author_post_id UUID,
    publicity_id UUID,
    publicity_version INTEGER DEFAULT '0' NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE,
    reviewed_at TIMESTAMP WITH TIME ZONE,
    released_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_announcement PRIMARY KEY (id)
);

CREATE INDEX ix_announcement_publicity_id ON announcement (publicity_id);

CREATE INDEX ix_announcement_school_id_created_at ON announcement (school_id, created_at);

CREATE TABLE message (
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    link TEXT,
    sent_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    school_id UUID NOT NULL,
    role TEXT NOT NULL,
    college_id UUID,
    year INTEGER,
    major_id UUID,
    class_id UUID,
    student_id UUID,
    post_id UUID,
    CONSTRAINT pk_message PRIMARY KEY (id)
);

CREATE INDEX ix_message_school_id_role_sent_at ON message (school_id, role, sent_at);

CREATE INDEX ix_message_student_id_sent_at ON message (student_id, sent_at);

CREATE TABLE student_place (
    student_id UUID NOT NULL,
    school_id UUID NOT NULL,
    college_id UUID NOT NULL,
    year INTEGER NOT NULL,
    major_id UUID NOT NULL,
    class_id UUID NOT NULL,
    status TEXT NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_student_place PRIMARY KEY (student_id)
);

CREATE INDEX ix_student_place_school_id ON student_place (school_id);

CREATE TABLE todo (
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    link TEXT NOT NULL,
    facts JSONB NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    is_open BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    school_id UUID NOT NULL,
    role TEXT NOT NULL,
    college_id UUID,
    year INTEGER,
    major_id UUID,
    class_id UUID,
    student_id UUID,
    post_id UUID,
    CONSTRAINT pk_todo PRIMARY KEY (id)
);

CREATE INDEX ix_todo_open ON todo (school_id, role, due_at) WHERE is_open;

CREATE INDEX ix_todo_student_id ON todo (student_id) WHERE is_open;

CREATE TABLE announcement_read (
    announcement_id UUID NOT NULL,
    account_id UUID NOT NULL,
    school_id UUID NOT NULL,
    read_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_announcement_read PRIMARY KEY (announcement_id, account_id),
    CONSTRAINT fk_announcement_read_announcement_id_announcement FOREIGN KEY(announcement_id) REFERENCES announcement (id) ON DELETE CASCADE
);

CREATE TABLE message_read (
    message_id UUID NOT NULL,
    account_id UUID NOT NULL,
    school_id UUID NOT NULL,
    read_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_message_read PRIMARY KEY (message_id, account_id),
    CONSTRAINT fk_message_read_message_id_message FOREIGN KEY(message_id) REFERENCES message (id) ON DELETE CASCADE
);

