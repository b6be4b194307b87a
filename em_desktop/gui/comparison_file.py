"""Comparisons as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from em_desktop.domain.comparison import Comparison, Member, Place
from em_desktop.domain.paths import NodePath

_VERSION = 1


def to_json(comparisons: Iterable[Comparison]) -> str:
    """Comparisons as text."""
    value = {"version": _VERSION, "comparisons": [_write(each) for each in comparisons]}
    return json.dumps(value, indent=1)


def from_json(text: str) -> list[Comparison]:
    """The comparisons of a text; what isn't understood is left out."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return []
    entries = value.get("comparisons") if isinstance(value, dict) else None
    found = [_read(entry) for entry in entries if isinstance(entry, dict)] if entries else []
    return [each for each in found if each is not None]


def _write(comparison: Comparison) -> dict[str, Any]:
    return {
        "id": comparison.id,
        "name": comparison.name,
        "baseline": comparison.baseline,
        "origin": None if comparison.origin is None else _write_place(comparison.origin),
        "count": comparison.count,
        "members": [
            {
                "key": member.key,
                "name": member.name,
                "look": member.look,
                "node_id": member.node_id,
                "hidden": member.hidden,
                **_write_place(member.place),
            }
            for member in comparison.members
        ],
        "view": dict(comparison.view),
    }


def _write_place(place: Place) -> dict[str, Any]:
    return {"store": place.store_id, "path": list(place.path.parts), "part": place.part}


def _read(value: dict[str, Any]) -> Comparison | None:
    found = _text(value, "id")
    if not found:
        return None
    entries = value.get("members")
    read = [_read_member(entry) for entry in entries] if isinstance(entries, list) else []
    members: dict[str, Member] = {}
    for member in read:
        if member is not None:
            members.setdefault(member.key, member)
    view = value.get("view")
    numbers = [int(key) for key in members if key.isdecimal()]
    return Comparison(
        found,
        tuple(members.values()),
        _text(value, "name"),
        _text(value, "baseline"),
        _read_place(value.get("origin")),
        view if isinstance(view, dict) else {},
        max(_whole(value, "count"), *numbers, 0),
    )


def _read_member(value: Any) -> Member | None:
    place = _read_place(value)
    if place is None or not _text(value, "key"):
        return None
    return Member(
        _text(value, "key"),
        place,
        _text(value, "name"),
        _whole(value, "look"),
        _text(value, "node_id"),
        value.get("hidden") is True,
    )


def _read_place(value: Any) -> Place | None:
    if not isinstance(value, dict):
        return None
    path = value.get("path")
    if not isinstance(path, list) or not all(isinstance(part, str) for part in path):
        return None
    return Place(_text(value, "store"), NodePath(tuple(path)), _text(value, "part"))


def _text(value: dict[str, Any], key: str) -> str:
    found = value.get(key)
    return found if isinstance(found, str) else ""


def _whole(value: dict[str, Any], key: str) -> int:
    found = value.get(key)
    return max(found, 0) if isinstance(found, int) and not isinstance(found, bool) else 0
