"""The cache of metric tables."""

from __future__ import annotations

import multiprocessing
import os
import pickle
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from em_desktop.domain.facts import TableFacts, table_facts
from em_desktop.domain.metrics import Column, MetricTable
from em_desktop.domain.problems import ProblemKind
from em_desktop.domain.pyramid import Pyramid
from em_desktop.errors import NotFoundError
from em_desktop.formats.metrics import Progress
from em_desktop.formats.source import DirectorySource
from em_desktop.index import columns
from em_desktop.index.column_file import add_rows, read_columns, write_columns
from em_desktop.index.columns import ColumnCache, load_table
from tests.unit.formats.metric_reference import KEY, MemorySource, record, recorded, table_rows

RECORDS = 3000


def text_of(start: int, stop: int) -> str:
    block = recorded(record(0, loss=0.5), record(1, loss=0.25, accuracy=1e-5))
    pairs = range(start // 2, stop // 2)
    return "".join(
        block.replace("step: 0", f"step: {2 * n}").replace("step: 1\n", f"step: {2 * n + 1}\n")
        for n in pairs
    )


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def source() -> MemorySource:
    source = MemorySource()
    source.write(text_of(0, RECORDS) + "- broken: [\n" + text_of(0, 2))
    return source


def files_in(directory: Path) -> list[Path]:
    return sorted(directory.iterdir())


def bytes_read(source: MemorySource, action: Callable[[], object]) -> int:
    """How much of the metric file an action reads."""
    source.reads.clear()
    action()
    size = len(source.contents[KEY])
    return sum(min(size if each is None else each, size - offset) for offset, each in source.reads)


def test_a_second_opening_takes_the_table_from_the_cache(
    directory: Path, source: MemorySource
) -> None:
    first = ColumnCache(directory).table(source, KEY, "train")
    cache = ColumnCache(directory)
    assert bytes_read(source, lambda: cache.table(source, KEY, "train")) < 2000
    second = cache.table(source, KEY, "renamed")
    assert table_rows(second.value) == table_rows(first.value)
    assert second.value.type == "renamed"
    assert second.problems == first.problems
    assert [problem.kind for problem in second.problems] == [ProblemKind.MALFORMED]
    assert len(second.value) == RECORDS + 2


def test_the_cache_file_isnt_the_users_file_and_its_columns_are_read_only(
    directory: Path, source: MemorySource
) -> None:
    ColumnCache(directory).table(source, KEY, "train")
    table = ColumnCache(directory).table(source, KEY, "train").value
    for array in (table.step, table.time, table.columns["loss"].values):
        assert not array.flags.writeable
        assert array.ctypes.data % 8 == 0
    assert [path.suffix for path in files_in(directory)] == [".columns"]


def test_a_file_that_has_grown_is_read_from_where_the_cache_ends(
    directory: Path, source: MemorySource
) -> None:
    cache = ColumnCache(directory)
    cache.table(source, KEY, "train")
    more = text_of(RECORDS, RECORDS + 10)
    source.append(more)
    stored = files_in(directory)[0].stat()
    assert bytes_read(source, lambda: cache.table(source, KEY, "train")) < 2000 + len(more)
    assert len(cache.table(source, KEY, "train").value) == RECORDS + 12
    assert files_in(directory)[0].stat().st_ino == stored.st_ino  # not worth writing again
    source.append(text_of(RECORDS, 2 * RECORDS))
    expected = cache.table(source, KEY, "train")
    assert files_in(directory)[0].stat().st_size > stored.st_size * 1.9
    assert bytes_read(source, lambda: cache.table(source, KEY, "train")) < 2000
    assert table_rows(cache.table(source, KEY, "train").value) == table_rows(expected.value)


def test_the_last_record_is_told_to_be_cut_off_from_the_cache_too(
    directory: Path, source: MemorySource
) -> None:
    source.append("- value:\n    loss: 1.0\n")
    for _ in range(2):
        problems = ColumnCache(directory).table(source, KEY, "train").problems
        assert [each.kind for each in problems] == [ProblemKind.MALFORMED, ProblemKind.TRUNCATED]


def test_a_reader_from_the_cache_follows_the_file(directory: Path, source: MemorySource) -> None:
    cache = ColumnCache(directory)
    cache.table(source, KEY, "train")
    reader = cache.reader(source, KEY, "train")
    before = reader.update().value
    source.append(recorded(record(7, loss=8.0, late=9.0)))
    after = reader.update().value
    assert (len(before), len(after)) == (RECORDS + 2, RECORDS + 3)
    assert after.columns["loss"].values[-1] == 8.0
    assert after.series("late").value.tolist() == [9.0]
    assert len(after.series("accuracy")) == len(before.series("accuracy"))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(b"0.25", b"0.75", 1),  # same size, in the middle of the head
        lambda text: text[: len(text) * 4 // 5],
        lambda text: text.replace(b"0.25", b"0.7500") + text,
    ],
)
def test_a_file_that_was_replaced_is_parsed_anew(
    directory: Path, source: MemorySource, change: Callable[[bytes], bytes]
) -> None:
    cache = ColumnCache(directory)
    cache.table(source, KEY, "train")
    source.write(change(source.contents[KEY]))
    expected = ColumnCache(directory / "other").table(source, KEY, "train")
    assert table_rows(cache.table(source, KEY, "train").value) == table_rows(expected.value)
    assert bytes_read(source, lambda: cache.table(source, KEY, "train")) < 2000


def test_a_damaged_cache_file_is_replaced(directory: Path, source: MemorySource) -> None:
    cache = ColumnCache(directory)
    expected = table_rows(cache.table(source, KEY, "train").value)
    (path,) = files_in(directory)
    good = path.read_bytes()
    middle = len(good) // 2
    for damaged in (
        b"",
        b"EMColumns",
        good[:middle],
        good[:-1],
        good + b"\0",
        good[:middle] + bytes([good[middle] ^ 1]) + good[middle + 1 :],
        b"EMColumns0l\n" + good[12:],
        bytes(len(good)),
        good[:16] + b"\xff" * 8 + good[24:],
    ):
        path.unlink()
        path.write_bytes(damaged)
        assert table_rows(cache.table(source, KEY, "train").value) == expected
        assert path.read_bytes() == good


def test_small_files_are_parsed_each_time(directory: Path) -> None:
    source = MemorySource()
    source.write(text_of(0, 20))
    assert len(ColumnCache(directory).table(source, KEY, "train").value) == 20
    assert not directory.exists()
    assert not ColumnCache(directory).needs_process(source, KEY)


def test_only_a_large_file_that_isnt_in_the_cache_needs_a_process(
    directory: Path, source: MemorySource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "LONG", 300_000)
    cache = ColumnCache(directory)
    assert cache.needs_process(source, KEY)
    cache.table(source, KEY, "train")
    assert not cache.needs_process(source, KEY)
    source.append(text_of(0, RECORDS))
    assert cache.needs_process(source, KEY)
    files_in(directory)[0].write_bytes(b"garbage")
    assert cache.needs_process(source, KEY)


def test_the_least_recently_used_tables_make_room(directory: Path, source: MemorySource) -> None:
    keys = [f"metrics/{name}.yaml" for name in "abcd"]
    for key in keys:
        source.write(source.contents[KEY], key)
    size = 0
    for age, key in enumerate(keys[:3]):
        ColumnCache(directory).table(source, key, key)
        for path in files_in(directory):
            size = path.stat().st_size
            if path.stat().st_mtime > 1_000_000:
                os.utime(path, (1000 + age, 1000 + age))
    cache = ColumnCache(directory, limit=3 * size)
    cache.table(source, keys[0], "a")  # is used now
    cache.table(source, keys[3], "d")
    for key in (keys[0], keys[3]):
        assert bytes_read(source, partial(cache.table, source, key, "")) < 2000
    assert len(files_in(directory)) == 3
    assert not [path for path in files_in(directory) if path.stat().st_mtime == 1001]


def test_a_table_larger_than_the_limit_isnt_stored(directory: Path, source: MemorySource) -> None:
    cache = ColumnCache(directory, limit=1000)
    assert len(cache.table(source, KEY, "train").value) == RECORDS + 2
    assert files_in(directory) == []


def test_what_a_writer_that_died_left_behind_is_removed(
    directory: Path, source: MemorySource
) -> None:
    directory.mkdir()
    old, new = directory / ".em-tmp-old", directory / ".em-tmp-new"
    old.touch()
    new.touch()
    os.utime(old, (1000, 1000))
    ColumnCache(directory).table(source, KEY, "train")
    assert not old.exists()
    assert new.exists()


def test_a_cache_that_cant_be_written_costs_only_time(tmp_path: Path, source: MemorySource) -> None:
    (tmp_path / "file").touch()
    table = ColumnCache(tmp_path / "file" / "cache").table(source, KEY, "train").value
    assert len(table) == RECORDS + 2


def test_files_of_different_places_dont_meet(directory: Path, tmp_path: Path) -> None:
    cache = ColumnCache(directory)
    for name, extra in (("one", 0), ("two", 2)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "train.yaml").write_text(text_of(0, RECORDS + extra))
    for _ in range(2):
        for name, extra in (("one", 0), ("two", 2)):
            table = cache.table(DirectorySource(tmp_path / name), "train.yaml", "train").value
            assert len(table) == RECORDS + extra
    assert len(files_in(directory)) == 2


def test_a_file_that_isnt_there_is_an_error(directory: Path) -> None:
    with pytest.raises(NotFoundError):
        ColumnCache(directory).table(MemorySource(), KEY, "train")
    with pytest.raises(NotFoundError):
        ColumnCache(directory).needs_process(MemorySource(), KEY)


def test_other_processes_parse_and_store_at_the_same_time(directory: Path, tmp_path: Path) -> None:
    (tmp_path / "train.yaml").write_text(text_of(0, RECORDS))
    source = DirectorySource(tmp_path)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, context) as pool:
        tasks = [
            pool.submit(load_table, directory, source, "train.yaml", "train") for _ in range(4)
        ]
        stored = [task.result() for task in tasks]
    assert len(pickle.dumps(stored[0])) < 1000
    assert len(files_in(directory)) == 1
    for each in stored:
        assert each.open().value.step.tolist() == list(range(RECORDS))
        assert each.reader().progress.offset == (tmp_path / "train.yaml").stat().st_size


def test_a_table_grows_in_place_as_its_file_does(directory: Path, source: MemorySource) -> None:
    cache = ColumnCache(directory)
    cache.table(source, KEY, "train")
    (path,) = files_in(directory)
    before = path.stat()
    opened = cache.table(source, KEY, "train").value
    first = opened.step.tolist()
    for part in range(3):
        source.append(text_of(RECORDS * (part + 1), RECORDS * (part + 2)))
        expected = table_rows(cache.table(source, KEY, "train").value)
        size = len(source.contents[KEY])
        assert bytes_read(source, lambda: cache.table(source, KEY, "train")) < min(size, 400_000)
        assert table_rows(ColumnCache(directory).table(source, KEY, "train").value) == expected
        if part == 0:  # there was room for half as many records more
            assert path.stat().st_ino != before.st_ino or path.stat().st_size == before.st_size
    assert opened.step.tolist() == first  # what was opened earlier never changes


def test_a_writer_that_dies_while_it_adds_rows_leaves_the_rows_before(
    directory: Path, source: MemorySource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "SMALL", 1 << 10)
    cache = ColumnCache(directory)
    cache.table(source, KEY, "train")
    (path,) = files_in(directory)
    expected = table_rows(cache.table(source, KEY, "train").value)
    kept = source.contents[KEY]
    source.append(text_of(RECORDS, RECORDS + 100))
    cache.table(source, KEY, "train")
    written = path.read_bytes()
    path.write_bytes(written[:64] + bytes([written[64] ^ 255]) + written[65:])  # the newer head
    source.contents[KEY] = kept
    assert table_rows(ColumnCache(directory).table(source, KEY, "train").value) == expected


def test_a_large_table_is_opened_with_what_is_known_of_its_columns(tmp_path: Path) -> None:
    count = 100_000
    values = np.sin(np.arange(count) / 50)
    values[777] = np.nan
    steps = np.arange(count, dtype=np.float64)
    table = MetricTable("train", steps, steps, steps, {"loss": Column(values)})
    table = replace(table, facts=table_facts(table))
    path = tmp_path / "table.columns"
    with path.open("wb") as file:
        write_columns(file, table, Progress(), 1 << 30)
    facts = known_of(path, count)
    more = np.concatenate((values, np.zeros(20_000)))
    steps = np.arange(len(more), dtype=np.float64)
    longer = MetricTable("train", steps, steps, steps, {"loss": Column(more)})
    longer = replace(longer, facts=table_facts(longer, facts, count))
    added = [add_rows(path, longer, Progress(), count) for _ in range(2)]
    assert added == [True, False]  # the second time somebody has been here
    known_of(path, len(more))


def known_of(path: Path, records: int) -> TableFacts:
    """What a file tells of its columns; it is what the columns themselves tell."""
    found = read_columns(path, "train")
    assert found is not None
    table, _ = found
    assert len(table) == records
    assert table.facts is not None
    known = table.facts.columns["loss"]
    assert known.not_finite == 1
    built = Pyramid.over(table.columns["loss"].values)
    for one, other in zip(known.pyramid.levels, built.levels, strict=True):
        np.testing.assert_array_equal(one.low, other.low)
        np.testing.assert_array_equal(one.high, other.high)
    assert table.facts.axes["step"].steady
    assert table.facts.axes["step"].extent == (0.0, records - 1.0)
    return table.facts
