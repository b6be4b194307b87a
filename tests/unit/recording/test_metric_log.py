"""The metric files of a Run."""

from __future__ import annotations

import math
import tempfile
import threading
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from em_desktop.formats.metrics import MetricReader
from em_desktop.formats.source import DirectorySource
from em_desktop.recording.disk import Disk
from em_desktop.recording.metric_log import MetricLog, file_stem, whole_end
from em_desktop.recording.notices import Notices


def a_log(directory: Path) -> MetricLog:
    return MetricLog(directory, Disk(), Notices("run"), changed=lambda _type: None)


def steps(path: Path) -> list[int]:
    return [record["sequence"]["step"] for record in yaml.safe_load(path.read_text())]


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("train", "train"), ("training", "train"), ("val", "val"), ("validate", "val"),
        ("validation", "val"), ("test", "test"), ("testing", "test"), ("eval", "test"),
        ("evaluate", "test"), ("evaluation", "test"), ("系统", "系统"), ("Train", "Train"),
    ],
)  # fmt: skip
def test_the_usual_types_have_several_names(tmp_path: Path, name: str, type_: str) -> None:
    a_log(tmp_path).append(name, {"x": 1}, 1, None)
    assert [path.name for path in tmp_path.iterdir()] == [f"{type_}.yaml"]


def test_two_names_of_a_type_share_its_file(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    log.append("train", {"x": 1}, 1, None)
    log.append("training", {"x": 1}, 2, None)
    assert steps(tmp_path / "train.yaml") == [1, 2]
    assert log.types == ("train",)


@pytest.mark.parametrize(
    ("type_", "stem"),
    [
        ("train/loss", "train_loss"), ("a\\b", "a_b"), ("..", "_."), (".hidden", "_hidden"),
        ("a\nb", "a_b"), ("", "_"), ("\ud800", "_"), ("a:b?", "a_b_"), ("x" * 300, "x" * 200),
        ("系" * 100, "系" * 66),
    ],
)  # fmt: skip
def test_a_type_that_no_file_can_be_called_is_changed(
    tmp_path: Path, type_: str, stem: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert file_stem(type_) == stem
    log = a_log(tmp_path)
    log.append(type_, {"x": 1}, 1, None)
    log.append(type_, {"x": 1}, 2, None)
    assert steps(tmp_path / f"{stem}.yaml") == [1, 2]
    assert len(caplog.records) == 1


@pytest.mark.parametrize("metrics", [None, 0.5, [1.0], "loss"])
def test_metrics_that_are_no_mapping_are_told_once(
    tmp_path: Path, metrics: object, caplog: pytest.LogCaptureFixture
) -> None:
    log = a_log(tmp_path)
    for step in range(3):
        log.append("train", metrics, step, None)  # type: ignore[arg-type]
    assert len(caplog.records) == 1
    assert not (tmp_path / "train.yaml").exists()


def test_every_cut_of_the_last_record_is_repaired_by_the_next_writer(tmp_path: Path) -> None:
    path = tmp_path / "train.yaml"
    log = a_log(tmp_path)
    for step in range(3):
        log.append("train", {"loss": 0.5, "acc": 1.0}, step, 0)
    log.close()
    text = path.read_bytes()
    last = text.rindex(b"- value")
    for cut in range(last, len(text)):
        path.write_bytes(text[:cut])
        log = a_log(tmp_path)
        log.append("train", {"loss": 0.25, "acc": 1.0}, 7, 0)
        log.close()
        assert steps(path) == [0, 1, 7], text[last:cut]


def test_what_looks_cut_off_is_left_while_another_writer_has_the_file_open(tmp_path: Path) -> None:
    path = tmp_path / "train.yaml"
    other = a_log(tmp_path)
    other.append("train", {"loss": 0.5}, 0, 0)
    whole = path.read_bytes()
    with path.open("ab") as file:  # what a piece on its way looks like to others
        file.write(b"- value:\n    lo")
    log = a_log(tmp_path)
    log.append("train", {"loss": 0.25}, 1, 0)
    log.close()
    assert path.read_bytes().startswith(whole + b"- value:\n    lo- value:")
    other.close()
    path.write_bytes(whole + b"- value:\n    lo")
    log = a_log(tmp_path)
    log.append("train", {"loss": 0.25}, 1, 0)
    log.close()
    assert steps(path) == [0, 1]


def test_a_file_that_another_claims_for_ever_is_written_as_soon_as_it_is_free(
    tmp_path: Path,
) -> None:
    disk = Disk()
    descriptor = disk.open_to_append(tmp_path / "train.yaml")
    assert disk.claim(descriptor)
    log = a_log(tmp_path)
    log.append("train", {"loss": 0.5}, 0, 0)
    assert log.waiting
    disk.close(descriptor)
    assert log.flush()
    assert steps(tmp_path / "train.yaml") == [0]


def test_a_whole_file_is_only_appended_to(samples: Path) -> None:
    files = sorted((samples / "em-recordings" / "runs").glob("*/metrics/*.yaml"))
    for path in files:
        text = path.read_bytes()
        if "running" not in path.parent.parent.name:
            tail = text[-(1 << 20) :]
            assert whole_end(tail, from_start=len(tail) == len(text)) == len(tail), path


def test_the_cut_files_of_a_killed_recorder_are_continued(recordings: Path) -> None:
    (run,) = (recordings / "runs").glob("digits_cnn_running_*")
    for type_ in ("train", "val"):
        source = DirectorySource(run)
        before = MetricReader(source, f"metrics/{type_}.yaml", type_).update().value
        log = a_log(run / "metrics")
        log.append(type_, {"loss": 0.125}, 999, 9)
        log.close()
        assert steps(run / "metrics" / f"{type_}.yaml")[-1] == 999
        after = MetricReader(source, f"metrics/{type_}.yaml", type_).update()
        assert len(after.value.step) == len(before.step) + 1
        assert after.problems == ()


def test_a_file_with_line_ends_of_windows_is_continued(tmp_path: Path) -> None:
    path = tmp_path / "train.yaml"
    a_log(tmp_path).append("train", {"x": 1.0}, 1, 1)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    a_log(tmp_path).append("train", {"x": 1.0}, 2, 1)
    assert steps(path) == [1, 2]


@pytest.mark.parametrize("content", [b"", b"[]\n", b"null\n", b"- va"])
def test_a_file_without_records_is_begun_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "train.yaml").write_bytes(content)
    a_log(tmp_path).append("train", {"x": 1.0}, 1, 1)
    assert steps(tmp_path / "train.yaml") == [1]
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_of_another_form_is_put_beside(tmp_path: Path) -> None:
    (tmp_path / "train.yaml").write_bytes(b"my notes: yes\n")
    a_log(tmp_path).append("train", {"x": 1.0}, 1, 1)
    assert steps(tmp_path / "train.yaml") == [1]
    assert (tmp_path / "train.yaml.damaged").read_bytes() == b"my notes: yes\n"


def test_threads_may_record_at_once(tmp_path: Path) -> None:
    log = a_log(tmp_path)

    def work(number: int) -> None:
        for step in range(200):
            log.append("train" if step % 2 else "val", {"x": float(number)}, step, number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(steps(tmp_path / "train.yaml")) == 800
    assert sorted(steps(tmp_path / "val.yaml")) == sorted([*range(0, 200, 2)] * 8)


@given(
    st.lists(
        st.tuples(
            st.dictionaries(st.text(max_size=20), st.floats(), max_size=4),
            st.one_of(st.none(), st.integers(-(2**40), 2**40), st.floats(allow_nan=False)),
            st.one_of(st.none(), st.integers(0, 1000)),
        ),
        max_size=12,
    )
)
def test_our_reader_reads_back_every_bit(records: list[tuple[dict[str, float], Any, Any]]) -> None:
    with tempfile.TemporaryDirectory() as directory:
        log = a_log(Path(directory))
        for metrics, step, epoch in records:
            log.append("train", metrics, step, epoch)
        log.close()
        if not records:
            return
        reading = MetricReader(DirectorySource(Path(directory)), "train.yaml", "train").update()
    table = reading.value
    assert len(table) == len(records)
    for row, (metrics, step, epoch) in enumerate(records):
        for place, column in ((step, table.step), (epoch, table.epoch)):
            finite = place is not None and math.isfinite(place)
            assert column[row] == place if finite else math.isnan(column[row])
        for name, value in metrics.items():
            series = table.series(name)
            position = sum(1 for before in records[:row] if name in before[0])
            found = float(series.value[position])
            assert math.isnan(found) if math.isnan(value) else found == value
