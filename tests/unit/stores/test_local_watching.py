"""Noticing what other programs write."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from em_desktop.domain.operations import Changes, SetLabels
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.stores.base import Cancel
from em_desktop.stores.local import LocalStore
from em_desktop.stores.local.signatures import Signature
from em_desktop.stores.local.watch import Watcher

RUNS = NodePath(("runs",))
LIVE = RUNS.child("digits_cnn_running_261123_120008_pyq5r1")
DONE = RUNS.child("digits_eval_261123_115938_kma417")
SOON = 3.0


class Listener:
    """Collects what a store tells."""

    def __init__(self, store: LocalStore) -> None:
        self.cancel = Cancel()
        self.heard: list[Changes] = []
        self._arrived = threading.Condition()
        self.thread = threading.Thread(target=self._listen, args=(store,))
        self.thread.start()

    def _listen(self, store: LocalStore) -> None:
        for changes in store.changes(self.cancel):
            with self._arrived:
                self.heard.append(changes)
                self._arrived.notify_all()

    def wait_for(self, condition: Callable[[Changes], bool]) -> float:
        """How long it took until it heard of a change like this."""
        started = time.monotonic()
        with self._arrived:
            assert self._arrived.wait_for(lambda: any(map(condition, self.heard)), SOON), self.heard
            self.heard.clear()
        return time.monotonic() - started


@pytest.fixture
def store(recordings: Path) -> LocalStore:
    return LocalStore(recordings)


@contextmanager
def listening(store: LocalStore, *paths: NodePath) -> Iterator[Listener]:
    store.watch(frozenset(paths))
    listener = Listener(store)
    time.sleep(0.15)
    try:
        yield listener
    finally:
        listener.cancel.set()
        listener.thread.join(SOON)


def append(place: Path, text: str) -> None:
    with place.open("a") as file:
        file.write(text)


def test_everything_that_a_recorder_writes_is_noticed_within_a_second(
    store: LocalStore, recordings: Path
) -> None:
    run = recordings.joinpath(*LIVE.parts)
    with listening(store, LIVE) as listener:
        for write in (
            lambda: append(run / "metrics" / "train.yaml", "- value: {}\n"),
            lambda: (run / "metrics" / "new.yaml").write_text("- value: {}\n"),
            lambda: append(run / "stdout.log", "line\n"),
            lambda: append(run / "metadata.yaml", "# changed\n"),
            (run / "hyperparameters.yaml").unlink,
        ):
            write()
            assert listener.wait_for(lambda heard: LIVE in heard.nodes) < 1.0


def test_a_folder_tells_of_new_vanished_and_changed_nodes(
    store: LocalStore, recordings: Path
) -> None:
    with listening(store, RUNS) as listener:
        (recordings / "runs" / "new").mkdir()
        assert listener.wait_for(lambda heard: RUNS in heard.parents) < 1.0
        (recordings / "runs" / "new").rmdir()
        new = RUNS.child("new")
        assert listener.wait_for(lambda heard: new in heard.removed and RUNS in heard.parents) < 1.0
        append(recordings.joinpath(*DONE.parts) / "metadata.yaml", "# changed\n")
        assert listener.wait_for(lambda heard: heard.nodes == {DONE}) < 1.0


def test_a_folder_tells_of_the_signs_of_life_of_a_running_run_in_it(
    store: LocalStore, recordings: Path
) -> None:
    list(store.children(RUNS))
    with listening(store, RUNS) as listener:
        append(recordings.joinpath(*LIVE.parts) / "metrics" / "train.yaml", "- value: {}\n")
        assert listener.wait_for(lambda heard: LIVE in heard.nodes) < 1.0


def test_what_is_not_watched_is_not_told(store: LocalStore, recordings: Path) -> None:
    with listening(store, DONE) as listener:
        append(recordings.joinpath(*LIVE.parts) / "stdout.log", "line\n")
        (recordings / "new").mkdir()
        time.sleep(0.8)
        assert listener.heard == []


def test_a_node_watched_later_is_followed_from_then_on(store: LocalStore, recordings: Path) -> None:
    with listening(store, DONE) as listener:
        store.watch(frozenset({LIVE}))
        time.sleep(0.15)
        append(recordings.joinpath(*LIVE.parts) / "stdout.log", "line\n")
        assert listener.wait_for(lambda heard: LIVE in heard.nodes) < 1.0


def test_an_own_change_is_told_once(store: LocalStore) -> None:
    with listening(store, RUNS, DONE) as listener:
        store.perform(SetLabels(DONE, ("x",)))
        time.sleep(1.0)
        assert listener.heard == [Changes(nodes=frozenset({DONE}))]


def test_a_watched_node_that_vanishes_is_told_with_its_folder(
    store: LocalStore, recordings: Path
) -> None:
    with listening(store, DONE) as listener:
        recordings.joinpath(*DONE.parts).rename(recordings / "elsewhere")
        gone = Changes(parents=frozenset({RUNS}), removed=frozenset({DONE}))
        assert listener.wait_for(lambda heard: heard == gone) < 1.0
        (recordings / "elsewhere").rename(recordings.joinpath(*DONE.parts))
        assert listener.wait_for(lambda heard: DONE in heard.nodes) < 1.0


def test_a_vanished_store_is_told_once_and_again_when_it_is_back(
    store: LocalStore, recordings: Path
) -> None:
    with listening(store, ROOT, DONE) as listener:
        recordings.rename(recordings.with_name("unplugged"))
        assert listener.wait_for(lambda heard: heard.reset) < 1.0
        time.sleep(0.6)
        assert listener.heard == []
        recordings.with_name("unplugged").rename(recordings)
        assert listener.wait_for(lambda heard: heard.reset) < 1.0
        append(recordings.joinpath(*DONE.parts) / "stdout.log", "line\n")
        assert listener.wait_for(lambda heard: DONE in heard.nodes) < 1.0


def test_closing_the_store_ends_the_listening(store: LocalStore) -> None:
    with listening(store, ROOT) as listener:
        store.close()
        listener.thread.join(0.5)
        assert not listener.thread.is_alive()


def test_watching_takes_little_time(store: LocalStore) -> None:
    store.watch(frozenset({ROOT, RUNS, LIVE, DONE}))
    cancel = Cancel()
    threading.Timer(1.5, cancel.set).start()
    used = time.thread_time()
    assert list(store.changes(cancel)) == []
    assert time.thread_time() - used < 0.15


def test_what_changed_between_reading_and_the_first_look_is_told(
    store: LocalStore, recordings: Path
) -> None:
    store.get(DONE)
    (recordings / str(DONE) / "stdout.log").write_bytes(b"more\n")
    with listening(store, DONE) as listener:
        listener.wait_for(lambda changes: DONE in changes.nodes)


def test_what_this_process_does_while_something_is_looked_at_is_told_in_one_piece() -> None:
    looks, may_look = threading.Event(), threading.Event()
    may_look.set()

    def look(_path: NodePath, _before: Signature | None) -> Signature:
        looks.set()
        assert may_look.wait(30)
        return Signature()

    watcher = Watcher(look, look, lambda _path: time.monotonic(), lambda: True)
    watcher.watch(frozenset({RUNS}))
    cancel, heard, arrived = Cancel(), list[Changes](), threading.Condition()

    def listen() -> None:
        for changes in watcher.changes(cancel):
            if changes.own:
                with arrived:
                    heard.append(changes)
                    arrived.notify_all()

    thread = threading.Thread(target=listen)
    thread.start()
    assert looks.wait(30)
    looks.clear()
    may_look.clear()
    watcher.announce(Changes(parents=frozenset({RUNS})))
    assert looks.wait(30)
    names = [RUNS.child(f"new {number}") for number in range(300)]
    for name in names:
        watcher.announce(Changes(nodes=frozenset({name}), parents=frozenset({RUNS})))
    may_look.set()
    with arrived:
        assert arrived.wait_for(lambda: sum(len(each.nodes) for each in heard) == 300, 30)
    cancel.set()
    thread.join(30)
    assert len(heard) <= 3
