"""Refusals about forms, evidence and special groups that only the service can know."""

from zizhu.common.errors import Invalid, NotFound


class NoSuchForm(NotFound):
    code = "no_such_form"
    title = "没有这份申请表"

    def __init__(self) -> None:
        super().__init__("没有这份申请表，或者它不在您的管理范围内。")


class NoSuchClaim(NotFound):
    code = "no_such_claim"
    title = "没有这项特殊群体"

    def __init__(self) -> None:
        super().__init__("该学生没有这项特殊群体，请刷新后重试。")


class RegisterOwned(Invalid):
    """A field of the form that is taken from the register and never typed."""

    code = "register_owned"
    title = "此项来自学籍信息"


class EvidenceMisplaced(Invalid):
    """An upload is meant for no item and no special group of this round."""

    code = "evidence_misplaced"
    title = "佐证材料没有对应的项目"


class DocumentInvalid(Invalid):
    """Somebody is looked for by a number that is none."""

    code = "document_invalid"
    title = "证件号码不正确"
