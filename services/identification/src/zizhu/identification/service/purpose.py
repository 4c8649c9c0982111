"""A counsellor corrects the purpose of a form before its student sits on a confirmed panel.

An applicant who is only to evaluate loses score, wishes and own claims, not what was written, which
goes when the round closes; who is to apply gets the form back to complete it.
"""

from dataclasses import replace
from datetime import datetime

from zizhu.identification.domain import purpose as domain
from zizhu.identification.domain.filed import Filed
from zizhu.identification.domain.form import Wishes
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.special import claim_groups
from zizhu.identification.domain.vocabulary import AuditState, Purpose
from zizhu.identification.repository import forms, panels
from zizhu.identification.service import contents, followup, review, standings
from zizhu.identification.service.reviewing import Office
from zizhu.identification.service.steps import keep_step


async def correct_purpose(
    office: Office,
    one: Round,
    filed: Filed,
    purpose: Purpose,
    *,
    reason: str,
    refill_until: datetime | None,
) -> Filed:
    """Correct the purpose of a form that was loaded with its lock.

    Raises:
        FormStateForbids, PurposeUnchanged, PurposeSettled, CutAlreadyMade, ReasonMissing.
        ExtensionUseless: `refill_until` is not ahead.
    """
    is_seated = await panels.is_seated(office.tx, one.id, filed.student_id)
    domain.require_correctable(filed.state, purpose, is_cut=one.is_cut, is_seated=is_seated)
    if purpose is Purpose.APPLY:
        return await _give_back(office, one, filed, reason=reason, refill_until=refill_until)
    return await _take_off(office, one, filed, reason=reason)


async def _take_off(office: Office, one: Round, filed: Filed, *, reason: str) -> Filed:
    state, moved = domain.take_off_the_applicants(filed.state, office.deed, reason=reason)
    done = replace(
        filed,
        state=state,
        wishes=Wishes(),
        raw_score=None,
        effective_score=None,
        score_rule=None,
        is_guaranteed=await _drop_claims(office, one, filed),
        content=_with_purpose(office, filed, Purpose.PANEL_ONLY),
        updated_at=office.now,
        version=filed.version + 1,
    )
    await forms.save_form(office.tx, done)
    await keep_step(office.tx, office.ring, done, moved)
    followup.message_to(
        office.tx,
        done,
        kind="purpose_corrected",
        title="您的填报目的已更正",
        body="辅导员已将您的填报目的更正为“仅参与评议”；如有疑问，请联系辅导员。",
    )
    return done


async def _drop_claims(office: Office, one: Round, filed: Filed) -> bool:
    kept, standing = await standings.hold_standing(office.tx, office.ring, one, filed.student_id)
    left = claim_groups(standing.claims, (), kinds=one.kinds)
    if left == standing.claims:
        return kept.is_guaranteed
    remaining = replace(standing, claims=left)
    return await standings.keep_standing(office.tx, office.ring, one, kept, remaining)


async def _give_back(
    office: Office, one: Round, filed: Filed, *, reason: str, refill_until: datetime | None
) -> Filed:
    asked = domain.ask_to_apply(reason)
    if filed.state.audit is AuditState.REVIEWED:  # the first of the two clicks of 退回重填
        filed = await review.return_form(
            office, one, filed, reason=asked, marks=(), refill_until=None
        )
    returned = await review.return_form(
        office, one, filed, reason=asked, marks=(), refill_until=refill_until
    )
    done = replace(
        returned,
        content=_with_purpose(office, returned, Purpose.APPLY),
        version=returned.version + 1,
    )
    await forms.save_form(office.tx, done)
    return done


def _with_purpose(office: Office, filed: Filed, purpose: Purpose) -> str:
    """The student's own draft follows, so that the next handing in does not undo it."""
    content = contents.open_content(office.ring, filed)
    form = replace(content.form, purpose=purpose)
    return contents.close_content(office.ring, filed.id, replace(content, form=form))
