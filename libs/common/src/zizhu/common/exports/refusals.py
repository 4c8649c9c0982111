"""Refusals about exports."""

from zizhu.common.errors import Conflict, Gone, NotFound


class NoSuchExport(NotFound):
    code = "no_such_export"
    title = "没有这份导出文件"

    def __init__(self) -> None:
        super().__init__("没有这份导出文件，或者它不是您以当前身份导出的。")


class ExportNotReady(Conflict):
    code = "export_not_ready"
    title = "导出文件尚未生成"

    def __init__(self) -> None:
        super().__init__("导出文件正在生成，或者没有生成成功，请查看任务进度后再下载。")


class ExportOver(Gone):
    """Its time is over, or the scope it was made for has changed."""

    code = "export_over"
    title = "导出文件已失效"

    def __init__(self, detail: str = "导出文件已过有效期并被清除，请重新导出。") -> None:
        super().__init__(detail)
