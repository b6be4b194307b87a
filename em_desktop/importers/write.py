"""Putting what was found into recordings; at a second time only what is new."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path

from em_desktop.errors import EmError, from_os_error
from em_desktop.formats.files import TEMPORARY_PREFIX
from em_desktop.importers.found import Found, FoundRun, FoundSearch
from em_desktop.importers.imported import ADDED, EXTENDED, FAILED, UNCHANGED, Imported
from em_desktop.importers.ledger import Ledger, imported_below, read_ledger
from em_desktop.importers.naming import node_name
from em_desktop.importers.points import METRICS, restore_sizes
from em_desktop.importers.write_run import RunWriter, clean_text, free_path
from em_desktop.importers.write_search import trial_mark, update_search


@dataclass(slots=True)
class Importer:
    """Puts what one kind of tool recorded into a folder.

    Args:
        target: the folder; it is made when something is put into it.
        kind: the tool.
        dry_run: nothing is written; it is only told what would be.
    """

    target: Path
    kind: str
    dry_run: bool = False
    _known: dict[tuple[str, str], Path] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._known = imported_below(self.target)

    def put(self, found: Found) -> Imported:
        """Put one run or search into its recording. What goes wrong is in the answer."""
        found.id = clean_text(found.id)
        done = Imported(found.id, found.name)
        try:
            if isinstance(found, FoundRun):
                self._put_run(found, done)
            else:
                self._put_search(found, done)
        except EmError as error:
            done.did, done.error = FAILED, error
        except OSError as error:
            done.did, done.error = FAILED, from_os_error(error)
        done.problems = found.notes.problems()
        return done

    def _put_run(self, run: FoundRun, done: Imported) -> None:
        directory = self._known.get((self.kind, run.id))
        ledger = None if directory is None else read_ledger(directory)
        if self.dry_run:
            self._count(run, ledger, done)
            return
        if directory is not None and ledger is not None:
            if not ledger.complete:
                restore_sizes(directory, ledger.sizes)
            RunWriter(run, ledger, directory, done).update()
            done.path = directory
            return
        folder = self._folder(run.folder)
        work = _workshop(folder)
        try:
            (work / METRICS).mkdir()
            writer = RunWriter(run, Ledger(self.kind, run.id), work, done)
            writer.create(folder)
            done.path = free_path(folder / writer.name)
            work.replace(done.path)
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise
        done.did = ADDED
        self._known[self.kind, run.id] = done.path

    def _put_search(self, search: FoundSearch, done: Imported) -> None:
        directory = self._known.get((self.kind, search.id))
        ledger = None if directory is None else read_ledger(directory)
        fresh = ledger or Ledger(self.kind, search.id)
        new = [one for one in search.trials if fresh.trials.get(one.number) != trial_mark(one)]
        done.trials = len(new)
        done.points = sum(one.points for one in new)
        if directory is not None and ledger is not None:
            done.path = directory
            done.did = EXTENDED if new else UNCHANGED
            if new and not self.dry_run:
                update_search(search, new, ledger, directory)
            return
        done.did = ADDED
        if self.dry_run:
            return
        folder = self._folder(())
        work = _workshop(folder)
        try:
            start = update_search(search, new, fresh, work)
            name = f"{node_name(search.name, 'search')}_{int(start or time.time())}"
            done.path = free_path(folder / name)
            work.replace(done.path)
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise
        self._known[self.kind, search.id] = done.path

    def _count(self, run: FoundRun, ledger: Ledger | None, done: Imported) -> None:
        positions = ledger.positions if ledger is not None else {}
        for stream in run.streams:
            for item in stream.read(positions.get(stream.key, 0)):
                values = getattr(item, "values", None)
                done.points += len(values) if isinstance(values, dict) else 0
                done.texts += not isinstance(values, dict)
        done.path = None if ledger is None else self._known.get((self.kind, run.id))
        known = ledger.files if ledger is not None else {}
        done.files = sum(1 for file in run.files if file.key not in known)
        if ledger is None:
            done.did = ADDED
        elif done.points or done.texts or done.files:
            done.did = EXTENDED

    def _folder(self, names: tuple[str, ...]) -> Path:
        folder = self.target.joinpath(*(node_name(name, "folder") for name in names))
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def _workshop(folder: Path) -> Path:
    """A hidden directory in which a recording is made; a crash leaves nothing else."""
    work = folder / f"{TEMPORARY_PREFIX}import-{os.getpid()}-{time.monotonic_ns()}"
    work.mkdir()
    return work
