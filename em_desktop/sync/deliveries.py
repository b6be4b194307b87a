"""Transfers to a server: nodes are made there, and filled with files side by side.

A recording's own description comes last, so that a node without it is known to be
unfinished. What was cancelled, or failed and isn't tried again, is withdrawn.
"""

from __future__ import annotations

import hashlib
import io
import queue
import threading
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from typing import BinaryIO

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.operations import IfTaken, Outcome
from em_desktop.domain.paths import NodePath
from em_desktop.errors import AlreadyExistsError, CancelledError, EmError
from em_desktop.formats.autotune import PROFILE
from em_desktop.formats.file_copy import Copied
from em_desktop.formats.recording import METADATA
from em_desktop.recording.names import alternative_name
from em_desktop.stores.base import Cancel
from em_desktop.stores.remote.receiving import Filling, Newcomer, Receiver
from em_desktop.stores.remote.store import RemoteStore
from em_desktop.sync.arriving import metadata_of
from em_desktop.sync.editing import Editing, Failure
from em_desktop.sync.flows import edges_of
from em_desktop.sync.meter import Progress
from em_desktop.sync.parcels import Parcel, Piece
from em_desktop.sync.plans import Item, ItemKind, Plan
from em_desktop.sync.transfers import Transfer
from em_desktop.sync.trees import LocalTree
from em_desktop.sync.unfinished import Notebook

_AT_ONCE = 8
_LOOK_SECONDS = 0.1
_LAST = {NodeType.RUN: METADATA, NodeType.ARTIFACT: METADATA, NodeType.AUTOTUNE: PROFILE}


def transfer_of(
    plan: Plan, editing: Editing | None = None, notebook: Notebook | None = None
) -> Transfer:
    """The transfer that does what a plan says, wherever that goes.

    Args:
        plan: settled.
        editing: of the store that it goes into; None without undo.
        notebook: where it is noted, if nothing of it is on a server.
    """
    if isinstance(plan.store, RemoteStore):
        return Delivery(plan, editing)
    is_local = all(isinstance(item.source, LocalTree) for item in plan.items)
    return Transfer(plan, editing, notebook=notebook if is_local else None)


class Delivery(Transfer):
    """One plan on its way to a server; see `Transfer`.

    Args:
        begun: nodes that an earlier transfer has made and not filled, and what it did for them.
    """

    def __init__(
        self,
        plan: Plan,
        editing: Editing | None = None,
        begun: dict[int, tuple[NodePath, Outcome]] | None = None,
    ) -> None:
        super().__init__(plan, editing)
        assert isinstance(plan.store, RemoteStore)
        self._store = plan.store
        self._receiver: Receiver = plan.store.receiver
        self._begun = begun or {}
        self._made: dict[str, str] = {}

    def discard(self) -> None:
        """Withdraw what a failed transfer keeps for another try. Blocks."""
        super().discard()
        for path, before in self._begun.values():
            self._withdraw(path, before)
        self._begun.clear()

    def _another(self, plan: Plan, numbers: dict[int, int]) -> Transfer:
        begun = {numbers[old]: node for old, node in self._begun.items() if old in numbers}
        self._begun = {}
        return Delivery(plan, self._editing, begun)

    def _run(self, cancel: Cancel) -> Iterator[Progress]:
        arrived: list[tuple[int, str, Outcome]] = []
        try:
            if self.plan.new_artifact is not None:
                yield from self._deliver(0, self._artifact(self.plan.new_artifact), arrived, cancel)
                self.discard()  # another try makes another one
            else:
                for number, item in enumerate(self.plan.items):
                    if not item.is_skipped:
                        yield from self._item(number, item, arrived, cancel)
            self._connect()
        except CancelledError:
            self.discard()
            raise
        finally:
            self._note_all(arrived)

    def _item(
        self, number: int, item: Item, arrived: list[tuple[int, str, Outcome]], cancel: Cancel
    ) -> Iterator[Progress]:
        if item.taken and item.if_taken is IfTaken.REFUSE and number not in self._begun:
            error = AlreadyExistsError(item.name, "the name is taken")
            self._failures[number] = Failure(item.name, error)
            return
        if item.kind is ItemKind.NODE:
            yield from self._deliver(number, item, arrived, cancel)
        else:
            yield from self._put_files(number, item, arrived, cancel)

    def _deliver(
        self, number: int, item: Item, arrived: list[tuple[int, str, Outcome]], cancel: Cancel
    ) -> Iterator[Progress]:
        """A node with all below it."""
        try:
            path, before = self._begun.get(number) or self._make(item)
            self._begun[number] = path, before
            for parcel in item.parcels:
                at = path if parcel is item.parcels[0] else self._make_below(path, parcel)
                if parcel.kind is not NodeType.FOLDER:
                    filling = self._receiver.fill(at)
                    self._made[parcel.recorded or filling.node.id] = filling.node.id
                    yield from self._fill(item, filling, parcel, cancel)
            outcome = self._receiver.arrived(path, before)
        except CancelledError:
            raise
        except EmError as error:
            self._failures[number] = Failure(error.subject or item.name, error)
        else:
            del self._begun[number]
            arrived.append((number, str(path), outcome))

    def _make(self, item: Item) -> tuple[NodePath, Outcome]:
        if_taken = item.if_taken if item.taken else IfTaken.REFUSE
        return self._receiver.make(self.plan.target, _newcomer(item.parcels[0]), if_taken)

    def _make_below(self, top: NodePath, parcel: Parcel) -> NodePath:
        """A node below the topmost one; one that an earlier try has made is gone on with."""
        parent = NodePath((*top.parts, *parcel.above[1:]))
        try:
            return self._receiver.make(parent, _newcomer(parcel))[0]
        except AlreadyExistsError:
            return parent.child(parcel.name)

    def _fill(
        self, item: Item, filling: Filling, parcel: Parcel, cancel: Cancel
    ) -> Iterator[Progress]:
        """Put a node's files into it, the one that says what it is at the end."""
        last = _LAST.get(parcel.kind)
        yield from self._put(item, filling, [p for p in parcel.files if p.key != last], cancel)
        yield from self._put(item, filling, [p for p in parcel.files if p.key == last], cancel)

    def _put_files(
        self, number: int, item: Item, arrived: list[tuple[int, str, Outcome]], cancel: Cancel
    ) -> Iterator[Progress]:
        """Files go into a node that is there."""
        target = self.plan.target
        try:
            self._receiver.check(target, item.name)
            filling = self._receiver.fill(target)
            existed = item.name in filling.there
            yield from self._put(item, filling, item.pieces, cancel)
            outcome = self._receiver.filled(target, item.name, existed=existed)
        except CancelledError:
            raise
        except EmError as error:
            self._failures[number] = Failure(error.subject or item.name, error)
        else:
            arrived.append((number, item.name, outcome))

    def _put(
        self, item: Item, filling: Filling, pieces: Sequence[Piece], cancel: Cancel
    ) -> Generator[Progress, None, None]:
        """Put files, several at once; the first failure is that of all."""
        flow = _Flow(self._going)
        with ThreadPoolExecutor(_AT_ONCE, "send") as pool:
            futures = [pool.submit(_send, filling, piece, flow) for piece in pieces]
            for future in futures:
                future.add_done_callback(flow.ended)
            left = len(futures)
            try:
                while left:
                    left -= yield from self._follow(item, flow, cancel)
            except BaseException:
                flow.stop()
                for future in futures:
                    future.cancel()
                raise

    def _follow(self, item: Item, flow: _Flow, cancel: Cancel) -> Generator[Progress, None, int]:
        """Take what the senders tell; how many have ended."""
        ended = 0
        for told in flow.told():
            if isinstance(told, int):
                self._meter.count(item, Copied(told))
            else:
                ended += 1
                self._meter.count(item, told.result())
        yield from self._wait(cancel)
        return ended

    def _wait(self, cancel: Cancel) -> Iterator[Progress]:
        """Tell how far it is where it is time, wait while it is paused, stop where it shall."""
        cancel.check()
        if self.is_paused:
            yield self._meter.progress(paused=True)
            while not self._going.wait(_LOOK_SECONDS):
                cancel.check()
            self._meter.start_anew()
        if self._meter.is_time:
            yield self._meter.progress()

    def _artifact(self, name: str) -> Item:
        """One node of all items, as if it had been recorded."""
        created = datetime.now().astimezone()
        recorded = alternative_name(name, created)
        text = metadata_of(recorded, name, created).encode()

        @contextmanager
        def opened() -> Iterator[BinaryIO]:
            yield io.BytesIO(text)

        files = [piece for item in self.plan.items if not item.is_skipped for piece in item.pieces]
        notes = {"alternativeName": recorded, "createdTimestamp": created.isoformat()}
        everything = (*files, Piece(METADATA, len(text), opened))
        parcel = Parcel((), NodeType.ARTIFACT, name, notes=notes, files=everything)
        return replace(
            self.plan.items[0],
            name=name,
            kind=ItemKind.NODE,
            taken=True,
            if_taken=IfTaken.KEEP_BOTH,
            parcels=(parcel,),
        )

    def _connect(self) -> None:
        """Note the data flow between what was brought, and to what the server has already."""
        for item in self.plan.items:
            for parcel in item.parcels:
                run = self._made.get(parcel.recorded)
                if parcel.kind is NodeType.RUN and run is not None:
                    with suppress(EmError):  # they belong to others, or are gone by now
                        self._receiver.connect(edges_of(self._store, run, parcel, self._made))

    def _note_all(self, arrived: Sequence[tuple[int, str, Outcome]]) -> None:
        """Make what has arrived one step of undo, and tell of it."""
        if not arrived:
            return
        with self._recorded() as recording:
            for number, name, outcome in arrived:
                self._arrive(number, name, outcome, recording)
                self._store.tell(outcome.changes)

    def _withdraw(self, path: NodePath, before: Outcome) -> None:
        with suppress(EmError):  # it is gone, or the server is; what is left says it is unfinished
            self._receiver.withdraw(path)
            if before.inverse is not None:
                self._store.perform(before.inverse)


class _Flow:
    """What several senders tell the one who shows it; and whether they go on."""

    def __init__(self, going: threading.Event) -> None:
        self._going = going
        self._stopped = threading.Event()
        self._queue: queue.SimpleQueue[int | Future[Copied]] = queue.SimpleQueue()

    def tell(self, count: int) -> None:
        """Bytes went by; waits while it is paused.

        Raises:
            CancelledError: it was stopped.
        """
        self._queue.put(count)
        while not self._going.wait(_LOOK_SECONDS) and not self._stopped.is_set():
            pass
        if self._stopped.is_set():
            raise CancelledError

    def ended(self, future: Future[Copied]) -> None:
        """A file is there, or isn't."""
        self._queue.put(future)

    def stop(self) -> None:
        """Let the senders end."""
        self._stopped.set()

    def told(self) -> Iterator[int | Future[Copied]]:
        """What was told since the last time; waits a moment for something."""
        with suppress(queue.Empty):
            yield self._queue.get(timeout=_LOOK_SECONDS)
            while True:
                yield self._queue.get_nowait()


def _send(filling: Filling, piece: Piece, flow: _Flow) -> Copied:
    """Send one file, unless the server has it with this content."""
    flow.tell(0)
    with piece.open() as stream:
        there = filling.there.get(piece.key)
        if there is not None and there.md5 and there.size == piece.size:
            digest = hashlib.md5(usedforsecurity=False)
            while data := stream.read(1 << 20):
                digest.update(data)
            if digest.hexdigest() == there.md5:
                return Copied(piece.size, piece.key)
        filling.put(piece.key, stream, flow.tell)
    return Copied(0, piece.key)


def _newcomer(parcel: Parcel) -> Newcomer:
    return Newcomer(parcel.kind, parcel.name, parcel.labels, parcel.description, parcel.notes)
