"""What people do to nodes: move, copy, name, label, delete; asks what must be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from em_desktop.domain.gestures import Batch, Deed, Description, deed_of
from em_desktop.domain.grants import Preview
from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.operations import (
    AddEdge,
    CreateFolder,
    CreateShortcut,
    IfTaken,
    Move,
    MoveObject,
    Operation,
    Remove,
    RemoveEdge,
    RemoveObject,
    Restore,
    SetColor,
    SetDescription,
    SetFavourite,
    SetLabels,
    SetLocked,
)
from em_desktop.domain.paths import NodePath
from em_desktop.domain.recordings import Association, Role
from em_desktop.errors import AlreadyExistsError, EmError, NotFoundError
from em_desktop.gui import caution
from em_desktop.gui.context import Context, Location
from em_desktop.gui.jobs import Job
from em_desktop.gui.possible import Need, why_not
from em_desktop.gui.settings import ASK, IF_TAKEN
from em_desktop.stores.base import Cancel, Store
from em_desktop.stores.shortcuts import follow

if TYPE_CHECKING:
    from em_desktop.sync.plans import Plan

Answers = Mapping[str, IfTaken]


class Verb(Enum):
    """What a drop, a paste or "Move to" does."""

    MOVE = "move"
    COPY = "copy"
    SHORTCUT = "shortcut"


@dataclass(frozen=True, slots=True)
class Picked:
    """Nodes of one store that something is to be done to.

    Attributes:
        nodes: as they are shown; empty where only the paths are known.
    """

    store_id: str
    paths: tuple[NodePath, ...]
    nodes: tuple[Node, ...] = ()

    @classmethod
    def of(cls, store_id: str, nodes: Sequence[Node]) -> Picked:
        """These nodes, without those that lie below another one of them."""
        folders = {node.path.parent for node in nodes}
        if len(folders) == 1:  # no two of them lie below each other
            return cls(store_id, tuple(node.path for node in nodes), tuple(nodes))
        paths = {node.path for node in nodes}
        top = tuple(
            node for node in nodes if not any(above in paths for above in node.path.ancestors())
        )
        return cls(store_id, tuple(node.path for node in top), top)

    @property
    def locations(self) -> tuple[Location, ...]:
        return tuple(Location(self.store_id, path) for path in self.paths)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was found out before nodes are put somewhere.

    Attributes:
        taken: names of those whose name is taken there.
        access: what it changes about who may do what.
    """

    nodes: tuple[Node, ...]
    taken: frozenset[str]
    folder: Node
    access: Preview


class Gestures(QObject):
    """Gestures with their questions; what is done goes through `Context.editor`.

    ``near`` is the widget over whose window a question is asked.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._editor = context.editor

    # Putting nodes somewhere

    def put(self, near: QWidget, verb: Verb, picked: Picked, target: Location) -> None:
        """Move or copy nodes into a folder, or make shortcuts to them there.

        Between stores a move is a copy. Where a name is taken it is asked what to do.
        """
        if picked.store_id != target.store_id or verb is Verb.COPY:
            self._copy(near, picked, target)
            return

        def go_on(asked: _Asked) -> None:
            def do(answers: Answers) -> None:
                self._put(verb, picked.store_id, asked, target.path, answers)

            def settle() -> None:
                if asked.taken and verb is Verb.MOVE:
                    self._ask_taken(near, sorted(asked.taken), asked.folder.name, do)
                else:
                    do({})

            questions = []
            if verb is Verb.MOVE:
                ends = (*picked.paths, target.path)
                questions += caution.questions_before_change(picked.store_id, ends)
                place = self._place(target, asked.folder)
                questions += caution.questions_before_move(asked.access, place)
            caution.ask(near, questions, settle)

        self._editor.ask(
            picked.store_id,
            lambda store, cancel: _ask(store, picked, verb, target.path, cancel),
            go_on,
        )

    def _place(self, target: Location, folder: Node) -> str:
        """What people call a folder."""
        is_store = target.path.is_root
        return self._context.stores.title(target.store_id) if is_store else folder.name

    def _put(
        self, verb: Verb, store_id: str, asked: _Asked, parent: NodePath, answers: Answers
    ) -> None:
        operations: list[Operation] = []
        nodes = []
        for node in asked.nodes:
            if_taken = answers.get(node.path.name, IfTaken.REFUSE)
            if if_taken is IfTaken.SKIP:
                continue
            nodes.append(node)
            if verb is Verb.MOVE:
                operations.append(Move(node.path, parent, if_taken=if_taken))
            else:
                operations.append(CreateShortcut(node.path, parent, if_taken=IfTaken.KEEP_BOTH))
        if operations:
            self._editor.do(store_id, operations, nodes=nodes, target=asked.folder.name)

    def _copy(self, near: QWidget, picked: Picked, target: Location) -> None:
        """Copy as a transfer, within a store or to another one, whose Artifacts may come along."""
        try:
            source = self._context.stores.store(picked.store_id)
        except EmError as error:
            self._context.report(error)
            return
        if picked.store_id == target.store_id:
            self._copy_paths(near, source, picked.paths, target)
            return

        def find(store: Store, cancel: Cancel) -> tuple[tuple[Node, ...], Node]:
            from em_desktop.sync.companions import companions

            return companions(source, picked.paths, store, cancel), store.get(target.path)

        def offer(found: tuple[tuple[Node, ...], Node]) -> None:
            artifacts, folder = found
            if not artifacts:
                self._copy_paths(near, source, picked.paths, target)
                return

            def answered(along: bool) -> None:
                further = tuple(node.path for node in artifacts) if along else ()
                self._copy_paths(near, source, (*picked.paths, *further), target)

            from em_desktop.gui.dialogs.along import AlongDialog

            dialog = AlongDialog(artifacts, self._place(target, folder), near.window())
            dialog.answered.connect(answered)
            dialog.open()

        self._editor.ask(target.store_id, find, offer, title=self.tr("Looking at what to copy"))

    def _copy_paths(
        self, near: QWidget, source: Store, paths: tuple[NodePath, ...], target: Location
    ) -> None:
        is_same = source.info.id == target.store_id
        same_folder = is_same and all(path.parent == target.path for path in paths)

        def make(store: Store, cancel: Cancel) -> tuple[Plan, Node]:
            from em_desktop.sync.plans import plan_copy

            plan = plan_copy(source, paths, store, target.path, cancel)
            if same_folder:
                plan = plan.answered(IfTaken.KEEP_BOTH)
            return plan, store.get(target.path)

        def go_on(made: tuple[Plan, Node]) -> None:
            plan, folder = made
            self._settle(near, plan, self._place(target, folder), target.store_id)

        self._editor.ask(target.store_id, make, go_on, title=self.tr("Looking at what to copy"))

    def _settle(self, near: QWidget, plan: Plan, place: str, store_id: str) -> None:
        """Ask about names that are taken, and start the transfer."""

        def start(answers: Answers) -> None:
            settled = plan
            for name, answer in answers.items():
                settled = settled.answered(answer, name)
            if not all(item.is_skipped for item in settled.items) or settled.refused:
                self._editor.start_transfer(store_id, settled, target=place)

        if plan.is_settled:
            start({})
        else:
            self._ask_taken(near, [item.name for item in plan.collisions], place, start)

    def _ask_taken(
        self, near: QWidget, names: Sequence[str], place: str, then: Callable[[Answers], None]
    ) -> None:
        """Ask once what happens where names are taken, unless the user has said it for good."""
        usual = self._context.settings.get(IF_TAKEN)
        if usual == IfTaken.REFUSE:
            self._context.report(AlreadyExistsError(names[0]))
            return
        if usual != ASK:
            then(dict.fromkeys(names, IfTaken(usual)))
            return
        from em_desktop.gui.dialogs.taken import TakenDialog

        dialog = TakenDialog(names, place, near.window())
        dialog.answered.connect(then)
        dialog.made_usual.connect(self._make_usual)
        dialog.open()

    @Slot(str)
    def _make_usual(self, answer: str) -> None:
        self._context.settings.set(IF_TAKEN, answer)

    # Files of this computer

    def bring_in(
        self, near: QWidget, files: Sequence[Path], target: Location, inside: str = ""
    ) -> None:
        """Copy files and folders into a node, or into a folder as new nodes.

        Into a folder, plain files become one new Artifact, whose name is asked.

        Args:
            near: where questions are asked.
            files: absolute paths of files and folders.
            target: where they go.
            inside: a directory of the target's files; empty for the target itself.
        """

        def make(store: Store, cancel: Cancel) -> tuple[Plan, Node]:
            from em_desktop.sync.plans import plan_import

            plan = plan_import(store, target.path, files, cancel, inside=inside)
            return plan, store.get(target.path)

        def go_on(made: tuple[Plan, Node]) -> None:
            plan, node = made
            if plan.new_artifact is None:
                self._settle(near, plan, node.name, target.store_id)
                return

            def named(name: str) -> None:
                self._settle(near, plan.named(name), node.name, target.store_id)

            from em_desktop.gui.dialogs.name import NameDialog

            dialog = NameDialog(NameDialog.Purpose.ARTIFACT, plan.new_artifact, near.window())
            dialog.named.connect(named)
            dialog.open()

        self._editor.ask(target.store_id, make, go_on, title=self.tr("Looking at the files"))

    def take_out(self, picked: Picked, directory: Path) -> None:
        """Copy nodes into a directory of this computer."""

        def make(store: Store, cancel: Cancel) -> Plan:
            from em_desktop.sync.plans import plan_export

            return plan_export(store, picked.paths, directory, cancel)

        def go_on(plan: Plan) -> None:
            settled = plan.answered(IfTaken.KEEP_BOTH)
            self._editor.start_transfer(picked.store_id, settled, target=directory.name)

        self._editor.ask(picked.store_id, make, go_on)

    # One node or many

    def create_folder(
        self, parent: Location, name: str, then: Callable[[Location], None] | None = None
    ) -> None:
        """Make a folder; ``then`` is called with it when it is there."""

        def ended(job: Job) -> None:
            if then is not None and job.outcome is not None and not job.failures:
                then(Location(parent.store_id, parent.path.child(name)))

        self._editor.do(parent.store_id, [CreateFolder(parent.path, name)], then=ended)

    def rename(self, store_id: str, node: Node, name: str, near: QWidget | None = None) -> None:
        """Give a node another name; nothing happens where it is the same."""
        if name == node.name:
            return

        def do() -> None:
            self._editor.do(store_id, [Move(node.path, node.path.parent, name)], nodes=[node])

        caution.ask(near, caution.questions_before_change(store_id, [node.path]), do)

    def remove(self, picked: Picked, near: QWidget | None = None) -> None:
        """Move nodes to the trash; nothing is asked, but where it can't be undone."""

        def do() -> None:
            operations = [Remove(path) for path in picked.paths]
            self._editor.do(picked.store_id, operations, nodes=picked.nodes)

        no_trash = why_not(self._context.stores, picked.store_id, Need.TRASH)
        questions = caution.questions_before_removal(
            picked.store_id, picked.paths, has_trash=not no_trash
        )
        caution.ask(near, questions, do)

    def remove_files(self, store_id: str, node: Node, keys: Sequence[str]) -> None:
        """Move files of a node to the trash."""
        names = tuple(key.rpartition("/")[2] for key in keys[:3])
        operations = tuple(RemoveObject(node.path, key) for key in keys)
        description = Description(Deed.REMOVE_FILES, len(keys), names)
        self._editor.do(store_id, Batch(operations, description))

    def rename_file(self, store_id: str, node: Node, key: str, name: str) -> None:
        """Give a file of a node, or a directory in it, another name."""
        self.move_files(store_id, node, [(key, f"{key[: key.rfind('/') + 1]}{name}")])

    def move_files(
        self, store_id: str, node: Node, pairs: Sequence[tuple[str, str]], place: str = ""
    ) -> None:
        """Give files of a node other keys in it; both stay where one is taken.

        Args:
            store_id: in which store.
            node: whose files they are.
            pairs: of each its key, and the new one.
            place: what people call the directory where they go.
        """
        operations = [
            MoveObject(node.path, key, new_key, IfTaken.KEEP_BOTH)
            for key, new_key in pairs
            if key != new_key
        ]
        if operations:
            names = tuple(each.key.rpartition("/")[2] for each in operations[:3])
            deed = deed_of(operations[0])
            description = Description(deed, len(operations), names, NodeType.FILE)
            self._editor.do(store_id, Batch(tuple(operations), description), target=place)

    def restore(self, store_id: str, entries: Sequence[tuple[str, Node]]) -> None:
        """Take nodes out of the trash, each given by its id there; both stay if need be."""
        operations = [Restore(trash_id, IfTaken.KEEP_BOTH, node.path) for trash_id, node in entries]
        self._editor.do(store_id, operations, nodes=[node for _, node in entries])

    # The data flow

    def join(self, data: Picked, run: NodePath, role: Role) -> None:
        """Say that a Run of the same store read or wrote these nodes; shortcuts are followed."""

        def find(store: Store, cancel: Cancel) -> tuple[Node, ...]:
            found = []
            for path in data.paths:
                cancel.check()
                found.append(follow(store, store.get(path)))
            return tuple(found)

        def go_on(nodes: tuple[Node, ...]) -> None:
            operations = [AddEdge(run, role, node.path) for node in nodes]
            self._editor.do(data.store_id, operations, nodes=nodes)

        self._editor.ask(data.store_id, find, go_on)

    def separate(
        self, store_id: str, run: NodePath, edges: Sequence[Association], name: str
    ) -> None:
        """Take back that a Run read or wrote something, named ``name``."""
        operations = tuple(RemoveEdge(run, edge) for edge in edges)
        description = Description(Deed.SEPARATE, 1, (name,))
        self._editor.do(store_id, Batch(operations, description))

    def add_labels(self, picked: Picked, labels: Sequence[str]) -> None:
        """Give nodes these labels too."""
        self.set_labels(
            picked,
            lambda node: (*node.labels, *(each for each in labels if each not in node.labels)),
        )

    def remove_labels(self, picked: Picked, labels: Sequence[str]) -> None:
        """Take these labels off nodes."""
        self.set_labels(
            picked, lambda node: tuple(each for each in node.labels if each not in labels)
        )

    def set_labels(self, picked: Picked, wanted: Callable[[Node], tuple[str, ...]]) -> None:
        """Give each node the labels that are wanted for it; one gesture for all."""
        self._set(
            picked,
            [
                (node, SetLabels(node.path, wanted(node), node.labels))
                for node in picked.nodes
                if wanted(node) != node.labels
            ],
        )

    def set_description(self, store_id: str, node: Node, text: str) -> None:
        """Describe a node (Markdown)."""
        if text != node.description:
            picked = Picked.of(store_id, [node])
            self._set(picked, [(node, SetDescription(node.path, text, node.description))])

    def set_favourite(self, picked: Picked, *, favourite: bool) -> None:
        """Make nodes favourites, or not any more."""
        self._set(
            picked,
            [
                (node, SetFavourite(node.path, favourite, node.favourite))
                for node in picked.nodes
                if node.favourite is not favourite
            ],
        )

    def set_color(self, picked: Picked, color: str) -> None:
        """Choose the color of nodes; empty: the automatic one."""
        self._set(
            picked,
            [
                (node, SetColor(node.path, color, node.color or ""))
                for node in picked.nodes
                if (node.color or "") != color
            ],
        )

    def set_locked(self, picked: Picked, *, locked: bool) -> None:
        """Lock nodes against deletion, or unlock them."""
        self._set(
            picked,
            [
                (node, SetLocked(node.path, locked, node.locked))
                for node in picked.nodes
                if node.locked is not locked
            ],
        )

    def _set(self, picked: Picked, wanted: Sequence[tuple[Node, Operation]]) -> None:
        if wanted:
            nodes = [node for node, _ in wanted]
            self._editor.do(picked.store_id, [operation for _, operation in wanted], nodes=nodes)


def _ask(store: Store, picked: Picked, verb: Verb, parent: NodePath, cancel: Cancel) -> _Asked:
    """In a worker: the nodes, and which of their names are taken in the folder."""
    nodes = picked.nodes or tuple(store.get(path) for path in picked.paths)
    nodes = tuple(node for node in nodes if verb is not Verb.MOVE or node.path.parent != parent)
    taken = set()
    for node in nodes:
        cancel.check()
        try:
            store.get(parent.child(node.path.name))
        except NotFoundError:
            continue
        taken.add(node.path.name)
    access = Preview()
    if verb is Verb.MOVE:
        access = caution.access_changes(store, [node.path for node in nodes], parent, cancel)
    return _Asked(nodes, frozenset(taken), store.get(parent), access)
