"""A reason: what an act that is logged for years is never done without."""

from zizhu.identification.errors.filing import ReasonMissing


def require_reason(reason: str, sentence: str = "请填写原因，原因将记入日志") -> str:
    """Give the reason without the blanks around it.

    Raises:
        ReasonMissing: it is empty; `sentence` tells what to write.
    """
    if not reason.strip():
        raise ReasonMissing(sentence)
    return reason.strip()
