"""Refusals about cuts, changes, publicity and lists that only the service can know."""

from zizhu.common.errors import Conflict, Invalid, NotFound


class NoSuchCut(NotFound):
    code = "no_such_cut"
    title = "切线记录不存在"

    def __init__(self) -> None:
        super().__init__("没有这次切线，或者它不属于您的学校。")


class NoSuchPublicity(NotFound):
    code = "no_such_publicity"
    title = "公示不存在"

    def __init__(self) -> None:
        super().__init__("没有这份公示，或者它不在您的范围内。")


class NoSuchObjection(NotFound):
    code = "no_such_objection"
    title = "异议不存在"

    def __init__(self) -> None:
        super().__init__("没有这件异议，或者它不在您的管理范围内。")


class NoSuchProposal(NotFound):
    code = "no_such_proposal"
    title = "变更建议不存在"

    def __init__(self) -> None:
        super().__init__("没有这条变更建议，或者它不属于您的学校。")


class ProposalDecided(Conflict):
    code = "proposal_decided"
    title = "变更建议已处理"


class PublicityRunsAlready(Conflict):
    """A round shows one list at a time; it is withdrawn before another is prepared."""

    code = "publicity_runs_already"
    title = "已有公示"


class NamingFrozen(Conflict):
    """The list was frozen: whom it names is settled until it is taken down."""

    code = "naming_frozen"
    title = "公示名单已确定"


class NothingToPublish(Conflict):
    code = "nothing_to_publish"
    title = "没有可公示的名单"


class NotOnTheList(Invalid):
    """An objection is about somebody whom the published list names."""

    code = "not_on_the_list"
    title = "公示名单中没有该学生"


class NoFinalList(NotFound):
    code = "no_final_list"
    title = "尚未终审"

    def __init__(self) -> None:
        super().__init__("本轮认定还没有最终名单。")


class NoResult(NotFound):
    """The student has no application in this round."""

    code = "no_result"
    title = "没有认定结果"

    def __init__(self) -> None:
        super().__init__("本轮认定没有您的申请；如有疑问，请联系辅导员。")


class RevealNotAllowed(Invalid):
    """Plain identity numbers and phones are shown with a reason only."""

    code = "reveal_not_allowed"
    title = "请填写查看理由"


class RoundFinal(Conflict):
    """After the final list a round is read, and changed by single grade changes only."""

    code = "round_final"
    title = "本轮认定已终审"
