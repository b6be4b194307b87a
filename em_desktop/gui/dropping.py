"""Takes what is dropped on a tree or table: nodes and files, on folders and on nodes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QDragLeaveEvent, QDragMoveEvent, QDropEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QTreeView

from em_desktop.domain.nodes import Node, NodeType, StorageType
from em_desktop.gui import theme
from em_desktop.gui.context import Context, Location
from em_desktop.gui.dragging import files_from, picked_from, verb_for
from em_desktop.gui.gestures import Picked, Verb
from em_desktop.gui.server_names import is_of_others
from em_desktop.gui.widgets import paint_round, paint_text, text_width
from em_desktop.gui.widgets.painting import RIGHT

EXPAND_AFTER_MS = 700
_SCROLL_MS = 30
_SCROLL_EDGE = 28
_SCROLL_STEP = 10


@dataclass(frozen=True, slots=True)
class DropTarget:
    """Where a drop would go.

    Attributes:
        index: the row to mark; an invalid one where the whole view is meant.
    """

    location: Location
    node: Node
    index: QModelIndex


@dataclass(frozen=True, slots=True)
class Load:
    """What hangs at the pointer: nodes of an open store, or files of this computer."""

    nodes: Picked | None
    files: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Hint:
    """What the view says of a drop: what it would do, or why it can't be.

    Attributes:
        row: to be marked; invalid: the whole view.
    """

    row: QPersistentModelIndex
    text: str
    is_possible: bool


class DropZone(QObject):
    """Watches the viewport of a view, and does what is dropped there.

    Folders below the pointer open after a while; near its edges the view scrolls.

    Args:
        view: the tree or table.
        target_at: where a drop at a point of the viewport would go; None: nowhere.
        opens_folders: whether files may also be dropped where no node is; see `elsewhere`.
    """

    changed = Signal()
    """The hint is another one now."""
    elsewhere = Signal(object)
    """Files were dropped where no node is: list of `Path`."""

    def __init__(
        self,
        view: QAbstractItemView,
        context: Context,
        target_at: Callable[[QPoint], DropTarget | None],
        *,
        opens_folders: bool = False,
    ) -> None:
        super().__init__(view)
        self._opens_folders = opens_folders
        self._view = view
        self._context = context
        self._target_at = target_at
        self.hint: Hint | None = None
        self._load: Load | None = None
        self._place = QPoint()
        self._keys = Qt.KeyboardModifier.NoModifier
        self._expand = QTimer(self)
        self._expand.setSingleShot(True)
        self._expand.setInterval(EXPAND_AFTER_MS)
        self._expand.timeout.connect(self._expand_row)
        self._scroll = QTimer(self)
        self._scroll.setInterval(_SCROLL_MS)
        self._scroll.timeout.connect(self._scroll_on)
        view.viewport().setAcceptDrops(True)
        view.viewport().installEventFilter(self)

    def refuses(self, location: Location, node: Node) -> bool:
        """Whether something is dragged over the view that this node can't take."""
        if self._load is None:
            return False
        return bool(refusal(self._load, self._verb(self._load, location), location, node))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, ARG002
        match event.type():
            case QEvent.Type.DragEnter | QEvent.Type.DragMove:
                if isinstance(event, QDragMoveEvent):
                    self._over(event)
                return True
            case QEvent.Type.DragLeave:
                if isinstance(event, QDragLeaveEvent):
                    self._end()
                return True
            case QEvent.Type.Drop:
                if isinstance(event, QDropEvent):
                    self._drop(event)
                return True
        return False

    # While something is dragged over the view

    def _over(self, event: QDragMoveEvent) -> None:
        is_new = event.type() is QEvent.Type.DragEnter
        if is_new or self._load is None:  # once: the other program is asked, and we wait for it
            self._load = self._load_of(event.mimeData())
        if self._load is None:
            event.ignore()
            return
        self._place = event.position().toPoint()
        self._keys = event.modifiers()
        self._look()
        possible = self.hint is not None and self.hint.is_possible
        if possible or is_new:  # refused at first, no move would be told
            accept_drop(event)
        else:
            event.ignore()

    def _look(self) -> None:
        """See what a drop would do at the place where the pointer is."""
        load = self._load
        if load is None:
            return
        target = self._target_at(self._place)
        hint = None
        if target is None and self._is_for_elsewhere(load):
            text = QCoreApplication.translate("DropZone", "Open folder")
            hint = Hint(QPersistentModelIndex(), text, is_possible=True)
        elif target is not None:
            verb = self._verb(load, target.location)
            why_not = refusal(load, verb, target.location, target.node)
            text = why_not or verb_text(load, verb, target.node)
            hint = Hint(QPersistentModelIndex(target.index), text, not why_not)
        row = None if hint is None else hint.row
        if row != (None if self.hint is None else self.hint.row):
            self._expand.start()
        self.hint = hint
        if not self._scroll.isActive() and self._scroll_by():
            self._scroll.start()
        self._view.viewport().update()
        self.changed.emit()

    def _verb(self, load: Load, target: Location) -> Verb:
        same = load.nodes is not None and load.nodes.store_id == target.store_id
        return verb_for(self._keys, same_store=same)

    def _load_of(self, data: QMimeData) -> Load | None:
        nodes = picked_from(self._context, data)
        files = tuple(files_from(data))
        return Load(nodes, files) if nodes is not None or files else None

    def _end(self) -> None:
        self._load, self.hint = None, None
        self._expand.stop()
        self._scroll.stop()
        self._view.viewport().update()
        self.changed.emit()

    @Slot()
    def _expand_row(self) -> None:
        view = self._view
        index = view.indexAt(self._place)
        if isinstance(view, QTreeView) and index.isValid() and self._load is not None:
            view.expand(index)

    def _scroll_by(self) -> int:
        height, y = self._view.viewport().height(), self._place.y()
        if y < _SCROLL_EDGE:
            return -_SCROLL_STEP
        return _SCROLL_STEP if y > height - _SCROLL_EDGE else 0

    @Slot()
    def _scroll_on(self) -> None:
        bar, step = self._view.verticalScrollBar(), self._scroll_by()
        before = bar.value()
        bar.setValue(before + step)
        if bar.value() == before:
            self._scroll.stop()
        else:
            self._look()

    # The drop

    def _drop(self, event: QDropEvent) -> None:
        load = self._load or self._load_of(event.mimeData())
        place = event.position().toPoint()
        self._keys = event.modifiers()
        target = self._target_at(place)
        self._end()
        if load is None:
            event.ignore()
        elif target is None and self._is_for_elsewhere(load):
            accept_drop(event)
            self.elsewhere.emit(list(load.files))
        elif target is None:
            event.ignore()
        else:
            verb = self._verb(load, target.location)
            if refusal(load, verb, target.location, target.node):
                event.ignore()
                return
            accept_drop(event)
            self._take(load, verb, target.location)

    def _is_for_elsewhere(self, load: Load) -> bool:
        return self._opens_folders and load.nodes is None

    def _take(self, load: Load, verb: Verb, target: Location) -> None:
        gestures = self._context.gestures
        if load.nodes is not None:
            gestures.put(self._view, verb, load.nodes, target)
        else:
            gestures.bring_in(self._view, load.files, target)

    # Painting

    def paint_ground(self, painter: QPainter, row: QRect) -> None:
        """Paint below a row that it takes the drop."""
        if self.hint is not None and self.hint.is_possible:
            paint_round(painter, row, "accent_tint", theme.radius.control)

    def paint_hint(self, painter: QPainter, row: QRect, left: int) -> None:
        """Paint over the target row: its frame and what a drop does, or why it can't be.

        Args:
            painter: of the viewport.
            row: the whole row.
            left: the words begin here at the earliest.
        """
        hint = self.hint
        if hint is None:
            return
        token = "accent_text" if hint.is_possible else "muted"
        width = min(text_width(hint.text, "small") + 8, row.right() - left - 8)
        words = QRectF(row.right() - width - 8, row.top() + 3, width, row.height() - 6)
        painter.fillRect(words, theme.color("accent_tint" if hint.is_possible else "window"))
        paint_text(painter, words, hint.text, "small", token, RIGHT)
        if hint.is_possible:
            paint_round(painter, row, None, theme.radius.control, "accent", 1.5)


def verb_text(load: Load, verb: Verb, target: Node) -> str:
    """What a drop does, in two or three words."""
    translate = QCoreApplication.translate
    if load.nodes is None:
        if target.is_folder:
            return translate("DropZone", "Copy here")
        return translate("DropZone", "Add files")
    match verb:
        case Verb.MOVE:
            return translate("DropZone", "Move here")
        case Verb.COPY:
            return translate("DropZone", "Copy here")
        case Verb.SHORTCUT:
            return translate("DropZone", "Shortcut here")


def refusal(load: Load, verb: Verb, location: Location, target: Node) -> str:
    """Why a drop can't be, in a few words; empty where it can."""
    translate = QCoreApplication.translate
    if is_of_others(location.store_id) and location.path.is_root:
        return translate("DropZone", "Not among what others share")
    if load.nodes is None:
        takes = target.is_folder or target.storage_type is StorageType.FILES
        return "" if takes else translate("DropZone", "Takes no files")
    if not target.is_folder:
        return _no_folder(target.type)
    if load.nodes.store_id != location.store_id:
        if verb is Verb.SHORTCUT:
            return translate("DropZone", "Only within a store")
        return ""
    paths = load.nodes.paths
    if verb is not Verb.SHORTCUT and any(
        location.path == path or location.path.is_below(path) for path in paths
    ):
        return translate("DropZone", "Not into itself")
    if verb is Verb.MOVE and all(path.parent == location.path for path in paths):
        return translate("DropZone", "Is here already")
    return ""


def _no_folder(kind: NodeType) -> str:
    translate = QCoreApplication.translate
    match kind:
        case NodeType.RUN:
            return translate("DropZone", "Not into a run")
        case NodeType.ARTIFACT:
            return translate("DropZone", "Not into an artifact")
        case _:
            return translate("DropZone", "Only into folders")


def accept_drop(event: QDropEvent) -> None:
    """Take what is dragged, or may be dropped: as a copy, else as a link.

    Whoever drags keeps what they have: no drop asks them to move it away.
    """
    copy, link = Qt.DropAction.CopyAction, Qt.DropAction.LinkAction
    if event.possibleActions() & copy:
        event.setDropAction(copy)
        event.accept()
    elif event.possibleActions() & link:
        event.setDropAction(link)
        event.accept()
    else:
        event.ignore()
