"""Operations as JSON values, for the journal."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from em_desktop.domain.gestures import Deed, Description
from em_desktop.domain.nodes import NodeType
from em_desktop.domain.operations import (
    AddEdge,
    Chain,
    Copy,
    CreateFolder,
    CreateShortcut,
    IfTaken,
    Move,
    MoveObject,
    Operation,
    Remove,
    RemoveEdge,
    RemoveObject,
    Restore,
    RestoreEdge,
    SetColor,
    SetDescription,
    SetFavourite,
    SetIdentity,
    SetLabels,
    SetLocked,
)
from em_desktop.domain.paths import NodePath, check_segment
from em_desktop.domain.recordings import Association, AssociationKind, Role
from em_desktop.errors import InvalidNameError, MalformedError

_KINDS: dict[str, type[Operation]] = {
    kind.__name__: kind
    for kind in (
        AddEdge,
        Chain,
        Copy,
        CreateFolder,
        CreateShortcut,
        Move,
        MoveObject,
        Remove,
        RemoveEdge,
        RemoveObject,
        Restore,
        RestoreEdge,
        SetColor,
        SetDescription,
        SetFavourite,
        SetIdentity,
        SetLabels,
        SetLocked,
    )
}

_CHOICES = {"if_taken": IfTaken, "role": Role}


def operation_as_json(operation: Operation) -> dict[str, Any]:
    """The operation in JSON's types."""
    return {"kind": type(operation).__name__} | {
        one.name: _as_json(getattr(operation, one.name))
        for one in fields(operation)
        if getattr(operation, one.name) is not None
    }


def operation_from_json(value: Any) -> Operation:
    """The operation of `operation_as_json`.

    Raises:
        MalformedError: it is none.
    """
    if not isinstance(value, dict) or value.get("kind") not in _KINDS:
        raise MalformedError("", "no operation")
    arguments = {name: _from_json(name, one) for name, one in value.items() if name != "kind"}
    try:
        return _KINDS[value["kind"]](**arguments)
    except TypeError as error:
        raise MalformedError("", f"no operation: {error}") from error


def description_as_json(description: Description) -> dict[str, Any]:
    """The description in JSON's types."""
    kind = description.type
    return {
        "deed": description.deed.value,
        "count": description.count,
        "names": list(description.names),
        "type": None if kind is None else kind.value,
    }


def description_from_json(value: Any) -> Description:
    """The description of `description_as_json`.

    Raises:
        MalformedError: it is none.
    """
    try:
        kind = value["type"]
        return Description(
            Deed(value["deed"]),
            int(value["count"]),
            tuple(str(name) for name in value["names"]),
            None if kind is None else NodeType(kind),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise MalformedError("", f"no description: {error}") from error


def _as_json(value: Any) -> Any:
    match value:
        case NodePath():
            return {"path": list(value.parts)}
        case IfTaken() | Role():
            return value.value
        case Association():
            return {"edge": {one.name: str(getattr(value, one.name)) for one in fields(value)}}
        case tuple():
            return [_as_json(one) for one in value]
        case str() | bool():
            return value
        case _:
            return operation_as_json(value)


def _from_json(name: str, value: Any) -> Any:
    match value:
        case {"path": [*parts]}:
            try:
                return NodePath(tuple(check_segment(str(part)) for part in parts))
            except InvalidNameError as error:
                raise MalformedError("", f"no path: {error}") from error
        case {"kind": _}:
            return operation_from_json(value)
        case {"edge": dict(said)}:
            return _association(said)
        case [*items]:
            return tuple(_from_json("", item) for item in items)
        case str() if name in _CHOICES:
            try:
                return _CHOICES[name](value)
            except ValueError as error:
                raise MalformedError("", str(error)) from error
        case str() | bool():
            return value
        case _:
            raise MalformedError("", f"no value of an operation: {value!r}")


def _association(said: dict[str, Any]) -> Association:
    texts = {name: str(text) for name, text in said.items()}
    try:
        role, kind = Role(texts.pop("role")), AssociationKind(texts.pop("kind"))
        return Association(role, kind, **texts)
    except (KeyError, TypeError, ValueError) as error:
        raise MalformedError("", f"no edge: {error}") from error
