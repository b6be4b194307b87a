"""Which of the columns that Runs recorded a table shows by itself."""

from __future__ import annotations

from em_desktop.domain.run_columns import ColumnSource, FoundColumn, RunColumn, shown_at_first


def found(name: str, source: ColumnSource = ColumnSource.PARAMETER) -> FoundColumn:
    return FoundColumn(RunColumn(source, name), count=2, varies=True, numeric=True)


def test_seeds_are_no_hyperparameters_that_anybody_looks_for() -> None:
    columns = [found("random_seed"), found("lr"), found("data.seed"), found("seed_layers")]
    shown = shown_at_first([*columns, found("val/loss", ColumnSource.METRIC)])
    assert [column.name for column in shown] == ["lr", "seed_layers", "val/loss"]
