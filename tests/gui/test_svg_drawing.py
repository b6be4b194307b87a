"""SVG files are drawn apart from the window: nobody's drawing can hold it up or lead outside."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from em_desktop.errors import CancelledError, MalformedError, TooLargeError
from em_desktop.gui.panes.files.image_view import DecodedImage
from em_desktop.gui.panes.files.svg_drawing import draw_svg
from em_desktop.stores.base import Cancel

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'width="200" height="100" viewBox="0 0 200 100">'
)


def drawn(inside: str, head: str = HEAD, seconds: float = 60.0) -> DecodedImage:
    return draw_svg(f"{head}{inside}</svg>".encode(), "a.svg", Cancel(), seconds=seconds)


def test_a_drawing_is_shown_in_its_own_size_and_sharp_when_enlarged() -> None:
    decoded = drawn('<rect width="100" height="100" fill="#ff0000"/><text y="50">loss</text>')
    assert (decoded.size.width(), decoded.size.height()) == (200, 100)
    assert (decoded.image.width(), decoded.image.height()) == (800, 400)
    assert decoded.image.pixelColor(390, 10) == QColor("#ff0000")
    assert decoded.image.pixelColor(410, 10).alpha() == 0


def test_an_endless_drawing_is_ended() -> None:
    bomb = '<g id="l0"><rect width="9" height="9"/></g>' + "".join(
        f'<g id="l{n + 1}">{f"""<use xlink:href="#l{n}"/>""" * 20}</g>' for n in range(12)
    )
    with pytest.raises((TooLargeError, MalformedError)):
        drawn(bomb, seconds=5)


def test_what_takes_too_long_is_said_to_be_too_large() -> None:
    with pytest.raises(TooLargeError, match="too long"):
        drawn("", seconds=0)


def test_drawing_ends_when_nobody_wants_it_any_more() -> None:
    cancel = Cancel()
    cancel.set()
    with pytest.raises(CancelledError):
        draw_svg(HEAD.encode(), "a.svg", cancel)


def test_a_huge_drawing_becomes_an_image_of_a_bounded_size() -> None:
    head = HEAD.replace('width="200" height="100"', 'width="2000000000" height="1000000000"')
    decoded = drawn("<rect width='9' height='9'/>", head)
    assert max(decoded.image.width(), decoded.image.height()) == 2048


@pytest.mark.parametrize("address", ["{path}", "file://{path}", "{name}"])
def test_pictures_on_this_computer_are_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    secret = QImage(50, 50, QImage.Format.Format_RGB32)
    secret.fill(QColor("#00ff00"))
    secret.save(str(tmp_path / "secret.png"))
    monkeypatch.chdir(tmp_path)
    where = address.format(path=tmp_path / "secret.png", name="secret.png")
    decoded = drawn(f'<image width="200" height="100" xlink:href="{where}"/>')
    assert decoded.image.pixelColor(400, 200).alpha() == 0


def test_nothing_is_asked_for_on_the_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a"
        drawn(
            f'<style>@import url("{address}");</style><image href="{address}"/>'
            f'<script href="{address}"/><rect fill="url({address}#a)" width="9" height="9"/>'
        )
        server.settimeout(0)
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.parametrize("text", ["no drawing", "<svg/>", "<svg width='0' height='0'/>"])
def test_what_cant_be_drawn_says_why(text: str) -> None:
    with pytest.raises(MalformedError) as caught:
        draw_svg(text.encode(), "a.svg", Cancel())
    assert caught.value.reason
