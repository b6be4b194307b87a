"""An SVG picture without what leads outside: scripts, links, pictures that lie elsewhere."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from em_desktop.errors import MalformedError, TooLargeError
from em_desktop.formats.preview.kinds import is_picture

SVG_LIMIT = 8 * 1024 * 1024
"""Bytes of an SVG file that are read; larger ones are shown as text."""
MAX_ELEMENTS = 200_000
MAX_DEPTH = 100
_LEFT_OUT = frozenset({"script", "foreignObject", "handler", "listener"})
_EMBEDDED = re.compile(r"\s*data:image/[\w.+-]+;base64,([A-Za-z0-9+/=\s]+)")
_HEAD = 64


@dataclass(slots=True)
class _Writer:
    """Writes down again what a parser finds, except what isn't wanted.

    Attributes:
        left_out: depth of the element that is left out with all inside; 0 for none.
    """

    key: str
    parts: list[str] = field(default_factory=list)
    size: int = 0
    elements: int = 0
    depth: int = 0
    left_out: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > MAX_DEPTH:
            raise TooLargeError(self.key, f"elements inside more than {MAX_DEPTH} others")
        if self.elements > MAX_ELEMENTS:
            raise TooLargeError(self.key, f"more than {MAX_ELEMENTS} elements")
        local = name.rpartition(":")[2]
        kept = {
            each: value
            for each, value in attributes.items()
            if not each.lower().startswith("on") and _stays_inside(local, each, value)
        }
        is_empty = local == "image" and not any("href" in each for each in kept)
        if not self.left_out and (local in _LEFT_OUT or is_empty):
            self.left_out = self.depth
        self.write(f"<{name}{''.join(f' {at}={quoteattr(kept[at])}' for at in kept)}>")

    def end(self, name: str) -> None:
        self.write(f"</{name}>")
        if self.left_out == self.depth:
            self.left_out = 0
        self.depth -= 1

    def text(self, text: str) -> None:
        self.write(escape(text))

    def write(self, text: str) -> None:
        if self.left_out:
            return
        self.size += len(text)
        if self.size > 2 * SVG_LIMIT:
            raise TooLargeError(self.key, "entities that make it much longer")
        self.parts.append(text)


def closed_svg(data: bytes, key: str) -> bytes:
    """The same picture, of which nothing is loaded from anywhere: no file, no address.

    Instructions, the document type and comments are gone, entities are filled in.

    Args:
        data: the file's bytes.
        key: how the file is called in errors.

    Raises:
        MalformedError: it isn't XML, or no SVG.
        TooLargeError: it passes a limit of size, depth or number.
    """
    writer = _Writer(key)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = writer.start
    parser.EndElementHandler = writer.end
    parser.CharacterDataHandler = writer.text
    try:
        parser.Parse(data, True)  # noqa: FBT003 - it takes no keywords
    except expat.ExpatError as error:
        raise MalformedError(key, expat.ErrorString(error.code), error.lineno) from error
    text = "".join(writer.parts)
    if not re.match(r"<(\w+:)?svg[\s>]", text):
        raise MalformedError(key, "no SVG: its first element is another one")
    return text.encode()


def _stays_inside(element: str, attribute: str, value: str) -> bool:
    """Whether an attribute refers to nothing but the document itself."""
    if attribute.rpartition(":")[2] not in {"href", "src"}:
        return True
    if element != "image":
        return value.strip().startswith("#")
    embedded = _EMBEDDED.fullmatch(value)
    return embedded is not None and is_picture(_first_bytes(embedded[1]))


def _first_bytes(encoded: str) -> bytes:
    """The beginning of what is written in Base64."""
    head = "".join(encoded[: 2 * _HEAD].split())[:_HEAD]
    return base64.b64decode(head + "=" * (-len(head) % 4))
