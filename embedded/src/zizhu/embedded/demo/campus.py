"""The demo's university: four colleges of three majors, four years, classes of about forty.

The first student is always the same person with the same phone, whatever the size.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from zizhu.embedded.demo.synthetic import YEARS, Home, Staff, University

# College -> majors with the short name that their classes bear.
COLLEGES = {
    "文学院": (("汉语言文学", "汉语言"), ("英语", "英语"), ("历史学", "历史")),
    "理学院": (("数学与应用数学", "数学"), ("应用物理学", "物理"), ("化学", "化学")),
    "工学院": (("机械工程", "机械"), ("土木工程", "土木"), ("电气工程及其自动化", "电气")),
    "信息学院": (("计算机科学与技术", "计算机"), ("软件工程", "软件"), ("人工智能", "智能")),
}
FRESHMEN = YEARS[-1]
CLASS_SIZE = 42
PLACES = len(COLLEGES) * len(YEARS)
SEED = 9
TAG = "demo"
PLATFORM_LOGIN = "platform"
SCHOOL_LOGIN = f"{TAG}school"
DAYS_OF_A_YEAR = 360  # so that everybody is of age when the autumn's round begins

# What the sign-in page of the demo says of these accounts.
REMARKS = {
    "demodept1": "院系账号（文学院）",
    "democ1y2023": "辅导员：年级账号（文学院2023级）",
    "democ1m1": "辅导员：专业账号（汉语言文学）",
    "democ1k1": "辅导员：班级账号（汉语言2301班）",
}


class Campus(University):
    """`count` students, at least one class for each college and year, and staff of every kind."""

    def __init__(self, count: int) -> None:
        self._born: dict[int, int] = {}
        super().__init__(count, seed=SEED, tag=TAG)

    def _homes(self, count: int) -> Sequence[Home]:
        branches = max(1, round(count / (PLACES * CLASS_SIZE)))
        return [
            _home(college, year, branch)
            for year in YEARS
            for college in COLLEGES
            for branch in range(branches)
        ]

    def _birth(self, year: int) -> tuple[date, int]:
        """Spread the birthdays of a year of students over the twelve months that begin it."""
        number = self._born[year] = self._born.get(year, -1) + 1
        day = date(year - 19, 9, 1) + timedelta(days=number * 7919 % DAYS_OF_A_YEAR)
        return day, number // DAYS_OF_A_YEAR * 100 + self._random.randrange(100)

    def _make_staff(self) -> Iterator[Staff]:
        for one in self._everybody():
            yield replace(one, remark=REMARKS.get(one.login, ""))

    def _everybody(self) -> Iterator[Staff]:
        homes = sorted({student.home for student in self.students})
        for number, college in enumerate(COLLEGES, 1):
            own = [home for home in homes if home[0] == college]
            login = f"{self.tag}c{number}"
            yield self._staff(f"{self.tag}dept{number}", "院系账号", college, None)
            for year in YEARS:
                yield self._staff(f"{login}y{year}", "年级账号", college, year)
            major = COLLEGES[college][0][0]
            yield self._staff(f"{login}m1", "专业账号", college, None, (major, ""))
            _, year, major, class_name = next(home for home in own if home[1] == YEARS[0])
            yield self._staff(f"{login}k1", "班级账号", college, year, (major, class_name))


def _home(college: str, year: int, branch: int) -> Home:
    majors = COLLEGES[college]
    major, short = majors[branch % len(majors)]
    return college, year, major, f"{short}{year % 100}{branch // len(majors) + 1:02d}班"
