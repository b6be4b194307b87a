"""JSON and YAML as a tree of bounded size."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from em_desktop.domain.recordings import Opaque
from em_desktop.errors import MalformedError, TooLargeError

JSON_LIMIT = 1024 * 1024
"""Bytes of a JSON file that are parsed; a larger one is shown as text."""
YAML_LIMIT = 128 * 1024
"""Bytes of a YAML file that are parsed; a larger one is shown as text."""
MAX_ITEMS = 20_000
MAX_DEPTH = 64
_MAX_TEXT = 1_000


class ItemKind(StrEnum):
    """What a value is."""

    OBJECT = "object"
    LIST = "list"
    TEXT = "text"
    NUMBER = "number"
    CONSTANT = "constant"


@dataclass(frozen=True, slots=True)
class Item:
    """A value in the tree.

    Attributes:
        key: its key in an object, or its index in a list.
        kind: what it is.
        text: the value as it is written; empty for objects and lists.
        count: number of members, also of those that aren't in ``members``.
        members: what an object or list holds.
    """

    key: str
    kind: ItemKind
    text: str = ""
    count: int = 0
    members: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class StructurePreview:
    """A document; ``truncated`` where a limit of number or depth left something out."""

    root: Item
    truncated: bool = False


class _Number(str):
    """A number as it is written, so that no digit is lost."""

    __slots__ = ()


def read_json(text: str, *, lines: bool = False) -> StructurePreview:
    """A JSON document, or (``lines``) one document on each line.

    Raises:
        MalformedError: it isn't JSON; ``line`` says where.
        TooLargeError: it is nested too deeply to be read.
    """
    if not lines:
        return build(_parse_json(text, 1))
    documents = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            documents.append(_parse_json(line, number))
    return build(documents)


def build(value: Any) -> StructurePreview:
    """The tree of a value made of dictionaries, lists and scalars."""
    builder = _Builder()
    root = builder.item("", value, 0)
    return StructurePreview(root, builder.truncated)


def _parse_json(text: str, line: int) -> Any:
    try:
        return json.loads(text, parse_float=_Number, parse_int=_Number, parse_constant=_Number)
    except json.JSONDecodeError as error:
        raise MalformedError("", error.msg, line + error.lineno - 1) from error
    except RecursionError as error:
        raise TooLargeError("", "nested too deeply", line) from error


class _Builder:
    def __init__(self) -> None:
        self.truncated = False
        self._left = MAX_ITEMS

    def item(self, key: str, value: Any, depth: int) -> Item:
        self._left -= 1
        if isinstance(value, Opaque):
            return self.item(key, {f"!{value.tag}": value.arguments}, depth)
        if isinstance(value, dict):
            pairs = ((_scalar_text(name), member) for name, member in value.items())
            return self._group(key, ItemKind.OBJECT, len(value), pairs, depth)
        if isinstance(value, (list, tuple)):
            numbered = ((str(index), member) for index, member in enumerate(value))
            return self._group(key, ItemKind.LIST, len(value), numbered, depth)
        return Item(key, _scalar_kind(value), _scalar_text(value))

    def _group(
        self, key: str, kind: ItemKind, count: int, pairs: Iterable[tuple[str, Any]], depth: int
    ) -> Item:
        members: list[Item] = []
        if depth < MAX_DEPTH:
            for name, member in pairs:
                if self._left <= 0:
                    break
                members.append(self.item(name, member, depth + 1))
        self.truncated = self.truncated or len(members) < count
        return Item(key, kind, count=count, members=tuple(members))


def _scalar_kind(value: Any) -> ItemKind:
    if value is None or isinstance(value, bool):
        return ItemKind.CONSTANT
    if isinstance(value, (int, float, _Number)):
        return ItemKind.NUMBER
    return ItemKind.TEXT


def _scalar_text(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and value.bit_length() > 10_000:
        return hex(value)[:_MAX_TEXT] + "…"
    text = str(value)
    if not text.isascii():  # half of a surrogate pair can't be shown
        text = text.encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= _MAX_TEXT else f"{text[:_MAX_TEXT]}…"
