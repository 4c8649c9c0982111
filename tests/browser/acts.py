"""What people do with their hands, on any page: press, answer a question, take a file."""

import asyncio
import re
from collections.abc import Awaitable
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from playwright.async_api import Locator

from zizhu_testing.browser import Visitor

ROUND = "/identification/campaigns"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SOON = 15_000
# What an officer clicks of a select: its field lies under the words that it shows.
WRAPPER = "xpath=ancestor::*[contains(@class, 'el-select__wrapper')]"
SLOW = 60_000  # of what waits for a job, or for another service to hear of it


def spoken(name: str) -> str | re.Pattern[str]:
    """`name*` stands for a name that begins so, whatever else the button says."""
    return re.compile("^" + re.escape(name[:-1])) if name.endswith("*") else name


async def press(
    person: Visitor, name: str, *, within: Locator | None = None, patience: float = SOON
) -> None:
    """Press the only button of this name (`name*`: that begins so), and wait for what it shows."""
    place = within or person.page
    await place.get_by_role("button", name=spoken(name), exact=True).click(timeout=patience)
    await person.settle()


def dialog(person: Visitor) -> Locator:
    """The question that is open."""
    return person.page.get_by_role("dialog").filter(visible=True).last


async def press_in_dialog(person: Visitor, name: str) -> None:
    await press(person, name, within=dialog(person))


async def give_reason(person: Visitor, reason: str, act: str) -> None:
    """Write the reason that a question asks for, and act."""
    await dialog(person).get_by_role("textbox").first.fill(reason)
    await press_in_dialog(person, act)


async def type_name(person: Visitor, name: str, act: str) -> None:
    """Type the name that an act which cannot be undone asks for, and act."""
    field = dialog(person).get_by_role("textbox")
    assert await dialog(person).get_by_role("button", name=act, exact=True).is_disabled()
    await field.fill(name)
    await press_in_dialog(person, act)


async def hear(person: Visitor, text: str, within: float = SOON) -> None:
    """Wait until the page says something."""
    await person.page.get_by_text(text).filter(visible=True).first.wait_for(timeout=within)
    await person.settle()


async def choose(
    person: Visitor, label: str, option: str, *, within: Locator | None = None
) -> None:
    """Choose an option of a select by what they are called."""
    field = (within or person.page).get_by_role("combobox", name=label, exact=True)
    await field.locator(WRAPPER).click()
    shown = person.page.get_by_role("option", name=spoken(option), exact=True)
    await shown.filter(visible=True).first.click()
    await person.settle()


async def receive(person: Visitor, act: Awaitable[object]) -> bytes:
    """Do what hands a file to the browser, and return it."""
    async with person.page.expect_download(timeout=SLOW) as coming:
        await act
    file = Path(await (await coming.value).path())
    await person.settle()
    return await asyncio.to_thread(file.read_bytes)


async def take_file(person: Visitor, name: str, *, within: Locator | None = None) -> bytes:
    """Press a button that downloads, and return the file."""
    place = within or person.page
    return await receive(
        person, place.get_by_role("button", name=spoken(name), exact=True).click(timeout=SOON)
    )


async def pick_place(person: Visitor, label: str, *path: str) -> None:
    """Open the tree of places and choose the node at the end of a path."""
    field = person.page.locator(f'input[type="text"][aria-label="{label}"]')
    await field.filter(visible=True).click()
    for level, name in enumerate(path):
        menu = person.page.locator(".el-cascader-menu").filter(visible=True).nth(level)
        node = menu.get_by_role("menuitem").filter(has_text=name)
        if level < len(path) - 1:
            await node.hover()
        else:
            await node.click()
    await person.settle()


def opened(content: bytes) -> Worksheet:
    """The first sheet of a workbook that was downloaded."""
    sheet: Any = load_workbook(BytesIO(content)).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def file_of(name: str, content: bytes, kind: str = XLSX) -> Any:
    return {"name": name, "mimeType": kind, "buffer": content}
