"""测评无误: a department confirms a flagged form on the record of a visit, which is kept encrypted.

The confirmation holds for exactly the two scores it was given for (domain.md 5.4).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from zizhu.common.crypto.keys import KeyRing
from zizhu.common.files import Files, OpenFile
from zizhu.common.files.refusals import NoSuchFile
from zizhu.common.ids import new_id
from zizhu.identification.domain import clearing, review
from zizhu.identification.domain.clearing import Clearance, Flagged, Visit, VisitWay
from zizhu.identification.domain.form_state import Deed
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.vocabulary import Actor
from zizhu.identification.errors.judging import ApplicantUnknown, NothingToClear
from zizhu.identification.errors.register import UnitNotYetKnown
from zizhu.identification.repository import applications, campaigns, forms, sheets
from zizhu.identification.repository import differences as repository
from zizhu.identification.repository.differences import KeptClearance
from zizhu.identification.service.contents import close_text, open_text
from zizhu.identification.service.cut_due import tell_school
from zizhu.identification.service.departments import tell_departments
from zizhu.identification.service.steps import keep_step
from zizhu.identification.service.work import Work, open_round

OWNER = "clearance"
MOST_ATTACHMENTS = 10


@dataclass(frozen=True, slots=True)
class ClearanceSeen:
    """A clearance opened for an officer of the student."""

    id: UUID
    cleared_by: UUID
    cleared_at: datetime
    visit: Visit | None
    reason: str


async def clear(
    work: Work,
    files: Files,
    campaign_id: UUID,
    person_id: UUID,
    *,
    visit: Visit | None,
    reason: str,
) -> ClearanceSeen:
    """Confirm that a flagged form is right.

    Raises:
        NoSuchCampaign, CampaignStateForbids, ApplicantUnknown.
        NothingToClear, VisitMissing, ReasonMissing: the rules refuse.
        UnitNotYetKnown: an attachment is no upload of the caller's.
        FileExpired, AlreadyAttached, TooManyFiles.
    """
    one = await open_round(work, campaign_id)
    application = await applications.find_application(work.tx, work.scope, one.id, person_id)
    filed = await forms.form_of(work.tx, one.id, person_id)
    if filed is None:
        raise ApplicantUnknown("本轮认定没有这名学生的申请。")
    peers = await sheets.peer_scores(work.tx, one.id, [person_id])
    if person_id not in peers:
        raise NothingToClear("评议尚未全部完成，没有排名差异可以确认。")
    flagged = Flagged(
        person_id,
        filed.state.audit,
        filed.state.difference,
        application.raw_score,
        peers[person_id].score,
    )
    rules = one.campaign.rules
    given = clearing.clear_flag(
        flagged, visit=visit, reason=reason, rules=rules, by=work.by, now=work.now
    )
    clearance_id = new_id()
    await _attach(work, files, clearance_id, visit.attachment_ids if visit else ())
    await _keep(work, one, clearance_id, given)
    deed = Deed(Actor.DEPT, work.by, work.now)
    said = given.reason or (given.visit.finding if given.visit else "")
    state, moved = review.clear(filed.state, deed, reason=said)
    await forms.save_form(
        work.tx, replace(filed, state=state, version=filed.version + 1, updated_at=work.now)
    )
    await keep_step(work.tx, work.ring, filed, moved)
    await repository.mark_cleared(work.tx, one.id, person_id)
    await tell_departments(work, one)
    await tell_school(work, one)
    return ClearanceSeen(clearance_id, work.by, work.now, given.visit, given.reason)


async def _attach(work: Work, files: Files, clearance_id: UUID, file_ids: Sequence[UUID]) -> None:
    for file_id in file_ids:
        try:
            await files.attach(
                work.tx, file_id, OWNER, clearance_id, work.by, most=MOST_ATTACHMENTS
            )
        except NoSuchFile:
            raise UnitNotYetKnown("上传的文件") from None


async def _keep(work: Work, one: Round, clearance_id: UUID, given: Clearance) -> None:
    visit = given.visit
    closed = None
    if visit is not None:
        plain = json.dumps(_visit_data(visit), ensure_ascii=False)
        closed = close_text(work.ring, plain, "clearance", "visit", clearance_id)
    kept = KeptClearance(
        id=clearance_id,
        person_id=given.person_id,
        cleared_by=given.by,
        cleared_at=given.at,
        visit=closed,
        reason=close_text(work.ring, given.reason, "clearance", "reason", clearance_id),
    )
    await repository.add_clearance(work.tx, work.school_id, one.id, kept, given.scores)


def _visit_data(visit: Visit) -> dict[str, object]:
    return {
        "visitor": visit.visitor,
        "way": visit.way.value,
        "visited_on": visit.visited_on.isoformat(),
        "finding": visit.finding,
        "attachment_ids": [str(one) for one in visit.attachment_ids],
    }


def _visit(data: Mapping[str, object]) -> Visit:
    attached = data["attachment_ids"]
    return Visit(
        visitor=str(data["visitor"]),
        way=VisitWay.of(str(data["way"])),
        visited_on=date.fromisoformat(str(data["visited_on"])),
        finding=str(data["finding"]),
        attachment_ids=tuple(UUID(one) for one in attached) if isinstance(attached, list) else (),
    )


async def list_clearances(work: Work, campaign_id: UUID, person_id: UUID) -> list[ClearanceSeen]:
    """Show what departments confirmed about one student, the newest first.

    Raises NoSuchCampaign, ApplicantUnknown.
    """
    one = await campaigns.find_round(work.tx, work.scope, campaign_id)
    await applications.find_application(work.tx, work.scope, one.id, person_id)
    kept = await repository.list_clearances(work.tx, one.id, person_id)
    if kept:
        work.tx.record("difference.read_visits", of="student", object_id=person_id)
    return [_seen(work.ring, clearance) for clearance in kept]


def _seen(ring: KeyRing, kept: KeptClearance) -> ClearanceSeen:
    visit = None
    if kept.visit is not None:
        visit = _visit(json.loads(open_text(ring, kept.visit, "clearance", "visit", kept.id)))
    reason = open_text(ring, kept.reason, "clearance", "reason", kept.id)
    return ClearanceSeen(kept.id, kept.cleared_by, kept.cleared_at, visit, reason)


async def open_attachment(
    work: Work, files: Files, campaign_id: UUID, person_id: UUID, file_id: UUID
) -> OpenFile:
    """Open an attachment of a visit; it is an audit line.

    Raises NoSuchCampaign, ApplicantUnknown, NoSuchFile, FileExpired, FileLost.
    """
    found = await list_clearances(work, campaign_id, person_id)
    owner = next((one for one in found if one.visit and file_id in one.visit.attachment_ids), None)
    if owner is None:
        raise NoSuchFile
    return await files.open_file(work.tx, file_id, owner_type=OWNER, owner_id=owner.id)
