"""Suggest indicator answers from the blocks of the form; the student may always correct them."""

import re
from collections.abc import Sequence

from zizhu.identification.domain.answers import Income
from zizhu.identification.domain.form import Form, Member

# Rural addresses name a village below a town or township (乡镇 then 村); 景德镇市 is a city.
_VILLAGE = re.compile(r"[乡镇](?!市).*村")
_TOWN = re.compile(r"[县乡镇](?!市)")
_CITY = re.compile(r"[市区]|街道")


def suggest_income(members: Sequence[Member], household_size: int | None) -> Income | None:
    """Suggest the income answer (B3) from the members; nothing while an income is missing."""
    incomes = [member.annual_income for member in members]
    known = tuple(income for income in incomes if income is not None)
    if household_size is None or not incomes or len(known) < len(incomes):
        return None
    return Income(known, household_size)


def suggest_residence(address: str) -> str | None:
    """Suggest the option of the residence item (A2) from the wording of an address.

    Old revolution and minority areas are not visible in an address: the student says so.
    """
    if _VILLAGE.search(address):
        return "rural"
    if _TOWN.search(address):
        return "town"
    return "urban" if _CITY.search(address) else None


def suggest_answers(form: Form) -> dict[str, object]:
    """Suggest, as JSON-like values, the answers not yet given that other blocks imply."""
    suggestions: dict[str, object] = {}
    income = suggest_income(form.members, form.basic.household_size)
    if income is not None:
        suggestions["B3"] = {
            "incomes": list(income.incomes),
            "household_size": income.household_size,
        }
    residence = suggest_residence(form.contact.address or "")
    if residence is not None:
        suggestions["A2"] = residence
    return {code: value for code, value in suggestions.items() if code not in form.answers}
