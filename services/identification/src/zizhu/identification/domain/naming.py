"""A student asks not to be named in the published list (domain.md 6).

Until the list is frozen: the student without a word, an officer of theirs with a reason.
"""

from zizhu.identification.domain.form_state import Deed, FormMoved, FormState
from zizhu.identification.domain.publicity import Publicity
from zizhu.identification.domain.reason import require_reason
from zizhu.identification.domain.transitions import Act
from zizhu.identification.domain.vocabulary import Actor, FillState, Purpose
from zizhu.identification.errors.filing import FormStateForbids
from zizhu.identification.errors.results import NamingFrozen

SOURCE = "6.10"  # stands in the log where a step of the table has its number
_STANDING = frozenset({FillState.FILLING, FillState.SUBMITTED, FillState.RETURNED})


def is_frozen_for(main: Publicity | None, *, is_listed: bool) -> bool:
    """Tell whether the name that a list shows is settled for somebody.

    Before its release a prepared list is settled for everybody, so that a refusal tells nobody
    whether they stand on it. Once it is public, who is not on it (`is_listed` false) may still ask:
    a supplement may come.
    """
    if main is None or not main.blocks_cut:
        return False
    return is_listed or not main.has_started


def require_open(state: FormState, *, is_frozen: bool) -> None:
    """Refuse to set how a student is shown.

    Raises:
        FormStateForbids: there is no application that a list could name.
        NamingFrozen: the list that names them is frozen.
    """
    if state.fill not in _STANDING:
        raise FormStateForbids(f"申请处于“{state.fill.label}”，不会列入公示名单，无需设置。")
    if state.purpose is Purpose.PANEL_ONLY:
        raise FormStateForbids("仅参与评议的学生不会列入公示名单，无需设置。")
    if is_frozen:
        raise NamingFrozen(
            "公示名单已经确定，姓名的显示方式不能再改；确有需要，请联系学校资助中心撤下后重新公示。"
        )


def set_naming(state: FormState, deed: Deed, *, reason: str | None) -> FormMoved:
    """Word the step: the student needs no reason, whoever acts for them gives one.

    Raises:
        ReasonMissing: an officer gives none.
    """
    if deed.actor is not Actor.STUDENT:
        reason = require_reason(reason or "", "请写明代学生设置的原因，例如学生何时、如何提出。")
    return FormMoved(SOURCE, Act.SET_NAMING, deed.actor, deed.by, deed.at, state, state, reason)
