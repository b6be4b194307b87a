"""Who can see a node, and why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from em_desktop.domain.grants import Principal, PrincipalKind
from em_desktop.domain.sharing_draft import SharingDraft, reach_of
from em_desktop.gui import theme
from em_desktop.gui.context import Context
from em_desktop.gui.dialogs.sharing.people_field import PeopleField, Search
from em_desktop.gui.dialogs.sharing.words import reach_texts
from em_desktop.gui.widgets import Popup, TextLabel

_WIDTH = 340


class ReachPopup(Popup):
    """A field for a person; below it what they may do, and because of what."""

    def __init__(
        self, context: Context, draft: SharingDraft, search: Search, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._draft = draft
        self._known: dict[str, tuple[str, ...]] = {}

        def only_people(part: str) -> list[Principal]:
            return [each for each in search(part) if each.kind is PrincipalKind.USER]

        self._title = TextLabel("", "section", "text", self)
        self.field = PeopleField(context, only_people, self, single=True)
        self._grid = QGridLayout()
        self._grid.setColumnMinimumWidth(0, theme.scaled(72))
        self._grid.setColumnStretch(1, 1)
        self._grid.setHorizontalSpacing(theme.space.control)
        self._grid.setVerticalSpacing(theme.space.icon)
        column = QVBoxLayout()
        side = theme.space.page
        column.setContentsMargins(side, side, side, side)
        column.setSpacing(theme.space.card)
        column.addWidget(self._title)
        column.addWidget(self.field)
        column.addLayout(self._grid)
        self.body.addLayout(column)
        theme.set_lengths(self.field, width=_WIDTH)
        self.field.changed.connect(self._show)
        self._title.setText(self.tr("Effective permissions"))
        self.setAccessibleName(self._title.text())
        self.field.setFocus()

    def set_known(self, user: str, groups: Sequence[str]) -> None:
        """Begin with this user, whose groups are known."""
        self._known[user] = tuple(groups)
        self.field.add(Principal(PrincipalKind.USER, user))

    def texts(self) -> list[str]:
        """What is said of the person, in pairs of title and text."""
        labels = (self._grid.itemAt(at) for at in range(self._grid.count()))
        found = [item.widget() for item in labels if item is not None]
        return [label.text() for label in found if isinstance(label, TextLabel)]

    @Slot()
    def _show(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        chosen = self.field.chosen
        if chosen:
            name = chosen[0].name
            reach = reach_of(self._draft, name, self._known.get(name))
            for row, (title, text) in enumerate(reach_texts(reach, self._draft.owner)):
                top = Qt.AlignmentFlag.AlignTop
                self._grid.addWidget(TextLabel(title, "small", "muted", self), row, 0, top)
                self._grid.addWidget(TextLabel(text, "small", "text", self, wrap=True), row, 1)
        self.adjustSize()
