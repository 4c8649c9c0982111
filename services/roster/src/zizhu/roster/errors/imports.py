"""Refusals about imports that only the register knows; the others are every import's."""

from zizhu.common.errors import Conflict


class RegisterMoved(Conflict):
    """The register changed after the check, and the rows are judged differently now."""

    code = "register_moved"
    title = "花名册在检查之后有变动"
