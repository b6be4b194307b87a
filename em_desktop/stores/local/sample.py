"""The sample store that ships with the program, copied to where it may be changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from em_desktop import assets
from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import from_os_error
from em_desktop.formats.autotune import read_search
from em_desktop.formats.metrics import MetricReader
from em_desktop.formats.run import metric_files
from em_desktop.formats.source import ObjectSource
from em_desktop.stores.local.store import LocalStore

FOLDER = "sample-store"


def copy_sample_store(target: Path) -> Path:
    """Copy the sample store to ``target``, in one step, and give that back.

    What is there already stays as it is.

    Neither packages nor clones keep the times of files, so that they are set to when the
    recordings were made: a run that ended then isn't shown as changed today.

    Raises:
        NoSpaceError, AccessDeniedError: it can't be copied.
    """
    if target.is_dir():
        return target
    part = target.with_name(f"{target.name}.part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(assets.folder(FOLDER), part)
        _date_recordings(part)
        part.rename(target)
    except OSError as error:
        raise from_os_error(error, str(target)) from error
    return target


def _date_recordings(folder: Path) -> None:
    store = LocalStore(folder)
    try:
        for node in _recordings(store, ROOT):
            moment = _last_moment(node, store.objects(node.path))
            if moment is not None:
                _set_times(folder.joinpath(*node.path.parts), moment)
    finally:
        store.close()


def _recordings(store: LocalStore, folder: NodePath) -> Iterator[Node]:
    for page in store.children(folder):
        for node in page:
            if node.is_folder:
                yield from _recordings(store, node.path)
            elif node.type in {NodeType.RUN, NodeType.ARTIFACT, NodeType.AUTOTUNE}:
                yield node


def _last_moment(node: Node, source: ObjectSource) -> datetime | None:
    """When the recorder wrote last, as its files say."""
    if node.ended is not None or node.started is None:
        return node.ended or node.created
    if node.type is NodeType.AUTOTUNE:
        passed = read_search(source).value.recorded_time
        return node.started if passed is None else node.started + passed
    times = [
        float(MetricReader(source, file.key, file.type).update().value.time[-1])
        for file in metric_files(source).value
    ]
    return datetime.fromtimestamp(max(times), node.started.tzinfo) if times else node.started


def _set_times(recording: Path, moment: datetime) -> None:
    seconds = moment.timestamp()
    for path in [*recording.rglob("*"), recording]:
        os.utime(path, (seconds, seconds))
