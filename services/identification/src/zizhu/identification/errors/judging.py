"""Refusals of panels, differences, cuts, publicity, objections, changes and lists.

Each names one fact; what forms and their changes share with them is in `filing`.
"""

from zizhu.common.errors import Conflict, Gone, Invalid, NotFound


class SetupAlreadyConfirmed(Conflict):
    """A confirmed set-up is extended, never edited, withdrawn or reset."""

    code = "setup_already_confirmed"
    title = "评议小组已确认"


class SetupNotConfirmed(Conflict):
    """Only a confirmed set-up has tasks, members who leave, and extensions."""

    code = "setup_not_confirmed"
    title = "评议小组尚未确认"


class SetupIncomplete(Invalid):
    """The set-up breaks a rule of confirmation; `errors` lists what, person by person."""

    code = "setup_incomplete"
    title = "评议小组不符合规则"


class NotEligible(Invalid):
    """Somebody chosen may not be chosen; `errors` lists why, person by person."""

    code = "not_eligible"
    title = "所选人员不符合条件"


class ExceptionNotNeeded(Conflict):
    """The department may relax a panel rule only where a panel cannot be formed without it."""

    code = "exception_not_needed"
    title = "无需放宽评议规则"


class ClassesNotMergeable(Invalid):
    """Only classes of one year and one major share a panel."""

    code = "classes_not_mergeable"
    title = "班级不能合并评议"


class MemberUnknown(NotFound):
    code = "member_unknown"
    title = "评议成员不存在"


class ApplicantUnknown(NotFound):
    code = "applicant_unknown"
    title = "被评议人不在本小组"


class TaskUnknown(NotFound):
    code = "task_unknown"
    title = "评议任务不存在"


class TaskClosed(Conflict):
    """The sheet was handed in already, or the task was cancelled."""

    code = "task_closed"
    title = "评议任务已关闭"


class EvaluationClosed(Gone):
    """民主评议 is over for the applicant and the member, or has not begun."""

    code = "evaluation_closed"
    title = "当前不能评议"


class SheetSealed(Conflict):
    """Nobody reads a sheet before the last one about the same applicant is in."""

    code = "sheet_sealed"
    title = "评议尚未全部完成"


class NothingToClear(Conflict):
    """Only a reviewed form with the flag 异常 can be confirmed as 测评无误."""

    code = "nothing_to_clear"
    title = "无需测评无误"


class VisitMissing(Invalid):
    """A flag is cleared on the record of a visit."""

    code = "visit_missing"
    title = "缺少核实记录"


class LinesNotDescending(Invalid):
    """The three lines must not rise: 特别困难 >= 一般困难 >= 其他."""

    code = "lines_not_descending"
    title = "切线分数顺序不正确"


class CapExceeded(Invalid):
    """A maximum share is exceeded by score, not by guaranteed students."""

    code = "cap_exceeded"
    title = "超过最高比例"


class EnrolmentMissing(Invalid):
    """There is nobody to divide by."""

    code = "enrolment_missing"
    title = "缺少在校生人数"


class RegisterNotSettled(Conflict):
    """An import or status change runs, or the projection of the register is behind."""

    code = "register_not_settled"
    title = "学生信息正在变动"


class CutBlocked(Conflict):
    """Forms are still open; `facts` list their persons by kind of obstacle."""

    code = "cut_blocked"
    title = "仍有未处理完的申请"


class CutMeanwhile(Conflict):
    """Somebody else cut since the officer looked; `facts` give the number of that cut."""

    code = "cut_meanwhile"
    title = "其间已有新的切线"


class CutAfterPublicity(Conflict):
    """Once the list is published, single grades change and lines do not."""

    code = "cut_after_publicity"
    title = "公示后不能重新切线"


class FieldNotPublic(Invalid):
    """A published row holds only name, unit, class and grade or award."""

    code = "field_not_public"
    title = "公示内容含有不得公开的信息"


class PublicityInBreak(Conflict):
    """The list would stand in a break of the school, and nobody confirmed that."""

    code = "publicity_in_break"
    title = "公示期与学校假期重叠"


class PublicityNotReady(Conflict):
    """The publicity is not in the state that this act needs."""

    code = "publicity_not_ready"
    title = "公示状态不允许此操作"


class PublicityNotOpen(NotFound):
    """The list is not shown yet, or was taken down."""

    code = "publicity_not_open"
    title = "公示不存在"


class PublicityOver(Gone):
    """The list was shown for its time and is not shown any more."""

    code = "publicity_over"
    title = "公示已结束"


class PublicityStillRunning(Conflict):
    """The final list waits for the end of publicity."""

    code = "publicity_still_running"
    title = "公示尚未结束"


class ObjectionOutOfOrder(Conflict):
    """An objection goes 提交, 受理, 核实, 维持 or 变更, 答复, one step at a time."""

    code = "objection_out_of_order"
    title = "异议处理步骤不正确"


class ObjectionTooLate(Gone):
    """Objections are taken until the end of the last day of publicity."""

    code = "objection_too_late"
    title = "异议期已结束"


class GradeNotGivable(Invalid):
    """未认定 is reached by reopening, never given by a change."""

    code = "grade_not_givable"
    title = "不能变更为该等级"


class WishTooLate(Conflict):
    """A wish is added only before publicity ends."""

    code = "wish_too_late"
    title = "公示已结束，不能补充意愿"


class EntitledNotApplied(Conflict):
    """People on the special-group list neither applied nor declined, and no reason is given."""

    code = "entitled_not_applied"
    title = "仍有特殊群体学生未申请"
