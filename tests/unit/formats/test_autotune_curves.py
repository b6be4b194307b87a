"""Curves of trials: the quick way gives what the parser gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from em_desktop.domain.problems import ProblemKind
from em_desktop.formats.autotune_curves import read_curve, scan
from em_desktop.formats.autotune_metrics import parse_metrics
from em_desktop.formats.source import DirectorySource


def record(kind: str, value: str, step: int, further: str = "") -> str:
    return (
        f"- type: {kind}\n  value:\n    default: {value}\n{further}  sequence:\n"
        f"    epoch: null\n    step: {step}\n    timestamp: '2026-11-23T04:09:20Z'\n"
    )


def test_all_samples_read_the_same_both_ways(samples: Path) -> None:
    quick = 0
    for file in sorted((samples / "autotune").rglob("metrics.yaml")):
        data = file.read_bytes()
        found = scan(data)
        if found is None:
            continue
        quick += 1
        metrics = parse_metrics(data.decode(), "metrics.yaml", finished=True).value
        assert found.steps.tolist() == list(metrics.steps)
        np.testing.assert_array_equal(found.values, np.array(metrics.values))
    assert quick > 80


def test_further_values_of_the_final_report_are_kept() -> None:
    text = record("PERIODICAL", "0.5", 1, "    f1: 0.25\n") + record(
        "FINAL", "0.9", 0, "    f1: 0.75\n    size: 12\n"
    )

    found = scan(text.encode())

    assert found is not None
    assert (found.steps.tolist(), found.values.tolist()) == ([1.0], [0.5])
    assert dict(found.finals) == {"f1": 0.75, "size": 12.0}


def test_special_numbers_are_read() -> None:
    values = (".nan", ".inf", "-.inf", "1.0e-05", "3")
    text = "".join(record("PERIODICAL", value, step) for step, value in enumerate(values))

    found = scan(text.encode())

    assert found is not None
    expected = [float("nan"), float("inf"), float("-inf"), 1e-5, 3.0]
    np.testing.assert_array_equal(found.values, expected)


@pytest.mark.parametrize(
    "text",
    [
        record("PERIODICAL", "0.5", 1)[:-3],
        record("PERIODICAL", "0.5", 2) + record("PERIODICAL", "0.6", 1),
        record("PERIODICAL", "0.5", 1) + record("PERIODICAL", "0.6", 1),
        record("FINAL", "0.5", 0) + record("PERIODICAL", "0.6", 1),
        record("PERIODICAL", "high", 1),
        "# a comment\n" + record("PERIODICAL", "0.5", 1),
        record("PERIODICAL", "0.5", 1).replace("\n", "\r\n"),
    ],
)
def test_a_file_that_is_not_as_we_write_it_is_left_to_the_parser(text: str) -> None:
    assert scan(text.encode()) is None


def test_an_empty_file_has_no_reports() -> None:
    found = scan(b"")

    assert found is not None
    assert len(found.steps) == 0


def test_text_for_a_number_costs_its_record_only(tmp_path: Path) -> None:
    (tmp_path / "t").mkdir()
    text = record("PERIODICAL", "0.5", 1) + record("PERIODICAL", "high", 2)
    (tmp_path / "t" / "metrics.yaml").write_text(text)

    reading = read_curve(DirectorySource(tmp_path), "t", finished=True)

    assert reading.value.steps.tolist() == [1.0]
    assert [problem.kind for problem in reading.problems] == [ProblemKind.WRONG_TYPE]


def test_a_trial_without_a_file_has_an_empty_curve(tmp_path: Path) -> None:
    reading = read_curve(DirectorySource(tmp_path), "t", finished=True)

    assert (len(reading.value.steps), reading.problems) == (0, ())
