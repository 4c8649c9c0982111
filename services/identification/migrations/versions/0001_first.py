"""The first release's tables, and those of them that hold people."""

from pathlib import Path

from zizhu.common.migrations import create_plumbing, run_sql, secure_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

PEOPLE = (
    "arrival",
    "bulk",
    "campaign",
    "clearance",
    "cut",
    "final_list",
    "grade_change",
    "official_enrolment",
    "panel",
    "proposal",
    "publicity",
    "reopening",
    "rule_document",
    "staff",
    "student",
    "student_use",
    "todo",
    "unit",
    "use",
    "verdict",
    "extension",
    "form",
    "objection",
    "panel_applicant",
    "panel_class",
    "panel_member",
    "panel_task",
    "published_row",
    "special_list_run",
    "standing",
    "evidence",
    "form_step",
    "form_submission",
)


def upgrade() -> None:
    create_plumbing()
    run_sql(Path(__file__).with_name("0001_tables.sql"))
    secure_tables(PEOPLE)
