"""What people do with their hands, on any page: press, answer a question, take a file."""

import asyncio
import re
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from playwright.async_api import Locator

from zizhu_testing.browser import Visitor

ROUND = "/identification/campaigns"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SLOW = 60_000  # of what waits for a job, or for another service to hear of it


def spoken(name: str) -> str | re.Pattern[str]:
    """`name*` stands for a name that begins so, whatever else the button says."""
    return re.compile("^" + re.escape(name[:-1])) if name.endswith("*") else name


async def press(person: Visitor, name: str, *, within: Locator | None = None) -> None:
    """Press the only button of this name (`name*`: that begins so), and wait for what it shows."""
    place = within or person.page
    await place.get_by_role("button", name=spoken(name), exact=True).click(timeout=SLOW)
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


async def hear(person: Visitor, text: str) -> None:
    """Wait until the page says something."""
    await person.page.get_by_text(text).first.wait_for(timeout=SLOW)
    await person.settle()


async def choose(
    person: Visitor, label: str, option: str, *, within: Locator | None = None
) -> None:
    """Choose an option of a select by what they are called."""
    await (within or person.page).get_by_role("combobox", name=label, exact=True).click()
    shown = person.page.get_by_role("option", name=spoken(option), exact=True)
    await shown.filter(visible=True).first.click()
    await person.settle()


async def take_file(person: Visitor, name: str, *, within: Locator | None = None) -> bytes:
    """Press a button that downloads, and return the file."""
    async with person.page.expect_download(timeout=SLOW) as coming:
        await (within or person.page).get_by_role("button", name=spoken(name), exact=True).click()
    file = Path(await (await coming.value).path())
    await person.settle()
    return await asyncio.to_thread(file.read_bytes)


def opened(content: bytes) -> Worksheet:
    """The first sheet of a workbook that was downloaded."""
    sheet: Any = load_workbook(BytesIO(content)).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def file_of(name: str, content: bytes, kind: str = XLSX) -> Any:
    return {"name": name, "mimeType": kind, "buffer": content}
