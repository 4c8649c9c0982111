"""Forms by the hundred: accounts are opened, forms begun, filled in, proved and handed in.

Every form goes through the use cases of a student's own phone, some twenty students to a
transaction; who has filed already is passed over, so that it may be done again.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any
from uuid import UUID

from PIL import Image, ImageDraw

from zizhu.common.database import Transaction
from zizhu.common.files.vault import Received
from zizhu.embedded.demo.scene import Pupil, Scene
from zizhu.embedded.demo.stage import shares
from zizhu.identification.domain.form_state import Deed
from zizhu.identification.domain.vocabulary import Actor
from zizhu.identification.repository import forms
from zizhu.identification.service import evidence, filing
from zizhu.identification.service.desk import Desk, sit_down
from zizhu.identification.service.evidence import FILE_NAME, LIMITS
from zizhu.identification.service.filing import ConsentGiven, Opened, Signature
from zizhu.identification.service.withdrawal import withdraw_form

AT_ONCE = 20
CONSENT = ConsentGiven("consent.v1", covers_sensitive=True)


@dataclass(frozen=True, slots=True)
class Filing:
    """What one student does: when they begin, what they type, and what becomes of it.

    `handed_in_at` is None for a draft; `proofs` are the items that get a document.
    """

    pupil: Pupil
    begun_at: datetime
    changes: Mapping[str, Any]
    handed_in_at: datetime | None = None
    proofs: Sequence[str] = ()
    withdrawn_at: datetime | None = None
    uploads: dict[str, Received] = field(default_factory=dict)


async def file_forms(scene: Scene, campaign_id: UUID, filings: Iterable[Filing]) -> int:
    """File many forms of a round, those that are there left alone; return how many were filed."""
    wanted = {one.pupil.id: one for one in filings}
    async with scene.acts(scene.school, scene.now) as tx:
        there = [person for person in wanted if await forms.form_of(tx, campaign_id, person)]
    missing = [one for person, one in wanted.items() if person not in there]
    for some in shares(sorted(missing, key=lambda one: one.begun_at), AT_ONCE):
        for one in some:
            await _upload(scene, one)
        async with scene.acts(some[0].pupil.who, some[0].begun_at) as tx:
            for one in some:
                await _file(scene, tx, campaign_id, one)
    return len(missing)


async def _file(scene: Scene, tx: Transaction, campaign_id: UUID, one: Filing) -> None:
    pupil, parts = one.pupil, scene.parts["identification"]
    tx.actor, tx.machine_now = pupil.who.actor, one.begun_at
    desk = await sit_down(tx, parts.keys.ring, pupil.scope, campaign_id, now=one.begun_at)
    opened = await filing.begin_form(desk, CONSENT)
    opened = await filing.save_draft(desk, opened, one.changes)
    for item, received in one.uploads.items():
        opened = await _prove(scene, desk, opened, item, received)
    if one.handed_in_at is not None:
        opened = await _hand_in(_later(desk, one.handed_in_at), opened, pupil)
    if one.withdrawn_at is not None:
        await withdraw_form(_later(desk, one.withdrawn_at), parts.files, opened)


def _later(desk: Desk, at: datetime) -> Desk:
    desk.tx.machine_now = at
    return replace(desk, deed=Deed(Actor.STUDENT, desk.deed.by, at))


async def _hand_in(desk: Desk, opened: Opened, pupil: Pupil) -> Opened:
    if opened.content.form.purpose == "apply":
        signature = Signature("commitment.v1", pupil.student.name)
        opened = await filing.sign_form(desk, opened, signature)
    return await filing.hand_in(desk, opened)


async def _upload(scene: Scene, one: Filing) -> None:
    files = scene.parts["identification"].files
    for item in one.proofs:
        one.uploads[item] = await files.receive(
            _once(picture(item)), display_name=FILE_NAME, limits=LIMITS
        )


async def _prove(scene: Scene, desk: Desk, opened: Opened, item: str, received: Received) -> Opened:
    files = scene.parts["identification"].files
    stored = await files.stage(desk.tx, received, limits=LIMITS)
    await evidence.add_evidence(desk, files, opened.filed, file_id=stored.id, target=item)
    return opened


@cache
def picture(item: str) -> bytes:
    """A page that says that it proves nothing: the demo's evidence."""
    page = Image.new("RGB", (720, 1018), "#fdfcf7")
    draw = ImageDraw.Draw(page)
    draw.rectangle((36, 36, 684, 982), outline="#b9b2a0", width=3)
    draw.text((80, 90), "SAMPLE", fill="#8a1f1f", font_size=64)
    draw.text((80, 180), f"evidence for item {item} - synthetic", fill="#333333", font_size=26)
    for line in range(12):
        draw.line((80, 270 + line * 44, 640 - line % 3 * 90, 270 + line * 44), "#c9c4b6", 10)
    draw.ellipse((450, 780, 630, 960), outline="#c0392b", width=6)
    draw.text((484, 850), "SAMPLE", fill="#c0392b", font_size=28)
    target = BytesIO()
    page.save(target, "JPEG", quality=80)
    return target.getvalue()


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content
    await asyncio.sleep(0)


def later(at: datetime, hours: float) -> datetime:
    return at + timedelta(hours=hours)
