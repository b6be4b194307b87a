"""Making a Run, and going on with one."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.recordings import Value
from em_desktop.errors import InvalidValueError
from em_desktop.recording.disk import Disk, NoDisk
from em_desktop.recording.names import (
    alternative_name,
    check_description,
    check_labels,
    make_recording_directory,
    parent_directory,
)
from em_desktop.recording.options import Capture, rank_of_process
from em_desktop.recording.run import DIFF, GIT, PLATFORM, RUNNING, Run
from em_desktop.recording.uploading import check_strategy
from em_desktop.recording.values import to_mapping

_FROM_CONFIG = ("name", "hparams", "labels", "description", "auto_upload")
_NOTHING = Capture(code=False, platform=False, output=False, usage=False)


def create_run(
    config_path: str | os.PathLike[str] | None = None,
    name: str = "default",
    hparams: Any = None,
    labels: Sequence[str] | str | None = None,
    description: str = "",
    auto_upload: bool = False,
    folder: str = "default",
    make_folder: bool = False,
    conflict_strategy: str = "new",
    *,
    capture: Capture = Capture(),  # noqa: B008 - frozen
    processes: str = "each",
    disk: Disk | None = None,
) -> Run:
    """Make a new Run below ``EM_RUN_PARENT_DIR`` (``.em/runs`` where that isn't set).

    Args:
        config_path: a YAML file with ``name``, ``hparams``, ``labels`` and ``description``;
            what it says goes before the arguments.
        name: may occur again; the directory gets a time and random letters.
        hparams: the first hyperparameters: a mapping, dataclass instance or namespace.
        labels: words to find it by.
        description: free text.
        auto_upload: upload it now and then while it is recorded, and at its end, beside the
            training. What goes wrong with that is a warning; the Run is on this disk anyway.
        folder: where on the server, with ``auto_upload``; see `upload`.
        make_folder: make the folder where it isn't there.
        conflict_strategy: what happens where another recording has the name; see `upload`.
        capture: what is recorded by itself.
        processes: in a distributed training every process that calls this makes a Run of
            its own (``each``), or only that of rank 0 records (``first``).
        disk: does the input and output; for tests.

    Raises:
        InvalidNameError: no directory can have this name.
        InvalidValueError, TooLargeError: a hyperparameter, label or text can't be recorded.
        EmError: the directory can't be made or written.
    """
    check_strategy(conflict_strategy)
    options = {
        "name": name,
        "hparams": hparams,
        "labels": labels,
        "description": description,
        "auto_upload": auto_upload,
    }
    options |= _configured(config_path)
    if processes not in ("each", "first"):
        raise InvalidValueError("processes", f"'each' or 'first', not {processes!r:.40}")
    if processes == "first" and rank_of_process() > 0:
        disk, capture = NoDisk(), _NOTHING
        options["auto_upload"] = False
    run = _create(options, capture, disk or Disk())
    if options["auto_upload"]:
        run.upload_by_itself(folder, make_folder, conflict_strategy)
    return run


def load_run(
    path: str | os.PathLike[str],
    auto_upload: bool = False,
    folder: str = "default",
    make_folder: bool = False,
    conflict_strategy: str = "new",
    *,
    capture: Capture = Capture(),  # noqa: B008
    replace_capture: bool = False,
    disk: Disk | None = None,
) -> Run:
    """Go on with a Run: it is Running again, and what is logged is appended.

    It keeps its start. Steps that go back begin a new segment; nothing is replaced. The
    machine and the code version of the first part stay in ``platform.yaml`` and
    ``git.yaml``, since they are what most of the numbers come from; where this machine
    or version differs, it is written beside them as ``platform.2.yaml``, ``git.2.yaml``...

    Args:
        path: the Run's directory.
        auto_upload: as for `create_run`.
        folder: as for `create_run`.
        make_folder: as for `create_run`.
        conflict_strategy: as for `create_run`.
        capture: what is recorded by itself.
        replace_capture: let this machine and code version take the place of the first.
        disk: does the input and output; for tests.

    Raises:
        NotFoundError: there is no recording.
        InvalidValueError: it is a recording of something else.
    """
    check_strategy(conflict_strategy)
    from em_desktop.recording.loading import read_hparams, read_metadata

    local = Path(path)
    found = read_metadata(local, NodeType.RUN)
    now = datetime.now().astimezone()
    metadata = {**_metadata({"name": local.name}, now), **found}
    metadata["labels"] = check_labels([str(label) for label in metadata["labels"] or ()])
    sides = metadata["associations"] if isinstance(metadata["associations"], dict) else {}
    metadata["associations"] = {side: list(sides.get(side) or ()) for side in ("input", "output")}
    metadata.update(status=RUNNING, endTimestamp=None, alternativeName=local.absolute().name)
    run = Run(local, metadata, read_hparams(local), capture, disk or Disk())
    run.begin(is_new=False)
    _capture(run, capture, beside=not replace_capture)
    if auto_upload:
        run.upload_by_itself(folder, make_folder, conflict_strategy)
    return run


def _create(options: dict[str, Any], capture: Capture, disk: Disk) -> Run:
    parameters = to_mapping(options["hparams"] or {}, "hparams")
    start = datetime.now().astimezone()
    metadata = _metadata(options, start)
    parent = parent_directory("EM_RUN_PARENT_DIR", ".em/runs")
    path = make_recording_directory(parent, options["name"], start, disk)
    metadata["alternativeName"] = path.name
    run = Run(path, metadata, parameters, capture, disk)
    run.begin(is_new=True)
    _capture(run, capture)
    return run


def _configured(path: str | os.PathLike[str] | None) -> dict[str, Any]:
    """What a configuration file says; it goes before the arguments."""
    if path is None:
        return {}
    from em_desktop.recording.loading import read_config

    config = read_config(Path(path))
    return {key: config[key] for key in _FROM_CONFIG if key in config}


def _metadata(options: dict[str, Any], start: datetime) -> dict[str, Any]:
    """``metadata.yaml`` of a new Run, in the order of the format."""
    alternative_name(options["name"], start)  # checks the name before anything is made
    return {
        "kind": "Run",
        "name": options["name"],
        "labels": check_labels(options.get("labels")),
        "description": check_description(options.get("description") or ""),
        "startTimestamp": start.isoformat(),
        "endTimestamp": None,
        "status": RUNNING,
        "alternativeName": "",
        "associations": {"input": [], "output": []},
        "remote": [],
    }


def _capture(run: Run, capture: Capture, *, beside: bool = False) -> None:
    """Find out about the machine and the code, and write it.

    With ``beside`` what is there stays, and what differs from it gets a file with a number.
    """
    if capture.platform:
        from em_desktop.recording.capture_platform import capture_platform

        _write(run, PLATFORM, capture_platform(run.masker), run.platform if beside else {})
    if capture.code:
        from em_desktop.recording.capture_git import capture_git

        found = capture_git(run.masker)
        name = _write(run, GIT, found.fields, run.git if beside else {})
        if found.diff:
            number = re.sub(r"\D", "", name)
            run.put_capture(f"{number}.{DIFF}" if number else DIFF, found.diff)


def _write(run: Run, name: str, value: dict[str, Value], before: dict[str, Any]) -> str:
    """Write a captured file; the name that it got, empty where it says nothing new."""
    if before == value:
        return ""
    if before:
        stem, directory = name.removesuffix(".yaml"), Path(run.local)
        number = 2
        while (directory / f"{stem}.{number}.yaml").exists():
            number += 1
        name = f"{stem}.{number}.yaml"
    run.put_capture(name, value)
    return name
