"""Trials among the compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from em_desktop.domain.autotune import Report, Trial, TrialMetrics, TrialStatus
from em_desktop.domain.comparison import Place
from em_desktop.domain.nodes import Status
from em_desktop.domain.paths import NodePath
from em_desktop.errors import EmError
from em_desktop.gui.panes.compare.trials import read_trial_subject, trial_newcomers, trial_table
from em_desktop.stores.base import Cancel
from em_desktop.stores.local import LocalStore

SEARCH = NodePath(("keras-style-name",))


def trial(final: float | None) -> Trial:
    return Trial("t", 0, TrialStatus.SUCCEEDED, final=final)


def test_the_final_value_is_the_last_point_unless_it_is_there_already() -> None:
    reports = (Report(10, 0.5), Report(20, 0.7))
    same = trial_table(trial(0.7), TrialMetrics(reports, Report(0, 0.7)))
    other = trial_table(trial(0.8), TrialMetrics(reports, Report(0, 0.8)))
    alone = trial_table(trial(0.8), TrialMetrics())
    assert same.series("metric").value.tolist() == [0.5, 0.7]
    assert other.series("metric").value.tolist() == [0.5, 0.7, 0.8]
    assert other.step.tolist() == [10, 20, 20]
    assert alone.series("metric").value.tolist() == [0.8]
    assert len(trial_table(trial(None), TrialMetrics())) == 0


def test_further_values_of_reports_are_metrics_where_they_are_there() -> None:
    reports = (Report(1, 0.5, extra={"f1": 0.4}), Report(2, 0.6))
    table = trial_table(trial(None), TrialMetrics(reports))
    assert table.series("f1").value.tolist() == [0.4]
    assert table.series("f1").step.tolist() == [1]


def test_a_trial_is_read_as_a_run_with_its_state_and_parameters(samples: Path) -> None:
    store = LocalStore(samples / "autotune")
    node = store.get(SEARCH)
    (newcomer,) = trial_newcomers(store.info.id, node, ["tgrv4"])
    read = read_trial_subject(store, newcomer.place, "", Cancel())
    assert read.subject.status is Status.COMPLETE
    assert read.subject.parameters["hidden_units"] == 128
    assert read.node.name == newcomer.name == f"{node.name} tgrv4"
    assert read.tables is not None
    assert len(read.tables["trial"]) == 12
    store.close()


def test_a_trial_that_is_gone_is_an_error(samples: Path) -> None:
    store = LocalStore(samples / "autotune")
    with pytest.raises(EmError):
        read_trial_subject(store, Place(store.info.id, SEARCH, "absent"), "", Cancel())
    store.close()
