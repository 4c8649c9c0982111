"""Why a workbook is refused as a whole; what is wrong with single cells is a `Finding`."""

from zizhu.common.errors import Invalid, Refusal, TooLarge, Unavailable


class NotAWorkbook(Invalid):
    """The content is no .xlsx, .xls or csv, whatever its name says."""

    code = "not_a_workbook"
    title = "文件不是可读取的表格"


class EncryptedWorkbook(Invalid):
    """A password guards the workbook."""

    code = "encrypted_workbook"
    title = "表格有打开密码"


class MacroWorkbook(Invalid):
    """The workbook carries a program."""

    code = "macro_workbook"
    title = "表格含有宏"


class WorkbookUnreadable(Invalid):
    """It looks like a workbook and is damaged, or its parsing did not end well."""

    code = "workbook_unreadable"
    title = "表格无法读取"


class WorkbookUnsafe(Invalid):
    """It holds parts that no honest spreadsheet program writes."""

    code = "workbook_unsafe"
    title = "表格内容不安全"


class ZipBomb(TooLarge):
    """A small file that unpacks into a huge one."""

    code = "zip_bomb"
    title = "表格解压后过大"


class WorkbookTooLarge(TooLarge):
    """More bytes than an upload may have."""

    code = "workbook_too_large"
    title = "文件过大"


class FileMissing(Invalid):
    """The form came without a file, or with an empty one."""

    code = "file_missing"
    title = "没有收到文件"


class TooManyRows(TooLarge):
    """More data rows than one import takes."""

    code = "too_many_rows"
    title = "数据行数过多"


class CellsOutOfRange(TooLarge):
    """A cell with content lies far outside any table that could be meant."""

    code = "cells_out_of_range"
    title = "表格范围过大"


class WorkbookEmpty(Invalid):
    """No sheet to see, nothing on it, or a header without a single row below."""

    code = "workbook_empty"
    title = "表格没有数据"


class HeaderNotFound(Invalid):
    """No row among the first ones names every column that is needed; `missing` says which."""

    code = "header_not_found"
    title = "没有找到表头"


class HeaderDoubled(Invalid):
    """Two columns claim the same name, so neither can be trusted."""

    code = "header_doubled"
    title = "表头重复"


class ReaderUnavailable(Unavailable):
    """The machine could not start the process that reads workbooks."""

    code = "workbook_reader_unavailable"


REFUSALS: dict[str, type[Refusal]] = {
    refusal.code: refusal
    for refusal in (
        NotAWorkbook,
        EncryptedWorkbook,
        MacroWorkbook,
        WorkbookUnreadable,
        WorkbookUnsafe,
        ZipBomb,
        WorkbookTooLarge,
        TooManyRows,
        CellsOutOfRange,
        WorkbookEmpty,
        HeaderNotFound,
        HeaderDoubled,
    )
}
