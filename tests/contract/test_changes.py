"""What every store tells of changes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from em_desktop.domain.operations import Changes, CreateFolder, SetLabels
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.stores.base import Cancel, Store
from tests.contract.conftest import DATA, TRAIN, World

RUN = NodePath(("runs", TRAIN))
ARTIFACT = NodePath(("data", DATA))
RUNS = NodePath(("runs",))
SOON = 30.0


class Listener:
    """Collects what a store tells, in a thread of its own."""

    def __init__(self, store: Store) -> None:
        self.cancel = Cancel()
        self.heard = Changes(own=True)
        self.told = 0
        self._arrived = threading.Condition()
        self.thread = threading.Thread(target=self._listen, args=(store,))
        self.thread.start()

    def _listen(self, store: Store) -> None:
        for changes in store.changes(self.cancel):
            with self._arrived:
                self.heard = self.heard.merged(changes)
                self.told += 1
                self._arrived.notify_all()

    def wait_for(self, condition: Callable[[Changes], bool]) -> bool:
        with self._arrived:
            return self._arrived.wait_for(lambda: condition(self.heard), SOON)


@contextmanager
def listening(store: Store, *paths: NodePath) -> Iterator[Listener]:
    store.watch(frozenset(paths))
    listener = Listener(store)
    time.sleep(0.1)  # it takes its first look
    try:
        yield listener
    finally:
        listener.cancel.set()
        listener.thread.join(SOON)
        assert not listener.thread.is_alive()


def test_an_operation_of_this_process_is_told(store: Store) -> None:
    with listening(store, ROOT) as listener:
        store.perform(CreateFolder(ROOT, "new"))
        assert listener.wait_for(lambda heard: ROOT in heard.parents)


def test_what_this_process_did_is_marked(store: Store) -> None:
    with listening(store, RUN) as listener:
        store.perform(SetLabels(RUN, ("x",)))
        assert listener.wait_for(lambda heard: RUN in heard.nodes)
        assert listener.heard.own


def test_every_listener_is_told(store: Store) -> None:
    with listening(store, RUN) as one, listening(store, RUN) as other:
        store.perform(SetLabels(RUN, ("x",)))
        assert one.wait_for(lambda heard: RUN in heard.nodes)
        assert other.wait_for(lambda heard: RUN in heard.nodes)


def test_an_object_that_another_program_writes_is_told(world: World) -> None:
    with listening(world.store, RUN) as listener:
        world.write(str(RUN), "stdout.log", b"done\nmore\n")
        assert listener.wait_for(lambda heard: RUN in heard.nodes)


def test_a_node_that_another_program_adds_is_told(world: World) -> None:
    with listening(world.store, RUNS) as listener:
        world.run("runs/new_261123_120000_ffffff")
        assert listener.wait_for(lambda heard: RUNS in heard.parents)


def test_without_changes_nothing_is_told(store: Store) -> None:
    with listening(store, ROOT, RUNS, RUN, ARTIFACT) as listener:
        time.sleep(1.0)
        assert listener.told == 0


def test_listening_ends_after_it_is_cancelled(store: Store) -> None:
    cancel = Cancel()
    threading.Timer(0.1, cancel.set).start()
    assert list(store.changes(cancel)) == []
