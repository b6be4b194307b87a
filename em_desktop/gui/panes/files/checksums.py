"""Checksums of a file, computed when they are asked for."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from em_desktop.domain.paths import NodePath
from em_desktop.errors import EmError
from em_desktop.formats.content import Digests, digests
from em_desktop.gui import theme, wording
from em_desktop.gui.context import Context
from em_desktop.gui.tasks import Task
from em_desktop.gui.widgets import Fact, FactList, TextLabel, link_button, push_button
from em_desktop.stores.base import Store


class Checksums(QWidget):
    """A button; then progress with Cancel; then MD5 and SHA-256 to copy."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._file: tuple[Store, NodePath, str] | None = None
        self._task: Task[Digests] | None = None
        self._start = push_button("", "", self)
        self._start.set_small()
        self._start.clicked.connect(self.compute)
        self._progress = QProgressBar(self)
        theme.set_look(self._progress, thin=True)
        self._progress.setRange(0, 1000)
        self._cancel = link_button("", self)
        self._cancel.clicked.connect(self.cancel)
        self._note = TextLabel("", "small", "st_error", self)
        self._rest = QWidget(self)
        self.facts = FactList(self, key_width=64)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space.page, 0, theme.space.page, 0)
        row.setSpacing(theme.space.control)
        row.addWidget(self._start)
        row.addWidget(self._progress, 1)
        row.addWidget(self._cancel)
        row.addWidget(self.facts, 1)
        row.addWidget(self._note, 1)
        row.addWidget(self._rest, 1)
        self.retranslate()
        self._show(self._start)

    def set_file(self, store: Store, path: NodePath, key: str) -> None:
        """Stand ready for this file; what is known of another one is forgotten."""
        if self._file is None or self._file[1:] != (path, key):
            self.cancel()
            self._show(self._start)
        self._file = (store, path, key)

    def forget(self) -> None:
        """The file changed: its sums are others now."""
        self.cancel()

    @Slot()
    def compute(self) -> None:
        """Read the whole file in the background."""
        if self._file is None:
            return
        store, path, key = self._file
        self._progress.setValue(0)
        self._show(self._progress, self._cancel)
        self._task = self._context.tasks.stream(
            self,
            lambda _cancel: digests(store.objects(path), key),
            Checksums._take,
            failed=Checksums._failed,
            key="digests",
        )

    @Slot()
    def cancel(self) -> None:
        """Stop computing."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._show(self._start)

    def _take(self, step: Digests) -> None:
        if not step.sha256:
            self._progress.setValue(step.done * 1000 // max(step.total, 1))
            return
        self._task = None
        self.facts.set_facts(
            [
                Fact("MD5", step.md5, copy=True, mono=True),
                Fact("SHA-256", step.sha256, copy=True, mono=True),
            ]
        )
        self._show(self.facts)

    def _failed(self, error: EmError) -> None:
        self._task = None
        words = wording.error_words(error)
        self._note.setText(words.message)
        self._show(self._start, self._note)

    def _show(self, *widgets: QWidget) -> None:
        self._rest.setVisible(self._start in widgets and self._note not in widgets)
        for widget in (self._start, self._progress, self._cancel, self.facts, self._note):
            widget.setVisible(widget in widgets)

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self._start.setText(self.tr("Compute checksums"))
        self._cancel.setText(self.tr("Cancel"))
        self._progress.setAccessibleName(self.tr("Computing checksums"))
