"""Shares a node of a server with people, groups and everyone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from em_desktop.domain.grants import Grant, Permission, Principal, PrincipalKind
from em_desktop.domain.paths import printable
from em_desktop.domain.sharing_draft import Line, Origin, SharingDraft
from em_desktop.errors import EmError
from em_desktop.gui import theme, wording
from em_desktop.gui.context import Context
from em_desktop.gui.dialogs.frame import DialogFrame
from em_desktop.gui.dialogs.sharing import rows, words
from em_desktop.gui.dialogs.sharing.people_field import PeopleField
from em_desktop.gui.dialogs.sharing.reach_popup import ReachPopup
from em_desktop.gui.widgets import (
    Divider,
    NoteBox,
    TextLabel,
    link_button,
    primary_button,
    push_button,
)
from em_desktop.stores.base import Cancel

if TYPE_CHECKING:
    from em_desktop.stores.remote.additions import Sharing

_MOST_ROWS = 6


class SharingService(Protocol):
    """The sharing of one node; every call may block and raise `EmError`."""

    def sharing(self) -> Sharing:
        """Who may do what at the node."""

    def share(self, grants: Sequence[Grant]) -> Sharing:
        """Let exactly these grants hold."""

    def people(self, part: str) -> Sequence[Principal]:
        """People and groups with this in their name."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What the dialog is about.

    Attributes:
        name: of the node, and
        place: of the folder that it is in; empty for the user's own root.
        host: the server, for people.
        me: the user who looks at it.
        groups: those that this user is in.
        is_folder: whether there may be nodes below it.
    """

    name: str
    place: str
    host: str
    me: str
    groups: tuple[str, ...] = ()
    is_folder: bool = False


class ShareDialog(DialogFrame):
    """A line for each who has access, with where it comes from; nothing is done before Save."""

    saved = Signal(object)
    """What holds now: `Sharing`."""
    drafted = Signal(object)
    """This dialog knows what holds, and can be changed."""

    def __init__(
        self, context: Context, service: SharingService, shared: Shared, parent: QWidget
    ) -> None:
        super().__init__(parent, width=theme.size.dialog_wide)
        self._context = context
        self._service = service
        self._shared = shared
        self._sharing: Sharing | None = None
        self._error: EmError | None = None
        self._is_saving = False
        self.draft: SharingDraft | None = None
        self.people = PeopleField(context, service.people, self)
        self.wanted = rows.permission_box(Permission.VIEW, self, none=False)
        self.add = primary_button("", parent=self)
        self._titles = [TextLabel("", "small", "text2", self) for _ in range(3)]
        self._list = QScrollArea(self)
        self.note = NoteBox("info", self)
        self.effective = link_button("", self)
        self._cancel = push_button("", parent=self)
        self.save_button = primary_button("", parent=self)
        self._lay_out()
        self._connect()
        self.retranslate()
        self.people.setFocus()
        context.tasks.run(
            self,
            lambda _cancel: service.sharing(),
            ShareDialog._take,
            failed=ShareDialog._fail,
            key="sharing",
        )

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.space.control)
        head.addWidget(self.people, 1)
        head.addWidget(self.wanted)
        head.addWidget(self.add)
        theme.set_lengths(self.wanted, height=32)
        titles = QHBoxLayout()
        titles.setSpacing(theme.space.control)
        titles.addWidget(self._titles[0], 1)
        theme.set_lengths(self._titles[1], width=rows.WHERE_WIDTH)
        self._titles[2].setFixedWidth(
            theme.scaled(rows.PERMISSION_WIDTH + rows.REMOVE_WIDTH) + theme.space.control
        )
        titles.addWidget(self._titles[1])
        titles.addWidget(self._titles[2])
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setWidgetResizable(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.set_lengths(self._list, height=rows.ROW_HEIGHT)
        self._fill([])
        self.body.addLayout(head)
        self.body.addWidget(Divider(parent=self))
        self.body.addLayout(titles)
        self.body.addWidget(self._list)
        self.body.addWidget(self.note)
        self.footer.insertWidget(0, self.effective)
        self.footer.addWidget(self._cancel)
        self.footer.addWidget(self.save_button)
        for button in (self.add, self._cancel, self.save_button):
            button.set_large()

    def _connect(self) -> None:
        self.people.changed.connect(self._update)
        self.people.entered.connect(self._add_chosen)
        self.add.clicked.connect(self._add_chosen)
        self.effective.clicked.connect(self.show_reach)
        self._cancel.clicked.connect(self.reject)
        self.save_button.clicked.connect(self.save)

    # Reading and saving

    def _take(self, sharing: Sharing) -> None:
        self._sharing = sharing
        self.draft = SharingDraft.of(sharing.path, sharing.owner, sharing.sources)
        self._show_draft()
        self.drafted.emit(self)
        (self.people if self.is_editable else self._cancel).setFocus()

    def _fail(self, error: EmError) -> None:
        self._is_saving = False
        self._error = error
        self._update()

    @Slot()
    def save(self) -> None:
        """Let what the lines say hold; the dialog closes when it does."""
        draft, service = self.draft, self._service
        if draft is None or self._is_saving:
            return
        if not draft.changed:
            self.accept()
            return
        self._is_saving, self._error = True, None
        self._update()
        wanted = draft.wanted()

        def work(_cancel: Cancel) -> Sharing:
            return service.share(wanted)

        self._context.tasks.run(
            self, work, ShareDialog._saved, failed=ShareDialog._fail, key="save"
        )

    def _saved(self, sharing: Sharing) -> None:
        self.accept()
        self.saved.emit(sharing)

    # Changing the draft

    @property
    def is_editable(self) -> bool:
        """Whether this user may share the node."""
        mine = None if self._sharing is None else self._sharing.mine
        return mine is not None and mine.includes(Permission.EDIT)

    @Slot()
    def _add_chosen(self) -> None:
        chosen = self.people.chosen
        if self.draft is None or not chosen:
            return
        for principal in chosen:
            self.draft = self.draft.with_permission(principal, rows.permission_of(self.wanted))
        self.people.clear()
        self._show_draft()

    @Slot(object, object)
    def choose(self, principal: Principal, permission: Permission | None) -> None:
        """Let somebody have this permission when it is saved; None: none."""
        if self.draft is not None:
            self.draft = self.draft.with_permission(principal, permission)
            self._show_draft()

    @Slot()
    def show_reach(self) -> None:
        """Say who can see this, and why."""
        if self.draft is not None:
            popup = ReachPopup(self._context, self.draft, self._service.people, self)
            popup.set_known(self._shared.me, self._shared.groups)
            popup.show_below(self.effective)

    # What is shown

    def lines(self) -> list[rows.ShareRow]:
        """The lines that are shown, from the top."""
        return self._list.findChildren(rows.ShareRow)

    def _show_draft(self) -> None:
        draft = self.draft
        if draft is None:
            return
        owner = Principal(PrincipalKind.USER, draft.owner)
        lines = [(Line(owner, Permission.OWN), Origin.HERE)]
        lines += [(line, draft.origin(line)) for line in draft.shown()]
        self._fill(lines)
        self._update()

    def _fill(self, lines: Sequence[tuple[Line, Origin]]) -> None:
        place = self._list.verticalScrollBar().value()
        inside = QWidget(self._list)
        inside.setProperty("area", "raised")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for line, origin in lines:
            is_owner = line.permission is Permission.OWN
            row = rows.ShareRow(
                line,
                origin,
                self._shared.host,
                inside,
                me=self._shared.me,
                editable=self.is_editable and not self._is_saving,
                note=self.tr("Owner of this tree") if is_owner else "",
            )
            row.chosen.connect(self.choose, Qt.ConnectionType.QueuedConnection)
            column.addWidget(row)
        column.addStretch()
        self._list.setWidget(inside)
        shown = min(max(len(lines), 1), _MOST_ROWS)
        self._list.setFixedHeight(theme.scaled(rows.ROW_HEIGHT) * shown)
        self._list.verticalScrollBar().setValue(place)

    @Slot()
    def _update(self) -> None:
        """Which controls make sense, and what there is to know."""
        editable = self.is_editable and not self._is_saving
        self.people.setEnabled(editable)
        self.wanted.setEnabled(editable)
        self.add.setEnabled(editable and bool(self.people.chosen))
        self.effective.setEnabled(self.draft is not None)
        self.save_button.setEnabled(editable and self.draft is not None)
        if self._error is not None:
            self.note.show_note("bad", wording.error_words(self._error).message)
            self.note.setToolTip(printable(str(self._error)))
        elif self.people.why:
            self.note.show_note("bad", self.people.why)
        elif self._sharing is None:
            self.note.show_note("waiting", self.tr("Asking the server..."))
        elif not self.is_editable:
            text = self.tr(
                "You can look at this. Only {owner} and those who can edit may share it."
            )
            owner = printable(self._sharing.owner)
            self.note.show_note("info", wording.filled(text, owner=owner))
        else:
            self.note.show_note("info", self._effect_text())
        self.adjustSize()

    def _effect_text(self) -> str:
        """What the changes do to the nodes below, and how long they hold."""
        texts = []
        changed = () if self.draft is None else self.draft.changed
        if self._shared.is_folder and changed:
            names = ", ".join(words.principal_text(line.principal) for line in changed)
            text = self.tr(
                "What you change for {names} holds for everything below, too, also where it "
                "was set otherwise."
            )
            texts.append(wording.filled(text, names=names))
        elif self._shared.is_folder:
            texts.append(self.tr("What you change here holds for everything below, too."))
        if self._shared.place:
            text = self.tr(
                "It holds until {place} is changed for the same person or group. An item that "
                "is moved elsewhere gets exactly its new folder’s people."
            )
            texts.append(wording.filled(text, place=printable(self._shared.place)))
        return " ".join(texts)

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        super().retranslate()
        title = wording.filled(self.tr("Share {name}"), name=printable(self._shared.name))
        place = printable(self._shared.place)
        self.set_title(title, wording.filled(self.tr("in {place}"), place=place) if place else "")
        self.people.retranslate()
        self.wanted.setAccessibleName(self.tr("What they may do"))
        for number in range(self.wanted.count()):
            permission = Permission(self.wanted.itemData(number))
            self.wanted.setItemText(number, words.permission_text(permission))
        self.add.setText(self.tr("Add"))
        titles = (self.tr("Who has access"), self.tr("Where from"), self.tr("Permission"))
        for label, text in zip(self._titles, titles, strict=True):
            label.setText(text)
        self._list.setAccessibleName(self.tr("Who has access"))
        self.effective.setText(self.tr("Effective permissions..."))
        self._cancel.setText(self.tr("Cancel"))
        self.save_button.setText(self.tr("Save"))
        self._show_draft()
        self._update()
