"""What a request says, checked: query parameters, and JSON of any origin without trust."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import QueryParams
from starlette.requests import Request

from em_desktop.domain.nodes import NodeType
from em_desktop.errors import InvalidValueError, TooLargeError
from em_desktop.server.settings import Limits
from em_desktop.stores.engine.nodes import Filter
from em_desktop.stores.engine.paging import Page

ITEMS = ""
"""The member under which a body that is a list has its items."""

_MOST_PAGES = 1_000_000_000


class Query:
    """The query parameters of a request.

    Raises:
        InvalidValueError: from every method, naming the parameter.
    """

    def __init__(self, parameters: QueryParams, limits: Limits) -> None:
        self._parameters = parameters
        self._limits = limits

    def text(self, name: str) -> str:
        """A parameter that must be there."""
        value = self.optional(name)
        if value is None:
            raise InvalidValueError(name, "the query parameter is missing")
        return value

    def optional(self, name: str) -> str | None:
        """A parameter; None if it isn't there."""
        value = self._parameters.get(name)
        return None if value is None else check_text(name, value)

    def integer(self, name: str, default: int, lowest: int, highest: int) -> int:
        """A whole number within bounds."""
        value = self.optional(name)
        if value is None or value == "":
            return default
        try:
            number = int(value)
        except ValueError as error:
            raise InvalidValueError(name, "not a whole number") from error
        if not lowest <= number <= highest:
            raise InvalidValueError(name, f"not from {lowest} to {highest}")
        return number

    def page(self) -> Page:
        """Which part of a list is asked for; a size above the limit becomes the limit."""
        number = self.integer("page", 1, 1, _MOST_PAGES)
        size = self.integer("size", 10, 1, _MOST_PAGES)
        return Page(number, min(size, self._limits.page))

    def filter(self) -> Filter:
        """Which nodes are asked for."""
        return Filter(self.node_type("type"), self.optional("label"))

    def node_type(self, name: str) -> NodeType | None:
        """A type of node; None if none is named."""
        value = self.optional(name)
        return node_type(name, value) if value else None


class Fields:
    """The members of a JSON object.

    Raises:
        InvalidValueError: from every method, naming the member.
    """

    def __init__(self, values: Mapping[str, Any], limits: Limits) -> None:
        self._values = values
        self._limits = limits

    def text(self, name: str) -> str:
        """A text that must be there."""
        value = self._values.get(name)
        if not isinstance(value, str):
            raise InvalidValueError(name, "a text is needed here")
        return check_text(name, value)

    def optional(self, name: str, default: str | None = None) -> str | None:
        """A text, or the default where there is none or null."""
        return default if self._values.get(name) is None else self.text(name)

    def text_or_empty(self, name: str) -> str:
        """A text; empty where there is none."""
        return self.optional(name) or ""

    def integer(self, name: str) -> int:
        """A whole number that must be there."""
        value = self._values.get(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise InvalidValueError(name, "a whole number is needed here")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; empty where there is none or null."""
        values = self._list(name)
        if not all(isinstance(value, str) for value in values):
            raise InvalidValueError(name, "a list of texts is needed here")
        return tuple(check_text(name, value) for value in values)

    def objects(self, name: str) -> list[Fields]:
        """A list of objects; empty where there is none or null."""
        values = self._list(name)
        if not all(isinstance(value, dict) for value in values):
            raise InvalidValueError(name, "a list of objects is needed here")
        return [Fields(value, self._limits) for value in values]

    def object(self, name: str) -> Fields:
        """An object that must be there."""
        value = self._values.get(name)
        if not isinstance(value, dict):
            raise InvalidValueError(name, "an object is needed here")
        return Fields(value, self._limits)

    def node_type(self, name: str) -> NodeType:
        """A type of node that must be named."""
        return node_type(name, self.text(name))

    def has(self, name: str) -> bool:
        """Whether there is a member of this name."""
        return name in self._values

    def _list(self, name: str) -> list[Any]:
        values = self._values.get(name)
        if values is None:
            return []
        if not isinstance(values, list):
            raise InvalidValueError(name, "a list is needed here")
        if len(values) > self._limits.keys:
            raise TooLargeError(name, f"more than {self._limits.keys} entries")
        return values


def node_type(name: str, value: str) -> NodeType:
    """The type of node that a text names; servers have no single files."""
    if value == NodeType.FILE or value not in set(NodeType):
        raise InvalidValueError(name, f"no type of node: {value}")
    return NodeType(value)


def check_text(name: str, value: str) -> str:
    """``value``, if every database can keep it."""
    if "\0" in value or any("\ud800" <= one <= "\udfff" for one in value):
        raise InvalidValueError(name, "not valid text")
    return value


async def read_json(request: Request, limits: Limits) -> bytes:
    """The bytes of a JSON body.

    Raises:
        TooLargeError: it is longer than the limit.
    """
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > limits.json:
            raise TooLargeError("body", f"more than {limits.json} bytes")
    return bytes(data)


def parse_json(data: bytes, limits: Limits) -> Fields:
    """The object in a JSON body; a list is an object with `ITEMS`.

    Raises:
        InvalidValueError: it is none.
    """
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InvalidValueError("body", "not valid JSON") from error
    if isinstance(value, list):
        return Fields({ITEMS: value}, limits)
    if not isinstance(value, dict):
        raise InvalidValueError("body", "an object is needed")
    return Fields(value, limits)
