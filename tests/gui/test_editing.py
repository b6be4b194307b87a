"""Gestures, undo and transfers as the window starts them, on real folders."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from em_desktop.domain.gestures import Deed, Description
from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.operations import Changes, CreateFolder, IfTaken, Move, Remove
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import AlreadyExistsError, LockedError
from em_desktop.gui.context import Context, Location
from em_desktop.gui.dialogs.name import NameDialog
from em_desktop.gui.dialogs.taken import TakenDialog
from em_desktop.gui.editing import Editor
from em_desktop.gui.expecting import Expected
from em_desktop.gui.gestures import Picked, Verb
from em_desktop.gui.jobs import Job, JobKind, JobState
from em_desktop.gui.settings import Settings
from em_desktop.gui.stores import OpenStores
from em_desktop.gui.tasks import Tasks
from em_desktop.sync.plans import plan_import

RUN = "mlp_261123_115932_eicjg9"


class Bench:
    """Two open stores, what they tell, and what came of jobs."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, folder: Path) -> None:
        self.qtbot, self.tasks = qtbot, tasks
        self.places = [folder / "first", folder / "second"]
        stores = OpenStores(tasks)
        self.context = Context(
            tasks, stores, Settings(folder / "settings.json"), state_directory=folder / "state"
        )
        self.editor: Editor = self.context.editor
        self.changes: list[Changes] = []
        self.expected: list[Expected] = []
        self.ended: list[Job] = []
        stores.changed.connect(lambda _store, each: self.changes.append(each))
        self.editor.expected.connect(lambda _store, each: self.expected.append(each))
        self.editor.ended.connect(self.ended.append)
        for place in self.places:
            if not place.exists():
                make_store(place)
            stores.open_folder(place)
        self.wait(lambda: len(stores.infos()) == 2)
        self.first, self.second = (str(place) for place in self.places)
        self.settle()

    def wait(self, until: Callable[[], bool], timeout: int = 20000) -> None:
        self.qtbot.waitUntil(until, timeout=timeout)

    def settle(self) -> None:
        self.wait(lambda: not self.editor.running and self.tasks.idle)

    def node(self, path: str, store: str | None = None) -> Node:
        return self.context.stores.store(store or self.first).get(NodePath.parse(path))

    def picked(self, *paths: str) -> Picked:
        return Picked.of(self.first, [self.node(path) for path in paths])

    def there(self, path: str, store: str | None = None) -> Location:
        return Location(store or self.first, NodePath.parse(path))

    def names(self, folder: str = "", place: int = 0) -> list[str]:
        found = (self.places[place] / folder).iterdir()
        return sorted(each.name for each in found if not each.name.startswith("."))

    def close(self) -> None:
        self.editor.close()
        self.tasks.close()
        self.editor.release()
        self.context.stores.close_all()


def make_store(place: Path) -> None:
    """A folder with a Run, and two empty folders."""
    for name in ("drafts", "paper"):
        (place / name).mkdir(parents=True)
    run = place / "drafts" / RUN
    run.mkdir()
    (run / "metadata.yaml").write_text(
        f"name: mlp\nstatus: Complete\nlabels: [baseline]\nalternativeName: {RUN}\nkind: Run\n"
    )
    (run / "hyperparameters.yaml").write_text("lr: 0.001\n")
    (run / "stdout.log").write_text("hello\n")


@pytest.fixture
def bench(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(qtbot, tasks, tmp_path)
    yield made
    made.close()


def test_a_gesture_is_shown_before_it_is_done_and_confirmed_after(bench: Bench) -> None:
    node = bench.node(f"drafts/{RUN}")
    old, new = node.path, NodePath.parse(f"paper/{RUN}")
    job = bench.editor.do(bench.first, [Move(old, new.parent)], nodes=[node], target="paper")
    assert bench.expected[0].moved == ((old, new),)
    assert bench.names("paper") == []
    bench.settle()
    assert bench.names("paper") == [RUN]
    assert job.state is JobState.DONE
    assert job.description == Description(Deed.MOVE, 1, ("mlp",), NodeType.RUN)
    assert any((old, new) in each.moved for each in bench.changes)


def test_what_the_store_refuses_is_turned_back_with_the_reason(bench: Bench) -> None:
    (bench.places[0] / "paper" / RUN).mkdir()
    node = bench.node(f"drafts/{RUN}")
    job = bench.editor.do(bench.first, [Move(node.path, NodePath(("paper",)))], nodes=[node])
    bench.settle()
    assert job.state is JobState.FAILED
    assert isinstance(job.first_error, AlreadyExistsError)
    read_again = [each.parents for each in bench.changes if each.parents]
    assert {NodePath(("drafts",)), NodePath(("paper",))} <= read_again[-1]


def test_a_failure_costs_only_its_own_node_and_can_be_tried_again(bench: Bench) -> None:
    (bench.places[0] / "paper" / "a").mkdir()
    operations = [CreateFolder(NodePath(("paper",)), name) for name in ("a", "b")]
    job = bench.editor.do(bench.first, operations)
    bench.settle()
    assert (job.state, len(job.failures)) == (JobState.FAILED, 1)
    assert bench.names("paper") == ["a", "b"]
    (bench.places[0] / "paper" / "a").rmdir()
    bench.editor.try_again(job)
    bench.settle()
    assert bench.names("paper") == ["a", "b"]
    assert job not in bench.editor.jobs()


def test_undo_and_redo_go_back_and_forth_and_are_named(bench: Bench) -> None:
    bench.editor.do(bench.first, [Remove(NodePath(("drafts",)))], nodes=[bench.node("drafts")])
    bench.settle()
    assert bench.names() == ["paper"]
    undoable = bench.editor.can_undo
    assert undoable == Description(Deed.REMOVE, 1, ("drafts",), NodeType.FOLDER)
    bench.editor.undo()
    bench.settle()
    assert bench.names() == ["drafts", "paper"]
    assert (bench.editor.can_undo, bench.editor.can_redo) == (None, undoable)
    bench.editor.redo()
    bench.settle()
    assert bench.names() == ["paper"]


def test_undo_takes_back_what_was_done_last_in_whatever_store(bench: Bench) -> None:
    bench.editor.do(bench.second, [CreateFolder(ROOT, "new")])
    bench.settle()
    bench.editor.do(bench.first, [CreateFolder(ROOT, "new")])
    bench.settle()
    bench.editor.undo()
    bench.settle()
    assert (bench.names(), "new" in bench.names(place=1)) == (["drafts", "paper"], True)
    bench.editor.undo()
    bench.settle()
    assert bench.names(place=1) == ["drafts", "paper"]


def test_what_is_under_way_is_undone_as_soon_as_it_is_done(bench: Bench) -> None:
    told: list[object] = []
    bench.editor.undo_changed.connect(lambda: told.append(bench.editor.can_undo))
    bench.editor.do(bench.first, [Remove(NodePath(("drafts",)))], nodes=[bench.node("drafts")])
    assert bench.editor.can_undo == told[0] is not None
    job = bench.editor.undo()
    assert job is not None
    assert job.state is JobState.WAITING
    bench.settle()
    assert bench.names() == ["drafts", "paper"]
    assert bench.editor.can_undo is None
    assert bench.editor.can_redo is not None


def test_undo_of_what_then_fails_takes_back_nothing_else(bench: Bench) -> None:
    bench.editor.do(bench.first, [CreateFolder(ROOT, "new")])
    bench.settle()
    gone = bench.node("paper")
    (bench.places[0] / "paper").rmdir()
    bench.editor.do(bench.first, [Remove(gone.path)], nodes=[gone])
    bench.editor.undo()
    bench.settle()
    assert bench.names() == ["drafts", "new"]


def test_gestures_wait_for_each_other_and_what_waits_can_be_cancelled(bench: Bench) -> None:
    jobs = [bench.editor.do(bench.first, [CreateFolder(ROOT, f"n{n}")]) for n in range(3)]
    assert [job.state for job in jobs] == [JobState.RUNNING, JobState.WAITING, JobState.WAITING]
    bench.editor.cancel(jobs[1])
    bench.settle()
    assert [job.state for job in jobs] == [JobState.DONE, JobState.CANCELLED, JobState.DONE]
    assert bench.names() == ["drafts", "n0", "n2", "paper"]


def test_histories_outlive_the_program(
    qtbot: QtBot, tasks: Tasks, bench: Bench, tmp_path: Path
) -> None:
    bench.editor.do(bench.first, [CreateFolder(ROOT, "new")])
    bench.settle()
    bench.editor.release()
    later = Context(
        tasks,
        bench.context.stores,
        bench.context.settings,
        state_directory=tmp_path / "state",
    )
    bench.wait(lambda: later.editor.can_undo is not None)
    later.editor.undo()
    bench.wait(lambda: bench.names() == ["drafts", "paper"])
    bench.wait(lambda: not later.editor.running)
    later.editor.release()


def test_a_taken_name_is_asked_and_both_are_kept(bench: Bench, page: QWidget) -> None:
    (bench.places[0] / "paper" / "drafts").mkdir()
    gestures = bench.context.gestures
    gestures.put(page, Verb.MOVE, bench.picked("drafts"), bench.there("paper"))
    bench.wait(lambda: page.findChild(TakenDialog) is not None)
    dialog = page.findChild(TakenDialog)
    assert dialog is not None
    dialog.keep_both.click()
    bench.settle()
    assert bench.names("paper") == ["drafts", "drafts (2)"]


def test_a_closed_question_does_nothing(bench: Bench, page: QWidget) -> None:
    (bench.places[0] / "paper" / "drafts").mkdir()
    bench.context.gestures.put(page, Verb.MOVE, bench.picked("drafts"), bench.there("paper"))
    bench.wait(lambda: page.findChild(TakenDialog) is not None)
    dialog = page.findChild(TakenDialog)
    assert dialog is not None
    dialog.reject()
    bench.settle()
    assert (bench.ended, bench.names()) == ([], ["drafts", "paper"])


def test_one_answer_can_stand_for_all(page: QWidget) -> None:
    answers: list[dict[str, IfTaken]] = []
    dialog = TakenDialog(["a", "b", "c"], "paper", page)
    dialog.answered.connect(answers.append)
    dialog.open()
    dialog.skip.click()
    dialog.for_all.setChecked(True)
    dialog.replace.click()
    assert answers == [{"a": IfTaken.SKIP, "b": IfTaken.REPLACE, "c": IfTaken.REPLACE}]


def test_a_copy_to_another_store_is_a_transfer_that_can_be_undone(
    bench: Bench, page: QWidget
) -> None:
    picked = bench.picked(f"drafts/{RUN}")
    bench.context.gestures.put(page, Verb.MOVE, picked, bench.there("paper", bench.second))
    bench.wait(lambda: bool(bench.ended))
    [job] = bench.ended
    assert (job.kind, job.state, job.target) == (JobKind.TRANSFER, JobState.DONE, "paper")
    assert job.fraction == 1.0
    assert bench.names("paper", place=1) == [RUN]
    assert bench.names("drafts") == [RUN]
    entry = bench.editor.entry_of(job)
    assert entry is not None
    bench.editor.undo_entry(bench.second, entry)
    bench.settle()
    assert bench.names("paper", place=1) == []


def test_a_copy_into_its_own_folder_gets_a_number(bench: Bench, page: QWidget) -> None:
    bench.context.gestures.put(page, Verb.COPY, bench.picked("paper"), bench.there(""))
    bench.settle()
    bench.wait(lambda: bench.names() == ["drafts", "paper", "paper (2)"])


def test_plain_files_become_an_artifact_whose_name_is_asked(
    bench: Bench, page: QWidget, tmp_path: Path
) -> None:
    file = tmp_path / "weights.bin"
    file.write_bytes(b"12")
    bench.context.gestures.bring_in(page, [file], bench.there("paper"))
    bench.wait(lambda: page.findChild(NameDialog) is not None)
    dialog = page.findChild(NameDialog)
    assert dialog is not None
    assert dialog.field.text() == "weights"
    dialog.field.setText("trained")
    dialog.confirm.click()
    bench.wait(lambda: bool(bench.ended))
    [name] = bench.names("paper")
    assert name.startswith("trained_")
    assert (bench.places[0] / "paper" / name / "weights.bin").read_bytes() == b"12"


def test_files_are_added_to_a_node(bench: Bench, page: QWidget, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("new")
    bench.context.gestures.bring_in(page, [file], bench.there(f"drafts/{RUN}"))
    bench.wait(lambda: bool(bench.ended))
    assert bench.ended[0].state is JobState.DONE
    assert (bench.places[0] / "drafts" / RUN / "notes.txt").read_text() == "new"


def test_labels_of_many_nodes_are_one_gesture(bench: Bench) -> None:
    picked = bench.picked(f"drafts/{RUN}", "paper")
    bench.context.gestures.add_labels(picked, ["baseline", "candidate"])
    bench.settle()
    assert bench.node(f"drafts/{RUN}").labels == ("baseline", "candidate")
    assert bench.node("paper").labels == ("baseline", "candidate")
    bench.editor.undo()
    bench.settle()
    assert bench.node(f"drafts/{RUN}").labels == ("baseline",)
    assert bench.node("paper").labels == ()


def test_a_locked_node_is_not_deleted(bench: Bench) -> None:
    bench.context.gestures.set_locked(bench.picked("paper"), locked=True)
    bench.settle()
    bench.context.gestures.remove(bench.picked("paper"))
    bench.settle()
    assert bench.names() == ["drafts", "paper"]
    assert isinstance(bench.ended[-1].first_error, LockedError)


def test_a_name_is_checked_while_it_is_typed(page: QWidget) -> None:
    dialog = NameDialog(NameDialog.Purpose.FOLDER, "New folder", page)
    dialog.open()
    dialog.field.setText("a/b")
    assert (dialog.confirm.isEnabled(), dialog.field.wrong) == (False, True)
    dialog.field.setText("")
    assert (dialog.confirm.isEnabled(), dialog.field.wrong) == (False, False)
    dialog.field.setText("a b")
    assert dialog.confirm.isEnabled()
    dialog.reject()


def test_a_gesture_on_many_nodes_is_told_in_one_piece(bench: Bench) -> None:
    names = [f"mlp_261123_1159{number:02}_eicjg9" for number in range(60)]
    for name in names:
        shutil.copytree(bench.places[0] / "drafts" / RUN, bench.places[0] / "paper" / name)
    bench.settle()
    bench.changes.clear()
    bench.context.gestures.add_labels(bench.picked(*(f"paper/{name}" for name in names)), ["new"])
    bench.settle()
    paths = {NodePath(("paper", name)) for name in names}
    assert [each.nodes & paths for each in bench.changes if each.nodes & paths] == [paths]


def test_what_waits_in_a_store_that_is_closed_is_cancelled_and_ended(bench: Bench) -> None:
    first = bench.editor.do(bench.first, [CreateFolder(ROOT, "one")])
    second = bench.editor.do(bench.first, [CreateFolder(ROOT, "two")])
    bench.context.stores.close(bench.first)
    assert second.state is JobState.CANCELLED
    bench.wait(lambda: not first.is_running)
    assert second in bench.ended
    assert "two" not in bench.names()


def test_a_transfer_that_fails_lets_no_second_gesture_run_beside_the_first(
    bench: Bench, tmp_path: Path
) -> None:
    (tmp_path / "new.txt").write_text("new")
    target = NodePath.parse(f"drafts/{RUN}")
    plan = plan_import(bench.context.stores.store(bench.first), target, [tmp_path / "new.txt"])
    shutil.move(bench.places[0] / "drafts" / RUN, tmp_path / "away")
    names = [f"folder {number}" for number in range(40)]
    gestures = [bench.editor.do(bench.first, [CreateFolder(ROOT, name)]) for name in names]
    at_once: list[int] = []
    bench.editor.activity_changed.connect(
        lambda: at_once.append(sum(each.state is JobState.RUNNING for each in gestures))
    )
    failing = bench.editor.start_transfer(bench.first, plan)
    bench.settle()
    assert failing.state is JobState.FAILED
    assert max(at_once) == 1
    assert set(names) < set(bench.names())


def test_old_jobs_and_their_transfers_are_forgotten(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("em_desktop.gui.editing._MOST_JOBS", 2)
    for number in range(4):
        (tmp_path / f"{number}.txt").write_text("new")
        store = bench.context.stores.store(bench.first)
        plan = plan_import(store, NodePath.parse(f"drafts/{RUN}"), [tmp_path / f"{number}.txt"])
        bench.editor.start_transfer(bench.first, plan)
        bench.settle()
    kept = {job.number for job in bench.editor.jobs()}
    assert len(kept) == 3
    assert bench.editor._carrier._transfers.keys() <= kept
