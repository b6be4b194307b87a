"""What trials report, in all forms."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from em_desktop.domain.autotune import TrialMetrics
from em_desktop.domain.problems import ProblemKind
from em_desktop.formats.autotune_metrics import may_hold_final, parse_metrics

CANONICAL = """\
- type: PERIODICAL
  value:
    default: 0.5
  sequence:
    epoch: null
    step: 100
    timestamp: '2023-10-25T07:35:01.120034Z'
- type: PERIODICAL
  value:
    default: .nan
    f1: 1.0e-05
  sequence:
    epoch: null
    step: 200
    timestamp: '2023-10-25T07:35:02Z'
- type: FINAL
  value:
    default: 0.75
  sequence:
    epoch: null
    step: 0
    timestamp: '2023-10-25T07:35:03Z'
"""


def parse(text: str, *, finished: bool = True) -> TrialMetrics:
    return parse_metrics(text, "a/metrics.yaml", finished=finished).value


def parse_rows(*rows: Any, finished: bool = True) -> TrialMetrics:
    return parse(json.dumps(rows), finished=finished)


def points(metrics: TrialMetrics) -> list[tuple[float, float]]:
    return list(zip(metrics.steps, metrics.values, strict=True))


def final(metrics: TrialMetrics) -> float | None:
    return None if metrics.final is None else metrics.final.value


def test_canonical_records() -> None:
    metrics = parse(CANONICAL)

    assert metrics.steps == (100.0, 200.0)
    assert metrics.values[0] == 0.5
    assert math.isnan(metrics.values[1])
    assert metrics.periodical[1].extra == {"f1": 1.0e-05}
    assert final(metrics) == 0.75
    assert metrics.periodical[0].time is not None
    assert metrics.periodical[0].time.isoformat() == "2023-10-25T07:35:01.120034+00:00"


def test_one_json_object_per_line() -> None:
    lines = [
        {"step": 1, "value": 0.1},
        {"step": 2, "value": "0.2"},
        {"type": "FINAL", "value": 0.3},
    ]
    text = "\n".join(json.dumps(line) for line in lines) + "\n"

    metrics = parse(text)

    assert points(metrics) == [(1, 0.1), (2, 0.2)]
    assert final(metrics) == 0.3


def test_rows_take_the_step_else_the_sequence_number() -> None:
    metrics = parse_rows(
        {"sequence": 3, "data": '"0.5"'},
        {"sequence": 4, "value": "0.6", "step": 40},
        {"sequence": 5, "value": '{"default": 0.7, "f1": 0.1}', "step": 50},
    )

    assert points(metrics) == [(3, 0.5), (40, 0.6), (50, 0.7)]
    assert metrics.extra_names == ("f1",)


def test_bare_numbers_are_at_their_position() -> None:
    assert points(parse("- 0.5\n- 0.25\n- '0.125'\n")) == [(0, 0.5), (1, 0.25), (2, 0.125)]
    assert points(parse("0.5\n0.25\n")) == [(0, 0.5), (1, 0.25)]


def test_an_object_gives_its_default_else_its_only_number_else_nothing() -> None:
    reading = parse_metrics(
        json.dumps(
            [
                {"step": 1, "value": {"default": 0.1, "f1": 0.2}},
                {"step": 2, "value": {"accuracy": 0.3, "note": "x"}},
                {"step": 3, "value": {"a": 0.4, "b": 0.5}},
                {"step": 4, "value": {}},
            ]
        ),
        "m",
        finished=True,
    )

    assert list(reading.value.steps) == [1, 2, 3]
    assert [report.value for report in reading.value.periodical] == [0.1, 0.3, None]
    assert reading.value.extra_names == ("f1", "a", "b")
    assert [(one.kind, one.detail) for one in reading.problems] == [
        (ProblemKind.WRONG_TYPE, "1 of 4 records hold no value")
    ]


def test_other_types_of_rows_are_ignored() -> None:
    metrics = parse_rows(
        {"type": "REQUEST_PARAMETER", "sequence": 0, "data": 9},
        {"type": "CUSTOM", "sequence": 1, "data": 9},
        {"type": "PERIODICAL", "sequence": 2, "data": 1},
    )

    assert points(metrics) == [(2, 1)]


def test_an_unnamed_last_record_at_step_0_of_a_finished_trial_is_the_final_value() -> None:
    rows = ({"step": 10, "value": 1}, {"step": 20, "value": 2}, {"step": 0, "value": 3})

    finished, running = parse_rows(*rows), parse_rows(*rows, finished=False)

    assert (points(finished), final(finished)) == ([(10, 1), (20, 2)], 3)
    assert (points(running), final(running)) == ([(0, 3), (10, 1), (20, 2)], None)


def test_an_unnamed_last_record_stays_a_point_after_a_final_one_or_without_greater_steps() -> None:
    after_final = parse_rows(
        {"step": 10, "value": 1}, {"type": "FINAL", "value": 2}, {"step": 0, "value": 3}
    )
    alone = parse_rows({"step": 0, "value": 3})

    assert (points(after_final), final(after_final)) == ([(0, 3), (10, 1)], 2)
    assert (points(alone), final(alone)) == ([(0, 3)], None)


def test_of_doubled_records_the_later_counts() -> None:
    metrics = parse_rows(
        {"step": 1, "value": 1},
        {"step": 2, "value": 2},
        {"step": 1, "value": 3},
        {"type": "FINAL", "value": 4},
        {"type": "FINAL", "value": 5},
    )

    assert points(metrics) == [(1, 3), (2, 2)]
    assert final(metrics) == 5


LAST_RECORD = range(CANONICAL.index("- type: FINAL") + 1, len(CANONICAL))


@pytest.mark.parametrize("cut", [cut for cut in LAST_RECORD if CANONICAL[cut - 1] != "\n"])
def test_a_cut_off_last_record_is_dropped(cut: int) -> None:
    reading = parse_metrics(CANONICAL[:cut], "m", finished=True)

    assert reading.value.steps == (100.0, 200.0)
    assert reading.value.final is None
    assert all(problem.kind is ProblemKind.TRUNCATED for problem in reading.problems)


def test_what_a_running_trial_has_half_written_is_no_problem() -> None:
    reading = parse_metrics(CANONICAL[:-3], "m", finished=False)

    assert reading.value.steps == (100.0, 200.0)
    assert reading.problems == ()


def test_reading_stops_where_the_yaml_does() -> None:
    lines = CANONICAL.splitlines(keepends=True)
    lines[9] = "    default: 'open\n"

    reading = parse_metrics("".join(lines[:14]), "m", finished=True)

    assert points(reading.value) == [(100.0, 0.5)]
    assert reading.problems


def test_a_json_list_that_is_not_closed_keeps_its_complete_records() -> None:
    text = '[{"step": 1, "value": 0.1}, {"step": 2, "value": 0.2}, {"step": 3, "va'

    reading = parse_metrics(text, "m", finished=True)

    assert points(reading.value) == [(1, 0.1), (2, 0.2)]
    assert [problem.kind for problem in reading.problems] == [ProblemKind.TRUNCATED]
    assert points(parse("[0.5, 0.25, 0.12")) == [(0, 0.5), (1, 0.25)]


def test_a_broken_line_costs_only_itself_and_a_cut_off_one_is_dropped() -> None:
    text = '{"step": 1, "value": 1}\n{"step": 2, "va\n{"step": 3, "value": 3}\n{"step": 4, "v'

    reading = parse_metrics(text, "m", finished=True)

    assert points(reading.value) == [(1, 1), (3, 3)]
    assert [(problem.kind, problem.line) for problem in reading.problems] == [
        (ProblemKind.MALFORMED, 2),
        (ProblemKind.TRUNCATED, 4),
    ]


@pytest.mark.parametrize("text", ["", "\n", "# nothing yet\n", "[]", "- \n"])
def test_files_without_a_value_give_no_points(text: str) -> None:
    assert parse(text) == TrialMetrics()


def test_a_file_that_is_no_list_is_told() -> None:
    reading = parse_metrics("a: 1\n", "m", finished=True)

    assert reading.value == TrialMetrics()
    assert [problem.kind for problem in reading.problems] == [ProblemKind.WRONG_TYPE]


def test_a_file_is_parsed_for_a_final_value_only_where_it_may_have_one() -> None:
    periodical = CANONICAL[: CANONICAL.index("- type: FINAL")]

    assert may_hold_final(CANONICAL)
    assert may_hold_final(periodical + "- step: 0\n  value: 1\n")
    assert may_hold_final('{"step": 0, "value": 1}')
    assert not may_hold_final(periodical)
