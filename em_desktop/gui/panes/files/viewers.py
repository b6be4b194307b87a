"""One viewer for each kind of preview, and the words around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QStackedWidget, QWidget

from em_desktop.formats.preview.archives import MAX_MEMBERS, ArchivePreview
from em_desktop.formats.preview.arrays import ArrayPreview
from em_desktop.formats.preview.kinds import PreviewKind
from em_desktop.formats.preview.reader import HexPreview
from em_desktop.formats.preview.structure import StructurePreview
from em_desktop.formats.preview.tables import TablePreview
from em_desktop.formats.preview.tensors import TensorsPreview
from em_desktop.formats.preview.text import TextPreview
from em_desktop.gui import theme, wording
from em_desktop.gui.panes.files.code_view import CodeView
from em_desktop.gui.panes.files.facts_view import FactsView
from em_desktop.gui.panes.files.image_view import ImageView
from em_desktop.gui.panes.files.markdown_view import MarkdownView
from em_desktop.gui.panes.files.reading import Shown
from em_desktop.gui.panes.files.structure_view import StructureView
from em_desktop.gui.panes.files.text_table import TextTable

W = TypeVar("W", bound=QWidget)
_RENDERED = 32 * 1024
"""Characters of a page that are rendered: more would hold up the window."""


class Viewers(QStackedWidget):
    """Shows a preview in one of its modes: ``view`` (table, tree, page...) or ``text``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Shown | None = None
        self._mode = "view"
        self._made: dict[type[QWidget], QWidget] = {}

    @property
    def mode(self) -> str:
        """How it is shown now."""
        return self._mode

    @property
    def has_view(self) -> bool:
        """Whether there is anything to show."""
        return bool(self._available())

    def show_shown(self, shown: Shown, *, keep_mode: bool = False) -> None:
        """Show a preview; in the mode of the one before it if ``keep_mode``."""
        self._shown = shown
        available = self._available()
        mode = self._mode if keep_mode and self._mode in available else ""
        if available:
            self.show_mode(mode or available[0])

    def show_mode(self, mode: str) -> None:
        """Show the same preview otherwise."""
        if self._shown is None:
            return
        self._mode = mode
        text = self._shown.preview.text
        if mode == "text" and text is not None:
            self._show_text(text)
        else:
            self._show_content(self._shown)

    def modes(self) -> list[tuple[str, str]]:
        """The modes that the preview has, and their words."""
        if self._shown is None:
            return []
        words = {
            PreviewKind.MARKDOWN: self.tr("Page"),
            PreviewKind.TABLE: self.tr("Table"),
            PreviewKind.JSON: self.tr("Tree"),
            PreviewKind.YAML: self.tr("Tree"),
        }
        view = words.get(self._shown.preview.kind, self.tr("View"))
        names = {"view": view, "text": self.tr("Text")}
        return [(mode, names[mode]) for mode in self._available()]

    def facts(self) -> list[str]:
        """What is said beside size and time."""
        if self._shown is None:
            return []
        preview, image = self._shown.preview, self._shown.image
        if image is not None:
            size = f"{image.size.width()} × {image.size.height()}"
            return [self.tr("{size} pixels").format(size=size)]
        if preview.text is not None and preview.text.encoding != "UTF-8":
            return [preview.text.encoding]
        return []

    def note(self) -> str:
        """What is left out, in one sentence; empty if nothing is."""
        if self._shown is None:
            return ""
        preview = self._shown.preview
        content = preview.content
        if self._mode == "view":
            match content:
                case TablePreview(truncated=True):
                    rows = wording.count_text(len(content.rows))
                    return self.tr("The first {count} rows are shown.").format(count=rows)
                case StructurePreview(truncated=True):
                    return self.tr("Only a part of this document is shown.")
                case ArchivePreview() if content.count > MAX_MEMBERS:
                    count = wording.count_text(MAX_MEMBERS)
                    return self.tr("The first {count} members are shown.").format(count=count)
                case HexPreview(truncated=True):
                    return self.tr("The first bytes of a file that isn't text.")
        text = preview.text
        if text is not None and (
            (text.truncated and self._is_text())
            or (self._renders_page() and len(text.text) > _RENDERED)
        ):
            return self.tr("Only the beginning of this file is shown.")
        return ""

    def nothing_to_show(self) -> tuple[str, str, str]:
        """Icon, title and text for a file without a preview."""
        if self._shown is not None and self._shown.preview.kind is PreviewKind.EMPTY:
            return "unknown_file", self.tr("This file is empty"), ""
        return (
            "image_file",
            self.tr("No preview"),
            self.tr("This file can't be shown here. Open it with the system's program."),
        )

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        if self._shown is not None and self.has_view:
            self.show_mode(self._mode)

    def _renders_page(self) -> bool:
        return (
            self._mode == "view"
            and self._shown is not None
            and self._shown.preview.kind is PreviewKind.MARKDOWN
        )

    def _is_text(self) -> bool:
        kinds = (PreviewKind.TEXT, PreviewKind.MARKDOWN)
        return self._mode == "text" or (
            self._shown is not None and self._shown.preview.kind in kinds
        )

    def _available(self) -> list[str]:
        if self._shown is None:
            return []
        preview = self._shown.preview
        modes = []
        if self._shown.image is not None or (
            preview.content is not None and preview.kind not in {PreviewKind.IMAGE, PreviewKind.SVG}
        ):
            modes.append("view")
        if preview.text is not None:
            text_only = preview.kind is PreviewKind.MARKDOWN
            modes += ["view", "text"] if text_only else ["text"]
        return modes

    def _show_text(self, text: TextPreview) -> None:
        view = self._viewer(CodeView, self._make_code)
        view.show_text(text.text, text.spans)
        self.setCurrentWidget(view)

    def _show_content(self, shown: Shown) -> None:
        preview = shown.preview
        if shown.image is not None:
            image = self._viewer(ImageView, self._make_image)
            image.show_image(shown.image)
            self.setCurrentWidget(image)
            return
        match preview.content:
            case TablePreview() as table:
                grid = self._viewer(TextTable, self._make_table)
                grid.show_rows(table.columns, table.rows, table.numeric)
                self.setCurrentWidget(grid)
            case StructurePreview() as structure:
                tree = self._viewer(StructureView, self._make_structure)
                tree.show_structure(structure)
                self.setCurrentWidget(tree)
            case HexPreview(text=text):
                code = self._viewer(CodeView, self._make_code)
                code.show_text(text, numbered=False)
                self.setCurrentWidget(code)
            case ArrayPreview() | ArchivePreview() | TensorsPreview() as content:
                self._show_facts(content)
            case _ if preview.text is not None:
                page = self._viewer(MarkdownView, self._make_markdown)
                page.show_markdown(preview.text.text[:_RENDERED])
                self.setCurrentWidget(page)

    def _show_facts(self, content: ArrayPreview | ArchivePreview | TensorsPreview) -> None:
        view = self._viewer(FactsView, self._make_facts)
        match content:
            case ArrayPreview():
                view.show_array(content)
            case ArchivePreview():
                view.show_archive(content)
            case TensorsPreview():
                view.show_tensors(content)
        self.setCurrentWidget(view)

    def _viewer(self, kind: type[W], make: Callable[[], W]) -> W:
        """The one viewer of its kind, made when it is first needed."""
        found = self._made.get(kind)
        if isinstance(found, kind):
            return found
        made = make()
        self._made[kind] = made
        self.addWidget(made)
        return made

    def _make_code(self) -> CodeView:
        view = CodeView(self)
        view.setAccessibleName(self.tr("Contents of the file"))
        return view

    def _make_table(self) -> TextTable:
        view = TextTable(self)
        view.setAccessibleName(self.tr("Table"))
        return view

    def _make_structure(self) -> StructureView:
        view = StructureView(self)
        view.setAccessibleName(self.tr("Tree"))
        return view

    def _make_image(self) -> ImageView:
        view = ImageView(self)
        view.setAccessibleName(self.tr("Image"))
        return view

    def _make_markdown(self) -> MarkdownView:
        view = MarkdownView(self)
        view.setAccessibleName(self.tr("Page"))
        view.document().setDocumentMargin(theme.space.page)
        return view

    def _make_facts(self) -> FactsView:
        return FactsView(self)
