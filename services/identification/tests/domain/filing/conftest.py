"""A whole synthetic form, and the answers that the default scheme takes."""

from datetime import UTC, datetime

import pytest

from zizhu.identification.domain.form import Form, agree, read_form, sign

NOW = datetime(2025, 9, 10, 2, 0, tzinfo=UTC)

LEAST = {
    "A1": "healthy",
    "A2": "urban",
    "A3": "both",
    "A4": 5000,
    "B1": "steady",
    "B2": "steady",
    "B3": {"incomes": [100_000, 100_000], "household_size": 3},
    "C1": {},
    "C2": 0,
    "C3": "none",
    "C4": "none",
    "C5": 0,
    "C6": "bought",
    "D1": "no",
    "D2": "no",
    "D3": "no",
}
MOST = {
    "A1": "serious",
    "A2": "poor_county",
    "A3": "orphaned",
    "A4": 20_001,
    "B1": "none",
    "B2": "none",
    "B3": {"incomes": [], "household_size": 1},
    "C1": {"beyond": 2, "compulsory": 3},
    "C2": 3,
    "C3": "several",
    "C4": "recent",
    "C5": 100_000,
    "C6": "none",
    "D1": "yes",
    "D2": "yes",
    "D3": "yes",
}


@pytest.fixture
def least() -> dict[str, object]:
    return dict(LEAST)


@pytest.fixture
def most() -> dict[str, object]:
    return dict(MOST)


@pytest.fixture
def whole_form() -> Form:
    form = read_form(
        {
            "purpose": "apply",
            "basic": {
                "name": "测试甲",
                "sex": "女",
                "birth_month": "2006-03",
                "document_number": "110101200603070000",
                "college": "测试学院",
                "major": "测试专业",
                "year": "2025",
                "class_name": "测试1班",
                "household_size": 3,
                "phone": "13800000000",
            },
            "contact": {"address": "测试省测试县测试镇测试村1号"},
            "members": [
                {
                    "name": "测试乙",
                    "age": 50,
                    "relation": "父亲",
                    "occupation": "务农",
                    "annual_income": 100_000,
                },
                {
                    "name": "测试丙",
                    "age": 49,
                    "relation": "母亲",
                    "occupation": "务农",
                    "annual_income": 100_000,
                },
            ],
            "groups": ["dibao"],
            "answers": LEAST,
            "wishes": {"national_grant": True, "national_scholarship": False, "work_study": False},
        }
    )
    agreed = agree(form, "consent.v1", covers_sensitive=True, now=NOW)
    return sign(agreed, "commitment.v1", signed_name="测试甲", guardian_name=None, now=NOW)
