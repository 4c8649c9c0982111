"""Sex as documents and forms state it (GB/T 2261.1)."""

from enum import StrEnum

from zizhu.common.people.typed import typed_code
from zizhu.common.validity import NotValid


class Sex(StrEnum):
    """男 or 女; the codes of GB/T 2261.1 are 1 and 2."""

    MALE = "male"
    FEMALE = "female"

    @property
    def label(self) -> str:
        return "男" if self is Sex.MALE else "女"


_WRITTEN = {"男": Sex.MALE, "男性": Sex.MALE, "1": Sex.MALE, "MALE": Sex.MALE}
_WRITTEN |= {"女": Sex.FEMALE, "女性": Sex.FEMALE, "2": Sex.FEMALE, "FEMALE": Sex.FEMALE}


def read_sex(text: str) -> Sex:
    """Return the sex written as label, code of GB/T 2261.1 or stable value.

    Raises:
        NotValid: blank, or none of these.
    """
    sex = _WRITTEN.get(typed_code(text, "性别"))
    if sex is None:
        raise NotValid("性别应为男或女")
    return sex
