"""Which of the columns that Runs recorded a table shows by itself."""

from __future__ import annotations

from em_desktop.domain.run_columns import ColumnSource, FoundColumn, RunColumn, shown_at_first


def found(name: str, source: ColumnSource = ColumnSource.PARAMETER, count: int = 2) -> FoundColumn:
    return FoundColumn(RunColumn(source, name), count=count, varies=True, numeric=True)


def test_seeds_are_no_hyperparameters_that_anybody_looks_for() -> None:
    columns = [found("random_seed"), found("lr"), found("data.seed"), found("seed_layers")]
    shown = shown_at_first([*columns, found("val/loss", ColumnSource.METRIC)])
    assert [column.name for column in shown] == ["lr", "seed_layers", "val/loss"]


def test_what_few_runs_have_leaves_its_place_to_metrics() -> None:
    columns = [found("alpha", count=2), found("lr", count=5), found("epochs", count=3)]
    assert [column.name for column in shown_at_first(columns)] == ["lr", "epochs"]
