"""Refusals about panels that only the service can know."""

from zizhu.common.errors import Conflict, NotFound, NotYetKnown


class NoSuchPanel(NotFound):
    code = "no_such_panel"
    title = "评议小组不存在"

    def __init__(self) -> None:
        super().__init__("没有这个评议小组，或者它不在您的管理范围内。")


class NoSuchClass(NotFound):
    code = "no_such_class"
    title = "班级不存在"

    def __init__(self) -> None:
        super().__init__("没有这个班级，或者它不在您的管理范围内。")


class ClassesNotKnown(NotYetKnown):
    """A class named in the body is unknown here, not yet known, or foreign."""

    def __init__(self) -> None:
        super().__init__("有班级尚未同步或不在您的管理范围内，请刷新后重试。", retry_after=2)


class NobodyToRemind(Conflict):
    """Every member has handed in."""

    code = "nobody_to_remind"
    title = "无需提醒"


class SheetMissing(NotFound):
    """The task has no sheet yet, or the reader may not see it."""

    code = "sheet_missing"
    title = "没有评议表"


class PeopleNotKnown(NotYetKnown):
    """A student or staff member named in the body is unknown here, not yet known, or foreign."""

    def __init__(self) -> None:
        super().__init__("名单中有人尚未同步或不属于所选班级，请刷新名单后重试。", retry_after=2)
