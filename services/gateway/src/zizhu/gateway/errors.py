"""What the door itself says no to; everything else is a service's own refusal, passed through."""

from zizhu.common.errors import Forbidden, Malformed, NotFound, TooLarge, TooMany, Unavailable


class UnknownAddress(NotFound):
    """No service and no page of ours answers at this path."""

    code = "unknown_address"
    title = "没有这个地址"

    def __init__(self) -> None:
        super().__init__("没有这个地址，请检查后重试。接口一览见 /api/docs。")


class MethodUnknown(Malformed):
    code = "method_unknown"
    title = "请求方式不受支持"

    def __init__(self) -> None:
        super().__init__("不支持这种请求方式，请改用 GET、POST、PUT、PATCH 或 DELETE。")


class ForeignOrigin(Forbidden):
    """A page of another site tries to act with our user's cookie."""

    code = "foreign_origin"
    title = "请求来源不被信任"

    def __init__(self) -> None:
        super().__init__("请求来自其他网站，已被拒绝。请从本系统的页面重新操作。")


class BodyTooLarge(TooLarge):
    code = "body_too_large"
    title = "提交的内容过大"

    def __init__(self, limit: int) -> None:
        megabytes = f"{limit / 1_048_576:g}"
        super().__init__(
            f"提交的内容超过 {megabytes} MB，请拆分或压缩后重新提交。", limit_bytes=limit
        )


class BodyStalled(Malformed):
    """The client stopped sending in the middle of a body."""

    code = "body_stalled"
    title = "提交中断"

    def __init__(self) -> None:
        super().__init__("内容没有传完就中断了，请检查网络后重新提交。")


class TooManyRequests(TooMany):
    code = "too_many_requests"
    title = "请求过于频繁"

    def __init__(self, retry_after: int, *, per: str) -> None:
        super().__init__(
            f"请求过于频繁，请在 {retry_after} 秒后重试。", retry_after=retry_after, per=per
        )


NAMES = {
    "identity": "账号服务",
    "roster": "学生名册服务",
    "identification": "困难认定服务",
    "funds": "资助资金服务",
    "notification": "消息服务",
    "risk": "异常提醒服务",
    "support": "技术支持服务",
}


def name_of(service: str) -> str:
    """Return what people call a service."""
    return NAMES.get(service, f"{service} 服务")


class ServiceAway(Unavailable):
    """The service could not be reached: what was asked for has certainly not been done."""

    code = "service_away"
    title = "服务暂不可用"

    def __init__(self, service: str) -> None:
        super().__init__(
            f"{name_of(service)}暂时无法连接，您的操作没有送达，请稍后重试。",
            retry_after=5,
            service=service,
        )


class ServiceSilent(Unavailable):
    """The service was reached and did not answer: what was asked for may have been done."""

    code = "service_silent"
    title = "服务没有及时回应"

    def __init__(self, service: str) -> None:
        super().__init__(
            f"{name_of(service)}没有及时回应，无法确认操作是否已完成。请先刷新查看结果，再决定是否重试。",
            retry_after=10,
            service=service,
        )


class ServiceFull(Unavailable):
    """As many requests as allowed are already open at this service."""

    code = "service_full"
    title = "服务繁忙"

    def __init__(self, service: str) -> None:
        super().__init__(
            f"{name_of(service)}正忙，您的操作没有送达，请几秒后重试。",
            retry_after=3,
            service=service,
        )


class AnswerBroken(Exception):
    """A service's answer ended in the middle; only cutting the connection tells the client."""
