"""Refusals about imports."""

from zizhu.common.errors import Conflict, NotFound


class NoSuchImport(NotFound):
    code = "no_such_import"
    title = "没有这次导入"

    def __init__(self) -> None:
        super().__init__("没有这次导入，或者它不在您的管理范围内。")


class ImportUnderWay(Conflict):
    """An earlier import is not finished; `import_id` says which."""

    code = "import_under_way"
    title = "已有一次导入尚未完成"


class ImportNotReady(Conflict):
    code = "import_not_ready"
    title = "导入还在检查"


class ImportBeingWritten(Conflict):
    code = "import_being_written"
    title = "导入正在写入"


class ImportOver(Conflict):
    code = "import_over"
    title = "导入已经结束"


class BadRowsLeft(Conflict):
    code = "bad_rows_left"
    title = "还有未解决的问题"


class NothingToImport(Conflict):
    code = "nothing_to_import"
    title = "没有可以导入的行"


class NoBadRows(Conflict):
    code = "no_bad_rows"
    title = "没有错误的行"
