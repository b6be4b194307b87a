"""The sections of the inspector."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.paths import AlternativeName, printable
from em_desktop.domain.problems import Problem
from em_desktop.gui import theme, wording
from em_desktop.gui.context import Context
from em_desktop.gui.counted import content_text
from em_desktop.gui.inspector.description import DescriptionEditor
from em_desktop.gui.inspector.editing import NodeEditing
from em_desktop.gui.inspector.flow_list import FlowSides
from em_desktop.gui.inspector.marks import MarkButtons
from em_desktop.gui.inspector.reading import Flow, Size
from em_desktop.gui.labelling import LabelEditor, shared_labels
from em_desktop.gui.settings import INSPECTOR
from em_desktop.gui.widgets import Divider, Fact, FactList, IconButton, Section, TextLabel

_INDENT = 26
_MOST_PROBLEMS = 50


class NodeSections(QWidget):
    """Details, labels, description, inputs and outputs, problems; empty ones are hidden."""

    node_requested = Signal(object)
    """The user wants to see this node: `NodePath`."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = context.settings
        self.editing = NodeEditing(context, self)
        self._node: Node | None = None
        self._store_name = ""
        self._size: Size | None = None
        self._flow = Flow()
        self.facts = FactList(self)
        self.marks = MarkButtons(self)
        self.labels = LabelEditor(context, self)
        self.writing = DescriptionEditor(self)
        self.description = self.writing.view
        self._add_label = IconButton("add", "", self, side=24, icon_side=14)
        self._edit = IconButton("edit", "", self, side=24, icon_side=14)
        self.flow = FlowSides(self)
        self.flow.activated.connect(self.node_requested)
        self._problems = QWidget(self)
        self._problem_rows = QVBoxLayout(self._problems)
        self._problem_rows.setContentsMargins(0, 0, 0, 0)
        self._problem_rows.setSpacing(theme.space.icon)
        self._sections: dict[str, Section] = {}
        self._lines: dict[str, Divider] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for key, widget in (
            ("problems", self._problems),
            ("details", self.facts),
            ("labels", self.labels),
            ("description", self.writing),
            ("flow", self.flow),
        ):
            layout.addWidget(self._line(key))
            layout.addWidget(self._section(key, widget))
        self._sections["labels"].add_action_widget(self._add_label)
        self._sections["description"].add_action_widget(self._edit)
        self._connect()

    def _connect(self) -> None:
        editing = self.editing
        editing.changed.connect(self._write_edited)
        editing.refused.connect(self._edit_again)
        self.labels.added.connect(editing.add_label)
        self.labels.removed.connect(editing.remove_label)
        self.marks.favourite_chosen.connect(editing.set_favourite)
        self.marks.lock_chosen.connect(editing.set_locked)
        self.marks.color_chosen.connect(editing.set_color)
        self.writing.saved.connect(self._describe)
        self.writing.editing_changed.connect(self._edit.setHidden)
        self._add_label.clicked.connect(self.start_labelling)
        self._edit.clicked.connect(self.start_describing)

    def _line(self, key: str) -> Divider:
        self._lines[key] = Divider(parent=self)
        return self._lines[key]

    def _section(self, key: str, widget: QWidget) -> Section:
        opened = self._settings.get(INSPECTOR)
        section = Section("", self, is_open=opened.get(key) is not False)
        left = theme.space.control
        section.setContentsMargins(left, theme.space.icon, left, 0)
        section.body.setContentsMargins(_INDENT - left, 0, left, theme.space.card)
        section.body.addWidget(widget)
        section.opened.connect(self._remember)
        self._sections[key] = section
        return section

    def now(self) -> datetime:
        """The moment for which states and durations are shown."""
        return datetime.now(UTC)

    def clear(self) -> None:
        """Nothing is known yet of the node that is going to be shown."""
        self._node, self._size, self._flow = None, None, Flow()
        self.writing.stop()
        self.labels.stop_adding()
        self._write()

    def show_node(self, node: Node, store_name: str) -> None:
        """Show a node of the store with this name."""
        self._node, self._store_name = node, store_name
        self._write()

    def show_size(self, size: Size) -> None:
        """Show what the node holds."""
        self._size = size
        self._write_facts()

    def show_flow(self, flow: Flow) -> None:
        """Show where data comes from and goes to."""
        self._flow = flow
        self._write_flow()

    def tick(self) -> None:
        """The clock went on."""
        self._write_facts()

    # Writing

    def _write(self) -> None:
        node = self._node
        self._write_facts()
        self._write_flow()
        self._write_problems(() if node is None else node.problems)
        self._write_edited()
        self._show("details", node is not None)
        self._show("problems", node is not None and bool(node.problems))

    @Slot()
    def _write_edited(self) -> None:
        """Write what can be changed: of all the selected nodes, the description of one."""
        nodes, editable, node = self.editing.nodes, self.editing.is_possible, self._node
        if node is not None:
            node = next((each for each in nodes if each.path == node.path), node)
        labels, partial = shared_labels(nodes or (() if node is None else (node,)))
        self.labels.set_labels(labels, partial, editable=editable)
        self.marks.show_nodes(nodes, editable=editable)
        self.writing.set_text("" if node is None else node.description)
        self._add_label.setVisible(editable)
        self._edit.setVisible(editable and not self.writing.is_editing)
        described = node is not None and bool(node.description.strip())
        self._show("labels", node is not None and (editable or bool(labels)))
        self._show("description", described or (node is not None and editable))

    # Changing

    @Slot()
    def start_labelling(self) -> None:
        """Let the user type labels."""
        self._open("labels")
        self.labels.start_adding()

    @Slot()
    def start_describing(self) -> None:
        """Let the user write the description."""
        self._open("description")
        self.writing.start()

    @Slot(str, str)
    def _describe(self, text: str, before: str) -> None:
        if self._node is not None:
            self.editing.describe(self._node, text, before)

    @Slot(str, str)
    def _edit_again(self, draft: str, now: str) -> None:
        self._open("description")
        self.writing.resume(draft, now)

    def _open(self, key: str) -> None:
        self._sections[key].set_open(is_open=True)
        self._remember()

    def _show(self, key: str, shown: bool) -> None:
        self._sections[key].setVisible(shown)
        self._lines[key].setVisible(shown)

    def _write_facts(self) -> None:
        node = self._node
        self.facts.set_facts([] if node is None else self._facts_of(node))

    def _facts_of(self, node: Node) -> list[Fact]:
        names = [self._store_name, *node.path.parent.parts] if node.path.parts else []
        names += [node.name] if node.path.parts else [self._store_name]
        place = " / ".join(map(printable, names))
        facts = [
            Fact(self.tr("Path"), place, printable(str(node.path))),
            Fact(self.tr("Type"), wording.type_text(node.type)),
        ]
        for title, time in (
            (self.tr("Created"), None if node.created == node.started else node.created),
            (self.tr("Started"), node.started),
            (self.tr("Ended"), node.ended),
            (self.tr("Modified"), node.modified),
        ):
            if time is not None:
                text = wording.full_time_text(time)
                facts.append(Fact(title, text, wording.time_text(time, self.now())))
        duration = node.duration_at(self.now())
        if duration is not None:
            facts.append(Fact(self.tr("Duration"), wording.duration_text(duration)))
        facts.append(self._size_fact(node))
        if node.target is not None:
            target = "" if node.target.path is None else printable(str(node.target.path))
            facts.append(Fact(self.tr("Leads to"), target or node.target.id or "", mono=True))
        if AlternativeName.parse(node.path.name) is not None:
            name = printable(node.path.name)
            facts.append(Fact(self.tr("Alt. name"), name, name, copy=True, mono=True))
        if node.id is not None:
            facts.append(Fact(self.tr("Id"), node.id, node.id, copy=True, mono=True))
        return facts

    def _size_fact(self, node: Node) -> Fact:
        size = self._size
        if size is None:
            return Fact(self.tr("Size"), self.tr("Measuring"), token="muted")
        if size.size is None or size.files is None:
            return Fact(self.tr("Size"), self.tr("Unknown"), token="muted")
        if node.type is NodeType.FILE:
            return Fact(self.tr("Size"), wording.size_text(size.size))
        return Fact(self.tr("Size"), content_text(size.size, size.files))

    def _write_flow(self) -> None:
        flow = self._flow
        self.flow.show_sides(flow.inputs, flow.outputs, flow.left_out)
        self._show("flow", bool(flow.inputs or flow.outputs))
        is_run = self._node is None or self._node.type in {NodeType.RUN, NodeType.AUTOTUNE}
        if is_run:
            self.flow.set_titles(self.tr("Input"), self.tr("Output"))
        else:
            self.flow.set_titles(self.tr("Produced by"), self.tr("Used by"))

    def _write_problems(self, problems: tuple[Problem, ...]) -> None:
        while (item := self._problem_rows.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for problem in problems[:_MOST_PROBLEMS]:
            place = TextLabel(
                wording.problem_place(problem),
                "mono_small",
                "st_warning",
                self._problems,
                wrap=True,
            )
            why = TextLabel(
                wording.problem_text(problem), "small", "text2", self._problems, wrap=True
            )
            why.setToolTip(problem.detail)
            self._problem_rows.addWidget(place)
            self._problem_rows.addWidget(why)
        self._sections["problems"].set_count(len(problems) or None)

    @Slot()
    @Slot(bool)
    def _remember(self) -> None:
        opened = {key: section.is_open for key, section in self._sections.items()}
        self._settings.set(INSPECTOR, self._settings.get(INSPECTOR) | opened)

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self._sections["details"].set_title(self.tr("Details"))
        self._sections["labels"].set_title(self.tr("Labels"))
        self._sections["description"].set_title(self.tr("Description"))
        self._sections["flow"].set_title(self.tr("Inputs and outputs"))
        self._sections["problems"].set_title(self.tr("Problems"))
        self._add_label.set_name(self.tr("Add label"))
        self._edit.set_name(self.tr("Edit description"))
        self.marks.retranslate()
        self.writing.retranslate()
        self._write()
