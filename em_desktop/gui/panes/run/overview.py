"""The Overview tab: state, times, labels, inputs and outputs, uploads."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from em_desktop.domain.lineage import Edge, Lineage
from em_desktop.domain.nodes import Node, Status
from em_desktop.domain.paths import AlternativeName, NodePath, printable
from em_desktop.domain.recordings import Association, AssociationKind, RunMetadata
from em_desktop.gui import theme, wording
from em_desktop.gui.panes.run.contents import Facts
from em_desktop.gui.panes.transfer_history import transfer_facts
from em_desktop.gui.widgets import Fact, FactList, LabelChips, Section, TextLabel

WIDEST = 760
_ICONS = {
    AssociationKind.ARTIFACT: "artifact",
    AssociationKind.MODEL: "model",
    AssociationKind.DATASET: "dataset",
    AssociationKind.BRANCH: "branch",
    AssociationKind.TAG: "label",
    AssociationKind.COMMIT: "commit",
    AssociationKind.OTHER: "file",
}


class OverviewTab(QScrollArea):
    """Everything about the Run that isn't a curve, a parameter or a file."""

    node_activated = Signal(object)
    """The user jumps to a node: its `NodePath`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: Facts | None = None
        self._lineage: Lineage | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._page = QWidget(self)
        self._page.setProperty("area", "surface")
        self._details = Section("", self._page)
        self._detail_facts = FactList(self._page, key_width=120)
        self._labels = LabelChips(self._page)
        self._description = TextLabel("", "body", "text2", self._page, wrap=True, selectable=True)
        self._about = Section("", self._page)
        self._inputs = Section("", self._page)
        self._outputs = Section("", self._page)
        self._input_facts = FactList(self._page, key_width=120)
        self._output_facts = FactList(self._page, key_width=120)
        self._uploads = Section("", self._page)
        self._upload_facts = FactList(self._page, key_width=160)
        self._lay_out()
        self.setWidget(self._page)
        self._input_facts.activated.connect(self._jump)
        self._output_facts.activated.connect(self._jump)

    def _lay_out(self) -> None:
        page = QVBoxLayout(self._page)
        page.setContentsMargins(theme.space.page, 12, theme.space.page, theme.space.page)
        page.setSpacing(8)
        self._details.body.addWidget(self._detail_facts)
        self._about.body.addWidget(self._labels)
        self._about.body.addWidget(self._description)
        self._inputs.body.addWidget(self._input_facts)
        self._outputs.body.addWidget(self._output_facts)
        self._uploads.body.addWidget(self._upload_facts)
        sections = (self._details, self._about, self._inputs, self._outputs, self._uploads)
        for section in sections:
            theme.set_lengths(section, most_width=WIDEST)
            section.body.setContentsMargins(20, 4, 0, 12)
            page.addWidget(section)
        page.addStretch(1)

    def show_facts(self, facts: Facts) -> None:
        """Show what the node and its metadata say."""
        self._facts = facts
        self._write_facts()

    def show_lineage(self, lineage: Lineage) -> None:
        """Show the inputs and outputs."""
        self._lineage = lineage
        self._write_lineage()

    def _write_facts(self) -> None:
        if self._facts is None:
            return
        node, metadata = self._facts.node, self._facts.metadata
        self._detail_facts.set_facts(self._detail_rows(node, metadata, datetime.now(UTC)))
        self._labels.set_labels(node.labels)
        self._labels.setVisible(bool(node.labels))
        self._description.setText(node.description)
        self._description.setVisible(bool(node.description))
        self._about.setVisible(bool(node.labels or node.description))
        self._upload_facts.set_facts(transfer_facts(metadata.transfers))
        self._uploads.setVisible(bool(metadata.transfers))
        self._uploads.set_count(len(metadata.transfers))

    def _detail_rows(self, node: Node, metadata: RunMetadata, now: datetime) -> list[Fact]:
        rows = []
        status = node.status_at(now)
        if status is not None:
            icon = theme.status_icon_name(status)
            rows.append(Fact(self.tr("Status"), wording.status_text(status), icon=icon))
        for name, moment in ((self.tr("Started"), node.started), (self.tr("Ended"), node.ended)):
            if moment is not None:
                rows.append(Fact(name, wording.full_time_text(moment), moment.isoformat()))
        duration = node.duration_at(now)
        if duration is not None and status is not Status.RUNNING:  # the header's goes on growing
            rows.append(Fact(self.tr("Duration"), wording.duration_text(duration)))
        if node.modified is not None:
            rows.append(Fact(self.tr("Modified"), wording.full_time_text(node.modified)))
        rows.append(Fact(self.tr("Path"), printable(str(node.path)), copy=True, mono=True))
        if metadata.alternative_name and metadata.alternative_name != node.path.name:
            name = printable(metadata.alternative_name)
            rows.append(Fact(self.tr("Recorded as"), name, copy=True, mono=True))
        if node.id:
            rows.append(Fact(self.tr("Id"), node.id, copy=True, mono=True))
        return rows

    def _write_lineage(self) -> None:
        if self._lineage is None:
            return
        sides = (
            (self._inputs, self._input_facts, self._lineage.inputs),
            (self._outputs, self._output_facts, self._lineage.outputs),
        )
        for section, facts, edges in sides:
            facts.set_facts(self._edge_row(edge) for edge in edges)
            section.set_count(len(edges))
            section.setVisible(bool(edges))

    def _edge_row(self, edge: Edge) -> Fact:
        kind = edge.association.kind
        token = f"ty_{kind.value.lower()}" if kind.value in {"Artifact", "Model", "Dataset"} else ""
        name = association_name(edge.association)
        missing = edge.node is None
        return Fact(
            self._kind_text(kind),
            name if not missing else self.tr("%1 (not in this store)").replace("%1", name),
            tooltip=printable(edge.association.name or edge.association.path),
            link="" if edge.node is None else str(edge.node),
            icon=(_ICONS[kind], "muted" if missing else token or "text2"),
            token="muted" if missing else "text",
        )

    def _kind_text(self, kind: AssociationKind) -> str:
        return {
            AssociationKind.ARTIFACT: self.tr("Artifact"),
            AssociationKind.MODEL: self.tr("Model"),
            AssociationKind.DATASET: self.tr("Dataset"),
            AssociationKind.BRANCH: self.tr("Branch"),
            AssociationKind.TAG: self.tr("Version tag"),
            AssociationKind.COMMIT: self.tr("Commit"),
            AssociationKind.OTHER: self.tr("Other"),
        }[kind]

    def _jump(self, path: str) -> None:
        self.node_activated.emit(NodePath(tuple(path.split("/"))))

    def retranslate(self) -> None:
        self._details.set_title(self.tr("Details"))
        self._about.set_title(self.tr("Labels and description"))
        self._inputs.set_title(self.tr("Inputs"))
        self._outputs.set_title(self.tr("Outputs"))
        self._uploads.set_title(self.tr("Upload history"))
        self._write_facts()
        self._write_lineage()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def association_name(association: Association) -> str:
    """What people call the data: an Artifact's name, else the end of its path."""
    if association.name:
        parsed = AlternativeName.parse(association.name)
        return printable(parsed.name if parsed and parsed.name else association.name)
    name = association.path.rstrip("/").rpartition("/")[2] or association.id
    head, colon, ref = name.partition(":")
    if association.kind is AssociationKind.COMMIT and len(ref) > 12:
        ref = ref[:8]
    return printable(f"{head}{colon}{ref}")
