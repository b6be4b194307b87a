"""An image: to fit, or in its own size."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QImageReader,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from em_desktop.errors import MalformedError, TooLargeError
from em_desktop.gui import theme

_MEGABYTES = 256
_LARGEST_SIDE = 4096
_FIT_SIDE = 1024
_MOST = 16.0
_STEP = 1.25
_CHECKER = 8
_MARGIN = 16


@dataclass(frozen=True, slots=True)
class DecodedImage:
    """An image as it is painted.

    Attributes:
        image: at most 4096 pixels a side.
        small: for painting it small without losing thin lines.
        size: the image's own size in pixels.
    """

    image: QImage
    small: QImage
    size: QSize


def decode_image(data: bytes, key: str) -> DecodedImage:
    """Decode an image; called in a worker.

    Raises:
        MalformedError: it can't be decoded.
        TooLargeError: it would take too much memory.
    """
    QImageReader.setAllocationLimit(_MEGABYTES)
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and size.width() * size.height() * 4 > _MEGABYTES * 1024 * 1024:
        raise TooLargeError(key, f"{size.width()} x {size.height()} pixels")
    if max(size.width(), size.height()) > _LARGEST_SIDE:
        limit = QSize(_LARGEST_SIDE, _LARGEST_SIDE)
        reader.setScaledSize(size.scaled(limit, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise MalformedError(key, reader.errorString())
    image = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    small = image
    if max(image.width(), image.height()) > _FIT_SIDE:
        small = image.scaled(
            _FIT_SIDE,
            _FIT_SIDE,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    return DecodedImage(image, small, size if size.isValid() else image.size())


class ImageView(QAbstractScrollArea):
    """Paints an image; the wheel with Ctrl, + and - zoom, 0 fits, 1 is its own size."""

    zoom_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._decoded: DecodedImage | None = None
        self._zoom: float | None = None
        self._dragged_from: QPointF | None = None
        theme.theme().changed.connect(self.viewport().update)

    def show_image(self, decoded: DecodedImage) -> None:
        """Show an image, so that all of it is visible."""
        self._decoded = decoded
        self._zoom = None
        self._update_bars()

    @property
    def fits(self) -> bool:
        """Whether the zoom follows the size of the view."""
        return self._zoom is None

    @property
    def zoom(self) -> float:
        """Screen pixels for a pixel of the image."""
        return self._fit() if self._zoom is None else self._zoom

    def fit(self) -> None:
        """Show all of it, no larger than its own size."""
        self._set_zoom(None)

    def actual_size(self) -> None:
        """One pixel of the image for one pixel of the screen."""
        self._set_zoom(1 / self.devicePixelRatioF())

    def _set_zoom(self, zoom: float | None, anchor: QPointF | None = None) -> None:
        before = self.zoom
        center = anchor or QPointF(self.viewport().rect().center())
        held = self._to_image(center)
        self._zoom = None if zoom is None else min(max(zoom, self._fit() / 4, 0.01), _MOST)
        self._update_bars()
        if self._decoded is not None and before:
            target = self._target()
            moved = QPointF(
                target.x() + held.x() * target.width(), target.y() + held.y() * target.height()
            )
            self.horizontalScrollBar().setValue(
                round(self.horizontalScrollBar().value() + moved.x() - center.x())
            )
            self.verticalScrollBar().setValue(
                round(self.verticalScrollBar().value() + moved.y() - center.y())
            )

    def _fit(self) -> float:
        if self._decoded is None:
            return 1.0
        size, room = self._decoded.size, self.maximumViewportSize()
        width = max(room.width() - 2 * _MARGIN, 1) / max(size.width(), 1)
        height = max(room.height() - 2 * _MARGIN, 1) / max(size.height(), 1)
        return min(width, height, 1.0)

    def _scaled_size(self) -> QSize:
        size = QSize() if self._decoded is None else self._decoded.size
        return QSize(round(size.width() * self.zoom), round(size.height() * self.zoom))

    def _target(self) -> QRectF:
        """Where the image is in the viewport."""
        size, view = self._scaled_size(), self.viewport().size()
        x = max((view.width() - size.width()) / 2, -self.horizontalScrollBar().value())
        y = max((view.height() - size.height()) / 2, -self.verticalScrollBar().value())
        if size.width() > view.width():
            x = _MARGIN - self.horizontalScrollBar().value()
        if size.height() > view.height():
            y = _MARGIN - self.verticalScrollBar().value()
        return QRectF(x, y, size.width(), size.height())

    def _to_image(self, point: QPointF) -> QPointF:
        target = self._target()
        return QPointF(
            (point.x() - target.x()) / max(target.width(), 1),
            (point.y() - target.y()) / max(target.height(), 1),
        )

    def _update_bars(self) -> None:
        size, view = self._scaled_size(), self.maximumViewportSize()
        for bar, wanted, room in (
            (self.horizontalScrollBar(), size.width(), view.width()),
            (self.verticalScrollBar(), size.height(), view.height()),
        ):
            bar.setPageStep(room)
            bar.setSingleStep(20)
            bar.setRange(0, max(wanted + 2 * _MARGIN - room, 0) if wanted > room else 0)
        self.viewport().update()
        self.zoom_changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.color("sunken"))
        if self._decoded is not None:
            target = self._target()
            if self._decoded.image.hasAlphaChannel():
                _paint_checker(painter, target & QRectF(self.viewport().rect()))
            physical = target.width() * self.devicePixelRatioF()
            small = physical <= self._decoded.small.width()
            enlarged = physical > 2 * self._decoded.image.width()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not enlarged)
            painter.drawImage(target, self._decoded.small if small else self._decoded.image)
            pen = QPen(theme.color("border"), 0)
            painter.setPen(pen)
            painter.drawRect(target.adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._update_bars()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            factor = _STEP ** (event.angleDelta().y() / 120)
            self._set_zoom(self.zoom * factor, event.position())
            event.accept()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        match event.key():
            case Qt.Key.Key_0:
                self.fit()
            case Qt.Key.Key_1:
                self.actual_size()
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self._set_zoom(self.zoom * _STEP)
            case Qt.Key.Key_Minus:
                self._set_zoom(self.zoom / _STEP)
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() is Qt.MouseButton.LeftButton:
            self._dragged_from = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._dragged_from is not None:
            moved = event.position() - self._dragged_from
            self._dragged_from = event.position()
            horizontal, vertical = self.horizontalScrollBar(), self.verticalScrollBar()
            horizontal.setValue(horizontal.value() - round(moved.x()))
            vertical.setValue(vertical.value() - round(moved.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802, ARG002
        self._dragged_from = None

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802, ARG002
        self.viewport().update()


def _paint_checker(painter: QPainter, area: QRectF) -> None:
    """What shows through a transparent image: a quiet pattern, light in every theme."""
    painter.fillRect(area, QColor("#FFFFFF"))
    dark = QColor("#EDEFF2")
    top = int(area.top())
    while top < area.bottom():
        left = int(area.left()) + (_CHECKER if (top // _CHECKER) % 2 else 0)
        while left < area.right():
            painter.fillRect(QRectF(left, top, _CHECKER, _CHECKER) & area, dark)
            left += 2 * _CHECKER
        top += _CHECKER
