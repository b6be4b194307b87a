"""Previews of text: kinds, encodings, cuts, colors, bytes."""

from __future__ import annotations

import time

import pytest

from em_desktop.formats.preview.kinds import PreviewKind, kind_of
from em_desktop.formats.preview.text import LONGEST_LINE, Ink, hex_lines, lex, read_text


@pytest.mark.parametrize(
    ("key", "head", "kind"),
    [
        ("a.py", b"import os\n", PreviewKind.TEXT),
        ("README.md", b"# x", PreviewKind.MARKDOWN),
        ("t.TSV", b"a\tb\n", PreviewKind.TABLE),
        ("x.yml", b"a: 1", PreviewKind.YAML),
        ("weights.json", b"\x00\x01\x02", PreviewKind.BINARY),
        ("no_extension", b"words", PreviewKind.TEXT),
        (".csv", b"words", PreviewKind.TEXT),
        ("picture.txt", b"\x89PNG\r\n\x1a\nrest", PreviewKind.IMAGE),
        ("x.bin", b"\x93NUMPY\x01\x00", PreviewKind.ARRAY),
        ("model.pt", b"PK\x03\x04", PreviewKind.ARCHIVE),
        ("m.safetensors", b"\x10\0\0\0\0\0\0\0{", PreviewKind.TENSORS),
        ("log.txt", b"\x1b[31mred\x1b[0m\r\n", PreviewKind.TEXT),
        ("zero", b"", PreviewKind.EMPTY),
    ],
)
def test_the_kind_follows_from_the_content_and_then_from_the_name(
    key: str, head: bytes, kind: PreviewKind
) -> None:
    assert kind_of(key, head) is kind


def test_utf8_cut_inside_a_character_is_still_utf8() -> None:
    data = "训练".encode()[:-1]
    found = read_text(data, truncated=True)
    assert (found.text, found.encoding, found.truncated) == ("训", "UTF-8", True)


def test_text_in_gb18030_utf16_and_any_bytes_is_read() -> None:
    assert read_text("训练".encode("gb18030")).text == "训练"
    assert read_text("训练".encode("utf-16")).text == "训练"
    assert read_text(b"\xff caf\xe9 \xff").encoding == "Latin-1"


def test_line_ends_and_nul_are_made_plain() -> None:
    assert read_text(b"a\r\nb\rc\0").text == "a\nb\nc\ufffd"


def test_a_line_of_a_megabyte_is_cut() -> None:
    found = read_text(b"x" * 1_000_000)
    assert len(found.text) == LONGEST_LINE + 1
    assert found.truncated


def test_python_is_colored() -> None:
    text = "# note\ndef train(x):\n    return 'a', 1\n"
    inks = {text[span.start : span.start + span.length]: span.ink for span in lex(text, "x.py")}
    assert inks["# note"] is Ink.COMMENT
    assert inks["return"] is Ink.KEYWORD
    assert inks["train"] is Ink.NAME
    assert inks["'a'"] is Ink.STRING
    assert inks["1"] is Ink.NUMBER


def test_plain_and_unknown_text_has_no_colors() -> None:
    assert lex("def x", "x.txt") == ()
    assert lex("def x", "no_extension") == ()


def test_coloring_ends_when_its_time_is_over() -> None:
    text = "/*" * 60_000
    began = time.monotonic()
    lex(text, "hostile.c", seconds=0.2)
    assert time.monotonic() - began < 20


def test_bytes_are_shown_with_offset_and_characters() -> None:
    assert hex_lines(b"ABCDEFGHI\x00").splitlines() == [
        "00000000  41 42 43 44 45 46 47 48  49 00                    ABCDEFGHI·"
    ]
