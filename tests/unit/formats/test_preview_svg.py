"""SVG files keep what draws them and lose what leads outside."""

from __future__ import annotations

import base64

import pytest

from em_desktop.errors import MalformedError, TooLargeError
from em_desktop.formats.preview.kinds import PreviewKind, kind_of
from em_desktop.formats.preview.svg import MAX_DEPTH, closed_svg

PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 60).decode()


def closed(inside: str, before: str = "") -> str:
    head = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
    return closed_svg(f"{before}{head}{inside}</svg>".encode(), "a.svg").decode()


def test_an_svg_file_is_known_by_its_name() -> None:
    assert kind_of("plots/loss.SVG", b"<?xml version='1.0'?><svg/>") is PreviewKind.SVG
    assert kind_of("loss.svg", b"\x89PNG\r\n\x1a\n") is PreviewKind.IMAGE


def test_what_draws_stays() -> None:
    drawing = '<g id="a" style="fill: url(#b)"><path d="M0 0 L1 1"></path>1 &lt; 2</g>'
    assert drawing in closed(drawing)
    assert '<use xlink:href="#a"></use>' in closed('<use xlink:href="#a"/>')
    picture = f'<image href="data:image/png;base64,{PIXEL}"></image>'
    assert picture in closed(picture)


@pytest.mark.parametrize(
    "element",
    [
        '<image href="file:///etc/hostname"/>',
        '<image xlink:href="/etc/hostname"/>',
        '<image any:href="http://example.org/a.png"/>',
        '<use href="other.svg#a"/>',
        f'<image href="data:image/png;base64,{PIXEL};base64,PHN2Zz4="/>',
        f'<image href="data:image/svg+xml;base64,{base64.b64encode(b"<svg/>" * 9).decode()}"/>',
        '<image href="data:image/png,%3Csvg%3E"/>',
        '<rect onload="go()"/>',
    ],
)
def test_nothing_refers_to_what_is_elsewhere(element: str) -> None:
    known = closed(element)
    assert "href=" not in known
    assert "onload" not in known


def test_scripts_and_foreign_content_are_left_out_with_all_inside() -> None:
    inside = "<script>go()<g>deep</g></script><foreignObject><b>html</b></foreignObject><g/>"
    known = closed(inside)
    assert [word for word in ("go", "deep", "html", "foreign") if word in known] == []
    assert known.endswith("<g></g></svg>")


def test_instructions_and_the_document_type_are_gone() -> None:
    before = (
        '<?xml version="1.0"?><?xml-stylesheet href="/etc/hostname"?>'
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd">'
    )
    assert closed("", before).startswith("<svg ")


def test_entities_are_filled_in() -> None:
    before = '<!DOCTYPE svg [<!ENTITY color "red"><!ENTITY file SYSTEM "/etc/hostname">]>'
    assert 'fill="red"></rect>.<' in closed('<rect fill="&color;"/>&file;.', before)


def test_entities_that_make_it_endless_are_refused() -> None:
    entities = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(12))
    with pytest.raises(MalformedError):
        closed("&l12;", f'<!DOCTYPE svg [<!ENTITY l0 "lol">{entities}]>')


def test_deep_drawings_are_refused() -> None:
    with pytest.raises(TooLargeError):
        closed("<g>" * MAX_DEPTH + "</g>" * MAX_DEPTH)


@pytest.mark.parametrize("data", [b"", b"<svg", b"<html></html>", b"\xff\xfe<", b"<svg></g>"])
def test_what_is_no_svg_is_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(MalformedError) as caught:
        closed_svg(data, "a.svg")
    assert caught.value.reason
