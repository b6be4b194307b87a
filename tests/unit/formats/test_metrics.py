"""Reading and following metric files."""

from __future__ import annotations

import math
import random
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from em_desktop.domain.metrics import MetricTable, segments
from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.errors import CancelledError, EmError, NotFoundError
from em_desktop.formats import metric_buffer, metrics
from em_desktop.formats.metrics import MetricReader
from em_desktop.formats.reading import Reading
from em_desktop.formats.source import DirectorySource
from tests.unit.formats.metric_reference import (
    KEY,
    MemorySource,
    plain_rows,
    read,
    record,
    recorded,
    table_rows,
)

THREE = recorded(record(1, loss=0.5, accuracy=0.25), record(2, loss=0.125), record(3, loss=-1.5))


def read_sample(samples: Path, run: str, type: str) -> Reading[MetricTable]:  # noqa: A002
    (directory,) = samples.glob(f"em-*/runs/{run}_*_??????")
    return MetricReader(DirectorySource(directory), f"metrics/{type}.yaml", type).update()


def seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


# The real recordings


def test_every_whole_sample_reads_as_the_plain_loader_reads_it(samples: Path) -> None:
    compared = 0
    for path in samples.glob("em-*/runs/*/metrics/*.yaml"):
        text = path.read_text(encoding="utf-8")
        if "!!python" in text or "running" in str(path):
            continue
        reading = MetricReader(DirectorySource(path.parent), path.name, path.stem).update()
        assert reading.problems == ()
        assert table_rows(reading.value) == plain_rows(text), path
        compared += 1
    assert compared == 41


def test_a_killed_run_loses_only_the_record_that_was_cut_off(samples: Path) -> None:
    train = read_sample(samples, "digits_cnn_running", "train")
    reason = "the last record has no end"
    cut_off = Problem("metrics/train.yaml", ProblemKind.TRUNCATED, reason, 218)
    assert train.problems == (cut_off,)
    assert len(train.value) == 31
    assert train.value.step[-1] == 155
    assert train.value.time[-1] == seconds("2026-11-23T12:00:10.061936+08:00")
    val = read_sample(samples, "digits_cnn_running", "val")
    assert [problem.line for problem in val.problems] == [15]
    assert val.value.columns["loss"].values.tolist() == [1.671197533607483, 0.6719297766685486]


def test_a_resumed_run_keeps_its_order_and_its_gaps(samples: Path) -> None:
    train = read_sample(samples, "digits_sgd_resume", "train").value
    assert train.type == "train"
    assert len(segments(train.step)) == 2
    assert len(train.series("n_iter")) < len(train.series("accuracy")) == 20
    assert train.series("n_iter").value[-1] == 21001.0
    assert train.time[-1] == seconds("2026-11-22T23:00:14.901793-05:00")
    test = read_sample(samples, "digits_sgd_resume", "test").value
    assert test.step[0] == test.step[1]


def test_a_diverged_run_has_its_infinities_and_nans(samples: Path) -> None:
    train = read_sample(samples, "diabetes_sgd_diverged", "train").value
    loss = train.columns["loss"]
    assert loss.present is None
    assert loss.values[:2].tolist() == [29074.481900452487, 1275925392084.3555]
    assert math.inf in loss.values.tolist()
    assert math.isnan(loss.values[-1])
    assert -math.inf in train.columns["neg_log_lik"].values.tolist()
    r2 = read_sample(samples, "diabetes_sgd_diverged", "val").value.columns["r2"]
    assert r2.values[:4].tolist() == [
        -1.5891457990716437e70,
        -3.440687933050569e147,
        -7.449494854125772e224,
        -math.inf,
    ]


def test_a_step_that_is_a_numpy_object_is_a_number(samples: Path) -> None:
    reading = read_sample(samples, "breast_cancer_gbdt", "training")
    assert reading.problems == ()
    assert reading.value.step.tolist() == list(range(1, 121))
    assert np.isnan(reading.value.epoch).all()
    assert reading.value.columns["oob_improvement"].values[2] == 0.14434509426972653


def test_a_type_need_not_be_ascii(samples: Path) -> None:
    table = read_sample(samples, "digits_train_mlp", "系统").value
    assert table.type == "系统"
    assert list(table.columns) == ["samples_per_second", "rss_mib"]
    assert table.columns["rss_mib"].values[-1] == 324.4375


def test_line_ends_of_windows_make_no_difference(samples: Path) -> None:
    windows = read_sample(samples, "digits_cnn_windows", "train").value
    original = read_sample(samples, "digits_cnn_lr_c", "train").value
    assert table_rows(windows) == table_rows(original)


# The end of a file


def test_wherever_a_file_is_cut_a_prefix_of_its_records_is_left() -> None:
    text = THREE.encode()
    whole = table_rows(read(text).value)
    lengths = []
    for end in range(len(text) + 1):
        reading = read(text[:end])
        rows = table_rows(reading.value)
        assert rows == whole[: len(rows)], end
        kinds = {problem.kind for problem in reading.problems}
        ends_with_record = text[:end] + b"- " in (text + b"- ", *prefixes(text))
        expected = set() if ends_with_record else {ProblemKind.TRUNCATED}
        assert kinds == ({ProblemKind.EMPTY} if end == 0 else expected), end
        lengths.append(len(rows))
    assert sorted(set(lengths)) == [0, 1, 2, 3]


def prefixes(text: bytes) -> list[bytes]:
    """The beginnings of a text that end with ``- `` at the beginning of a line."""
    return [text[: at + 3] for at in range(len(text)) if text.startswith(b"\n- ", at)]


def test_a_file_that_grows_byte_by_byte_reads_as_one_that_is_read_at_once() -> None:
    text = (THREE + "- value: {}\n  sequence: {step: !!int 4}\n" + THREE).encode()
    source = MemorySource()
    source.write(b"")
    reader = MetricReader(source, KEY, "train")
    seen = 0
    for index in range(len(text)):
        source.append(text[index : index + 1])
        seen, before = len(reader.update().value), seen
        assert seen >= before
    assert table_rows(reader.update().value) == table_rows(read(text).value)
    assert reader.update().problems == ()
    assert seen == 7


def test_a_record_cut_off_after_one_of_its_lines_isnt_complete() -> None:
    reading = read(THREE[: THREE.rindex("    timestamp")])
    assert len(reading.value) == 2
    reason = "the last record isn't complete"
    assert reading.problems == (Problem(KEY, ProblemKind.TRUNCATED, reason, 14),)


def test_a_last_record_that_has_what_the_one_before_it_has_is_complete() -> None:
    one = "- value:\n    loss: 1.5\n  sequence:\n    step: 7\n"
    assert len(read(one).value) == 0
    assert len(read(one * 3).value) == 3


def test_records_with_the_sequence_first_are_read_and_compared_with_the_one_before() -> None:
    one = "- sequence:\n    timestamp: '2026-11-23T12:00:21+08:00'\n    step: 7\n    epoch: null\n"
    one += "  value:\n    a: 1.5\n    b: 2.5\n"
    text = one * 3
    assert table_rows(read(text).value) == plain_rows(text)
    cut = read(text[: text.rindex("    b")])
    assert len(cut.value) == 2
    assert [problem.kind for problem in cut.problems] == [ProblemKind.TRUNCATED]


def test_a_last_record_that_seemed_complete_and_goes_on_is_read_again() -> None:
    source = MemorySource()
    source.write(THREE)
    reader = MetricReader(source, KEY, "train")
    first = reader.update().value
    source.append("  extra:\n    rank: 0\n")
    assert table_rows(reader.update().value) == table_rows(first)
    source.append(recorded(record(4, loss=8.0)))
    assert reader.update().value.step.tolist() == [1, 2, 3, 4]
    assert reader.update().problems == ()
    assert first.step.tolist() == [1, 2, 3]


# Following


def test_only_what_was_appended_is_read() -> None:
    many = recorded(*(record(step, loss=step / 7) for step in range(1, 2001)))
    source = MemorySource()
    source.write(many)
    reader = MetricReader(source, KEY, "train")
    before = reader.update().value
    source.reads.clear()
    assert reader.update().value is before
    assert source.reads == []
    source.append(recorded(record(2001, loss=0.5, late=1.0)))
    after = reader.update().value
    assert all(offset >= len(many) or (length or 0) <= 512 for offset, length in source.reads)
    assert after.step.tolist() == list(range(1, 2002))
    late = after.columns["late"]
    assert late.present is not None
    assert np.flatnonzero(late.present).tolist() == [2000]
    assert np.isnan(late.values[:2000]).all()
    assert list(before.columns) == ["loss"]
    assert len(before) == len(before.columns["loss"].values) == 2000


def test_tables_are_read_only_and_share_memory() -> None:
    source = MemorySource()
    source.write(THREE)
    reader = MetricReader(source, KEY, "train")
    first = reader.update().value
    source.append(recorded(record(4, loss=8.0)))
    second = reader.update().value
    assert np.shares_memory(first.step, second.step)
    with pytest.raises(ValueError, match="read-only"):
        second.step[0] = 5
    with pytest.raises(ValueError, match="read-only"):
        second.columns["accuracy"].values[0] = 5


def test_a_file_that_becomes_shorter_is_read_anew() -> None:
    source = MemorySource()
    source.write(THREE)
    reader = MetricReader(source, KEY, "train")
    reader.update()
    source.write(recorded(record(9, other=1.0)))
    table = reader.update().value
    assert (table.step.tolist(), list(table.columns)) == ([9], ["other"])
    source.write(b"")
    assert len(reader.update().value) == 0
    assert [problem.kind for problem in reader.update().problems] == [ProblemKind.EMPTY]


@pytest.mark.parametrize("more", ["", recorded(record(4, loss=1.0))])
def test_a_file_that_is_replaced_is_read_anew(more: str) -> None:
    source = MemorySource()
    source.write(THREE)
    reader = MetricReader(source, KEY, "train")
    reader.update()
    source.write(THREE.replace("0.125", "0.625") + more)
    assert reader.update().value.columns["loss"].values[1] == 0.625


def test_an_interrupted_reading_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "CHUNK", 100)
    source = MemorySource()
    source.write(THREE * 10)
    reader = MetricReader(source, KEY, "train")
    calls = 0

    def check() -> None:
        nonlocal calls
        calls += 1
        if calls == 12:
            raise CancelledError

    with pytest.raises(CancelledError):
        reader.update(check)
    assert table_rows(reader.update().value) == plain_rows(THREE * 10)


def test_a_file_that_isnt_there_is_an_error() -> None:
    with pytest.raises(NotFoundError):
        MetricReader(MemorySource(), KEY, "train").update()


# What is broken


def test_a_broken_record_costs_only_itself() -> None:
    first, second, third = (recorded(record(step, loss=float(step))) for step in (1, 2, 3))
    for broken in (
        second.replace("loss: 2.0", 'loss: "2.0'),
        second.replace("  sequence", " sequence"),
        second[:40] + "\n",
        "- [1, 2\n",
        "- \x00\x00\n: }\n",
    ):
        reading = read(first + broken + third)
        assert reading.value.step.tolist() == [1, 3], broken
        assert reading.problems
        for problem in reading.problems:
            assert problem.file == KEY
            assert problem.line is not None
            assert 7 <= problem.line <= 13
            assert problem.kind in {
                ProblemKind.MALFORMED,
                ProblemKind.ENCODING,
                ProblemKind.WRONG_TYPE,
            }


@pytest.mark.parametrize("item", ["5", "text", "[1, 2]", "{}", "sequence: {step: 1}", "null"])
def test_what_isnt_a_record_is_left_out(item: str) -> None:
    reading = read(f"- {item}\n{THREE}")
    assert reading.value.step.tolist() == [1, 2, 3]
    assert [problem.kind for problem in reading.problems] == [ProblemKind.WRONG_TYPE]
    assert reading.problems[0].line == 1


@pytest.mark.parametrize("value", ["text", "null", "[1.0]", "true", "'1.0'", "1e-05", "{a: 1}"])
def test_a_value_that_isnt_a_number_is_left_out_of_its_record(value: str) -> None:
    text = THREE.replace("accuracy: 0.25", f"accuracy: {value}")
    reading = read(text)
    assert reading.value.step.tolist() == [1, 2, 3]
    assert list(reading.value.columns) == ["loss"]
    reason = "accuracy isn't a number"
    assert reading.problems == (Problem(KEY, ProblemKind.WRONG_TYPE, reason, 1),)


def test_an_odd_step_or_time_is_nan() -> None:
    text = THREE.replace("step: 2", "step: two").replace("timestamp: '", "timestamp: 'about ", 1)
    reading = read(text)
    assert np.isnan(reading.value.step).tolist() == [False, True, False]
    assert np.isnan(reading.value.time).tolist() == [True, False, False]
    assert [problem.detail for problem in reading.problems] == [
        "timestamp isn't understood",
        "step isn't understood",
    ]


def test_problems_are_bounded() -> None:
    reading = read("- 5\n" * 1000 + THREE)
    assert len(reading.problems) == 101
    assert reading.problems[99].line == 100
    assert reading.problems[100].detail == "and 900 further problems"


@pytest.mark.parametrize(
    "text", ["what: is this\n" * 50, "<html>\n", '[{"value": {}}]\n', "\0" * 99]
)
def test_what_isnt_a_metric_file_has_no_records(text: str) -> None:
    reading = read(text)
    assert len(reading.value) == 0
    assert len(reading.problems) == 1
    assert reading.problems[0].kind in {ProblemKind.MALFORMED, ProblemKind.TRUNCATED}


@pytest.mark.parametrize("start", ["\ufeff", "---\n", "# made by hand\n\n", "[]\n", "---\r\n  \n"])
def test_what_may_stand_before_the_list_is_skipped(start: str) -> None:
    reading = read(start + THREE)
    assert reading.problems == ()
    assert reading.value.step.tolist() == [1, 2, 3]


def test_records_after_other_text_are_found() -> None:
    reading = read("lost: header\n" + THREE)
    assert reading.value.step.tolist() == [1, 2, 3]
    assert [(problem.kind, problem.line) for problem in reading.problems] == [
        (ProblemKind.MALFORMED, 1)
    ]


def test_a_record_that_is_too_large_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "CHUNK", 128)
    monkeypatch.setattr(metrics, "LONGEST_RECORD", 1024)
    huge = "- value:\n" + "    x: 1.0\n" * 1000
    for text, steps in ((THREE + huge + THREE, [1, 2, 3] * 2), (huge + THREE, [1, 2, 3])):
        reading = read(text)
        assert reading.value.step.tolist() == steps
        assert [problem.kind for problem in reading.problems] == [ProblemKind.TOO_LARGE]
    assert [problem.kind for problem in read(THREE + huge).problems] == [ProblemKind.TOO_LARGE]


def test_a_table_that_would_become_too_large_ends_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "CHUNK", 256)
    monkeypatch.setattr(metric_buffer, "MOST_CELLS", 1000)
    reading = read(recorded(*(record(step, **{f"m{step}": 1.0}) for step in range(100))))
    assert 20 < len(reading.value) < 40
    assert [problem.kind for problem in reading.problems] == [ProblemKind.TOO_LARGE]


def test_a_file_of_broken_records_isnt_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "CHUNK", 1000)
    monkeypatch.setattr(metrics, "MOST_BROKEN", 500)
    reading = read(THREE + "- 5\n" * 300 + THREE + "- 5\n" * 10_000 + THREE)
    assert len(reading.value) == 6
    assert [problem.kind for problem in reading.problems[100:]] == [
        ProblemKind.WRONG_TYPE,
        ProblemKind.TOO_LARGE,
    ]


def test_chunks_of_any_size_give_the_same_table(monkeypatch: pytest.MonkeyPatch) -> None:
    text = THREE + "- value: {}\n  sequence:\n    step: 9\n" + THREE + "- broken: [\n" + THREE
    whole = read(text)
    for size in (1, 2, 3, 7, 50, 119, 120, 121, 1000):
        monkeypatch.setattr(metrics, "CHUNK", size)
        reading = read(text)
        assert table_rows(reading.value) == table_rows(whole.value), size
        assert reading.problems == whole.problems


def test_damaged_files_give_tables_and_never_other_errors(samples: Path) -> None:
    chance = random.Random(20261123)
    paths = sorted(samples.glob("em-*/runs/*/metrics/*.yaml"))
    originals = [path.read_bytes()[:3000] for path in paths]
    pieces = [
        b"- ",
        b"\n",
        b"\r",
        b": ",
        b"'",
        b'"',
        b"&a ",
        b"*a",
        b"!!",
        b"{",
        b"]",
        b"\0",
        b"\xff",
    ]
    pieces += [b"value:", b"- value: {}\n", b"    timestamp: ", b"1" * 40, b".e-99", b"|\n", b"? "]
    for _ in range(2000):
        text = bytearray(chance.choice(originals))
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(text) + 1)
            end = at + chance.choice([0, 0, 1, 1, 5, 60])
            text[at:end] = chance.choice([*pieces, bytes([chance.randrange(256)]), b""])
        try:
            reading = read(bytes(text))
        except EmError:
            continue
        for column in reading.value.columns.values():
            assert len(column.values) == len(reading.value)
