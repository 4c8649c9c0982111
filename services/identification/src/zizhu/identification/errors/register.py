"""Refusals about students and units of the register."""

from zizhu.common.errors import Conflict, NotFound, NotYetKnown


class NoSuchStudent(NotFound):
    code = "no_such_student"
    title = "没有这名学生"

    def __init__(self) -> None:
        super().__init__("没有这名学生，或者不在您的管理范围内。")


class UnitNotYetKnown(NotYetKnown):
    """A college, class or student in the body is unknown, not yet known, or foreign."""

    def __init__(self, noun: str) -> None:
        super().__init__(f"没有找到这个{noun}；如刚刚导入，请几秒后重试。", retry_after=2)


class StudentNotEnrolled(Conflict):
    """The register says that the student is not here any more."""

    code = "student_not_enrolled"
    title = "学生不在籍"

    def __init__(self) -> None:
        super().__init__("学籍信息显示该学生已离校，不能填报；如有误，请联系学校更正学籍信息。")
