"""Refusals about students of the register."""

from zizhu.common.errors import Conflict, Invalid, NotFound


class NoSuchStudent(NotFound):
    code = "no_such_student"
    title = "没有这名学生"

    def __init__(self) -> None:
        super().__init__("没有这名学生，或者不在您的管理范围内。")


class StudentDeleted(Conflict):
    code = "student_deleted"
    title = "学生已删除"

    def __init__(self) -> None:
        super().__init__("该学生已被删除，请先撤销删除再操作。")


class StudentNotDeleted(Conflict):
    code = "student_not_deleted"
    title = "学生未删除"


class StudentInUse(Conflict):
    """Another service holds something of this student."""

    code = "student_in_use"
    title = "学生已有业务数据，不能删除"


class PersonEnteredAgain(Conflict):
    """The same document is in the register under a newer row."""

    code = "person_entered_again"
    title = "该证件号码已重新导入"


class StatusUnchanged(Conflict):
    code = "status_unchanged"
    title = "学籍状态没有变化"


class NothingChanged(Conflict):
    code = "nothing_changed"
    title = "内容没有变化"


class StudentInvalid(Invalid):
    code = "student_invalid"
    title = "学生信息不符合规则"


class NothingToShow(Conflict):
    """The field asked for is empty."""

    code = "nothing_to_show"
    title = "没有填写"
