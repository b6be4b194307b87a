"""Bytes to text, whatever the encoding."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

from em_desktop.domain.problems import Problem, ProblemKind

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes, file: str = "") -> tuple[str, tuple[Problem, ...]]:
    """The text of ``data``: by its byte order mark, else UTF-8, else GB18030.

    Bytes that are no text in any of these, and control characters, become U+FFFD.
    Zeros at the end, as a power failure leaves them, are cut off.

    Returns:
        the text without a byte order mark, and what was wrong with the bytes.
    """
    problems: list[Problem] = []
    encoding, start = next(
        ((name, len(bom)) for bom, name in _BOMS if data.startswith(bom)), ("", 0)
    )
    if encoding in {"", "utf-8"} and data.endswith(b"\0"):
        data = data.rstrip(b"\0")
        problems.append(Problem(file, ProblemKind.TRUNCATED, "the file ends in zero bytes"))
    text, doubts = _decoded(data[start:], encoding, file)
    problems += doubts
    unprintable = _UNPRINTABLE.search(text)
    if unprintable:
        line = text.count("\n", 0, unprintable.start()) + 1
        detail = f"control character U+{ord(unprintable[0]):04X}"
        problems.append(Problem(file, ProblemKind.ENCODING, detail, line))
        text = _UNPRINTABLE.sub("\ufffd", text)
    return text, tuple(problems)


def _decoded(data: bytes, encoding: str, file: str) -> tuple[str, list[Problem]]:
    try:
        return data.decode(encoding or "utf-8"), []
    except UnicodeDecodeError as error:
        fault = error
    line = data.count(b"\n", 0, fault.start) + 1
    if _is_cut_off(fault, len(data)):
        reason = "the last character is cut off"
        text = data[: fault.start].decode(encoding or "utf-8")
        return text, [Problem(file, ProblemKind.TRUNCATED, reason, line)]
    if not encoding:
        with suppress(UnicodeDecodeError):
            reason = "not UTF-8; read as GB18030"
            return data.decode("gb18030"), [Problem(file, ProblemKind.ENCODING, reason, line)]
    text = data.decode(encoding or "utf-8", errors="replace")
    reason = f"not {(encoding or 'utf-8').upper()}: {fault.reason}"
    return text, [Problem(file, ProblemKind.ENCODING, reason, line)]


def _is_cut_off(fault: UnicodeDecodeError, length: int) -> bool:
    """Whether the data end within a character; the codecs say so in different words."""
    at_end = fault.end == length and fault.encoding.startswith(("utf-16", "utf-32"))
    return at_end or fault.reason == "unexpected end of data"
