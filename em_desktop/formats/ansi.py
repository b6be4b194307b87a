"""Escape sequences of terminals (ECMA-48): colors are kept, everything else is left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_SEQUENCE = re.compile(
    r"\x1b\[(?P<parameters>[0-9:;<=>?]*)[ -/]*(?P<final>[@-~])"  # control sequences
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # titles and links
    r"|\x1b[PX^_][^\x1b]*(?:\x1b\\)?"  # strings for devices
    r"|\x1b[ -/]*[0-~]?"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Style:
    """How a piece of text looks.

    Attributes:
        color, background: 0 to 15 of the terminal's palette, an ``#rrggbb`` text, or None.
    """

    color: int | str | None = None
    background: int | str | None = None
    bold: bool = False
    faint: bool = False
    italic: bool = False
    underline: bool = False


PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text of one style."""

    text: str
    style: Style = PLAIN


def parse(text: str) -> list[Span]:
    """The visible text of a line in pieces; no piece is empty, neighbours differ in style."""
    spans: list[Span] = []
    style, position = PLAIN, 0
    for match in _SEQUENCE.finditer(text):
        _append(spans, text[position : match.start()], style)
        position = match.end()
        if match["final"] == "m":
            style = _applied(style, match["parameters"])
    _append(spans, text[position:], style)
    return spans


def plain(text: str) -> str:
    """The visible text of a line."""
    return _visible(_SEQUENCE.sub("", text)) if "\x1b" in text else _visible(text)


def _append(spans: list[Span], text: str, style: Style) -> None:
    text = _visible(text)
    if not text:
        return
    if spans and spans[-1].style == style:
        spans[-1] = Span(spans[-1].text + text, style)
    else:
        spans.append(Span(text, style))


def _visible(text: str) -> str:
    return _CONTROL.sub("", text)


def _applied(style: Style, parameters: str) -> Style:
    codes = [int(code) if code.isdigit() else 0 for code in re.split("[;:]", parameters)]
    while codes:
        code = codes.pop(0)
        match code:
            case 0:
                style = PLAIN
            case 1:
                style = replace(style, bold=True)
            case 2:
                style = replace(style, faint=True)
            case 3:
                style = replace(style, italic=True)
            case 4:
                style = replace(style, underline=True)
            case 22:
                style = replace(style, bold=False, faint=False)
            case 23:
                style = replace(style, italic=False)
            case 24:
                style = replace(style, underline=False)
            case 38:
                style = replace(style, color=_extended(codes))
            case 48:
                style = replace(style, background=_extended(codes))
            case 39:
                style = replace(style, color=None)
            case 49:
                style = replace(style, background=None)
            case _ if 30 <= code <= 37 or 90 <= code <= 97:
                style = replace(style, color=code - 30 if code < 90 else code - 82)
            case _ if 40 <= code <= 47 or 100 <= code <= 107:
                style = replace(style, background=code - 40 if code < 100 else code - 92)
    return style


def _extended(codes: list[int]) -> int | str | None:
    """The color of ``38;5;n`` or ``38;2;r;g;b``; takes its codes off the list."""
    kind = codes.pop(0) if codes else 0
    if kind == 5 and codes:
        number = min(codes.pop(0), 255)
        if number < 16:
            return number
        if number >= 232:
            level = 8 + 10 * (number - 232)
            return _hex(level, level, level)
        red, green, blue = (number - 16) // 36, (number - 16) // 6 % 6, (number - 16) % 6
        return _hex(*(0 if part == 0 else 55 + 40 * part for part in (red, green, blue)))
    if kind == 2 and len(codes) >= 3:
        red, green, blue = (min(codes.pop(0), 255) for _ in range(3))
        return _hex(red, green, blue)
    return None


def _hex(red: int, green: int, blue: int) -> str:
    return f"#{red:02x}{green:02x}{blue:02x}"
