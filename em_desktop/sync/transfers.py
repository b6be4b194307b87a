"""Doing what a plan says: bytes on their way, with progress, pause, cancel and retry.

All is copied into a hidden directory beside its target and made durable there; only then
it takes its places, each in one step. So a transfer that is cancelled, fails or is killed
leaves nothing to be seen; items that couldn't be read don't keep the others back.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from em_desktop.domain.naming import free_segment
from em_desktop.domain.nodes import NodeType
from em_desktop.domain.operations import (
    Changes,
    IfTaken,
    Operation,
    Outcome,
    Remove,
    RemoveObject,
)
from em_desktop.errors import AlreadyExistsError, CancelledError, EmError, from_os_error
from em_desktop.formats import checksums
from em_desktop.formats.checksums import CHECKSUMS, Checksum
from em_desktop.formats.copying import make_durable
from em_desktop.formats.file_copy import Copied, Leftover
from em_desktop.formats.node_meta import NODE_META
from em_desktop.recording.names import alternative_name
from em_desktop.stores.base import Arrival, Cancel, Store
from em_desktop.stores.local.arrivals import make_independent, note_checksums, workshop
from em_desktop.stores.local.renaming import rename_without_replacing
from em_desktop.sync.arriving import known_ids_of, write_artifact
from em_desktop.sync.editing import Editing, Failure, Recording
from em_desktop.sync.history import Foreseen
from em_desktop.sync.leftovers import Leftovers
from em_desktop.sync.meter import Meter, Progress
from em_desktop.sync.plans import Item, ItemKind, Plan
from em_desktop.sync.unfinished import Notebook, Notes, Unfinished, plan_again

_PAUSE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class TransferResult:
    """How a transfer ended.

    Attributes:
        done: what has arrived: paths of nodes, keys of files, or names in the directory.
        failures: what hasn't, and why.
        changes: of the store.
        inverses: what takes it back, in order; known to the history, if there is one.
        hashes: SHA-256 of each file that was copied, by its source.
    """

    done: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    changes: Changes = field(default_factory=Changes)
    inverses: tuple[Operation, ...] = ()
    cancelled: bool = False
    hashes: dict[str, str] = field(default_factory=dict)


class Transfer:
    """One plan on its way. It runs once; `again` makes another one of what is missing.

    Args:
        plan: settled (`Plan.is_settled`); what isn't fails as taken.
        editing: of the store that it goes into, so that it can be undone; None without undo.
        leftovers: what an earlier one has copied of the items before it failed.
        notebook: where it is noted, so that a later session can go on with it; None without.
    """

    def __init__(
        self,
        plan: Plan,
        editing: Editing | None = None,
        leftovers: Leftovers | None = None,
        notebook: Notebook | None = None,
    ) -> None:
        self.plan = plan
        self.result: TransferResult | None = None
        self._editing = editing
        self._going = threading.Event()
        self._going.set()
        self._meter = Meter(plan)
        self._failures: dict[int, Failure] = {}
        self._hashes: dict[str, str] = {}
        self._lefts: dict[int, Leftover] = {}
        self._notebook = notebook
        self._notes: Notes | None = None
        self._former: Notes | None = None
        self._is_left = False
        self._leftovers = leftovers or Leftovers()
        self._arrived: list[tuple[int, str]] = []
        self._changes = Changes()
        self._inverses: list[Operation] = []

    @classmethod
    def going_on(
        cls,
        unfinished: Unfinished,
        store: Store,
        editing: Editing,
        notebook: Notebook,
        cancel: Cancel | None = None,
    ) -> Transfer:
        """The rest of one that was cut off in an earlier session. Blocks.

        Raises:
            EmError: its target is gone.
        """
        plan = plan_again(unfinished.plan, store, cancel)
        found = {(item.source.place(), item.name): number for number, item in enumerate(plan.items)}
        numbers = {
            old: found[item.source.place(), item.name]
            for old, item in enumerate(unfinished.plan.items)
            if (item.source.place(), item.name) in found
        }
        leftovers = unfinished.leftovers.renumbered(numbers)
        transfer = cls(plan, None if plan.store is None else editing, leftovers, notebook)
        transfer._former = unfinished.notes
        return transfer

    def pause(self) -> None:
        """Wait at the next piece until `resume`."""
        self._going.clear()

    def resume(self) -> None:
        self._going.set()

    @property
    def is_paused(self) -> bool:
        return not self._going.is_set()

    def again(self) -> Transfer:
        """A transfer of what has failed or was cancelled; it goes on where this one stopped."""
        arrived = {number for number, _ in self._arrived}
        if self.plan.new_artifact is not None and arrived:
            arrived = set(range(len(self.plan.items)))
        left = [
            (number, item)
            for number, item in enumerate(self.plan.items)
            if number not in arrived and not item.is_skipped
        ]
        numbers = {old: new for new, (old, _) in enumerate(left)}
        plan = replace(self.plan, items=tuple(item for _, item in left))
        return self._another(plan, numbers)

    def _another(self, plan: Plan, numbers: dict[int, int]) -> Transfer:
        """One for items of this plan, which have other numbers there; it gets what is left."""
        leftovers = self._leftovers.renumbered(numbers)
        return Transfer(plan, self._editing, leftovers, self._notebook)

    def discard(self) -> None:
        """Delete what a failed transfer keeps for another try. Blocks."""
        self._leftovers.discard()
        if self._notes is not None:
            self._notes.end()

    def leave(self) -> None:
        """Keep what is copied when it is cancelled from now on: the program ends."""
        self._is_left = self._notebook is not None

    def close(self) -> None:
        """Let what isn't done lie for a later session, if it is noted; else delete it. Blocks."""
        if self._notes is None:
            self.discard()
        else:
            self._leftovers.leave()
            self._notes.leave()

    def run(self, cancel: Cancel | None = None) -> Iterator[Progress]:
        """Do it, telling some ten times a second how far it is.

        Cancelling ends it quietly (`TransferResult.cancelled`).

        Raises:
            EmError: nothing can be done at all: the target is gone or forbidden.
        """
        cancelled = False
        if self._notebook is not None:
            self._notes = self._notebook.begin(self.plan)
        if self._former is not None:
            self._former.end()
        try:
            yield from self._run(cancel or Cancel())
        except CancelledError:
            cancelled = True
        is_over = cancelled or not (self._failures or self.plan.refused)
        if is_over and not (cancelled and self._is_left):
            self.discard()  # what people have stopped leaves nothing behind
        failures = (*(Failure(name, error) for name, error in self.plan.refused),)
        self.result = TransferResult(
            tuple(name for _, name in self._arrived),
            failures + tuple(self._failures.values()),
            self._changes,
            tuple(reversed(self._inverses)),
            cancelled,
            self._hashes,
        )
        yield self._meter.progress(finished=True)

    def _run(self, cancel: Cancel) -> Iterator[Progress]:
        plan = self.plan
        if plan.store is None:
            with workshop(plan.directory or Path()) as directory:
                yield from self._copy_all(directory, cancel)
                for number, item in self._copied():
                    self._place_exported(directory, number, item)
            return
        with plan.store.receive(plan.target) as arrival:
            if plan.new_artifact is not None:
                yield from self._make_artifact(arrival, plan.new_artifact, cancel)
                return
            yield from self._copy_all(arrival.directory, cancel)
            with self._recorded() as recording:
                for number, item in self._copied():
                    self._place(arrival, number, item, recording)
            self._note_arrived(plan.store)

    def _note_arrived(self, store: Store) -> None:
        """Keep the hashes of files that were added to a node with them."""
        with suppress(EmError):  # without them the files are no worse
            root, known = store.location(self.plan.target), dict[str, Checksum]()
            for number, key in self._arrived:
                item = self.plan.items[number]
                if item.kind is not ItemKind.NODE:
                    for inside, sha256 in self._lefts[number].finished.items():
                        if sha256:
                            place = _joined(key, inside)
                            known[place] = Checksum.of(root / place, sha256)
            if known:
                checksums.add(root, known)

    def _copied(self) -> list[tuple[int, Item]]:
        return [
            (number, item)
            for number, item in enumerate(self.plan.items)
            if number not in self._failures and not item.is_skipped
        ]

    def _copy_all(self, directory: Path, cancel: Cancel) -> Iterator[Progress]:
        """Build every item in ``directory``, each in a directory of its own."""
        try:
            yield from self._copy_each(directory, cancel)
        except (CancelledError, GeneratorExit):
            if self._is_left:
                for number, left in self._lefts.items():
                    if number not in self._failures:
                        self._keep(
                            number, _staged(directory, number, self.plan.items[number]), left
                        )
            raise

    def _copy_each(self, directory: Path, cancel: Cancel) -> Iterator[Progress]:
        count = 0
        for number, item in enumerate(self.plan.items):
            if item.is_skipped:
                continue
            if item.taken and item.if_taken is IfTaken.REFUSE:
                error = AlreadyExistsError(item.name, "the name is taken")
                self._failures[number] = Failure(item.name, error)
                continue
            target, left = _staged(directory, number, item), Leftover()
            try:
                target.parent.mkdir()
                left = self._begin(number, target)
                yield from self._copy(item, target, left, cancel)
                self._finish(item, target, left)
            except CancelledError:
                raise
            except EmError as error:
                self._fail(number, item, target, left, error)
            except OSError as error:
                failure = from_os_error(error, os.fspath(target))
                self._fail(number, item, target, left, failure)
            count += len(item.source.entries)
        cancel.check()
        make_durable(directory, count)
        cancel.check()

    def _begin(self, number: int, target: Path) -> Leftover:
        """What an earlier transfer has done of an item, or nothing; noted from now on."""
        left = self._lefts[number] = self._leftovers.take(number, target)
        if self._notes is not None:
            self._notes.at(number, target)
            left.tell = partial(self._notes.tell, number)
            for key, sha256 in left.finished.items():
                left.tell(key, sha256)
            for key, part in left.parts.items():
                left.tell(key, part)
        return left

    def _copy(self, item: Item, target: Path, left: Leftover, cancel: Cancel) -> Iterator[Progress]:
        with closing(item.source.copy(target, left)) as pieces:
            for piece in pieces:
                yield from self._tell(item, piece, cancel)

    def _finish(self, item: Item, target: Path, done: Leftover) -> None:
        """Make what was copied what it will be in its place, and note its hashes."""
        if item.kind is ItemKind.NODE:
            make_independent(
                target, is_copy=item.is_copy, known_ids=known_ids_of(item, self.plan.store)
            )
            note_checksums(target, done.finished)

    def _tell(self, item: Item, piece: Copied, cancel: Cancel) -> Iterator[Progress]:
        """Count a piece; tell of it, wait, or stop, where it's time for that."""
        cancel.check()
        self._meter.count(item, piece)
        if piece.sha256:
            self._hashes[item.source.place(piece.finished or "")] = piece.sha256
        if not self._going.is_set():
            yield self._meter.progress(paused=True)
            while not self._going.wait(_PAUSE_SECONDS):
                cancel.check()
            self._meter.start_anew()
        if self._meter.is_time:
            yield self._meter.progress()

    def _fail(self, number: int, item: Item, target: Path, left: Leftover, error: EmError) -> None:
        self._failures[number] = Failure(error.subject or item.source.place(), error)
        self._keep(number, target, left)
        shutil.rmtree(target.parent, ignore_errors=True)

    def _keep(self, number: int, target: Path, left: Leftover) -> None:
        kept = self._leftovers.keep(number, target, left)
        if kept is not None and self._notes is not None:
            self._notes.at(number, kept)

    def _make_artifact(self, arrival: Arrival, name: str, cancel: Cancel) -> Iterator[Progress]:
        """One new Artifact of all items; where one of them fails there is none."""
        created = datetime.now().astimezone()
        segment = alternative_name(name, created)
        directory = arrival.directory / segment
        taken: list[str] = []
        hashes: dict[str, str] = {}
        try:
            directory.mkdir()
            if self._notes is not None:
                self._notes.at(0, directory)
            write_artifact(directory, name, created)
            for item in self.plan.items:
                if not item.is_skipped:
                    kind = NodeType.FILE if item.kind is ItemKind.FILE else NodeType.FOLDER
                    key = free_segment(kind, item.name, [*taken, *_OWN_FILES])
                    taken.append(key)
                    done = Leftover()
                    yield from self._copy(item, directory / key, done, cancel)
                    hashes |= {_joined(key, one): two for one, two in done.finished.items()}
            note_checksums(directory, hashes)
            make_durable(arrival.directory, self.plan.files)
            cancel.check()
            wanted = self.plan.target.child(segment)
            with self._recorded() as recording:
                self._note(recording, Foreseen(Remove(wanted)))
                outcome = arrival.place(segment, segment, IfTaken.KEEP_BOTH)
                self._arrive(0, str(wanted), outcome, recording)
        except CancelledError:
            raise
        except EmError as error:
            self._failures[0] = Failure(error.subject, error)
        except OSError as error:
            failure = from_os_error(error, os.fspath(directory))
            self._failures[0] = Failure(failure.subject, failure)

    def _place(
        self, arrival: Arrival, number: int, item: Item, recording: Recording | None
    ) -> None:
        """Let a copied item take its place in the store."""
        target = self.plan.target
        if_taken = item.if_taken if item.taken else IfTaken.REFUSE
        entry = f"{number}/{_last(item)}"
        existed = item.taken
        try:
            if item.kind is ItemKind.NODE:
                path = target.child(item.name)
                self._note(recording, Foreseen(Remove(path), existed))
                outcome = arrival.place(entry, item.name, if_taken)
                name = str(path)
            else:
                self._note(recording, Foreseen(RemoveObject(target, item.name), existed))
                outcome = arrival.place_object(entry, item.name, if_taken)
                name = item.name
        except EmError as error:
            self._failures[number] = Failure(error.subject or item.name, error)
            if recording is not None:
                recording.did(None)
        else:
            self._arrive(number, name, outcome, recording)

    def _place_exported(self, directory: Path, number: int, item: Item) -> None:
        """Let a copied item take its place in a directory of the file system."""
        source = _staged(directory, number, item)
        parent = directory.parent
        name = item.name
        if item.taken and item.if_taken is IfTaken.KEEP_BOTH:
            kind = NodeType.FILE if item.kind is ItemKind.FILE else NodeType.FOLDER
            name = free_segment(kind, name, os.listdir(parent))  # noqa: PTH208 - names alone
        target, aside = parent / name, source.parent / "replaced"
        try:
            if item.taken and item.if_taken is IfTaken.REPLACE and os.path.lexists(target):
                target.rename(aside)  # deleted with the directory, when the new one is there
            rename_without_replacing(source, target)
        except OSError as error:
            if os.path.lexists(aside) and not os.path.lexists(target):
                aside.rename(target)
            failure = from_os_error(error, os.fspath(target))
            self._failures[number] = Failure(failure.subject, failure)
        else:
            self._arrived.append((number, os.fspath(target)))

    def _arrive(
        self, number: int, name: str, outcome: Outcome, recording: Recording | None
    ) -> None:
        match outcome.inverse:
            case Remove(path):  # it may have got a number
                name = str(path)
            case RemoveObject(_, key):
                name = key
        self._arrived.append((number, name))
        self._changes = self._changes.merged(outcome.changes)
        if outcome.inverse is not None:
            self._inverses.append(outcome.inverse)
        if recording is not None:
            recording.did(outcome.inverse)
        if self._notes is not None:
            self._notes.arrived(number)

    @contextmanager
    def _recorded(self) -> Iterator[Recording | None]:
        if self._editing is None:
            yield None
            return
        with self._editing.recording(self.plan.description) as recording:
            yield recording

    def _note(self, recording: Recording | None, foreseen: Foreseen) -> None:
        if recording is not None:
            recording.about_to(foreseen)


_OWN_FILES = ("metadata.yaml", "references.yaml", NODE_META, CHECKSUMS)


def _joined(name: str, key: str) -> str:
    """The key of a file below something of this name; the thing itself has none."""
    return f"{name}/{key}" if key else name


def _last(item: Item) -> str:
    return item.name.rpartition("/")[2]


def _staged(directory: Path, number: int, item: Item) -> Path:
    """Where an item is built: under its own name, which tells recordings what they are."""
    return directory / str(number) / _last(item)
