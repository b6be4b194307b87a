"""An SVG file as an image. It is drawn in a process of its own, since it may be anybody's."""

from __future__ import annotations

import struct
from functools import partial

from PySide6.QtCore import QSize

from em_desktop.errors import MalformedError
from em_desktop.formats.preview.svg import closed_svg
from em_desktop.gui.panes.files.image_view import DecodedImage, decode_image
from em_desktop.gui.tasks import apart
from em_desktop.stores.base import Cancel

SECONDS = 10.0
"""What takes longer to draw is shown as text."""
_LARGEST_SIDE = 2048
_ENLARGED = 4
"""So that it is sharp where it is zoomed in."""
_SIZE = struct.Struct("<II")
_MOST_PIXELS = 1_000_000
"""A side that is given as longer is an own size of nobody's screen."""


def draw_svg(data: bytes, key: str, cancel: Cancel, *, seconds: float = SECONDS) -> DecodedImage:
    """Draw an SVG file; called in a worker.

    Raises:
        MalformedError: it can't be drawn.
        TooLargeError: it passes a limit, of time too.
        CancelledError: on cancel.
    """
    answer = apart(partial(_draw, key), data, cancel, seconds=seconds)
    decoded = decode_image(answer[_SIZE.size :], key)
    return DecodedImage(decoded.image, decoded.small, QSize(*_SIZE.unpack_from(answer)))


def _draw(key: str, data: bytes) -> bytes:
    """The drawing's own size in pixels, and a PNG of it."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt, qInstallMessageHandler
    from PySide6.QtGui import QGuiApplication, QImage, QImageReader, QPainter
    from PySide6.QtSvg import QSvgRenderer

    drawing = closed_svg(data, key)
    qInstallMessageHandler(_be_quiet)
    _application = QGuiApplication(["em-desktop", "-platform", "offscreen"])
    QImageReader.setAllocationLimit(128)
    renderer = QSvgRenderer()
    renderer.setAnimationEnabled(False)
    if not renderer.load(QByteArray(drawing)):
        raise MalformedError(key, "it can't be drawn")
    size = renderer.defaultSize().boundedTo(QSize(_MOST_PIXELS, _MOST_PIXELS))
    if size.isEmpty():
        raise MalformedError(key, "a drawing without width or height")
    scale = min(_LARGEST_SIDE / max(size.width(), size.height()), _ENLARGED)
    image = QImage(
        max(round(size.width() * scale), 1),
        max(round(size.height() * scale), 1),
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    renderer.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return _SIZE.pack(size.width(), size.height()) + buffer.data().data()


def _be_quiet(*_message: object) -> None:
    """What Qt says about a drawing is no news for the terminal of the program."""
