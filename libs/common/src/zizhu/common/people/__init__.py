"""What is known of people by rule alone: documents, phones, names, and how they are masked.

Everything here is pure; a value that is not right raises `NotValid`, whose sentence can be shown.
"""

from zizhu.common.validity import NotValid

__all__ = ["NotValid"]
