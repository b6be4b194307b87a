"""A Run's pane on the real recordings: every part of every one, while they change too."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from em_desktop.domain.nodes import Status
from em_desktop.domain.problems import ProblemKind
from em_desktop.formats.source import DirectorySource
from em_desktop.gui.context import Location
from em_desktop.gui.panes.run.pane import TABS, RunPane
from em_desktop.gui.widgets.facts import _Link
from tests.gui.desk import Desk, running
from tests.gui.run_desk import (
    RUN_METADATA,
    ShownRun,
    open_run,
    settle,
    state_title,
    texts,
    write_run,
)

MLP = "runs/digits_train_mlp_261123_115932_eicjg9"
SECONDS = 1000


@pytest.fixture
def desk(
    qtbot: QtBot, application: QApplication, tmp_path: Path, recordings: Path
) -> Iterator[Desk]:
    with running(qtbot, tmp_path / "state", recordings) as made:
        yield made


@pytest.fixture
def variants(
    qtbot: QtBot, application: QApplication, tmp_path: Path, samples: Path
) -> Iterator[Desk]:
    store = shutil.copytree(samples / "em-variants", tmp_path / "variants")
    with running(qtbot, tmp_path / "state", Path(store)) as made:
        yield made


def path_of(recordings: Path, name: str) -> str:
    [run] = (recordings / "runs").glob(f"{name}_2*")
    return f"runs/{run.name}"


def test_every_recording_opens_with_all_its_tabs(desk: Desk, recordings: Path) -> None:
    damaged = {}
    for place in sorted((recordings / "runs").iterdir()):
        run = open_run(desk, f"runs/{place.name}", "metrics")
        assert place.name.startswith(run.header.title)
        assert run.status in {Status.COMPLETE, Status.ERROR, Status.RUNNING, Status.STALLED}
        for tab in TABS:
            run.show(tab)
        counts = run.counts()
        assert counts["files"] >= 6
        assert counts["parameters"] >= 1
        assert counts["metrics"] >= 1
        assert run.pane.platform.facts(0)[0].value == "workstation"
        if run.problems():
            damaged[run.header.title] = run.problems()
    assert set(damaged) == {"digits_cnn_running"}


def test_the_header_and_the_overview_say_what_the_run_is(desk: Desk) -> None:
    run = open_run(desk, MLP)
    assert run.header.title == "digits_train_mlp"
    assert run.status is Status.COMPLETE
    assert run.labels == ("torch", "MLP", "基线")
    assert run.facts_line.startswith("2s · started 23 Nov 2026, ")
    details = run.details()
    assert details["Status"] == "Complete"
    assert details["Duration"] == "2s"
    assert details["Path"] == MLP
    assert "Recorded as" not in details
    assert run.pane.overview._description.text().startswith("用两层 MLP 对手写数字分类")
    assert run.counts() == {"metrics": 6, "parameters": 25}
    run.show("files")
    assert run.counts()["files"] == 10


def test_a_run_is_compared_from_its_page(desk: Desk) -> None:
    open_run(desk, MLP)
    button = next(
        each for each in desk.page.findChildren(QPushButton) if each.text() == "Compare with..."
    )
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    desk.wait(lambda: desk.tab_titles()[-1].startswith("Compare"))


def test_damaged_files_are_listed_with_line_and_kind(desk: Desk, recordings: Path) -> None:
    run = open_run(desk, path_of(recordings, "digits_cnn_running"), "metrics")
    assert run.problems() == {
        ("metrics/train.yaml", 218, ProblemKind.TRUNCATED),
        ("metrics/val.yaml", 15, ProblemKind.TRUNCATED),
    }
    run.problem_bar._toggle.click()
    shown = texts(run.problem_bar)
    assert shown[0] == "2 problems in the files"
    assert "metrics/train.yaml:218" in shown
    assert "The end is cut off; everything before it is shown." in shown


def test_the_variants_open_with_what_they_have(variants: Desk) -> None:
    new = open_run(variants, "runs/just_created_261123_120229_6snngm", "parameters")
    assert (new.header.title, new.problems()) == ("just_created", set())
    assert state_title(new.pane.parameters) == "No hyperparameters"
    windows = open_run(variants, "runs/digits_cnn_windows_261123_120021_wwnj3c", "log")
    assert windows.problems() == set()
    assert any("训练" in line or "轮" in line for line in windows.log_lines())
    assert all("\r" not in line and "\ufffd" not in line for line in windows.log_lines())
    empty = open_run(variants, "runs/digits_metadata_empty_261123_120020_0wnpyx", "overview")
    assert empty.header.title == "digits_metadata_empty"
    assert empty.status is Status.UNKNOWN
    assert ("metadata.yaml", None, ProblemKind.EMPTY) in empty.problems()
    stale = open_run(variants, "runs/digits_index_stale_261123_120018_b6yu88", "metrics")
    assert stale.counts()["metrics"] >= 1
    assert {(file, kind) for file, _, kind in stale.problems()} == {
        ("index.yaml", ProblemKind.EMPTY)
    }


def test_inputs_and_outputs_lead_to_their_nodes(desk: Desk) -> None:
    run = open_run(desk, MLP)
    overview = run.pane.overview
    assert run.facts(overview._input_facts) == {"Artifact": "digits_features"}
    assert run.facts(overview._output_facts) == {"Artifact": "digits_mlp_model"}
    [link] = overview._output_facts.findChildren(_Link)
    asked: list[Location] = []
    desk.application.context.open_requested.connect(lambda location, _: asked.append(location))
    link.setFocus()
    QTest.keyClick(link, Qt.Key.Key_Space)
    target = "artifacts/digits_mlp_model_261123_115934_nqpvri"
    assert [str(location.path) for location in asked] == [target]
    desk.wait(lambda: desk.is_at(target))


def test_versions_that_are_not_in_the_store_say_so(desk: Desk, recordings: Path) -> None:
    run = open_run(desk, path_of(recordings, "digits_logreg_assets"))
    overview = run.pane.overview
    inputs = run.facts(overview._input_facts)
    assert inputs == {"Dataset": "digits (not in this store)", "Artifact": "digits_features"}
    outputs = [fact.value for fact in overview._output_facts.facts]
    assert outputs == [
        "digits-logreg:v1 (not in this store)",
        "digits-logreg:0a1d07fa (not in this store)",
        "digits-logreg:20261123 (not in this store)",
        "digits-logreg (not in this store)",
    ]


def test_the_upload_history_names_host_and_path(desk: Desk) -> None:
    run = open_run(desk, MLP)
    [fact] = run.pane.overview._upload_facts.facts
    assert fact.value == (
        "Uploaded to https://aistore.example.com/t9k/aistore/server"
        "/demo/em-examples/digits/digits_train_mlp"
    )
    assert fact.tooltip == "40a473ae-e074-40ff-ba4e-e1018b88b25a"


def test_platform_and_git_show_what_was_recorded(desk: Desk) -> None:
    run = open_run(desk, MLP, "platform")
    machine = {fact.key: fact.value for fact in run.pane.platform.facts(0)}
    assert machine["Python"] == "3.11.7"
    assert machine["Frameworks"] == "PyTorch"
    packages = {fact.key: fact.value for fact in run.pane.platform.facts(1)}
    assert packages["torch"] == "2.13.0+cpu"
    git = {fact.key: fact.value for fact in run.pane.git.facts(0)}
    assert git["Commit"] == "8d14ae83c02710a49098ddd0c5ffd9fa759117e2"
    assert git["Working tree"] == "Clean"


def test_credentials_in_the_remotes_address_are_masked(desk: Desk, recordings: Path) -> None:
    (recordings / MLP / "git.yaml").write_text(
        "repo_path: demo\nremote_url: https://me:s3cret@git.example.com/demo.git\n"
        "branch: main\ncommit: 8d14ae83\nis_dirty: true\nentrypoint: train.py\n"
    )
    run = open_run(desk, MLP, "git")
    git = {fact.key: fact.value for fact in run.pane.git.facts(0)}
    assert git["Remote"].endswith("git.example.com/demo.git")
    assert git["Working tree"] == "Uncommitted changes"
    assert not any("s3cret" in text for text in texts(desk.window))


def test_a_run_without_git_says_so(desk: Desk, recordings: Path) -> None:
    run = open_run(desk, path_of(recordings, "digits_cnn_lr_a"), "git")
    assert state_title(run.pane.git) == "No code version"


def test_a_running_run_that_is_silent_for_long_is_stalled(desk: Desk, recordings: Path) -> None:
    path = path_of(recordings, "digits_cnn_running")
    old = time.time() - 3600
    for place in (recordings / path).rglob("*"):
        os.utime(place, (old, old))
    run = open_run(desk, path)
    assert run.status is Status.STALLED
    assert run.details()["Status"] == "Stalled"


def test_a_run_becomes_stalled_while_it_is_shown(desk: Desk, recordings: Path) -> None:
    place = write_run(recordings / "runs")
    run = open_run(desk, f"runs/{place.name}")
    assert run.status is Status.RUNNING
    assert "Duration" not in run.details()  # the header's grows
    old = time.time() - 599.5
    for each in (place, *place.rglob("*")):
        os.utime(each, (old, old))
    desk.wait(lambda: run.details()["Status"] == "Stalled", 5 * SECONDS)
    assert run.details().keys() >= {"Duration"}
    desk.wait(lambda: run.status is Status.STALLED)


WRITER = """
import sys, time
from pathlib import Path
run = Path(sys.argv[1])
def record(step):
    return ("- value:\\n    loss: %f\\n  sequence:\\n    epoch: null\\n    step: %d\\n"
            "    timestamp: '2026-11-23T12:00:%02d.5+08:00'\\n" % (1 / step, step, step))
for step in map(int, sys.stdin):
    with (run / "stdout.log").open("a") as log:
        log.write(f"step {step}\\n")
    with (run / "metrics/train.yaml").open("a") as metrics:
        metrics.write(record(step))
    print(step, flush=True)
text = (run / "metadata.yaml").read_text()
(run / "metadata.yaml").write_text(text.replace("Running", "Complete").replace(
    "endTimestamp: null", "endTimestamp: '2026-11-23T12:10:32+08:00'"))
"""


def test_what_another_process_writes_appears_within_a_second(
    desk: Desk, recordings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = write_run(recordings / "runs")
    (place / "stdout.log").write_text("start\n" * 2000)
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, place],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdin is not None
    assert writer.stdout is not None

    def write(step: int) -> None:
        assert writer.stdin is not None
        assert writer.stdout is not None
        writer.stdin.write(f"{step}\n")
        writer.stdin.flush()
        assert writer.stdout.readline() == f"{step}\n"

    write(1)
    run = open_run(desk, f"runs/{place.name}", "metrics")
    desk.wait(lambda: run.counts().get("metrics") == 1)
    write(2)
    desk.wait(lambda: points(run) == 2)  # now it is certainly watched
    write(3)
    desk.wait(lambda: points(run) == 3, SECONDS)
    run.show("log")
    assert run.log_lines()[-3:] == ["step 1", "step 2", "step 3"]
    reads = record_reads(monkeypatch)
    write(4)
    desk.wait(lambda: run.log_lines()[-1] == "step 4", SECONDS)
    settle(desk)
    log = [read for read in reads if read[0] == "stdout.log"]
    assert log[0] == ("stdout.log", 6 * 2000 + 7 * 3, 7)
    assert {key for key, *_ in reads} <= {"stdout.log", "metadata.yaml", ".em-node.yaml"}
    writer.stdin.close()
    writer.wait(10)
    writer.stdout.close()
    desk.wait(lambda: run.status is Status.COMPLETE, SECONDS)
    assert run.facts_line.startswith("11m 00s · started")


def points(run: ShownRun) -> int:
    return sum(len(table) for table in run.pane.metrics.feed.tables.values())


def record_reads(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int, int | None]]:
    """From now on each reading of an object: key, offset, length."""
    reads: list[tuple[str, int, int | None]] = []
    read = DirectorySource.read

    def recorded(
        self: DirectorySource, key: str, offset: int = 0, length: int | None = None
    ) -> bytes:
        reads.append((key, offset, length))
        return read(self, key, offset, length)

    monkeypatch.setattr(DirectorySource, "read", recorded)
    return reads


class Marked(QTranslator):
    """A language in which every text is marked."""

    def translate(self, _context: Any, source: Any, *_: Any, **__: Any) -> str:
        return f"§{source}" if isinstance(source, str) else f"§{bytes(source).decode()}"

    def isEmpty(self) -> bool:  # noqa: N802
        return False


DATA = {"workstation", "digits_train_mlp", "MLP", "torch"}


@pytest.mark.parametrize("tab", ["overview", "parameters", "platform", "git", "log"])
def test_a_change_of_language_rewrites_every_text(
    desk: Desk, recordings: Path, application: QApplication, tab: str
) -> None:
    for path in (MLP, path_of(recordings, "digits_cnn_lr_a"), write_empty_run(recordings)):
        run = open_run(desk, path, tab)
        page = run.page_tabs.widget(tab)
        before = set(texts(page)) | {each.text() for each in page.findChildren(QPushButton)}
        marked = Marked(application)
        application.installTranslator(marked)
        QApplication.processEvents()
        try:
            assert all(each.text.startswith("§") for each in run.page_tabs._row.tabs)
            after = set(texts(page)) | {each.text() for each in page.findChildren(QPushButton)}
            same = {text for text in before & after if text}
            assert {text for text in same if not is_data(recordings / path, text)} == set()
        finally:
            application.removeTranslator(marked)
            marked.deleteLater()
            QApplication.processEvents()


def write_empty_run(recordings: Path) -> str:
    place = recordings / "runs" / "empty_261123_115932_abcdef"
    place.mkdir(exist_ok=True)
    (place / "metadata.yaml").write_text(RUN_METADATA.format(name="empty", status="Complete"))
    return f"runs/{place.name}"


def is_data(run: Path, text: str) -> bool:
    """Whether a text comes from the recording: numbers, names, values; not our words."""
    recorded = " ".join(each.read_text("utf-8", "replace") for each in run.glob("*.yaml"))
    return text.isdigit() or any(word in recorded for word in text.split()) or run.name in text


def test_tabs_are_reached_and_changed_by_keyboard(desk: Desk) -> None:
    run = open_run(desk, MLP, "overview")
    row = run.page_tabs._row
    row.setFocus()
    for tab in TABS[1:]:
        QTest.keySequence(row, "Right")
        assert run.pane.current_tab == tab
    QTest.keySequence(row, "Left")
    assert run.pane.current_tab == "log"
    desk.press("Ctrl+F")
    assert run.pane.log._search.hasFocus()
    run.show("parameters")
    desk.press("Ctrl+F")
    assert run.pane.parameters._search.hasFocus()


def test_a_run_that_moved_is_followed_to_its_new_place(desk: Desk, recordings: Path) -> None:
    from em_desktop.domain.operations import Move
    from em_desktop.domain.paths import NodePath

    run = open_run(desk, MLP, "log")
    lines = run.log_lines()
    (recordings / "runs" / "sub").mkdir()
    store = desk.application.context.stores.store(desk.location("").store_id)
    outcome = store.perform(Move(NodePath.parse(MLP), NodePath.parse("runs/sub")))
    desk.application.context.stores.changed.emit(store.info.id, outcome.changes)
    moved = MLP.replace("runs/", "runs/sub/")
    desk.wait(lambda: desk.is_at(moved))
    settle(desk)
    run.show("overview")
    assert run.details()["Path"] == moved
    run.show("log")
    with (recordings / moved / "stdout.log").open("a") as log:
        log.write("after the move\n")
    desk.wait(lambda: run.log_lines()[-1] == "after the move")
    assert run.log_lines()[:-1] == lines
    run.show("files")
    assert state_title(run.pane.files) == ""


def test_a_run_that_vanishes_is_said_to_be_gone(desk: Desk, recordings: Path) -> None:
    open_run(desk, MLP, "log")
    desk.wait_until_watched(MLP, recordings)
    shutil.rmtree(recordings / MLP)
    desk.wait(lambda: state_title(desk.page) == "No longer here", 5 * SECONDS)


def test_a_run_that_becomes_a_file_is_shown_as_one(desk: Desk, recordings: Path) -> None:
    open_run(desk, MLP, "parameters")
    desk.wait_until_watched(MLP, recordings)
    shutil.rmtree(recordings / MLP)
    (recordings / MLP).write_text("now a file")
    desk.wait(lambda: desk.page.node is not None and desk.page.node.type == "File", 5 * SECONDS)
    desk.wait(lambda: not isinstance(desk.page.pane, RunPane))


def test_a_tab_comes_back_as_it_was_left(desk: Desk, recordings: Path) -> None:
    place = write_run(recordings / "runs", status="Complete")
    (place / "stdout.log").write_text("".join(f"line {n}\n" for n in range(5000)))
    run = open_run(desk, f"runs/{place.name}", "log")
    run.pane.log._view.verticalScrollBar().setValue(3000)
    open_run(desk, MLP)
    desk.press("Alt+Left")
    desk.wait(lambda: desk.is_at(f"runs/{place.name}"))
    pane = desk.page.pane
    assert isinstance(pane, RunPane)
    assert pane.current_tab == "log"
    desk.wait(lambda: pane.log._view.first_line() == 3000)
