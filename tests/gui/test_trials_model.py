"""The table of trials keeps its rows while they change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from em_desktop.domain.autotune import Trial, TrialStatus
from em_desktop.domain.query import parse
from em_desktop.gui.models.trial_rows import Fixed, Query, as_tsv, columns_of
from em_desktop.gui.models.trials import TrialsModel

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def trial(number: int, final: float | None, lr: float = 0.1) -> Trial:
    status = TrialStatus.RUNNING if final is None else TrialStatus.SUCCEEDED
    return Trial(f"t{number}", number, status, parameters={"lr": lr}, started=NOON, final=final)


class Table:
    """A model under the eyes of the tester."""

    def __init__(self) -> None:
        self.model = TrialsModel(NOON)
        mode = QAbstractItemModelTester.FailureReportingMode.Fatal
        self.tester = QAbstractItemModelTester(self.model, mode)

    def put(self, *trials: Trial, now: datetime = NOON) -> None:
        self.model.put(trials, columns_of((), trials), "t0", now)

    def ids(self) -> list[str]:
        return [self.model.trial_at(row).id for row in range(self.model.rowCount())]

    def text(self, row: int, column: Fixed) -> str:
        return str(self.model.index(row, list(Fixed).index(column)).data())


@pytest.fixture
def table(qapp: QApplication) -> Table:
    return Table()


def test_a_row_is_followed_through_every_change(table: Table) -> None:
    table.put(trial(0, 0.1), trial(1, 0.2), trial(2, 0.3))
    place = QPersistentModelIndex(table.model.index(1, 0))
    by_metric = Query(column=Fixed.METRIC.value, descending=True)

    table.model.set_query(by_metric)
    assert (place.row(), table.ids()) == (1, ["t2", "t1", "t0"])
    table.put(trial(0, 0.1), trial(1, 0.9), trial(2, 0.3), trial(3, 0.5))
    assert (place.row(), table.ids()) == (0, ["t1", "t3", "t2", "t0"])
    table.put(trial(1, 0.9), trial(3, 1.5))
    assert (place.row(), table.ids()) == (1, ["t3", "t1"])
    table.model.set_query(Query(parse("t3")))
    assert (place.isValid(), table.ids()) == (False, ["t3"])


def test_other_hyperparameters_are_other_columns(table: Table) -> None:
    table.put(trial(0, 0.1))
    assert table.model.columnCount() == 6

    other = Trial("t0", 0, TrialStatus.SUCCEEDED, parameters={"lr": 1, "units": 2})
    table.put(other)

    assert table.model.columnCount() == 7
    assert table.model.title(6) == "units"


def test_a_running_trial_lasts_until_now(table: Table) -> None:
    table.put(trial(0, None), now=NOON + timedelta(seconds=5))
    assert table.text(0, Fixed.DURATION) == "5.0s"

    table.model.tick(NOON + timedelta(seconds=75))
    assert table.text(0, Fixed.DURATION) == "1m 15s"


def test_rows_are_copied_with_their_numbers_in_full(table: Table) -> None:
    table.put(trial(0, 0.1234567890123), trial(1, 0.5, lr=1e-7))

    assert as_tsv(table.model.excerpt([1, 0], range(6)).lines()) == (
        "No.\tTrial\tState\tFinal metric\tDuration\tlr\n"
        "0\tt0\tSucceeded\t0.1234567890123\t\t0.1\n"
        "1\tt1\tSucceeded\t0.5\t\t1e-07\n"
    )


def test_numbers_stand_at_the_right(table: Table) -> None:
    table.put(trial(0, 0.1))
    roles = [
        table.model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        for column in range(6)
    ]

    right = [bool(int(role) & int(Qt.AlignmentFlag.AlignRight)) for role in roles]
    assert right == [True, False, False, True, True, True]


def test_a_cell_says_its_column_to_those_who_do_not_see_it(table: Table) -> None:
    table.put(trial(0, 0.5))

    index = table.model.index(0, list(Fixed).index(Fixed.STATE))

    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "State: Succeeded"
