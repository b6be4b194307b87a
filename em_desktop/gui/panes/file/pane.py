"""What a tab shows of a file that lies in a folder."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.paths import printable
from em_desktop.errors import EmError
from em_desktop.gui import theme, wording
from em_desktop.gui.context import Context, Location
from em_desktop.gui.panes.base import Pane
from em_desktop.gui.panes.files.file_actions import ChosenFile
from em_desktop.gui.panes.files.preview import PreviewPanel
from em_desktop.gui.panes.files.tree import file_icon
from em_desktop.gui.widgets import PageHeader, ProblemBar, StateStack


class FilePane(Pane):
    """Header and preview."""

    def __init__(self, context: Context, location: Location, parent: QWidget | None = None) -> None:
        super().__init__(context, location, parent)
        self._node: Node | None = None
        self._error: EmError | None = None
        self.header = PageHeader(self)
        self.problem_bar = ProblemBar(self)
        self.preview = PreviewPanel(context, self)
        self.preview.hide_name()
        self.preview.set_steps(shown=False)
        self._retry = QAction(theme.icon("refresh", "on_accent"), "", self)
        self._retry.setPriority(QAction.Priority.HighPriority)
        self._retry.triggered.connect(self.refresh)
        self._lay_out()

    def _lay_out(self) -> None:
        theme.set_look(self, area="surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        body = QWidget(self)
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.header)
        rows.addWidget(self.problem_bar)
        rows.addWidget(self.preview, 1)
        self.stack = StateStack(body, self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)
        self.setFocusProxy(self.preview.viewers)

    @Slot()
    def refresh(self) -> None:
        """Read the file again; what is shown stays until then."""
        try:
            store = self.store
        except EmError as error:
            self._failed(error)
            return
        path = self.location.path
        if self._node is None:
            self.stack.show_loading()
        self.context.tasks.run(
            self,
            lambda _cancel: store.get(path),
            FilePane._take,
            failed=FilePane._failed,
            key="node",
        )

    def _take(self, node: Node) -> None:
        self._node, self._error = node, None
        self.stack.show_content()
        self.problem_bar.set_problems(node.problems)
        self._write_header()
        self.node_changed.emit(node)
        self.preview.show_file(ChosenFile(self.location, node.path.name, NodeType.FILE))

    def _failed(self, error: EmError) -> None:
        self._error = error
        if self._node is None:
            self._write_error(error)
        else:
            self.context.report(error, self.location)

    def _write_error(self, error: EmError) -> None:
        words = wording.error_words(error)
        text = words.message
        self.stack.show_state(
            "alert", words.title, text, [self._retry], str(error), token="st_error"
        )

    def _write_header(self) -> None:
        node = self._node
        if node is None:
            return
        self.header.set_icon(file_icon(node.path.name), "ty_file")
        self.header.set_title(printable(node.name))
        self.header.set_labels(node.labels)

    def selected(self) -> tuple[Node, ...]:
        return () if self._node is None else (self._node,)

    def retranslate(self) -> None:
        self._retry.setText(self.tr("Try again"))
        self.preview.retranslate()
        self._write_header()
        if self._error is not None and self._node is None:
            self._write_error(self._error)
