"""Reading records in bulk gives what the general parser gives for each of them."""

from __future__ import annotations

import base64
import random
import re
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from em_desktop.domain.metrics import MetricTable
from em_desktop.formats import metric_scan, metric_shape
from em_desktop.formats.metric_buffer import TableBuffer, empty_table
from em_desktop.formats.metric_record import Record, read_record
from em_desktop.formats.metric_scan import Scanner
from tests.unit.formats.metric_reference import (
    KEY,
    Row,
    bits,
    plain_rows,
    read,
    record,
    recorded,
    table_rows,
)


def one_by_one(text: bytes) -> list[Row]:
    """Each record read by the general parser alone."""
    rows: list[Row] = []
    for part in re.split(rb"(?m)^(?=- )", text)[1:]:
        one, _ = read_record(part, KEY, 1)
        if one is not None:
            values = {name: bits(value) for name, value in one.values.items()}
            rows.append((bits(one.step), bits(one.epoch), bits(one.time), values))
    return rows


def scanned(text: bytes, scanner: Scanner | None = None) -> MetricTable:
    buffer = TableBuffer(empty_table("train"))
    assert buffer.append((scanner or Scanner(KEY)).scan(text))
    return buffer.table()


names = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["loss", "a: b", "- x", "null", "1", "'", '"q"', "#", " ", "{}", "é", "训练", "y", "a: 5"]
)
values = st.floats() | st.integers(-(10**30), 10**30) | st.sampled_from([5e-324, 1e20, -0.0, 1e-5])
times = st.sampled_from(
    ["2026-11-23T12:00:21.144402+08:00", "2026-11-23T12:00:21+00:00", "2026-11-22T23:00:14-05:30"]
)
places = st.none() | st.integers(-(10**20), 10**20) | st.floats(0, 1e9)
sequences = st.fixed_dictionaries(
    {}, optional={"epoch": places, "step": places, "timestamp": times, "rank": st.integers()}
)


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    parts = {"value": draw(st.dictionaries(names, values, max_size=4)), "sequence": draw(sequences)}
    return parts if draw(st.booleans()) else dict(reversed(parts.items()))


@given(st.lists(records(), min_size=1, max_size=8), st.integers(1, 3), st.booleans())
@settings(deadline=None)
def test_all_that_the_recorder_can_write_reads_as_the_plain_loader_reads_it(
    items: list[dict[str, Any]], repeats: int, windows: bool
) -> None:
    text = recorded(*items) * repeats + recorded(record(1, end=1.0))
    expected = plain_rows(text)
    if windows:
        text = text.replace("\n", "\r\n")
    reading = read(text)
    assert reading.problems == ()
    assert table_rows(reading.value) == expected


LINES = [
    "- value:", "- value: {}", "  value:", "- sequence:", "  sequence:", "  sequence: {}", "- ",
    "    loss: 1.5", "    loss: 2.5e-05", "    loss: .nan", "    loss: 7", "    loss: 1e-5",
    "    acc: 0.1", "    acc: null", "    acc: '0.5'", "    acc: 0.5 # half", "    acc: &a 0.5",
    "    'acc': 0.25", '    "a\\u0063c": 0.25', "    acc:  0.5", "    acc: 1_0.5", "    acc: *a",
    "    epoch: null", "    epoch: 3", "    epoch: 012", "    epoch: ~", "    step: 16",
    "    step: -3", "    step: 1.5", "    step: 99999999999999999999", "    step: 12:30",
    "    timestamp: '2026-11-23T12:00:21.144402+08:00'", "    timestamp: 2026-11-23T12:00:21+08:00",
    '    timestamp: "2026-11-23T12:00:21+08:00"', "    timestamp: '2026-11-23T12:00:21'",
    "    timestamp: null", "    timestamp: '2026-11-31T12:00:21+08:00'", "    timestamp: 12",
    "    # comment: 5", "", "  ", "      5", "      deeper: 5", "   odd: 1", "  extra: 5", "...",
    "    ? loss", "    : 1.5", "    text: |", "    text: 'open", "    <<: {loss: 1.0}", "\t",
    "    rank: 0", "    rank: 'open", "    rank: [", "    rank: 12", "    # comment: [",
    "  extra: x",
    "    loss: 1.5\r", "    loss: 1.5 ", "    loss: !!float 1", "    loss: +1.5", "    a: b: 5",
]  # fmt: skip


@given(
    st.lists(st.lists(st.sampled_from(LINES), max_size=9), min_size=1, max_size=6),
    st.integers(1, 2),
)
@settings(deadline=None, max_examples=400)
def test_records_of_odd_lines_read_as_the_general_parser_reads_each(
    bodies: list[list[str]], repeats: int
) -> None:
    text = "".join("\n".join(["- value:", *body, ""]) for body in bodies) * repeats
    assert table_rows(scanned(text.encode())) == one_by_one(text.encode())


def test_twenty_thousand_records_with_odd_ones_among_them() -> None:
    chance = random.Random(11)
    parts = []
    for step in range(20_000):
        one = recorded(record(step, loss=chance.gauss(0, 1)))
        if chance.random() < 0.05:
            one = one.replace(*chance.choice([("loss", "'loss'"), ("1\n", "2\n"), (": ", ":  "),
                ("\n", "\r\n"), ("epoch: 1", "epoch: 0x1"), ("loss:", "loss: ''\n    other:"),
                ("step", "Step"), ("  sequence", "\n  sequence"), ("+08", "+28")]))  # fmt: skip
        parts.append(one)
    text = "".join(parts).encode()
    assert table_rows(scanned(text)) == one_by_one(text)


def test_a_field_that_isnt_wanted_must_be_in_order_too() -> None:
    good = recorded(record(1, loss=1.0)).replace("    step", "    rank: 0\n    step")
    for odd in ("'open", "[", "&a", "x: y"):
        reading = read(good + good.replace("rank: 0", f"rank: {odd}") + good)
        assert len(reading.value) == (3 if odd == "&a" else 2), odd
        assert len(reading.problems) == (0 if odd == "&a" else 1), odd


def test_more_shapes_than_are_remembered_are_read_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(metric_scan, "_MOST_SHAPES", 3)
    text = recorded(*(record(step, **{f"m{step % 7}": step / 3}) for step in range(70))) * 2
    scanner = Scanner(KEY)
    for _ in range(2):
        assert table_rows(scanned(text.encode(), scanner)) == plain_rows(text)


def test_records_of_the_recorder_never_need_the_general_parser_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = []

    def count(text: bytes, file: str, line: int) -> tuple[Record | None, list[Any]]:
        calls.append(text)
        return read_record(text, file, line)

    monkeypatch.setattr(metric_scan, "read_record", count)
    monkeypatch.setattr(metric_shape, "read_record", count)
    items = [
        record(step, loss=step / 3, **({"val": 0.5} if step % 9 else {})) for step in range(99)
    ]
    scanned(recorded(*items).encode())
    assert len(calls) == 4  # two templates for each shape


NUMPY_STEP = """- value:
    loss: 0.5
  sequence:
    epoch: null
    step: !!python/object/apply:numpy._core.multiarray.scalar
    - !!python/object/apply:numpy.dtype
      args:
      - {kind}
      - false
      - true
      state: !!python/tuple
      - 3
      - {order}
      - null
      - null
      - null
      - -1
      - -1
      - 0
    - !!binary |
      {data}
    timestamp: '2026-11-23T12:00:21+08:00'
"""


@pytest.mark.parametrize("step", [0, 3, -1, 2**62 + 1, -(2**63), 123456789012345678])
@pytest.mark.parametrize(("kind", "order"), [("i8", "<"), ("i8", "'>'"), ("u8", "<"), ("f8", "<")])
def test_steps_that_are_numpy_objects_are_read_in_bulk(step: int, kind: str, order: str) -> None:
    data = base64.b64encode(step.to_bytes(8, "little", signed=True)).decode()
    text = NUMPY_STEP.format(kind=kind, order=order, data=data) * 3
    assert table_rows(scanned(text.encode())) == one_by_one(text.encode())
    if (kind, order) == ("i8", "<"):
        assert scanned(text.encode()).step.tolist() == [float(step)] * 3


def test_metrics_are_in_the_order_of_their_first_record() -> None:
    items = [record(1, b=1.0, a=2.0), record(2, d=1.0, c=2.0), record(3, a=1.0, e=1.0)]
    odd = recorded(items[1]).replace("d: 1.0", "d: 1_0.0")
    text = recorded(items[0]) + odd + recorded(items[2], items[0])
    table = scanned(text.encode())
    assert list(table.columns) == ["b", "a", "d", "c", "e"]
    assert table.columns["d"].values[1] == 10.0


def test_a_name_that_is_there_twice_has_the_later_value_and_is_a_problem() -> None:
    text = recorded(record(1, loss=1.0)).replace(
        "    loss: 1.0\n", "    loss: 1.0\n    loss: 2.0\n"
    )
    reading = read(text * 2)
    assert reading.value.columns["loss"].values.tolist() == [2.0, 2.0]
    assert [problem.line for problem in reading.problems] == [3, 10]


def test_names_that_are_not_text_have_their_yaml_form() -> None:
    key = {0: 1.0, None: 2.0, True: 3.0, 1.5: 4.0}
    text = yaml.safe_dump([{"value": key, "sequence": {}}], sort_keys=False)
    table = scanned(text.encode())
    assert {name: column.values[0] for name, column in table.columns.items()} == {
        "0": 1.0, "null": 2.0, "true": 3.0, "1.5": 4.0,
    }  # fmt: skip


def test_wide_records_and_long_names_are_read() -> None:
    wide = {f"layer.{index}.weight.grad_norm": index / 7 for index in range(3000)}
    long = {"x" * 120: 1.5, "训" * 40: 2.5, "y" * 300: 3.5}
    text = recorded(*(record(step, **wide) for step in range(3)), record(4, **long))
    assert table_rows(read(text).value) == plain_rows(text)


def test_records_without_metrics_and_a_step_are_rows_all_the_same() -> None:
    text = recorded({"value": {}, "sequence": {}}, record(2, loss=1.0), {"value": {}}) * 2
    table = scanned(text.encode())
    assert len(table) == 6
    present = table.columns["loss"].present
    assert present is not None
    assert present.tolist() == [False, True, False] * 2
