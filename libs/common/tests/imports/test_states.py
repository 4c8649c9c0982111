"""What an officer may do to an import, by its state and by what the check counted."""

import pytest

from zizhu.common.clock import MachineClock
from zizhu.common.ids import new_id
from zizhu.common.imports.refusals import (
    BadRowsLeft,
    ImportBeingWritten,
    ImportNotReady,
    ImportOver,
    NothingToImport,
)
from zizhu.common.imports.states import (
    OPEN,
    Choice,
    Import,
    ImportState,
    check_cancel,
    check_choice,
)

OVER = [state for state in ImportState if state not in OPEN]


def upload(state=ImportState.CHECKED, **counts):
    return Import(
        id=new_id(),
        school_id=new_id(),
        account_id=new_id(),
        state=state,
        filename="表格.xlsx",
        content_digest=b"",
        wrapped_key="",
        job_id=new_id(),
        counts={"total": 3, "bad": 0, "whole": 0} | counts,
        created_at=MachineClock().now(),
    )


class TestChoose:
    @pytest.mark.parametrize("choice", Choice)
    def test_takes_either_where_all_rows_are_good(self, choice):
        check_choice(upload(), choice)

    @pytest.mark.parametrize("counts", [{"bad": 1}, {"whole": 1}])
    def test_of_all_or_nothing_waits_for_the_last_finding(self, counts):
        with pytest.raises(BadRowsLeft):
            check_choice(upload(**counts), Choice.ALL_OR_NOTHING)
        check_choice(upload(**counts), Choice.GOOD_ROWS_NOW)

    def test_needs_one_good_row(self):
        with pytest.raises(NothingToImport):
            check_choice(upload(bad=3), Choice.GOOD_ROWS_NOW)

    @pytest.mark.parametrize(
        ("state", "refusal"),
        [
            (ImportState.CHECKING, ImportNotReady),
            (ImportState.COMMITTING, ImportBeingWritten),
            *((state, ImportOver) for state in OVER),
        ],
    )
    def test_is_refused_in_every_other_state(self, state, refusal):
        with pytest.raises(refusal):
            check_choice(upload(state), Choice.GOOD_ROWS_NOW)


class TestCancel:
    @pytest.mark.parametrize("state", [ImportState.CHECKING, ImportState.CHECKED])
    def test_stops_what_nobody_writes_yet(self, state):
        check_cancel(upload(state))

    @pytest.mark.parametrize(
        ("state", "refusal"),
        [
            (ImportState.COMMITTING, ImportBeingWritten),
            *((state, ImportOver) for state in OVER),
        ],
    )
    def test_is_refused_in_every_other_state(self, state, refusal):
        with pytest.raises(refusal):
            check_cancel(upload(state))
