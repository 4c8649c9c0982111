"""Refusals about rounds and released rules that only the service can know."""

from zizhu.common.errors import Invalid, NotFound


class NoSuchCampaign(NotFound):
    code = "no_such_campaign"
    title = "没有这轮认定"

    def __init__(self) -> None:
        super().__init__("没有这轮认定工作，或者它不属于您的学校。")


class NoSuchRules(NotFound):
    code = "no_such_rules"
    title = "没有这个版本"

    def __init__(self) -> None:
        super().__init__("没有这个版本的规则，请在规则列表中查看已发布的版本。")


class TermInvalid(Invalid):
    code = "term_invalid"
    title = "学期不正确"


class PlanAmbiguous(Invalid):
    """A plan gives its rules twice: in full, and by the version of released parameters."""

    code = "plan_ambiguous"
    title = "认定规则重复"
