"""Closing a round: nothing is left to do in it, and what mere panel members wrote is gone.

A panel member's own form serves the round only (domain.md 5.7 rule 5, 11).
"""

from dataclasses import replace
from datetime import datetime

from zizhu.common.crypto.keys import KeyRing
from zizhu.common.database import Transaction
from zizhu.common.files import Files
from zizhu.identification.domain.filed import Content
from zizhu.identification.domain.round import Round
from zizhu.identification.repository import filing, forms
from zizhu.identification.repository.tasks import Use
from zizhu.identification.service import campaigns, contents, tasks
from zizhu.identification.service.evidence import OWNER
from zizhu.identification.service.filing import FORM_USE


async def close_round(
    tx: Transaction, ring: KeyRing, files: Files, one: Round, *, now: datetime
) -> Round:
    """Close an open round, loaded with its lock. Raises CampaignStateForbids."""
    closed = await campaigns.close_round(tx, one, now=now)
    emptied = []
    for filed in await forms.panel_only(tx, one.id):
        blank = contents.close_content(ring, filed.id, Content())
        await forms.save_form(tx, replace(filed, content=blank, version=filed.version + 1))
        await filing.drop_submissions(tx, filed.id)
        await filing.drop_evidence(tx, filed.id)
        await files.delete_files(tx, OWNER, filed.id)
        emptied.append(Use(filed.student_id, FORM_USE, filed.id))
    if emptied:
        await tasks.end_uses(tx, closed.campaign.school_id, emptied)
        tx.record("forms.emptied", of="campaign", object_id=one.id, count=len(emptied))
    return closed
