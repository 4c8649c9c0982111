"""Refusals about universities."""

from zizhu.common.errors import Conflict, Invalid, NotFound


class SchoolInvalid(Invalid):
    """A field of a new university breaks a rule; `errors` say which."""

    code = "school_invalid"
    title = "学校信息不符合规则"


class SchoolCodeTaken(Conflict):
    code = "school_code_taken"
    title = "学校代码重复"


class AdminLoginTaken(Conflict):
    code = "admin_login_taken"
    title = "账户名重复"


class NoSuchSchool(NotFound):
    code = "no_such_school"
    title = "没有这所学校"

    def __init__(self) -> None:
        super().__init__("没有这所学校，请核对后重新查询。")


class SchoolNotActive(Conflict):
    code = "school_not_active"
    title = "学校已停用"


class SchoolNotSuspended(Conflict):
    code = "school_not_suspended"
    title = "学校未停用"
