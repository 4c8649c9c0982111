CREATE TABLE arrival (
    school_id UUID NOT NULL,
    version INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    CONSTRAINT pk_arrival PRIMARY KEY (school_id, version)
);

CREATE TABLE bulk (
    job_id UUID NOT NULL,
    school_id UUID NOT NULL,
    is_finished BOOLEAN NOT NULL,
    is_committed BOOLEAN NOT NULL,
    entries INTEGER NOT NULL,
    register_version INTEGER NOT NULL,
    CONSTRAINT pk_bulk PRIMARY KEY (job_id)
);

CREATE INDEX ix_bulk_school_id_register_version ON bulk (school_id, register_version);

CREATE TABLE calendar_year (
    year INTEGER NOT NULL,
    "off" JSONB NOT NULL,
    "on" JSONB NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_calendar_year PRIMARY KEY (year)
);

CREATE TABLE campaign (
    id UUID NOT NULL,
    school_id UUID NOT NULL,
    term TEXT NOT NULL,
    title TEXT NOT NULL,
    state TEXT NOT NULL,
    phases JSONB NOT NULL,
    rules JSONB NOT NULL,
    guaranteed JSONB NOT NULL,
    parameters_version TEXT,
    subsistence_line INTEGER,
    copied_from UUID,
    cut_at TIMESTAMP WITH TIME ZONE,
    published_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_campaign PRIMARY KEY (id)
);

CREATE INDEX ix_campaign_school_id_term ON campaign (school_id, term);

CREATE TABLE clearance (
    id UUID NOT NULL,
    school_id UUID NOT NULL,
    campaign_id UUID NOT NULL,
    person_id UUID NOT NULL,
    raw_score INTEGER NOT NULL,
    peer_numerator INTEGER NOT NULL,
    peer_denominator INTEGER NOT NULL,
    cleared_by UUID NOT NULL,
    cleared_at TIMESTAMP WITH TIME ZONE NOT NULL,
    visit TEXT,
    reason TEXT NOT NULL,
    CONSTRAINT pk_clearance PRIMARY KEY (id)
);

CREATE INDEX ix_clearance_person_id ON clearance (campaign_id, person_id, cleared_at);

CREATE TABLE cut (
    id UUID NOT NULL,
    school_id UUID NOT NULL,
    campaign_id UUID NOT NULL,
    number INTEGER NOT NULL,
    special_line INTEGER NOT NULL,
    general_line INTEGER NOT NULL,
    other_line INTEGER NOT NULL,
    enrolment INTEGER NOT NULL,
    register_version INTEGER NOT NULL,
    rule TEXT NOT NULL,
    counts JSONB NOT NULL,
    warnings JSONB NOT NULL,
    digest TEXT NOT NULL,
    inputs TEXT NOT NULL,
    grades TEXT NOT NULL,
    cut_by UUID NOT NULL,
    cut_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_cut PRIMARY KEY (id)
);

CREATE UNIQUE INDEX uq_cut_number ON cut (campaign_id, number);

CREATE TABLE final_list (
    id UUID NOT NULL,
    school_id UUID NOT NULL,
    campaign_id UUID NOT NULL,
    number INTEGER NOT NULL,
    confirmed JSONB NOT NULL,
    grants JSONB NOT NULL,
    waiting JSONB NOT NULL,
    "left" JSONB NOT NULL,
    unapplied JSONB NOT NULL,
    reason TEXT NOT NULL,
    digest TEXT NOT NULL,
    drawn_by UUID NOT NULL,
    drawn_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_final_list PRIMARY KEY (id)
);

CREATE UNIQUE INDEX uq_final_list_number ON final_list (campaign_id, number);

CREATE TABLE grade_change (
    id UUID NOT NULL,
    school_id UUID NOT NULL,
    campaign_id UUID NOT NULL,
    person_id UUID NOT NULL,
    before_grade TEXT NOT NULL,
    before_wish BOOLEAN NOT NULL,
    after_grade TEXT NOT NULL,
    after_wish BOOLEAN NOT NULL,
    cause TEXT NOT NULL,
    reason TEXT NOT NULL,
    stage TEXT NOT NULL,
    changed_by UUID NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_grade_change PRIMARY KEY (id)
);

CREATE INDEX ix_grade_change_campaign_id ON grade_change (campaign_id, person_id);

CREATE TABLE official_enrolment (
    campaign_id UUID NOT NULL,
    school_id UUID NOT NULL,
    students INTEGER NOT NULL,
    reason TEXT NOT NULL,
    document TEXT NOT NULL,
    stated_by UUID NOT NULL,
    stated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_official_enrolment PRIMARY KEY (campaign_id)
);

CREATE TABLE panel (
    id UUID NOT NULL,
    school_id UUID NOT NULL,
    campaign_id UUID NOT NULL,
    minimum INTEGER NOT NULL,
    exceptions JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    confirmed_at TIMESTAMP WITH TIME ZONE,
    version INTEGER NOT NULL,
    CONSTRAINT pk_panel PRIMARY KEY (id)
);

CREATE INDEX ix_panel_campaign_id ON panel (campaign_id);

CREATE TABLE proposal (
    id UUID NOT NULL,
    school_id UUID NOT NULL,
    campaign_id UUID NOT NULL,
    person_id UUID NOT NULL,
    before_grade TEXT NOT NULL,
    before_wish BOOLEAN NOT NULL,
    after_grade TEXT NOT NULL,
    after_wish BOOLEAN NOT NULL,
    cause TEXT NOT NULL,
    reason TEXT NOT NULL,
    row INTEGER,
    state TEXT NOT NULL,
    change_id UUID,
    proposed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    decided_by UUID,
    decided_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_proposal PRIMARY KEY (id)
);

CREATE INDEX ix_proposal_campaign_id ON proposal (campaign_id, state);

CREATE TABLE publicity (
    id UUID NOT NULL,
    school_id UUID NOT NULL,
    campaign_id UUID NOT NULL,
    attempt INTEGER NOT NULL,
    person_id UUID,
    title TEXT NOT NULL,
    digest TEXT NOT NULL,
    rows INTEGER NOT NULL,
    state TEXT NOT NULL,
    prepared_at TIMESTAMP WITH TIME ZONE NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE,
    ends_on DATE,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    changed JSONB NOT NULL,
    days JSONB,
    version INTEGER NOT NULL,
    CONSTRAINT pk_publicity PRIMARY KEY (id)
);

CREATE INDEX ix_publicity_campaign_id ON publicity (campaign_id, prepared_at);

CREATE INDEX ix_publicity_state ON publicity (school_id, state);

CREATE TABLE reopening (
    id UUID NOT NULL,
    school_id UUID NOT NULL,
    campaign_id UUID NOT NULL,
    person_id UUID NOT NULL,
    reason TEXT NOT NULL,
    reopened_by UUID NOT NULL,
    reopened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_reopening PRIMARY KEY (id)
);

CREATE INDEX ix_reopening_campaign_id ON reopening (campaign_id, person_id);

CREATE TABLE rule_document (
    school_id UUID NOT NULL,
    kind TEXT NOT NULL,
    version TEXT NOT NULL,
    title TEXT NOT NULL,
    content TEXT NOT NULL,
    digest TEXT NOT NULL,
    released_at TIMESTAMP WITH TIME ZONE NOT NULL,
    released_by UUID,
    CONSTRAINT pk_rule_document PRIMARY KEY (school_id, kind, version)
);

CREATE TABLE school (
    id UUID NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_school PRIMARY KEY (id)
);

CREATE TABLE school_breaks (
    school_id UUID NOT NULL,
    spans JSONB NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_school_breaks PRIMARY KEY (school_id)
);

CREATE TABLE staff (
    post_id UUID NOT NULL,
    school_id UUID NOT NULL,
    account_id UUID NOT NULL,
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    rows JSONB NOT NULL,
    status TEXT NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_staff PRIMARY KEY (post_id)
);

CREATE INDEX ix_staff_school_id_role ON staff (school_id, role);

CREATE TABLE student (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    sex TEXT NOT NULL,
    birth_date DATE,
    ethnic TEXT NOT NULL,
    student_number TEXT,
    document_kind TEXT NOT NULL,
    document TEXT,
    phone TEXT,
    person BYTEA NOT NULL,
    status TEXT NOT NULL,
    version INTEGER NOT NULL,
    school_id UUID NOT NULL,
    college_id UUID NOT NULL,
    year INTEGER NOT NULL,
    major_id UUID NOT NULL,
    class_id UUID NOT NULL,
    CONSTRAINT pk_student PRIMARY KEY (id)
);

CREATE INDEX ix_student_class_id ON student (class_id);

CREATE INDEX ix_student_number ON student (school_id, student_number);

CREATE INDEX ix_student_order ON student (school_id, sort_key, id);

CREATE INDEX ix_student_person ON student (school_id, person);

CREATE TABLE student_use (
    student_id UUID NOT NULL,
    school_id UUID NOT NULL,
    uses JSONB NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_student_use PRIMARY KEY (student_id)
);

CREATE TABLE todo (
    id UUID NOT NULL,
    school_id UUID NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    campaign_id UUID,
    role TEXT NOT NULL,
    college_id UUID,
    year INTEGER,
    major_id UUID,
    class_id UUID,
    student_id UUID,
    post_id UUID,
    title TEXT NOT NULL,
    link TEXT NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    is_open BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_todo PRIMARY KEY (id),
    CONSTRAINT uq_todo_school_id_kind_key UNIQUE (school_id, kind, key)
);

CREATE INDEX ix_todo_campaign_id ON todo (campaign_id);

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

CREATE INDEX ix_unit_school_id_kind ON unit (school_id, kind);

CREATE TABLE use (
    student_id UUID NOT NULL,
    kind TEXT NOT NULL,
    source_id UUID NOT NULL,
    school_id UUID NOT NULL,
    CONSTRAINT pk_use PRIMARY KEY (student_id, kind, source_id)
);

CREATE TABLE verdict (
    campaign_id UUID NOT NULL,
    person_id UUID NOT NULL,
    school_id UUID NOT NULL,
    class_id UUID NOT NULL,
    flag TEXT NOT NULL,
    cause TEXT NOT NULL,
    population INTEGER NOT NULL,
    threshold INTEGER NOT NULL,
    raw_rank INTEGER,
    peer_rank INTEGER,
    raw_score INTEGER NOT NULL,
    peer_total INTEGER,
    peer_sheets INTEGER,
    is_flat BOOLEAN NOT NULL,
    computed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_verdict PRIMARY KEY (campaign_id, person_id)
);

CREATE INDEX ix_verdict_class_id ON verdict (campaign_id, class_id);

CREATE TABLE extension (
    id UUID NOT NULL,
    school_id UUID NOT NULL,
    campaign_id UUID NOT NULL,
    phase TEXT NOT NULL,
    reach TEXT NOT NULL,
    target_id UUID NOT NULL,
    until TIMESTAMP WITH TIME ZONE NOT NULL,
    reason TEXT NOT NULL,
    by UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    kind TEXT NOT NULL,
    CONSTRAINT pk_extension PRIMARY KEY (id),
    CONSTRAINT fk_extension_campaign_id_campaign FOREIGN KEY(campaign_id) REFERENCES campaign (id)
);

CREATE INDEX ix_extension_campaign_id_target_id ON extension (campaign_id, target_id);

CREATE TABLE form (
    id UUID NOT NULL,
    campaign_id UUID NOT NULL,
    student_id UUID NOT NULL,
    purpose TEXT,
    fill TEXT NOT NULL,
    audit TEXT NOT NULL,
    difference TEXT NOT NULL,
    grade TEXT NOT NULL,
    filled_by UUID,
    is_reopened BOOLEAN NOT NULL,
    audit_before_change TEXT,
    wants_grant BOOLEAN,
    wants_scholarship BOOLEAN,
    wants_work_study BOOLEAN,
    raw_score INTEGER,
    effective_score INTEGER,
    is_guaranteed BOOLEAN NOT NULL,
    is_unnamed BOOLEAN NOT NULL,
    score_rule TEXT,
    scheme_version TEXT,
    content TEXT NOT NULL,
    notes TEXT,
    submissions INTEGER NOT NULL,
    submitted_at TIMESTAMP WITH TIME ZONE,
    reviewed_at TIMESTAMP WITH TIME ZONE,
    reviewed_by UUID,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    school_id UUID NOT NULL,
    college_id UUID NOT NULL,
    year INTEGER NOT NULL,
    major_id UUID NOT NULL,
    class_id UUID NOT NULL,
    CONSTRAINT pk_form PRIMARY KEY (id),
    CONSTRAINT uq_form_campaign_id_student_id UNIQUE (campaign_id, student_id),
    CONSTRAINT fk_form_campaign_id_campaign FOREIGN KEY(campaign_id) REFERENCES campaign (id)
);

CREATE INDEX ix_form_abnormal ON form (campaign_id, college_id) WHERE difference = 'abnormal';

CREATE INDEX ix_form_campaign_id_class_id ON form (campaign_id, class_id);

CREATE INDEX ix_form_campaign_id_fill_audit ON form (campaign_id, fill, audit);

CREATE INDEX ix_form_student_id ON form (student_id);

CREATE TABLE objection (
    id UUID NOT NULL,
    campaign_id UUID NOT NULL,
    publicity_id UUID NOT NULL,
    about UUID NOT NULL,
    objector_id UUID NOT NULL,
    objector_role TEXT NOT NULL,
    objector_student_id UUID,
    state TEXT NOT NULL,
    reply_due_on DATE NOT NULL,
    steps TEXT NOT NULL,
    change_id UUID,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    school_id UUID NOT NULL,
    college_id UUID NOT NULL,
    year INTEGER NOT NULL,
    major_id UUID NOT NULL,
    class_id UUID NOT NULL,
    CONSTRAINT pk_objection PRIMARY KEY (id),
    CONSTRAINT fk_objection_publicity_id_publicity FOREIGN KEY(publicity_id) REFERENCES publicity (id)
);

CREATE INDEX ix_objection_campaign_id ON objection (campaign_id, state);

CREATE INDEX ix_objection_objector ON objection (school_id, objector_id);

CREATE TABLE panel_applicant (
    panel_id UUID NOT NULL,
    person_id UUID NOT NULL,
    school_id UUID NOT NULL,
    campaign_id UUID NOT NULL,
    class_id UUID NOT NULL,
    seq INTEGER NOT NULL,
    is_bound BOOLEAN NOT NULL,
    completed_at TIMESTAMP WITH TIME ZONE,
    peer_total INTEGER,
    peer_sheets INTEGER,
    gone_at TIMESTAMP WITH TIME ZONE,
    gone_by UUID,
    gone_reason TEXT,
    CONSTRAINT pk_panel_applicant PRIMARY KEY (panel_id, person_id),
    CONSTRAINT fk_panel_applicant_panel_id_panel FOREIGN KEY(panel_id) REFERENCES panel (id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX uq_panel_applicant_bound ON panel_applicant (campaign_id, person_id) WHERE is_bound;

CREATE TABLE panel_class (
    panel_id UUID NOT NULL,
    class_id UUID NOT NULL,
    school_id UUID NOT NULL,
    college_id UUID NOT NULL,
    year INTEGER NOT NULL,
    major_id UUID NOT NULL,
    CONSTRAINT pk_panel_class PRIMARY KEY (panel_id, class_id),
    CONSTRAINT fk_panel_class_panel_id_panel FOREIGN KEY(panel_id) REFERENCES panel (id) ON DELETE CASCADE
);

CREATE INDEX ix_panel_class_class_id ON panel_class (class_id);

CREATE TABLE panel_member (
    panel_id UUID NOT NULL,
    person_id UUID NOT NULL,
    school_id UUID NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    position TEXT NOT NULL,
    gone_at TIMESTAMP WITH TIME ZONE,
    gone_by UUID,
    gone_reason TEXT,
    CONSTRAINT pk_panel_member PRIMARY KEY (panel_id, person_id),
    CONSTRAINT fk_panel_member_panel_id_panel FOREIGN KEY(panel_id) REFERENCES panel (id) ON DELETE CASCADE
);

CREATE INDEX ix_panel_member_person_id ON panel_member (school_id, person_id);

CREATE TABLE panel_task (
    id UUID NOT NULL,
    school_id UUID NOT NULL,
    campaign_id UUID NOT NULL,
    panel_id UUID NOT NULL,
    member_id UUID NOT NULL,
    applicant_id UUID NOT NULL,
    state TEXT NOT NULL,
    submitted_at TIMESTAMP WITH TIME ZONE,
    sheet TEXT,
    total INTEGER,
    CONSTRAINT pk_panel_task PRIMARY KEY (id),
    CONSTRAINT fk_panel_task_panel_id_panel FOREIGN KEY(panel_id) REFERENCES panel (id) ON DELETE CASCADE
);

CREATE INDEX ix_panel_task_member_id ON panel_task (school_id, member_id, state);

CREATE INDEX ix_panel_task_panel_id ON panel_task (panel_id);

CREATE TABLE published_row (
    publicity_id UUID NOT NULL,
    seq INTEGER NOT NULL,
    person_id UUID NOT NULL,
    name TEXT NOT NULL,
    college_name TEXT NOT NULL,
    year_name TEXT NOT NULL,
    major_name TEXT NOT NULL,
    class_name TEXT NOT NULL,
    grade TEXT NOT NULL,
    award TEXT NOT NULL,
    school_id UUID NOT NULL,
    college_id UUID NOT NULL,
    year INTEGER NOT NULL,
    major_id UUID NOT NULL,
    class_id UUID NOT NULL,
    CONSTRAINT pk_published_row PRIMARY KEY (publicity_id, seq),
    CONSTRAINT fk_published_row_publicity_id_publicity FOREIGN KEY(publicity_id) REFERENCES publicity (id) ON DELETE CASCADE
);

CREATE INDEX ix_published_row_person_id ON published_row (publicity_id, person_id);

CREATE TABLE special_list_run (
    id UUID NOT NULL,
    school_id UUID NOT NULL,
    campaign_id UUID NOT NULL,
    content_digest BYTEA NOT NULL,
    rows INTEGER NOT NULL,
    matched INTEGER NOT NULL,
    not_enrolled JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    account_id UUID,
    CONSTRAINT pk_special_list_run PRIMARY KEY (id),
    CONSTRAINT uq_special_list_run_campaign_id_content_digest UNIQUE (campaign_id, content_digest),
    CONSTRAINT fk_special_list_run_campaign_id_campaign FOREIGN KEY(campaign_id) REFERENCES campaign (id)
);

CREATE TABLE standing (
    id UUID NOT NULL,
    school_id UUID NOT NULL,
    campaign_id UUID NOT NULL,
    student_id UUID NOT NULL,
    content TEXT,
    is_guaranteed BOOLEAN NOT NULL,
    is_listed BOOLEAN NOT NULL,
    has_declined BOOLEAN NOT NULL,
    is_left_off BOOLEAN NOT NULL,
    open_claims INTEGER NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_standing PRIMARY KEY (id),
    CONSTRAINT uq_standing_campaign_id_student_id UNIQUE (campaign_id, student_id),
    CONSTRAINT fk_standing_campaign_id_campaign FOREIGN KEY(campaign_id) REFERENCES campaign (id)
);

CREATE INDEX ix_standing_student_id ON standing (student_id);

CREATE TABLE evidence (
    file_id UUID NOT NULL,
    school_id UUID NOT NULL,
    form_id UUID NOT NULL,
    target TEXT NOT NULL,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_evidence PRIMARY KEY (file_id),
    CONSTRAINT fk_evidence_form_id_form FOREIGN KEY(form_id) REFERENCES form (id)
);

CREATE INDEX ix_evidence_form_id ON evidence (form_id);

CREATE TABLE form_step (
    id UUID NOT NULL,
    school_id UUID NOT NULL,
    form_id UUID NOT NULL,
    transition TEXT NOT NULL,
    act TEXT NOT NULL,
    actor TEXT NOT NULL,
    by UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    before_fill TEXT NOT NULL,
    before_audit TEXT NOT NULL,
    after_fill TEXT NOT NULL,
    after_audit TEXT NOT NULL,
    reason TEXT,
    CONSTRAINT pk_form_step PRIMARY KEY (id),
    CONSTRAINT fk_form_step_form_id_form FOREIGN KEY(form_id) REFERENCES form (id)
);

CREATE INDEX ix_form_step_form_id ON form_step (form_id, at);

CREATE TABLE form_submission (
    id UUID NOT NULL,
    school_id UUID NOT NULL,
    form_id UUID NOT NULL,
    number INTEGER NOT NULL,
    content TEXT NOT NULL,
    submitted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_form_submission PRIMARY KEY (id),
    CONSTRAINT uq_form_submission_form_id_number UNIQUE (form_id, number),
    CONSTRAINT fk_form_submission_form_id_form FOREIGN KEY(form_id) REFERENCES form (id)
);

