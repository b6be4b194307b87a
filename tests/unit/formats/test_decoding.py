"""Bytes to text."""

from __future__ import annotations

import codecs

import pytest

from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.formats.decoding import decode


@pytest.mark.parametrize(
    "data",
    [
        "训练: é".encode(),
        codecs.BOM_UTF8 + "训练: é".encode(),
        codecs.BOM_UTF16_LE + "训练: é".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "训练: é".encode("utf-16-be"),
        codecs.BOM_UTF32_LE + "训练: é".encode("utf-32-le"),
    ],
)
def test_unicode_is_read_by_its_mark(data: bytes) -> None:
    assert decode(data) == ("训练: é", ())


def test_a_chinese_code_page_is_read_with_a_doubt() -> None:
    text, problems = decode("a: 1\nb: 训练完成\n".encode("gb18030"), "f")
    assert text == "a: 1\nb: 训练完成\n"
    assert problems == (Problem("f", ProblemKind.ENCODING, "not UTF-8; read as GB18030", 2),)


def test_a_character_cut_at_the_end_is_left_out() -> None:
    text, problems = decode("a: 训练".encode()[:-1])
    assert text == "a: 训"
    assert [problem.kind for problem in problems] == [ProblemKind.TRUNCATED]


def test_zeros_at_the_end_are_left_out() -> None:
    text, problems = decode(b"a: 1\n" + bytes(4096))
    assert text == "a: 1\n"
    assert [problem.kind for problem in problems] == [ProblemKind.TRUNCATED]


def test_control_characters_are_replaced_and_the_first_is_named() -> None:
    text, problems = decode(b"a: 1\nb: \x00x\x1b\n")
    assert text == "a: 1\nb: \ufffdx\ufffd\n"
    assert problems == (Problem("", ProblemKind.ENCODING, "control character U+0000", 2),)


def test_bytes_of_no_encoding_are_replaced() -> None:
    text, problems = decode(b"x\xff\xffy")
    assert text == "x\ufffd\ufffdy"
    assert [problem.kind for problem in problems] == [ProblemKind.ENCODING]


def test_half_a_unit_at_the_end_is_left_out() -> None:
    text, problems = decode(codecs.BOM_UTF16_LE + "ab".encode("utf-16-le") + b"c")
    assert text == "ab"
    assert [problem.kind for problem in problems] == [ProblemKind.TRUNCATED]


def test_a_broken_pair_of_units_is_replaced() -> None:
    text, problems = decode(codecs.BOM_UTF16_LE + b"a\0\x00\xd8b\0c\0")
    assert text.startswith("a\ufffd")
    assert [problem.kind for problem in problems] == [ProblemKind.ENCODING]
