"""What synthetic students would fill in, and what their classmates would say of them.

Everybody has one level of hardship from 0 to 1, from which both follow with some chance, so that
the two rankings of a class mostly agree. The same student and seed give the same answers.
"""

import random
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from zizhu.embedded.demo.synthetic import Student

T = TypeVar("T")

OCCUPATIONS = ("个体经营", "务工", "务农", "待业")
ADDRESSES = ("青山镇河口村", "白塔乡石桥村", "东湖街道新华社区", "柳林镇梅岭村", "城关镇文昌社区")
SCHOLARS = 0.1  # who ask for the scholarship too
MISJUDGED = 0.06  # of so many students their classmates think something quite different
# Item -> the option that asks for a document.
PROVEN = {"A1": "serious", "C3": "one", "C4": "recent"}


def chance_of(*what: object) -> random.Random:
    """Chance that comes out the same for the same words."""
    return random.Random(":".join(map(str, what)))  # noqa: S311 - repeatable people, no secret


def hardship(student: Student) -> float:
    """How hard somebody's family has it, from 0 to 1."""
    return 0.1 + 0.9 * chance_of("hardship", student.document).betavariate(2.6, 1.8)


def answers_of(student: Student, seed: object) -> dict[str, Any]:
    """Answers to the indicators; those to money and aid differ from seed to seed a little."""
    level = hardship(student)
    lasting, passing = chance_of("lasting", student.document), chance_of(seed, student.document)

    def pick(chance: random.Random, *options: T) -> T:
        place = (level + chance.uniform(-0.3, 0.3)) * len(options)
        return options[max(0, min(len(options) - 1, int(place)))]

    return {
        "A1": pick(lasting, "healthy", "healthy", "healthy", "chronic"),
        "A2": pick(lasting, "urban", "town", "rural", "poor_county"),
        "A3": pick(lasting, "both", "both", "both", "divorced", "one_died"),
        "A4": lasting.choice((5_200, 8_800, 12_000, 21_000)),
        "B1": pick(lasting, "steady", "casual", "farming", "none"),
        "B2": pick(lasting, "steady", "casual", "farming", "none"),
        "B3": {
            "incomes": [
                pick(passing, 96_000, 60_000, 36_000, 18_000, 9_000) + passing.randrange(20) * 100
                for _ in range(2)
            ],
            "household_size": pick(lasting, 3, 4, 4, 5, 6),
        },
        "C1": pick(
            lasting,
            {"beyond": 0, "compulsory": 0},
            {"beyond": 0, "compulsory": 1},
            {"beyond": 1, "compulsory": 1},
        ),
        "C2": pick(lasting, 0, 1, 2, 4),
        "C3": pick(lasting, "none", "none", "chronic"),
        "C4": "none",
        "C5": pick(passing, 0, 0, 12_000, 60_000, 150_000),
        "C6": pick(lasting, "bought", "rural", "rural", "none"),
        "D1": pick(passing, "no", "no", "yes"),
        "D2": pick(passing, "no", "yes"),
        "D3": pick(passing, "no", "no", "no", "yes"),
    }


def form_of(student: Student, seed: object) -> dict[str, Any]:
    """Everything that an applicant fills in."""
    answers = answers_of(student, seed)
    chance = chance_of("family", student.document)
    members = [
        {
            "name": f"{chance.choice((student.name[0], '陈', '林'))}{chance.choice('国建文秀玉明')}"
            f"{chance.choice('强军芳英华兰')}",
            "age": chance.randrange(42, 56),
            "relation": ("父亲", "母亲")[index],
            "workplace": "无固定单位",
            "occupation": chance.choice(OCCUPATIONS),
            "annual_income": answers["B3"]["incomes"][index],
            "health": chance.choice(("健康", "健康", "一般")),
        }
        for index in range(2)
    ]
    return {
        "basic": {
            "household_size": answers["B3"]["household_size"],
            "phone": student.phone,
            "political_status": chance.choice(("共青团员", "共青团员", "群众", "中共预备党员")),
        },
        "contact": {
            "address": f"示例省示例市示例县{chance.choice(ADDRESSES)}{chance.randrange(1, 99)}号",
            "postcode": "350000",
            "parent_phone": student.phone,
        },
        "members": members,
        "answers": answers,
        "wishes": {
            "national_grant": True,
            "national_scholarship": chance.random() < SCHOLARS,
            "work_study": answers["D3"] == "yes",
        },
    }


Questions = Sequence[tuple[str, Sequence[str]]]  # code -> choices from well off to badly off

# Of each question of `fj-peer-v1`, the choices from well off to badly off.
PEER: Questions = (
    ("Q1", ("lavish", "average", "frugal")),
    ("Q2", ("yes", "no")),
    ("Q3", ("over_3000", "from_1000", "under_1000")),
    ("Q4", ("yes", "no")),
    ("Q5", ("above", "average", "below")),
    ("Q6", ("yes", "no")),
)


def is_misjudged(student: Student) -> bool:
    """Whether classmates think quite differently of somebody's family than the form says."""
    return chance_of("reputation", student.document).random() < MISJUDGED


def sheet_about(
    student: Student, member: object, *, is_misjudged: bool = False
) -> Mapping[str, str]:
    """What a member of the panel says of a classmate."""
    level = 1 - hardship(student) if is_misjudged else hardship(student)
    chance = chance_of("sheet", member, student.document)

    def pick(choices: Sequence[str]) -> str:
        place = (level + chance.uniform(-0.22, 0.22)) * len(choices)
        return choices[max(0, min(len(choices) - 1, int(place)))]

    return {code: pick(choices) for code, choices in PEER}
