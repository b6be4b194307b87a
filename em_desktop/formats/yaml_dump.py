"""Writing YAML as the recorder does: PyYAML's default dumper, keys in order of insertion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from em_desktop.domain.recordings import Opaque, Value
from em_desktop.errors import MalformedError, TooLargeError
from em_desktop.formats.yaml_scalars import PREFIX


def dump(value: Value) -> str:
    """The YAML text for ``value``: block style, ASCII, ends with a line end.

    Lists and mappings that occur twice are written once, with an alias.

    Raises:
        MalformedError: a text holds half a surrogate pair, which YAML can't say.
        TooLargeError: it is nested too deeply.
    """
    try:
        text = yaml.dump(value, Dumper=_Dumper, sort_keys=False)
    except RecursionError as error:
        raise TooLargeError(reason="the value is nested too deeply") from error
    except yaml.YAMLError as error:
        raise MalformedError(reason=str(error)) from error
    return str(text)


class _Dumper(yaml.SafeDumper):
    """The default dumper, which also writes `Opaque` values back under their tags."""

    def represent_text(self, text: str) -> yaml.ScalarNode:
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise yaml.YAMLError(f"not valid Unicode: {text!a}")
        return self.represent_str(text)

    def represent_opaque(self, opaque: Opaque) -> yaml.Node:
        tag = opaque.tag if opaque.tag.startswith("!") else PREFIX + opaque.tag
        match opaque.arguments:
            case list() as items:
                return self.represent_sequence(tag, items)
            case dict() as mapping:
                return self.represent_mapping(tag, mapping)
            case str() as text:
                style = "|" if opaque.tag == "binary" else None
                return self.represent_scalar(tag, text, style)
            case other:
                return self.represent_sequence(tag, [other])


_Dumper.add_representer(str, _Dumper.represent_text)
_Dumper.add_representer(Opaque, _Dumper.represent_opaque)


def flow_text(value: Any, limit: int) -> str:
    """``value`` on one line, such as ``[1, {a: b}]``, cut after about ``limit`` characters."""
    parts: list[str] = []
    length = 0
    for part in _flow_parts(value):
        parts.append(part)
        length += len(part)
        if length > limit:
            return "".join(parts)[:limit] + "\u2026"
    return "".join(parts)


def _flow_parts(value: Any) -> Iterator[str]:
    match value:
        case list():
            yield "["
            for number, item in enumerate(value):
                if number:
                    yield ", "
                yield from _flow_parts(item)
            yield "]"
        case dict():
            yield "{"
            for number, (key, item) in enumerate(value.items()):
                if number:
                    yield ", "
                yield from _flow_parts(key)
                yield ": "
                yield from _flow_parts(item)
            yield "}"
        case Opaque(tag, arguments):
            yield f"!{tag.removeprefix('!')} "
            yield from _flow_parts(arguments)
        case None:
            yield "null"
        case bool():
            yield "true" if value else "false"
        case _:
            yield str(value)
