"""What changed from one Run to another: parameters, code, packages, inputs, machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from em_desktop.domain.cells import ABSENT, Cell
from em_desktop.domain.differences import cell_key, path_text, value_rows
from em_desktop.domain.paths import AlternativeName
from em_desktop.domain.recordings import Association, AssociationKind, GitState, Role
from em_desktop.domain.subjects import Subject

_REFS = frozenset({AssociationKind.BRANCH, AssociationKind.TAG, AssociationKind.COMMIT})


class Area(StrEnum):
    """What kind of thing changed."""

    PARAMETER = "parameter"
    CODE = "code"
    ENTRY_POINT = "entry point"
    INPUT = "input"
    PYTHON = "python"
    PACKAGE = "package"
    SYSTEM = "system"
    HOST = "host"


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """One thing that changed.

    Attributes:
        name: the parameter, package or input; empty where the area says it.
        before, after: its values; `ABSENT` where it wasn't or isn't there. Of `Area.CODE`
            the `CodeVersion`.
    """

    area: Area
    name: str
    before: Cell | CodeVersion
    after: Cell | CodeVersion


@dataclass(frozen=True, slots=True)
class CodeVersion:
    """Which code ran."""

    repository: str
    commit: str
    branch: str
    dirty: bool


def what_changed(before: Subject, after: Subject) -> list[Change]:
    """All changes, the most telling first; empty where nothing that was recorded changed.

    A change of code is one change, however much of its version differs. What one of the two
    didn't record at all (no repository, no packages) is no change.
    """
    return [
        *_parameters(before, after),
        *_code(before.git, after.git),
        *_inputs(before.associations, after.associations),
        *_environment(before, after),
    ]


def _parameters(before: Subject, after: Subject) -> list[Change]:
    rows = value_rows([before.parameters, after.parameters])
    return [Change(Area.PARAMETER, path_text(row.path), *row.cells) for row in rows if row.differs]


def _code(before: GitState, after: GitState) -> list[Change]:
    found = []
    if before.known and after.known and _version(before) != _version(after):
        found.append(Change(Area.CODE, "", _version(before), _version(after)))
    if before.entry_point and after.entry_point and before.entry_point != after.entry_point:
        found.append(Change(Area.ENTRY_POINT, "", before.entry_point, after.entry_point))
    return found


def _version(git: GitState) -> CodeVersion:
    return CodeVersion(git.remote_url or git.repository, git.commit, git.branch, bool(git.dirty))


def _inputs(before: Sequence[Association], after: Sequence[Association]) -> list[Change]:
    old, new = _by_name(before), _by_name(after)
    return _changes(Area.INPUT, old, new)


def _by_name(associations: Sequence[Association]) -> dict[str, Cell]:
    """Each input's version by its name. Several of one name are told apart by the version."""
    found: dict[str, Cell] = {}
    for one in associations:
        if one.role is Role.INPUT:
            name, version = _named(one)
            found[name if name not in found else f"{name} {version}".strip()] = version
    return found


def _named(one: Association) -> tuple[str, str]:
    """An input's name, and which version of it."""
    if one.kind in _REFS:
        path, _, ref = (one.path or one.id).rpartition(":")
        return path, ref
    if one.kind is AssociationKind.ARTIFACT:
        recorded = AlternativeName.parse(one.name)
        if recorded is not None and recorded.name:
            return recorded.name, recorded.suffix
        return one.name, ""
    return one.path or one.id, ""


def _environment(before: Subject, after: Subject) -> list[Change]:
    old, new = before.platform, after.platform
    single = [
        (Area.PYTHON, old.python, new.python),
        (Area.SYSTEM, old.os, new.os),
        (Area.HOST, old.hostname, new.hostname),
    ]
    found = [
        Change(area, "", one, other)
        for area, one, other in single
        if one and other and one != other
    ]
    if old.packages and new.packages:
        packages: tuple[dict[str, Cell], dict[str, Cell]] = (dict(old.packages), dict(new.packages))
        found += _changes(Area.PACKAGE, *packages)
    return found


def _changes(area: Area, old: Mapping[str, Cell], new: Mapping[str, Cell]) -> list[Change]:
    """What differs between two mappings, in their order."""
    pairs = ((name, old.get(name, ABSENT), new.get(name, ABSENT)) for name in {**old, **new})
    return [
        Change(area, name, one, other)
        for name, one, other in pairs
        if cell_key(one) != cell_key(other)
    ]
