"""The lines of the share dialog: who, since where, and what they may do."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from em_desktop.domain.grants import PUBLIC, Permission, Principal, PrincipalKind
from em_desktop.domain.sharing_draft import Line, Origin
from em_desktop.gui import theme, wording
from em_desktop.gui.dialogs.sharing import words
from em_desktop.gui.dialogs.sharing.avatar import Avatar
from em_desktop.gui.widgets import ComboBox, ElidedLabel, IconButton, TextLabel, paint_text
from em_desktop.gui.widgets.painting import text_width

ROW_HEIGHT = 44
WHERE_WIDTH = 130
PERMISSION_WIDTH = 108
REMOVE_WIDTH = 28


def permission_box(permission: Permission | None, parent: QWidget, *, none: bool) -> ComboBox:
    """A choice of what somebody may do; with ``none`` also of no access."""
    box = ComboBox("", parent)
    for each in (
        (None, Permission.VIEW, Permission.EDIT)
        if none
        else (
            Permission.VIEW,
            Permission.EDIT,
        )
    ):
        box.addItem(words.permission_text(each), each)
    box.setCurrentIndex(max(box.findData(permission), 0))
    theme.set_lengths(box, width=PERMISSION_WIDTH)
    return box


def permission_of(box: ComboBox) -> Permission | None:
    """What is chosen in such a box; Qt gives the plain text of what was put in."""
    data = box.currentData()
    return None if data is None else Permission(data)


class _Where(QWidget):
    """Where a line comes from: words, or the folder above."""

    def __init__(self, text: str, origin: Origin, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = text
        self._origin = origin
        self.setAccessibleName(text)
        theme.set_lengths(self, width=WHERE_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(text_width(self._text, "small"), theme.line_height("small"))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        area = QRectF(self.rect())
        if self._origin is Origin.ABOVE:
            side = theme.size.icon_small
            icon = QRectF(area.left(), area.top(), side, area.height())
            theme.paint_icon(painter, icon, "folder", "ty_folder")
            area.setLeft(area.left() + side + 6)
        token = "st_warning" if self._origin is Origin.CHANGED else "text2"
        paint_text(painter, area, self._text, "small", token)


class ShareRow(QWidget):
    """One line; for the owner only what they are called."""

    chosen = Signal(object, object)
    """This `Principal` shall have this `Permission`, or None."""

    def __init__(
        self,
        line: Line,
        origin: Origin,
        host: str,
        parent: QWidget,
        *,
        me: str,
        editable: bool,
        note: str = "",
    ) -> None:
        super().__init__(parent)
        self.line = line
        theme.set_lengths(self, height=ROW_HEIGHT)
        principal = line.principal
        name = words.principal_text(principal)
        if principal == Principal(PrincipalKind.USER, me):
            name = wording.filled(self.tr("{name} (you)"), name=name)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addStretch()
        names.addWidget(ElidedLabel(name, "body", "text", self))
        kind = ElidedLabel(note or words.kind_text(principal, host), "small", "muted", self)
        names.addWidget(kind)
        names.addStretch()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.space.control)
        self._row.addWidget(Avatar(principal, self))
        self._row.addLayout(names, 1)
        self.setAccessibleName(name)
        if line.permission is Permission.OWN:
            self._add_owner()
        else:
            where = _Where(words.origin_text(origin, line), origin, self)
            where.setToolTip(words.given_text(line))
            self._row.addWidget(where)
            self._add_choice(line, name, editable=editable)

    def _add_owner(self) -> None:
        owner = TextLabel(words.permission_text(Permission.OWN), "body", "text2", self)
        theme.set_lengths(owner, width=PERMISSION_WIDTH)
        owner.setIndent(10)
        self._row.addWidget(owner)
        self._row.addSpacing(theme.scaled(REMOVE_WIDTH) + self._row.spacing())

    def _add_choice(self, line: Line, name: str, *, editable: bool) -> None:
        is_gone = line.permission is None
        self.box = permission_box(line.permission, self, none=is_gone or line.principal == PUBLIC)
        self.box.setAccessibleName(wording.filled(self.tr("What {name} may do"), name=name))
        self.box.setEnabled(editable)
        self.box.activated.connect(self._choose)
        self._row.addWidget(self.box)
        self.remove = IconButton("withdraw", "", self)
        self.remove.set_name(wording.filled(self.tr("Take access away from {name}"), name=name))
        self.remove.clicked.connect(self._remove)
        policy = self.remove.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.remove.setSizePolicy(policy)
        self.remove.setVisible(editable and not is_gone and line.principal != PUBLIC)
        self._row.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignVCenter)

    @Slot()
    def _choose(self) -> None:
        self.chosen.emit(self.line.principal, permission_of(self.box))

    @Slot()
    def _remove(self) -> None:
        self.chosen.emit(self.line.principal, None)
