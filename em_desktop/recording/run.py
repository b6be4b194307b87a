"""A Run: what a training script records."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from em_desktop.errors import EmError
from em_desktop.recording import lifetime
from em_desktop.recording.append_file import AppendFile
from em_desktop.recording.associations import add_association, association_of
from em_desktop.recording.capture_output import OutputCapture
from em_desktop.recording.disk import Disk
from em_desktop.recording.documents import Documents
from em_desktop.recording.hparams import Params
from em_desktop.recording.keeper import SECOND_ATTEMPT, SIGN_OF_LIFE, Duty, Keeper
from em_desktop.recording.metric_log import MetricLog
from em_desktop.recording.names import check_description, check_labels
from em_desktop.recording.notices import Notices
from em_desktop.recording.options import Capture
from em_desktop.recording.secrets import Masker
from em_desktop.recording.usage import TYPE as USAGE_TYPE
from em_desktop.recording.usage import UsageMeter
from em_desktop.recording.values import to_mapping

if TYPE_CHECKING:
    from em_desktop.recording.uploading import AutoUpload
    from em_desktop.stores.remote.upload import Uploaded

METADATA = "metadata.yaml"
INDEX = "index.yaml"
PARAMETERS = "hyperparameters.yaml"
PLATFORM = "platform.yaml"
GIT = "git.yaml"
LOG = "stdout.log"
METRICS = "metrics"
DIFF = "uncommitted.diff"
TRACEBACK = "traceback.txt"

RUNNING, COMPLETE, ERROR = "Running", "Complete", "Error"

_LARGEST_TRACEBACK = 1 << 20


class Run:
    """One training. Made by `create_run` or `load_run`; ended by `finish` or a ``with`` block.

        with em.create_run(name="mnist", hparams={"lr": 0.1}) as run:
            run.log("train", {"loss": 0.5}, step=1)

    It is Running until it is finished. A ``with`` block that ends normally makes it
    Complete, an exception makes it Error; a script that ends without finishing its Run
    makes it Error too. A process that is killed leaves it Running, and its silence tells.

    From `log`, `mark_input`, `mark_output` and `finish` nothing is ever raised because of
    the disk. There is one warning; what is recorded waits in memory until the disk allows
    it. All methods may be called from any thread. In a forked child, `log` appends to the
    same files and nothing else is done: the Run belongs to the process that made it.

    Attributes:
        local: its directory, as it was given (relative by default).
        hparams: the hyperparameters, see `Params`.
    """

    def __init__(
        self,
        local: Path,
        metadata: dict[str, Any],
        hparams: dict[Any, Any],
        capture: Capture,
        disk: Disk,
    ) -> None:
        self.local = os.fspath(local)
        self._directory = local.absolute()
        self._metadata = metadata
        self._capture = capture
        self._disk = disk
        self._masker = Masker()
        self._notices = Notices(local.name)
        self._documents = Documents(self._directory, disk, self._notices)
        self._metrics = MetricLog(
            self._directory / METRICS,
            disk,
            self._notices,
            changed=self._new_type,
            sync=capture.fsync,
        )
        self._log = AppendFile(self._directory / LOG, disk, self._notices, prepare=self._join_log)
        self._output = OutputCapture(self._log, self._masker)
        self._lock = threading.RLock()
        self._owner = os.getpid()
        self._held = -1
        self._keeper: Keeper | None = None
        self._usage: UsageMeter | None = None
        self._usage_step = 0
        self._auto_upload: AutoUpload | None = None
        self.hparams = Params(hparams, self._write_parameters)
        self._recorded_parameters = self.hparams.as_dict()

    # Recording

    def log(
        self,
        type: Any,  # noqa: A002 - what scripts call it
        metrics: Mapping[str, Any],
        step: Any,
        epoch: Any = None,
    ) -> None:
        """Record some metrics. When it returns, the record survives the end of the process.

        Args:
            type: ``train``, ``val`` or ``test`` (``training``, ``validation``, ``evaluate``...
                mean these), or any other text.
            metrics: name to value: a number, or an array or tensor with one element.
            step: number of the step. It may repeat or go back.
            epoch: number of the epoch.
        """
        self._metrics.append(type, metrics, step, epoch)

    def mark_input(self, resource: Any) -> None:
        """Note that this Run reads an Artifact, Model or Dataset.

        Raises:
            InvalidValueError: it is none of these.
        """
        self._mark("input", resource)

    def mark_output(self, resource: Any) -> None:
        """Note that this Run makes an Artifact, Model or Dataset.

        Raises:
            InvalidValueError: it is none of these.
        """
        self._mark("output", resource)

    def finish(self, status: str = COMPLETE) -> None:
        """End the Run.

        Args:
            status: ``Complete`` or ``Error``.
        """
        if os.getpid() != self._owner:
            return
        self._follow_directory()
        with self._lock:
            if self._metadata["status"] == RUNNING:
                self._metadata["status"] = ERROR if status == ERROR else COMPLETE
                self._metadata["endTimestamp"] = now_text()
                self._output.stop()
                self._save_parameters()
                self._put(METADATA, self._metadata)
        self._try_again()
        if self._auto_upload is not None:
            self._auto_upload.finish()

    def upload(
        self, folder: str = "default", make_folder: bool = False, conflict_strategy: str = "new"
    ) -> Uploaded:
        """Upload it as it is now, with the Artifacts that it reads and makes.

        Args:
            folder: the folder on the server: below the user, or from ``/`` on.
            make_folder: make the folder where it isn't there.
            conflict_strategy: ``skip``, ``error``, ``new`` or ``replace``; see `upload`.

        Raises:
            NotFoundError: there is no such folder.
            AlreadyExistsError: the name is taken, with the strategy ``error``.
            NotLoggedInError, AccessDeniedError, UnavailableError: the server refuses.
        """
        from em_desktop.recording.uploading import upload_run

        return upload_run(self, folder, make_folder, conflict_strategy)

    def fail(self, text: str) -> None:
        """Note why the Run fails: a traceback. It is added to the log by whoever prints it."""
        if os.getpid() == self._owner:
            data = self._masker.text(text).encode("utf-8", "backslashreplace")
            self._documents.put_bytes(TRACEBACK, data[-_LARGEST_TRACEBACK:])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is None or (isinstance(error, SystemExit) and not error.code):
            self.finish()
            return
        text = lifetime.traceback_text(kind, error, traceback)
        self.fail(text)
        if self._capture.output and self._owner == os.getpid():
            self._output.write(text)
        self.finish(ERROR)

    # What it says

    @property
    def name(self) -> str:
        return str(self._metadata["name"])

    @property
    def labels(self) -> list[str]:
        return [str(label) for label in self._metadata["labels"] or ()]

    @labels.setter
    def labels(self, labels: Sequence[str] | str) -> None:
        self._change("labels", check_labels(labels))

    @property
    def description(self) -> str:
        return str(self._metadata["description"] or "")

    @description.setter
    def description(self, description: str) -> None:
        self._change("description", check_description(description))

    @property
    def start_timestamp(self) -> str:
        """When it began, ISO 8601."""
        return str(self._metadata["startTimestamp"])

    @property
    def end_timestamp(self) -> str | None:
        """When it ended, ISO 8601; None while it runs."""
        return self._metadata["endTimestamp"]  # type: ignore[no-any-return]

    @property
    def status(self) -> str:
        """``Running``, ``Complete`` or ``Error``."""
        return str(self._metadata["status"])

    @property
    def alternative_name(self) -> str:
        """The name of its directory, which no other Run has."""
        return str(self._metadata["alternativeName"])

    @property
    def associations(self) -> dict[str, list[dict[str, str]]]:
        """What it reads (``input``) and makes (``output``)."""
        with self._lock:
            sides = self._metadata["associations"]
            return {side: [dict(entry) for entry in sides[side]] for side in ("input", "output")}

    @property
    def remote(self) -> list[dict[str, str]]:
        """Its uploads and downloads, oldest first."""
        return [dict(entry) for entry in self._metadata["remote"] or ()]

    @property
    def metrics(self) -> dict[str, list[dict[str, Any]]]:
        """All records of each type, read from the files: slow for long Runs."""
        from em_desktop.recording.loading import read_metrics

        return read_metrics(self._directory)

    @property
    def platform(self) -> dict[str, Any]:
        """The machine, as ``platform.yaml`` says."""
        return self._read(PLATFORM)

    @property
    def git(self) -> dict[str, Any]:
        """The code version, as ``git.yaml`` says."""
        return self._read(GIT)

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain values; the metrics too."""
        return {
            "metadata": to_mapping(self._metadata, METADATA),
            "hparams": self.hparams.as_dict(),
            "metrics": self.metrics,
            "platform": self.platform,
            "git": self.git,
        }

    def __repr__(self) -> str:
        return f"<Run {self.alternative_name}: {self.status}>"

    # Made by opening.py

    def begin(self, *, is_new: bool) -> None:
        """Write what a Run consists of, and begin to capture.

        Raises:
            EmError: a new Run couldn't be written.
        """
        if is_new:
            try:
                self._disk.make_directory(self._directory / METRICS)
            except OSError as error:
                raise EmError(self.local, str(error)) from error
            self._documents.create(METADATA, self._metadata)
            self._documents.create(PARAMETERS, self._masked_parameters())
            self._documents.create(INDEX, self._index())
        else:
            self._put(METADATA, self._metadata)
            self._put(INDEX, self._index())
        self._hold_directory()
        lifetime.remember(self)
        if self._capture.output:
            self._log.append(b"")  # the file is there, even if nothing is printed
            self._output.start()
        duties = [Duty(SECOND_ATTEMPT, self._try_again), Duty(SIGN_OF_LIFE, self._show_life)]
        if self._capture.usage:
            self._usage = UsageMeter()
            duties.append(Duty(self._capture.usage_interval, self._measure))
        self._keeper = Keeper(duties)
        self._keeper.start()

    def put_capture(self, name: str, value: Any) -> None:
        """Write a captured file, bytes or what will be YAML. Never raises because of the disk."""
        if isinstance(value, bytes):
            self._documents.put_bytes(name, value)
        else:
            self._put(name, value)

    def notice(self, kind: str, text: str) -> None:
        """Tell the user something, once."""
        self._notices.warn(kind, text)

    @property
    def masker(self) -> Masker:
        return self._masker

    def upload_by_itself(self, folder: str, make_folder: bool, conflict_strategy: str) -> None:
        """From now on upload it now and then, and at its end, beside the training."""
        from em_desktop.recording.uploading import AutoUpload

        self._auto_upload = AutoUpload(self, folder, make_folder, conflict_strategy)
        self._auto_upload.start()

    def metadata_with(self, transfer: dict[str, str]) -> dict[str, Any]:
        """``metadata.yaml`` as it will be with one more upload or download."""
        with self._lock:
            return {**self._metadata, "remote": [*(self._metadata["remote"] or ()), transfer]}

    def note_transfer(self, transfer: dict[str, str]) -> None:
        """Note an upload or download."""
        with self._lock:
            self._change("remote", [*(self._metadata["remote"] or ()), transfer])

    def renew_after_fork(self) -> None:
        """In a forked child: locks may be held by threads that aren't there."""
        self._lock = threading.RLock()
        self._notices.renew_lock()
        self._documents.renew_after_fork()
        self._metrics.renew_after_fork()
        self._log.renew_after_fork()
        if self._keeper is not None:
            self._keeper.forget_thread()

    # Inside

    def _mark(self, side: str, resource: Any) -> None:
        entry = association_of(resource)
        with self._lock:
            if add_association(self._metadata["associations"][side], entry):
                self._put(METADATA, self._metadata)

    def _change(self, key: str, value: Any) -> None:
        with self._lock:
            self._metadata[key] = value
            self._put(METADATA, self._metadata)

    def _new_type(self, stem: str) -> None:
        self._put(INDEX, self._index(stem))

    def _index(self, new_type: str = "") -> dict[str, Any]:
        """What ``index.yaml`` says: the metric files that are there, and one that will be."""
        types = list(self._metrics.types)
        try:
            present = list(self._disk.names(self._directory / METRICS))
        except OSError:
            present = []
        stems = [name.removesuffix(".yaml") for name in present if name.endswith(".yaml")]
        named = dict.fromkeys([*(stem for stem in stems if stem not in types), *types])
        if new_type:
            named[new_type] = None
        return {
            "hyperparameters": PARAMETERS,
            "metrics": {stem: f"{METRICS}/{stem}.yaml" for stem in named},
            "platform": PLATFORM,
            "git": GIT,
            "log": LOG,
        }

    def _put(self, name: str, value: Any) -> None:
        if os.getpid() == self._owner or name == INDEX:
            try:
                self._documents.put(name, value)
            except EmError as error:
                self._notices.warn(f"value {name}", f"{name} can't be written: {error.reason}")

    def _write_parameters(self, values: dict[Any, Any]) -> None:
        self._recorded_parameters = to_mapping(values, PARAMETERS)
        self._put(PARAMETERS, self._masked_parameters())

    def _masked_parameters(self) -> dict[Any, Any]:
        masked: dict[Any, Any] = self._masker.value(self.hparams.as_dict())
        return masked

    def _save_parameters(self) -> None:
        """What was changed in place inside of a parameter is written now."""
        try:
            if self.hparams.as_dict() != self._recorded_parameters:
                self._put(PARAMETERS, self._masked_parameters())
        except EmError as error:
            text = f"the hyperparameters can't be written: {error.reason}"
            self._notices.warn("parameters", text)

    def _join_log(self, descriptor: int) -> None:
        """A further part of the log begins on a line of its own."""
        size = self._disk.size(descriptor)
        if size and self._disk.read(descriptor, size - 1, 1) != b"\n":
            self._disk.write(descriptor, b"\n")

    def _try_again(self) -> None:
        """Write what waits. A finished Run is let go when nothing waits any more."""
        self._follow_directory()
        waiting = [part for part in (self._documents, self._metrics, self._log) if not part.flush()]
        if waiting or self._metadata["status"] == RUNNING:
            return
        if self._keeper is not None:
            self._keeper.stop()
        self._metrics.close()
        self._log.close()
        self._let_directory_go()
        lifetime.forget(self)

    def _hold_directory(self) -> None:
        with suppress(OSError):
            self._held = self._disk.hold_directory(self._directory)

    def _follow_directory(self) -> None:
        """Somebody may move or rename the Run while it is recorded; it goes on there."""
        if self._held < 0:
            return
        try:
            path = self._disk.path_of(self._held)
        except OSError:
            return
        if path is not None and path != self._directory and not self._directory.exists():
            self._directory = self._documents.directory = path
            self._metrics.move_to(path / METRICS)
            self._log.path = path / LOG
            self.local = os.fspath(path)

    def _let_directory_go(self) -> None:
        held, self._held = self._held, -1
        if held >= 0:
            with suppress(OSError):
                self._disk.close(held)

    def _show_life(self) -> None:
        self._documents.touch(INDEX)

    def _measure(self) -> None:
        if self._usage is not None:
            self._usage_step += 1
            self._metrics.append(USAGE_TYPE, self._usage.measure(), self._usage_step, None)

    def _read(self, name: str) -> dict[str, Any]:
        from em_desktop.recording.loading import read_mapping

        return read_mapping(self._directory, name)


def now_text() -> str:
    """This moment, with the offset of this machine."""
    return datetime.now().astimezone().isoformat()
