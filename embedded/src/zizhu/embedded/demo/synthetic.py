"""A synthetic university: colleges, majors, classes, students and staff that nobody is.

The same seed makes the same people. Identity numbers have right check digits and belong to no one
known to us; phones come from one made-up range.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

import xlsxwriter

# fmt: off
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"  # noqa: E501 - one character a name
GIVEN = "安博采晨达恩帆歌涵佳开兰明宁鹏奇然思涛蔚欣言泽知中卓朗清禾嘉若川语桐远青月松岚溪舟楠星野初"
COLLEGES = (
    "文学院", "理学院", "工学院", "农学院", "医学院",
    "商学院", "法学院", "艺术学院", "信息学院", "海洋学院",
)
MAJORS = ("甲专业", "乙专业", "丙专业", "丁专业", "戊专业")
YEARS = (2023, 2024, 2025, 2026)
ETHNIC = (*["汉族"] * 7, "畲族", "回族", "土家族")
CLASS_SIZE = 50
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

Home = tuple[str, int, str, str]  # college, year, major, class
NO_HOME = ("", "")  # major and class of those who look after more

STUDENT_HEADER = (
    "姓名", "手机号", "证件类型", "身份证号码", "民族", "性别",
    "院系", "年级", "专业", "班级", "学号",
)
STAFF_HEADER = (
    "账号名称", "关联手机号", "证件类型", "证件号码", "真实姓名", "身份",
    "院系", "年级", "专业", "班级", "备注",
)
# fmt: on


@dataclass(frozen=True)
class Student:
    name: str
    phone: str
    document: str
    ethnic: str
    sex: str
    college: str
    year: int
    major: str
    class_name: str
    number: str

    def row(self) -> tuple[str, ...]:
        return (
            self.name, self.phone, "居民身份证", self.document, self.ethnic, self.sex,
            self.college, f"{self.year}级", self.major, self.class_name, self.number,
        )  # fmt: skip

    @property
    def home(self) -> Home:
        """The class: it is known by all four."""
        return (self.college, self.year, self.major, self.class_name)


@dataclass(frozen=True)
class Staff:
    login: str
    phone: str
    document: str
    name: str
    title: str
    college: str
    year: int | None = None
    major: str = ""
    class_name: str = ""
    remark: str = ""

    def row(self) -> tuple[str, ...]:
        year = f"{self.year}级" if self.year else ""
        return (
            self.login, self.phone, "居民身份证", self.document, self.name, self.title,
            self.college, year, self.major, self.class_name, self.remark,
        )  # fmt: skip


def identity_number(born: date, order: int) -> str:
    """A number with the right check digit (GB 11643-1999); an odd order is male."""
    head = f"350102{born:%Y%m%d}{order % 1000:03d}"
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, head, strict=True))
    return head + "10X98765432"[total % 11]


def _births(seed: int) -> Iterator[tuple[date, int]]:
    """Days and orders that never repeat: of the 1,000 numbers of a day each seed has 100."""
    day = date(2003, 9, 1)
    while True:
        for order in range(100):
            yield day, (seed % 10) * 100 + order
        day += timedelta(days=1)


class University:
    """`count` students in classes of fifty, with staff.

    Each college has a department account, and a counsellor for each year.
    """

    def __init__(self, count: int, seed: int = 1, tag: str = "u1") -> None:
        self._random = random.Random(f"{tag}:{seed}")  # noqa: S311 - repeatable people
        self._births = _births(seed)
        self._phone = 13_000_000_000 + (seed % 900) * 1_000_000
        self.tag = tag
        self.students = tuple(self._make_students(count))
        self.staff = tuple(self._make_staff())

    def _name(self) -> str:
        length = self._random.choice((1, 2, 2, 2))
        return self._random.choice(SURNAMES) + "".join(self._random.choices(GIVEN, k=length))

    def _next_phone(self) -> str:
        self._phone += 1
        return str(self._phone)

    def _homes(self, count: int) -> Sequence[Home]:
        """The classes, in the order in which they are filled."""
        return [self._home(index) for index in range(max(1, count // CLASS_SIZE))]

    def _birth(self, _year: int) -> tuple[date, int]:
        """Day and order of the next student of a year; nobody else has both."""
        return next(self._births)

    def _make_students(self, count: int) -> Iterator[Student]:
        homes = self._homes(count)
        for index in range(count):
            college, year, major, class_name = homes[index * len(homes) // count]
            born, order = self._birth(year)
            yield Student(
                name=self._name(),
                phone=self._next_phone(),
                document=identity_number(born, order),
                ethnic=self._random.choice(ETHNIC),
                sex="男" if order % 2 else "女",
                college=college,
                year=year,
                major=major,
                class_name=class_name,
                number=f"{year}{index:06d}",
            )

    @staticmethod
    def _home(index: int) -> Home:
        """Spread classes over colleges first, then years, then majors."""
        college = COLLEGES[index % len(COLLEGES)]
        rest = index // len(COLLEGES)
        year = YEARS[rest % len(YEARS)]
        rest //= len(YEARS)
        major = college[0] + MAJORS[rest % len(MAJORS)]
        return college, year, major, f"{rest // len(MAJORS) + 1}班"

    def _make_staff(self) -> Iterator[Staff]:
        colleges = sorted({student.college for student in self.students}, key=COLLEGES.index)
        for number, college in enumerate(colleges, 1):
            yield self._staff(f"{self.tag}dept{number}", "院系账号", college, None)
            years = sorted({s.year for s in self.students if s.college == college})
            for year in years:
                yield self._staff(f"{self.tag}c{number}y{year}", "年级账号", college, year)

    def _staff(
        self,
        login: str,
        title: str,
        college: str,
        year: int | None,
        home: tuple[str, str] = NO_HOME,
    ) -> Staff:
        born, order = next(self._births)
        phone, name = self._next_phone(), self._name()
        document = identity_number(born, order)
        return Staff(login, phone, document, name, title, college, year, *home)

    def student_workbook(self) -> bytes:
        """The register in the shape of 学生信息表."""
        return student_workbook(self.students)

    def staff_workbook(self) -> bytes:
        """The accounts in the shape of 教工信息表."""
        return workbook("教工信息表", STAFF_HEADER, [person.row() for person in self.staff])


def student_workbook(students: Iterable[Student]) -> bytes:
    """Students in the shape of 学生信息表."""
    return workbook("学生信息表", STUDENT_HEADER, [one.row() for one in students])


def workbook(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Write one sheet of text cells with a title row, as officers make them."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    as_text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet(title)
    sheet.set_column(0, len(header) - 1, 16, as_text)
    sheet.write_string(0, 0, title, as_text)
    for number, row in enumerate([header, *rows], 1):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text, as_text)
    book.close()
    return target.getvalue()
