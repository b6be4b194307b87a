"""Escape sequences give colors, and never show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_desktop.formats.ansi import PLAIN, Span, Style, parse, plain


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", []),
        ("plain", [Span("plain")]),
        ("\x1b[31mred\x1b[0m back", [Span("red", Style(color=1)), Span(" back")]),
        ("\x1b[1;92mok\x1b[m", [Span("ok", Style(color=10, bold=True))]),
        ("\x1b[38;5;208mx", [Span("x", Style(color="#ff8700"))]),
        ("\x1b[38;5;232mx", [Span("x", Style(color="#080808"))]),
        ("\x1b[48;2;1;2;300mx", [Span("x", Style(background="#0102ff"))]),
        ("\x1b[4mu\x1b[24mn", [Span("u", Style(underline=True)), Span("n")]),
        ("a\x1b[2Kb\x1b]0;title\x07c\x1b(Bd", [Span("abcd")]),
        ("bell\x07 tab\tend\x1b", [Span("bell tab\tend")]),
        ("\x1b[38;5m\x1b[38mx", [Span("x")]),
    ],
)
def test_sequences_become_styles(text: str, spans: list[Span]) -> None:
    assert parse(text) == spans


@given(st.text(alphabet=st.sampled_from("ab\x1b[]0123456789;:mKH\x07\\ ")))
def test_any_text_gives_the_same_visible_text_with_and_without_styles(text: str) -> None:
    spans = parse(text)
    assert "".join(span.text for span in spans) == plain(text)
    assert "\x1b" not in plain(text)
    assert all(span.text for span in spans)


def test_text_without_sequences_is_one_plain_span() -> None:
    assert parse("loss 0.5")[0].style == PLAIN
