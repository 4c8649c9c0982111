"""What uploads and downloads are refused for, by name."""

from zizhu.common.errors import Conflict, Gone, Invalid, NotFound, TooLarge


class FileEmpty(Invalid):
    code = "file_empty"
    title = "文件为空"

    def __init__(self) -> None:
        super().__init__("文件内容为空，请重新选择文件后上传。")


class FileTooLarge(TooLarge):
    code = "file_too_large"
    title = "文件过大"

    def __init__(self, most_bytes: int) -> None:
        size = f"{most_bytes / 1024 / 1024:g} MB" if most_bytes >= 2**20 else f"{most_bytes} 字节"
        super().__init__(f"文件超过 {size}，请压缩后重新上传。", most_bytes=most_bytes)


class FileKindRefused(Invalid):
    """The content is of a kind that this place does not take, whatever the name says."""

    code = "file_kind_refused"
    title = "文件类型不符"

    def __init__(self, accepted: str) -> None:
        super().__init__(f"这里只接受{accepted}，请检查文件的实际内容（改扩展名无效）后重新上传。")


class PdfBroken(Invalid):
    code = "pdf_broken"
    title = "PDF 文件不完整"

    def __init__(self) -> None:
        super().__init__("PDF 文件不完整，可能没有下载完或已损坏，请重新生成后上传。")


class ImageUnreadable(Invalid):
    code = "image_unreadable"
    title = "图片无法读取"

    def __init__(self) -> None:
        super().__init__("图片已损坏或不完整，无法读取，请重新拍照或导出后上传。")


class ImageTooBig(TooLarge):
    code = "image_too_big"
    title = "图片尺寸过大"

    def __init__(self, most_pixels: int) -> None:
        super().__init__(
            f"图片超过 {most_pixels // 10_000} 万像素，请缩小后重新上传。", most_pixels=most_pixels
        )


class FileInfected(Invalid):
    code = "file_infected"
    title = "文件未通过安全检查"

    def __init__(self) -> None:
        super().__init__("安全检查发现文件含有恶意内容，已拒绝保存，请检查您的设备后重新上传。")


class TooManyFiles(Conflict):
    code = "too_many_files"
    title = "附件数量已满"

    def __init__(self, most: int) -> None:
        super().__init__(f"附件最多 {most} 个，请先删除不需要的附件再上传。", most=most)


class NoSuchFile(NotFound):
    code = "no_such_file"
    title = "没有这个附件"

    def __init__(self) -> None:
        super().__init__("没有这个附件，或者您不能查看它，请刷新后重试。")


class FileExpired(Gone):
    code = "file_expired"
    title = "附件已过期"

    def __init__(self) -> None:
        super().__init__("上传的文件超过保存期限已被清除，请重新上传。")


class AlreadyAttached(Conflict):
    code = "already_attached"
    title = "附件已被使用"

    def __init__(self) -> None:
        super().__init__("这个附件已经用在别处，请重新上传一份。")


class FileLost(Gone):
    """The row is here and the object is not: an incomplete restore."""

    code = "file_lost"
    title = "附件内容缺失"

    def __init__(self) -> None:
        super().__init__("附件内容缺失，请联系管理员从备份恢复。")
