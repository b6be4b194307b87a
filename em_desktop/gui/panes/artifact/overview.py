"""The Overview tab of an Artifact."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from em_desktop.domain.paths import printable
from em_desktop.gui import theme, wording
from em_desktop.gui.counted import content_text
from em_desktop.gui.inspector.chips import ChipFlow
from em_desktop.gui.inspector.flow_list import FlowList
from em_desktop.gui.inspector.growing_text import GrowingMarkdown
from em_desktop.gui.inspector.reading import Flow
from em_desktop.gui.panes.artifact.reading import Content, Facts
from em_desktop.gui.panes.artifact.references import ReferenceList
from em_desktop.gui.panes.transfer_history import transfer_facts
from em_desktop.gui.widgets import Fact, FactList, Section

_WIDEST = 760
_INDENT = 20


class ArtifactOverview(QScrollArea):
    """Everything about the Artifact but its files."""

    node_activated = Signal(object)
    """The user jumps to a node: its `NodePath`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: Facts | None = None
        self._content: Content | None = None
        self._flow = Flow()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._page = QWidget(self)
        theme.set_look(self._page, area="surface")
        self.details = FactList(self._page, key_width=120)
        self.labels = ChipFlow(self._page)
        self.description = GrowingMarkdown(self._page)
        self.sources = FlowList(self._page)
        self.uses = FlowList(self._page)
        self.references = ReferenceList(self._page)
        self.uploads = FactList(self._page, key_width=160)
        self._sections: dict[str, Section] = {}
        self._column = QVBoxLayout(self._page)
        self._column.setContentsMargins(theme.space.page, 12, theme.space.page, theme.space.page)
        self._column.setSpacing(theme.space.control)
        self._add("details", self.details)
        self._add("about", self.labels, self.description)
        self._add("sources", self.sources)
        self._add("uses", self.uses)
        self._add("references", self.references)
        self._add("uploads", self.uploads)
        self._column.addStretch(1)
        self.setWidget(self._page)
        self.sources.activated.connect(self.node_activated)
        self.uses.activated.connect(self.node_activated)

    def _add(self, key: str, *widgets: QWidget) -> None:
        section = Section("", self._page)
        theme.set_lengths(section, most_width=_WIDEST)
        section.body.setContentsMargins(_INDENT, theme.space.icon, 0, theme.space.card)
        section.body.setSpacing(theme.space.control)
        for widget in widgets:
            section.body.addWidget(widget)
        section.setVisible(key == "details")
        self._sections[key] = section
        self._column.addWidget(section)

    def show_facts(self, facts: Facts) -> None:
        """Show what the node, its metadata and its references say."""
        self._facts = facts
        self._write()

    def show_content(self, content: Content) -> None:
        """Show what the objects amount to."""
        self._content = content
        self._write()

    def show_flow(self, flow: Flow) -> None:
        """Show the Runs that wrote it and those that read it."""
        self._flow = flow
        self._write_flow()

    def section(self, key: str) -> Section:
        """One of ``details``, ``about``, ``sources``, ``uses``, ``references``, ``uploads``."""
        return self._sections[key]

    def _write(self) -> None:
        if self._facts is None:
            return
        node, metadata = self._facts.node, self._facts.metadata
        self.details.set_facts(self._detail_facts(self._facts))
        self.labels.set_labels(node.labels)
        self.labels.setVisible(bool(node.labels))
        self.description.show_markdown(node.description)
        self.description.setVisible(bool(node.description.strip()))
        self._sections["about"].setVisible(bool(node.labels or node.description.strip()))
        self.references.set_references(self._facts.references)
        self._count("references", len(self._facts.references))
        self.uploads.set_facts(transfer_facts(metadata.transfers))
        self._count("uploads", len(metadata.transfers))

    def _detail_facts(self, facts: Facts) -> list[Fact]:
        node, metadata = facts.node, facts.metadata
        rows = []
        for title, moment in (
            (self.tr("Created"), node.created),
            (self.tr("Modified"), node.modified),
        ):
            if moment is not None:
                rows.append(Fact(title, wording.full_time_text(moment), moment.isoformat()))
        if self._content is not None:
            content = content_text(self._content.size, self._content.files)
            rows.append(Fact(self.tr("Content"), content))
        rows.append(Fact(self.tr("Path"), printable(str(node.path)), copy=True, mono=True))
        if metadata.alternative_name and metadata.alternative_name != node.path.name:
            name = printable(metadata.alternative_name)
            rows.append(Fact(self.tr("Recorded as"), name, copy=True, mono=True))
        if node.id:
            rows.append(Fact(self.tr("Id"), node.id, copy=True, mono=True))
        return rows

    def _write_flow(self) -> None:
        self.sources.set_ends(self._flow.inputs)
        self.uses.set_ends(self._flow.outputs)
        self._count("sources", len(self._flow.inputs))
        self._count("uses", len(self._flow.outputs))

    def _count(self, key: str, count: int) -> None:
        self._sections[key].set_count(count)
        self._sections[key].setVisible(count > 0)

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        titles = {
            "details": self.tr("Details"),
            "about": self.tr("Labels and description"),
            "sources": self.tr("Produced by"),
            "uses": self.tr("Used by"),
            "references": self.tr("References"),
            "uploads": self.tr("Upload history"),
        }
        for key, title in titles.items():
            self._sections[key].set_title(title)
        self.description.setAccessibleName(self.tr("Description"))
        self.references.retranslate()
        self._write()
        self._write_flow()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
