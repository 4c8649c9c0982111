"""The people of the two universities. Nobody is one of them: the same numbers each time, with the
check digit that belongs to them, in a region that does not exist.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from zizhu.common.people.resident import check_character

STUDENT_HEADER = (
    "姓名", "手机号", "证件类型", "身份证号码", "民族", "性别",
    "院系", "年级", "专业", "班级", "学号",
)  # fmt: skip
STAFF_HEADER = (
    "账号名称", "关联手机号", "证件类型", "证件号码", "真实姓名", "身份",
    "院系", "年级", "专业", "班级", "备注",
)  # fmt: skip
FIRST = "安博采晨达恩帆歌涵佳"
SECOND = "开兰明宁鹏奇然思涛蔚欣言泽知中"
CLASS_SIZE = 6
# Two colleges, each with two majors, each with two classes; the majors are a year apart.
CLASSES = ("111", "112", "121", "122", "211", "212", "221", "222")


def identity_number(school: int, number: int) -> str:
    first = f"3501992005{school:02d}{number % 28 + 1:02d}{number + 1:03d}"
    return first + check_character(first)


def phone_number(school: int, number: int) -> str:
    return f"19{school}{number:08d}"


def year_of(code: str) -> int:
    """The year of a class `college major number`."""
    return {"1": 2026, "2": 2025}[code[1]]


@dataclass(frozen=True)
class Person:
    """Somebody made up."""

    name: str
    phone: str
    document: str


def person(school: int, number: int) -> Person:
    """Make the person of a number below 150; no two of both universities share a name."""
    surname = {1: "林", 2: "高"}[school]
    name = surname + FIRST[number // len(SECOND)] + SECOND[number % len(SECOND)]
    return Person(name, phone_number(school, number), identity_number(school, number))


def college_name(school: int, code: str) -> str:
    return {1: "甲", 2: "乙"}[school] + {"1": "文学院", "2": "理学院"}[code[0]]


def major_name(school: int, code: str) -> str:
    return f"{college_name(school, code)[:2]}{code[:2]}专业"


def students(school: int) -> Iterator[tuple[str, Person]]:
    """Every student with the code of their class."""
    for index, code in enumerate(CLASSES):
        for number in range(CLASS_SIZE):
            yield code, person(school, index * CLASS_SIZE + number)


def student_row(school: int, code: str, one: Person) -> tuple[str, ...]:
    return (
        one.name,
        one.phone,
        "居民身份证",
        one.document,
        "汉族",
        "男" if int(one.document[16]) % 2 else "女",
        college_name(school, code),
        f"{year_of(code)}级",
        major_name(school, code),
        f"{code}班",
        f"{year_of(code)}{school}{one.phone[-4:]}",
    )


def staff_row(school: int, login: str, one: Person, code: str) -> tuple[str, ...]:
    """A counsellor of one class."""
    place = (
        college_name(school, code),
        f"{year_of(code)}级",
        major_name(school, code),
        f"{code}班",
    )
    return (login, one.phone, "居民身份证", one.document, one.name, "", *place, "")


def sheet(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A csv of the shape that a workbook has."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(header)
    writer.writerows(rows)
    return target.getvalue().encode("utf-8-sig")
