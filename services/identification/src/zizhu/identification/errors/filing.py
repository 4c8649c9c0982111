"""Refusals around a round, its rules and the forms that students file in it."""

from zizhu.common.errors import Conflict, Forbidden, Gone, Invalid


class ReasonMissing(Invalid):
    """An act that is logged for years was given without its reason."""

    code = "reason_missing"
    title = "请填写原因"


class PhasesFlawed(Invalid):
    """The calendar of a round has gaps in it, or runs backwards."""

    code = "phases_flawed"
    title = "阶段时间设置有误"


class CampaignIncomplete(Invalid):
    """A round cannot open before everything that its rules need is set."""

    code = "campaign_incomplete"
    title = "认定工作设置不完整"


class CampaignStateForbids(Conflict):
    """The round is not in the state that this act needs."""

    code = "campaign_state_forbids"
    title = "认定工作当前状态不允许此操作"


class PublicityStarted(Conflict):
    """What the public has begun to read is never cancelled, only corrected."""

    code = "publicity_started"
    title = "公示已开始"


class ExtensionUseless(Invalid):
    """The extension would not move the end that it names."""

    code = "extension_useless"
    title = "延期时间无效"


class SchemeFrozen(Conflict):
    """Forms were already scored by this indicator scheme, so the round keeps it."""

    code = "scheme_frozen"
    title = "量化指标不可更换"


class DocumentUnreadable(Invalid):
    """A scheme, a questionnaire or a form does not have the shape of one."""

    code = "document_unreadable"
    title = "内容无法识别"


class SchemeFlawed(Invalid):
    """An indicator scheme or a questionnaire contradicts itself."""

    code = "scheme_flawed"
    title = "指标或问卷设置有误"


class VersionReleased(Conflict):
    """A released rule is never edited, only succeeded by a new version."""

    code = "version_released"
    title = "已发布的版本不可修改"


class UnknownVersion(Invalid):
    code = "unknown_version"
    title = "没有这个版本的规则"


class AnswersInvalid(Invalid):
    code = "answers_invalid"
    title = "答案不符合要求"


class FilingClosed(Gone):
    """The window for this person is over, or has not begun."""

    code = "filing_closed"
    title = "当前不能填报"


class FormIncomplete(Invalid):
    code = "form_incomplete"
    title = "申请表未填写完整"


class FormStateForbids(Conflict):
    """The form is not in the state that this act needs (domain.md 5.3)."""

    code = "form_state_forbids"
    title = "表格当前状态不允许此操作"


class ActorMayNot(Forbidden):
    """This act on a form belongs to another office."""

    code = "actor_may_not"
    title = "此操作不属于您的岗位"


class EvidenceMissing(Conflict):
    code = "evidence_missing"
    title = "缺少佐证材料"


class ReviewerFilledIn(Forbidden):
    """Nobody confirms what they themselves wrote down for a student."""

    code = "reviewer_filled_in"
    title = "代填人不能审核本表"


class CutAlreadyMade(Conflict):
    code = "cut_already_made"
    title = "切线已完成"


class NotCutYet(Conflict):
    code = "not_cut_yet"
    title = "尚未切线"


class GradeUnchanged(Invalid):
    code = "grade_unchanged"
    title = "认定结果没有变化"


class NotAnApplicant(Conflict):
    """Mere panel members are not graded."""

    code = "not_an_applicant"
    title = "该学生未申请认定"


class UnknownGroup(Invalid):
    code = "unknown_group"
    title = "没有这个特殊群体类型"


class PurposeSettled(Conflict):
    """Once a confirmed panel holds a student, it is settled whether they apply."""

    code = "purpose_settled"
    title = "填报目的已确定"


class PurposeUnchanged(Invalid):
    code = "purpose_unchanged"
    title = "填报目的没有变化"


class ClaimStateForbids(Conflict):
    code = "claim_state_forbids"
    title = "特殊群体当前状态不允许此操作"


class DocumentNotSeen(Conflict):
    """The department confirms only what a counsellor, somebody else, has seen."""

    code = "document_not_seen"
    title = "佐证材料尚未查看"


class NotGuaranteed(Conflict):
    code = "not_guaranteed"
    title = "该学生不是兜底对象"


class RulesFlawed(Invalid):
    """A number in the rules of a round is out of its range."""

    code = "rules_flawed"
    title = "认定规则设置有误"
