"""What keeps a backup from being made or used."""

from zizhu.common.errors import Conflict, Invalid, NotFound, Unavailable


class FolderNotEmpty(Conflict):
    code = "folder_not_empty"
    title = "目录不是空的"


class DatabaseNotEmpty(Conflict):
    code = "database_not_empty"
    title = "数据库不是空的"


class DatabaseBusy(Unavailable):
    code = "database_busy"
    title = "数据库正忙"


class NoProgram(NotFound):
    code = "no_program"
    title = "找不到备份程序"


class DumpFailed(Unavailable):
    code = "dump_failed"
    title = "数据库备份或恢复没有成功"


class NoBackup(NotFound):
    code = "no_backup"
    title = "这里没有备份"


class BackupDamaged(Invalid):
    code = "backup_damaged"
    title = "备份已损坏"


class BackupTooNew(Conflict):
    code = "backup_too_new"
    title = "备份来自更新的版本"


class PassphraseWeak(Invalid):
    code = "passphrase_weak"
    title = "口令太短"


class PassphraseWrong(Invalid):
    code = "passphrase_wrong"
    title = "口令不正确"
