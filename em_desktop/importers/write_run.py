"""Putting one run into the files of a Run."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.problems import ProblemKind
from em_desktop.errors import EmError
from em_desktop.formats.files import write_file
from em_desktop.formats.yaml_io import dump
from em_desktop.importers.copy_files import copy_found_files
from em_desktop.importers.found import FoundRun
from em_desktop.importers.imported import EXTENDED, Imported
from em_desktop.importers.ledger import Ledger
from em_desktop.importers.naming import MetricNames, node_name, recording_name, time_text
from em_desktop.importers.points import METRICS, PointFiles, sizes_of
from em_desktop.recording.copying import copy_file
from em_desktop.recording.loading import read_metadata
from em_desktop.recording.secrets import Masker
from em_desktop.recording.values import to_mapping

_LOG = "stdout.log"
_LONGEST_TEXT = 1 << 20


@dataclass(slots=True)
class RunWriter:
    """Writes one Run."""

    run: FoundRun
    ledger: Ledger
    directory: Path
    done: Imported
    name: str = ""

    def create(self, folder: Path) -> None:
        """Write a new Run, whose directory gets its name afterwards."""
        points = self._add_points()
        run = self.run
        start = min((each for each in (run.start, points.first) if each is not None), default=None)
        if start is None:
            start = time.time()
            run.notes.add("nothing says when it was; it has the time of the import")
        base = node_name(run.name, "run")
        self.name = free_path(
            folder / recording_name(base, start, f"{self.ledger.kind}\n{run.id}")
        ).name
        masker = Masker({})
        metadata: dict[str, Any] = {
            "kind": NodeType.RUN.value,
            "name": clean_text(run.name) or base,
            "labels": [clean_text(masker.text(label)) for label in run.labels],
            "description": clean_text(masker.text(run.description)),
            "startTimestamp": time_text(start) or time_text(time.time()),
            "endTimestamp": None,
            "status": "",
            "alternativeName": self.name,
            "associations": {"input": [], "output": []},
            "remote": [],
        }
        self._end(metadata)
        artifact = copy_found_files(run, self.ledger, folder, start, self.done)
        if artifact is not None:
            metadata["associations"]["output"].append(artifact)
        self._copy_log()
        self._put("metadata.yaml", metadata)
        self._put("hyperparameters.yaml", self._parameters())
        for name in ("platform.yaml", "git.yaml"):
            self._put(name, masker.value(to_mapping(run.documents.get(name, {}), name)))
        self._put_index()
        self._close()

    def update(self) -> None:
        """Add what is new to a Run that is there."""
        run = self.run
        before = dict(self.ledger.files)
        points = self._add_points()
        metadata = read_metadata(self.directory, NodeType.RUN)
        known = dict(metadata)
        self._end(metadata)
        start = points.first if run.start is None else run.start
        folder = self.directory.parent
        artifact = copy_found_files(run, self.ledger, folder, start or time.time(), self.done)
        if artifact is not None:
            sides = metadata.get("associations")
            output = list(sides.get("output") or []) if isinstance(sides, dict) else []
            inputs = list(sides.get("input") or []) if isinstance(sides, dict) else []
            if not any(
                isinstance(one, dict) and one.get("name") == artifact["name"] for one in output
            ):
                output.append(artifact)
            metadata["associations"] = {"input": inputs, "output": output}
        self._copy_log()
        changed = metadata != known
        if changed:
            self._put("metadata.yaml", metadata)
        parameters = self._parameters()
        text = dump(parameters).encode("ascii")
        path = self.directory / "hyperparameters.yaml"
        if not path.is_file() or path.read_bytes() != text:
            write_file(path, text)
            changed = True
        if (
            points.points
            or points.texts
            or changed
            or self.ledger.files != before
            or not self.ledger.complete
        ):
            self._put_index()
            self._close()
            self.done.did = EXTENDED

    def _add_points(self) -> PointFiles:
        """Read all streams to their end, from where the last import came to."""
        ledger = self.ledger
        known = {key: (type_, name) for key, (type_, name) in ledger.names.items()}
        names = MetricNames(known)
        points = PointFiles(self.directory, names, self.run.notes)
        for stream in self.run.streams:
            for item in stream.read(ledger.positions.get(stream.key, 0)):
                if ledger.complete:  # until the end, what is in the files may be a part
                    ledger.complete = False
                    ledger.sizes = sizes_of(self.directory)
                    ledger.save(self.directory)
                points.add(item)
                ledger.positions[stream.key] = item.position
        points.flush()
        ledger.names = {key: [type_, name] for key, (type_, name) in names.places.items()}
        times = [time for time in (ledger.last, points.last) if time is not None]
        ledger.last = float(max(times)) if times else None
        self.done.points, self.done.texts = points.points, points.texts
        return points

    def _end(self, metadata: dict[str, Any]) -> None:
        run = self.run
        metadata["status"] = run.status or "Complete"
        if metadata["status"] == "Running":
            metadata["endTimestamp"] = None
        elif run.end is not None or self.ledger.last is not None:
            end = run.end if run.end is not None else self.ledger.last
            metadata["endTimestamp"] = time_text(end) or None
        elif not metadata.get("endTimestamp"):
            metadata["endTimestamp"] = metadata["startTimestamp"]

    def _parameters(self) -> dict[Any, Any]:
        notes = self.run.notes
        parameters: dict[Any, Any] = {}
        for name, value in self.run.parameters.items():
            try:
                parameters |= to_mapping({clean_text(str(name)): value}, "parameters")
            except EmError as error:
                notes.add(f"the parameter {name[:80]!a}: {error.reason}", ProblemKind.WRONG_TYPE)
        masked: dict[Any, Any] = Masker({}).value(parameters)
        return masked

    def _copy_log(self) -> None:
        log = self.run.log
        if log is None or log.is_symlink() or not log.is_file():
            return
        status = log.stat()
        stamp = [status.st_size, status.st_mtime_ns]
        if self.ledger.files.get(f"/{_LOG}") != stamp:
            copy_file(os.fspath(log), os.fspath(self.directory / _LOG))
            self.ledger.files[f"/{_LOG}"] = stamp

    def _put_index(self) -> None:
        stems = [
            key.removeprefix(f"{METRICS}/").removesuffix(".yaml")
            for key in sizes_of(self.directory)
            if key.startswith(METRICS) and key.endswith(".yaml")
        ]
        index = {
            "hyperparameters": "hyperparameters.yaml",
            "metrics": {stem: f"{METRICS}/{stem}.yaml" for stem in stems},
            "platform": "platform.yaml",
            "git": "git.yaml",
            "log": _LOG,
        }
        self._put("index.yaml", index)

    def _close(self) -> None:
        self.ledger.sizes = sizes_of(self.directory)
        self.ledger.complete = True
        self.ledger.note(self.run.notes.problems())
        self.ledger.save(self.directory)

    def _put(self, name: str, value: Any) -> None:
        write_file(self.directory / name, dump(value).encode("ascii"))


def free_path(path: Path) -> Path:
    """The path, or with another last letter where something else is there."""
    number = 0
    candidate = path
    while os.path.lexists(candidate):
        candidate = path.with_name(
            f"{path.name[:-1]}{number % 10}" if number < 10 else f"{path.name}{number}"
        )
        number += 1
    return candidate


def clean_text(text: str) -> str:
    """A text as it can be written: valid Unicode, at most a million characters."""
    return text.encode("utf-8", "replace").decode()[:_LONGEST_TEXT]
