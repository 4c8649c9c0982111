"""Who acts in the steps: each file of steps has a university of its own."""

import pytest

import cutting
import evaluation
import filing
import reviewing
from campuses import found
from zizhu.embedded.demo.stage import Stage
from zizhu_testing.browser import Visitor


@pytest.fixture(scope="module")
async def campus(stage: Stage) -> Stage:
    """A university with register and staff; nobody but the staff is active yet."""
    return await found(stage)


@pytest.fixture
def school(officer, campus):
    """`await school()`: the university's own account at a desk."""

    async def sign_in() -> Visitor:
        return await officer(campus.admin_login)

    return sign_in


@pytest.fixture
def counsellor(officer, campus):
    """`await counsellor()`: who looks after the first two classes."""

    async def sign_in(college: int = 1) -> Visitor:
        return await officer(f"{campus.university.tag}c{college}y2023")

    return sign_in


@pytest.fixture
def department(officer, campus):
    """`await department()`: the department of the first two classes."""

    async def sign_in(college: int = 1) -> Visitor:
        return await officer(f"{campus.university.tag}dept{college}")

    return sign_in


@pytest.fixture(scope="module")
async def filed(campus: Stage) -> Stage:
    """Its round, open, with four applicants and five who may evaluate in each class."""
    await filing.open_round(campus)
    await filing.file_forms(campus)
    return campus


@pytest.fixture(scope="module")
async def cut(filed):
    """Everything up to the cut is done."""
    await evaluation.seat_panels(filed)
    await evaluation.evaluate(filed)
    await reviewing.review(filed)
    await reviewing.compare(filed)
    await reviewing.clear(filed)
    await cutting.cut(filed)
    return filed
