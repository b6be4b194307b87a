"""Reading recordings back, for going on with them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from em_desktop.domain.nodes import NodeType
from em_desktop.errors import InvalidValueError, NotFoundError, from_os_error
from em_desktop.formats.artifact import read_references
from em_desktop.formats.recording import kind_of, read_document
from em_desktop.formats.run import metric_files, read_parameters
from em_desktop.formats.source import DirectorySource
from em_desktop.formats.yaml_io import Limits, load

_UNLIMITED = Limits(size=1 << 34, nodes=1 << 34)


def read_metadata(path: Path, kind: NodeType) -> dict[str, Any]:
    """``metadata.yaml`` with all its keys, those of other programs too.

    Raises:
        NotFoundError: there is no recording.
        InvalidValueError: it is a recording of another kind.
    """
    if not path.is_dir():
        raise NotFoundError(os.fspath(path), "there is no such directory")
    document = read_document(DirectorySource(path.absolute()), "metadata.yaml")
    value = document.value if isinstance(document.value, dict) else {}
    found = kind_of(value)
    if found is None:
        raise NotFoundError(os.fspath(path), "there is no recording in this directory")
    if found is not kind:
        raise InvalidValueError(os.fspath(path), f"this is a recorded {found}, not {kind}")
    return {str(key): item for key, item in value.items()}


def read_hparams(path: Path) -> dict[Any, Any]:
    """``hyperparameters.yaml``; values with Python tags are kept as they are."""
    return dict(read_parameters(DirectorySource(path.absolute())).value)


def read_mapping(path: Path, name: str) -> dict[str, Any]:
    """A file of a recording; empty where it isn't there."""
    value = read_document(DirectorySource(path.absolute()), name).value
    return {str(key): item for key, item in value.items()} if isinstance(value, dict) else {}


def read_metrics(path: Path) -> dict[str, list[dict[str, Any]]]:
    """All metric records by type. One that was cut off is left out."""
    source = DirectorySource(path.absolute())
    result: dict[str, list[dict[str, Any]]] = {}
    for file in metric_files(source).value:
        data = source.read(file.key)
        records: Any = load(data, _UNLIMITED, file.key, recorded=True).value
        whole = records if isinstance(records, list) else []
        result[file.type] = [item for item in whole if isinstance(item, dict) and "value" in item]
    return result


def references_of(path: Path) -> dict[str, str]:
    """An Artifact's references: key to address."""
    source = DirectorySource(path.absolute())
    return {reference.key: reference.uri for reference in read_references(source).value}


def read_config(path: Path) -> dict[str, Any]:
    """A Run's configuration file.

    Raises:
        NotFoundError: it isn't there.
        InvalidValueError: it isn't a YAML mapping.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise from_os_error(error, os.fspath(path)) from error
    reading = load(data, file=os.fspath(path))
    if not isinstance(reading.value, dict) or reading.problems:
        detail = reading.problems[0].detail if reading.problems else "it isn't a mapping"
        raise InvalidValueError(os.fspath(path), detail)
    return {str(key): item for key, item in reading.value.items()}
