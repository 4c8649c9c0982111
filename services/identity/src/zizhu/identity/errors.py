"""Refusals of identity, by the fact they state."""

from zizhu.common.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    NotYetKnown,
    TooMany,
    Unauthenticated,
    Unavailable,
)


class SignInRefused(Unauthenticated):
    """One answer, whether the account, the password or the code was wrong."""

    code = "sign_in_refused"
    title = "登录失败"


class SignInLocked(TooMany):
    """Five failures in a row; the same for accounts that do not exist."""

    code = "sign_in_locked"
    title = "登录已暂时锁定"


class AccountNotOpened(Forbidden):
    """Nobody has this number; told only to whoever holds it (domain.md 1.5)."""

    code = "account_not_opened"
    title = "账号未开通"


class NoPost(Forbidden):
    """The account is good and holds no post that may be used now."""

    code = "no_post"
    title = "账号没有可用的身份"


class SchoolSuspended(Forbidden):
    code = "school_suspended"
    title = "学校已停用"


class RefreshInvalid(Unauthenticated):
    """The refresh token is unknown, over, or was used before."""

    code = "refresh_invalid"
    title = "登录已失效"

    def __init__(self) -> None:
        super().__init__("登录已失效，请重新登录。")


class NoSuchSession(NotFound):
    code = "no_such_session"
    title = "没有这个登录"


class NoSuchPost(NotFound):
    code = "no_such_post"
    title = "没有这个身份"


class NoSuchAccount(NotFound):
    code = "no_such_account"
    title = "没有这个账号"

    def __init__(self) -> None:
        super().__init__("没有这个账号，或者它不在您的管理范围内。")


class NoSuchStudent(NotFound):
    code = "no_such_student"
    title = "没有这名学生"

    def __init__(self) -> None:
        super().__init__("没有这名学生，或者不在您的管理范围内。")


class NoSuchSchool(NotFound):
    code = "no_such_school"
    title = "没有这所学校"


class WeakPassword(Invalid):
    code = "weak_password"
    title = "密码不符合要求"


class LoginInvalid(Invalid):
    code = "login_invalid"
    title = "账户名不符合要求"


class AccountInvalid(Invalid):
    """A field of an account breaks a rule; `errors` say which."""

    code = "account_invalid"
    title = "账号信息不符合规则"


class ScopeInvalid(Invalid):
    """Columns of a scope that do not fit together (domain.md 1.3)."""

    code = "scope_invalid"
    title = "管理范围不完整"


class ReasonMissing(Invalid):
    code = "reason_missing"
    title = "请填写原因"


class LoginTaken(Conflict):
    code = "login_taken"
    title = "账户名重复"

    def __init__(self) -> None:
        super().__init__("账户名重复，请换一个账户名（可在前面加学校代码）。")


class NoStudentsYet(Conflict):
    """Single adding needs the tree that the student import creates (S004)."""

    code = "no_students_yet"
    title = "请使用批量添加"


class UnitNotYetKnown(NotYetKnown):
    """A unit in the body is unknown here, not yet known, or outside the caller's scope."""

    code = "not_yet_known"

    def __init__(self) -> None:
        super().__init__("指定的院系、专业或班级尚未同步或不在您的管理范围内，请稍后重试。")


class BeyondOwnScope(Forbidden):
    """Nobody creates, grants or resets beyond their own scope."""

    code = "beyond_own_scope"
    title = "超出您的管理范围"


class OwnLastAdmin(Conflict):
    code = "own_last_admin"
    title = "不能撤销自己最后的管理员身份"


class PostEnded(Conflict):
    code = "post_ended"
    title = "身份已撤销"


class SlipRefused(Forbidden):
    """One answer, whatever about the slip was wrong."""

    code = "slip_refused"
    title = "激活失败"


class ActivationRefused(Forbidden):
    """One uniform refusal, whatever was wrong (domain.md 1.5)."""

    code = "activation_refused"
    title = "激活失败"


class CodeRefused(Forbidden):
    code = "code_refused"
    title = "验证码不正确"


class PhoneNeedsProof(Forbidden):
    """An account without a number binds its first one only just after signing in."""

    code = "sign_in_not_fresh"
    title = "需要重新验证身份"


class PhoneNeedsConfirmation(Forbidden):
    """A number unused for 180 days: its holder says whose account it opens (domain.md 1.5)."""

    code = "phone_needs_confirmation"
    title = "需要核对身份"


class PhoneDormant(Forbidden):
    """The same, where nothing is known that the holder could be asked for."""

    code = "phone_dormant"
    title = "手机号长期未使用"


class ConfirmationRefused(Forbidden):
    code = "confirmation_refused"
    title = "身份核对未通过"


class TriedTooOften(TooMany):
    code = "tried_too_often"
    title = "尝试过于频繁"


class SmsUnavailable(Unavailable):
    """This installation sends no SMS; password and slips remain."""

    code = "sms_unavailable"
    title = "短信服务未开通"


class PlatformAdminExists(Conflict):
    code = "platform_admin_exists"
    title = "平台管理员已存在"


class ClockImmovable(Conflict):
    code = "clock_immovable"
    title = "业务时间不能移动"


class NotInThisInstallation(NotFound):
    """Demo and test installations only; elsewhere the address does not exist."""

    code = "not_in_this_installation"
    title = "此安装没有这个功能"


class AccountsMoved(Conflict):
    """Accounts, units or the importer's own post changed after the check."""

    code = "accounts_moved"
    title = "账号在检查之后有变动"


class TooManySlips(Invalid):
    code = "too_many_slips"
    title = "一次打印的激活码过多"


class StudentCannotActivate(Conflict):
    """The student left, or has an account already."""

    code = "student_cannot_activate"
    title = "该学生不能激活"
