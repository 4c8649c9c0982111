"""What notification says no to."""

from zizhu.common.errors import Conflict, Forbidden, Invalid, NotFound


class NoSuchAnnouncement(NotFound):
    code = "no_such_announcement"
    title = "没有这条公告"

    def __init__(self) -> None:
        super().__init__("没有这条公告，或者它不在您的管理范围内。")


class NoSuchMessage(NotFound):
    code = "no_such_message"
    title = "没有这条消息"

    def __init__(self) -> None:
        super().__init__("没有这条消息，或者它不是发给您的。")


class OutsideScope(Forbidden):
    code = "outside_scope"
    title = "超出管理范围"


class NotAwaitingReview(Conflict):
    code = "not_awaiting_review"
    title = "公告不在待审核状态"


class NotAwaitingRelease(Conflict):
    code = "not_awaiting_release"
    title = "公告不在待发布状态"


class PublicityNotEditable(Conflict):
    code = "publicity_not_editable"
    title = "公示不能编辑"


class AnnouncementOver(Conflict):
    code = "announcement_over"
    title = "公告已结束"


class ExpiryInPast(Invalid):
    code = "expiry_in_past"
    title = "过期时间不正确"


class PersonalNumber(Invalid):
    """A notice that holds what looks like an identity number or a phone number."""

    code = "personal_number"
    title = "公告含有个人号码"
