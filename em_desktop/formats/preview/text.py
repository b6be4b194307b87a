"""Text of a file: decoded, cut at a limit, and colored."""

from __future__ import annotations

import codecs
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

TEXT_LIMIT = 256 * 1024
"""Bytes of a text file that are shown."""
LONGEST_LINE = 5_000
"""Characters of a line that are shown; a longer one is cut and ends in an ellipsis."""
_LEXING_SECONDS = 0.3


class Ink(StrEnum):
    """What a stretch of code is; the theme gives it a color."""

    COMMENT = "comment"
    KEYWORD = "keyword"
    NAME = "name"
    STRING = "string"
    NUMBER = "number"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Span:
    """A colored stretch: offset and length in characters of the text."""

    start: int
    length: int
    ink: Ink


@dataclass(frozen=True, slots=True)
class TextPreview:
    """The beginning of a text.

    Attributes:
        text: without carriage returns and NUL.
        encoding: name of the encoding it was read with.
        truncated: whether there is more than is shown.
        spans: what is colored, in order; empty for plain text.
    """

    text: str
    encoding: str
    truncated: bool = False
    spans: tuple[Span, ...] = ()


def read_text(data: bytes, *, truncated: bool = False) -> TextPreview:
    """Decode text of unknown encoding.

    Args:
        data: the bytes, perhaps cut off inside a character.
        truncated: whether ``data`` is only the beginning.
    """
    text, encoding = decode(data, truncated=truncated)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    lines = text.split("\n")
    if any(len(line) > LONGEST_LINE for line in lines):
        lines = [line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…" for line in lines]
        return TextPreview("\n".join(lines), encoding, truncated=True)
    return TextPreview(text, encoding, truncated)


def decode(data: bytes, *, truncated: bool = False) -> tuple[str, str]:
    """Text and the encoding's name: a byte order mark, UTF-8, GB18030, else Latin-1."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace"), "UTF-16"
    for encoding, name in (("utf-8-sig", "UTF-8"), ("gb18030", "GB18030")):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            return decoder.decode(data, final=not truncated), name
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1"), "Latin-1"


def lex(text: str, key: str, seconds: float = _LEXING_SECONDS) -> tuple[Span, ...]:
    """Colors of a program, as far as they are found in time; none for an unknown language.

    Args:
        text: the whole text.
        key: the file's name, which tells the language.
        seconds: after this time the rest stays plain.
    """
    lexer = _lexer(key)
    if lexer is None:
        return ()
    deadline = time.monotonic() + seconds
    spans: list[Span] = []
    for start, ink, length in _tokens(lexer, text, deadline):
        last = spans[-1] if spans else None
        if last is not None and last.ink is ink and last.start + last.length == start:
            spans[-1] = Span(last.start, last.length + length, ink)
        else:
            spans.append(Span(start, length, ink))
    return tuple(spans)


def _lexer(key: str) -> Any:
    from pygments.lexers import find_lexer_class_for_filename
    from pygments.lexers.special import TextLexer

    found = find_lexer_class_for_filename(key.rpartition("/")[2])
    if found is None or found is TextLexer:
        return None
    return found(stripnl=False, ensurenl=False)


def _tokens(lexer: Any, text: str, deadline: float) -> Iterator[tuple[int, Ink, int]]:
    from pygments.token import Comment, Keyword, Name, Number, String

    inks = (
        (Comment, Ink.COMMENT),
        (Keyword, Ink.KEYWORD),
        (Number, Ink.NUMBER),
        (String, Ink.STRING),
        (Name.Tag, Ink.TAG),
        (Name.Attribute, Ink.NAME),
        (Name.Class, Ink.NAME),
        (Name.Function, Ink.NAME),
        (Name.Decorator, Ink.NAME),
        (Name.Builtin, Ink.TAG),
    )
    for start, kind, value in lexer.get_tokens_unprocessed(text):
        if time.monotonic() > deadline:
            return
        for group, ink in inks:
            if kind in group:
                yield start, ink, len(value)
                break


def hex_lines(data: bytes, offset: int = 0) -> str:
    """Bytes as lines of offset, 16 hexadecimal values and their printable characters."""
    lines = []
    for start in range(0, len(data), 16):
        row = data[start : start + 16]
        left, right = row[:8].hex(" "), row[8:].hex(" ")
        characters = "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in row)
        lines.append(f"{offset + start:08x}  {left:<23}  {right:<23}  {characters}")
    return "\n".join(lines)
