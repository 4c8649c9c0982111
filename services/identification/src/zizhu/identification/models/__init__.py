"""The tables of identification. `PEOPLE` are under row-level security by school."""

from zizhu.identification.models.base import Base
from zizhu.identification.models.bulk import ArrivalRow, BulkRow
from zizhu.identification.models.campaigns import CampaignRow, ExtensionRow, RuleDocumentRow
from zizhu.identification.models.cut import (
    CutRow,
    GradeChangeRow,
    OfficialEnrolmentRow,
    ProposalRow,
    ReopeningRow,
)
from zizhu.identification.models.difference import ClearanceRow, VerdictRow
from zizhu.identification.models.forms import (
    EvidenceRow,
    FormRow,
    ListRunRow,
    StandingRow,
    StepRow,
    SubmissionRow,
)
from zizhu.identification.models.panel import (
    PanelApplicantRow,
    PanelClassRow,
    PanelMemberRow,
    PanelRow,
    PanelTaskRow,
)
from zizhu.identification.models.publicity import (
    FinalListRow,
    ObjectionRow,
    PublicityRow,
    PublishedRow,
)
from zizhu.identification.models.register import (
    CalendarYearRow,
    SchoolBreaksRow,
    SchoolRow,
    StaffRow,
    StudentRow,
    UnitRow,
)
from zizhu.identification.models.tasks import StudentUseRow, TodoRow, UseRow

__all__ = [
    "PEOPLE",
    "ArrivalRow",
    "Base",
    "BulkRow",
    "CalendarYearRow",
    "CampaignRow",
    "ClearanceRow",
    "CutRow",
    "EvidenceRow",
    "ExtensionRow",
    "FinalListRow",
    "FormRow",
    "GradeChangeRow",
    "ListRunRow",
    "ObjectionRow",
    "OfficialEnrolmentRow",
    "PanelApplicantRow",
    "PanelClassRow",
    "PanelMemberRow",
    "PanelRow",
    "PanelTaskRow",
    "ProposalRow",
    "PublicityRow",
    "PublishedRow",
    "ReopeningRow",
    "RuleDocumentRow",
    "SchoolBreaksRow",
    "SchoolRow",
    "StaffRow",
    "StandingRow",
    "StepRow",
    "StudentRow",
    "StudentUseRow",
    "SubmissionRow",
    "TodoRow",
    "UnitRow",
    "UseRow",
    "VerdictRow",
]

# Everything of a school; schools themselves and calendar years are read without one.
PEOPLE = tuple(
    table.name
    for table in Base.metadata.sorted_tables
    if table.name not in {SchoolRow.__tablename__, CalendarYearRow.__tablename__}
)
