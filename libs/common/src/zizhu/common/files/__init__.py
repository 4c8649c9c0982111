"""Files of records: staged, checked by content, encrypted at rest, served so that nothing runs.

`service` holds the use cases, `response` the answers over HTTP, `sweep` what runs by timer.
"""

from zizhu.common.files.check import FileKind, Limits, Scanner
from zizhu.common.files.rows import StoredFile
from zizhu.common.files.service import Files, OpenFile
from zizhu.common.files.store import FileStore, LocalFolder
from zizhu.common.files.vault import Received

__all__ = [
    "FileKind",
    "FileStore",
    "Files",
    "Limits",
    "LocalFolder",
    "OpenFile",
    "Received",
    "Scanner",
    "StoredFile",
]
