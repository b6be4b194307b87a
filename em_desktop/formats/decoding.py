"""Bytes to text, whatever the encoding."""

from __future__ import annotations

import codecs
import re

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
    text, doubt = _decoded(data[start:], encoding)
    if doubt is not None:
        problems.append(Problem(file, *doubt))
    unprintable = _UNPRINTABLE.search(text)
    if unprintable:
        line = text.count("\n", 0, unprintable.start()) + 1
        detail = f"control character U+{ord(unprintable[0]):04X}"
        problems.append(Problem(file, ProblemKind.ENCODING, detail, line))
        text = _UNPRINTABLE.sub("\ufffd", text)
    return text, tuple(problems)


def _decoded(data: bytes, encoding: str) -> tuple[str, tuple[ProblemKind, str, int] | None]:
    """The text, and the kind, detail and line of what is wrong with it."""
    try:
        return data.decode(encoding or "utf-8"), None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if error.reason == "unexpected end of data" or (
            error.end == len(data) and encoding.startswith("utf-16")
        ):
            detail = "the last character is cut off"
            return data[: error.start].decode(encoding or "utf-8"), (
                ProblemKind.TRUNCATED,
                detail,
                line,
            )
        if not encoding:
            try:
                return data.decode("gb18030"), (
                    ProblemKind.ENCODING,
                    "not UTF-8; read as GB18030",
                    line,
                )
            except UnicodeDecodeError:
                encoding = "utf-8"
        doubt = (ProblemKind.ENCODING, f"not {encoding.upper()}: {error.reason}", line)
        return data.decode(encoding, errors="replace"), doubt
