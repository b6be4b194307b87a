"""Any operations in any order: a local store, a plain model of it, and undo."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.operations import (
    CreateFolder,
    Move,
    MoveObject,
    Operation,
    Remove,
    RemoveObject,
    SetDescription,
    SetLabels,
)
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import (
    AlreadyExistsError,
    EmError,
    InvalidMoveError,
    NotSupportedError,
)
from em_desktop.stores.local import LocalStore

NAMES = ["a", "A", "b", "实验", "with blank", "x.y"]
SUFFIX = "261123_120000_abc123"
ARTIFACT = (
    "kind: Artifact\nname: {name}\nlabels:\n- old\ndescription: recorded\n"
    "createdTimestamp: '2026-11-23T12:00:00+08:00'\nalternativeName: {name}_{suffix}\nremote: []\n"
)


@dataclass
class Thing:
    """What the model knows of a node."""

    kind: NodeType
    labels: tuple[str, ...] = ()
    description: str = ""
    objects: dict[str, bytes] = field(default_factory=dict)


Model = dict[NodePath, Thing]


def snapshot(root: Path) -> dict[str, bytes | None]:
    """All bytes of the store but its trash."""
    return {
        os.fspath(place.relative_to(root)): place.read_bytes() if place.is_file() else None
        for place in root.rglob("*")
        if ".em-store" not in place.relative_to(root).parts
    }


def copied(model: Model) -> Model:
    return {
        path: Thing(one.kind, one.labels, one.description, dict(one.objects))
        for path, one in model.items()
    }


class Operations(RuleBasedStateMachine):
    """Does the same to a store and to a dictionary."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="em-operations-"))
        artifact = f"data_{SUFFIX}"
        (self.root / "one" / artifact).mkdir(parents=True)
        (self.root / "two").mkdir()
        (self.root / "file.txt").write_bytes(b"text")
        text = ARTIFACT.format(name="data", suffix=SUFFIX)
        (self.root / "one" / artifact / "metadata.yaml").write_text(text)
        (self.root / "one" / artifact / "first").write_bytes(b"1")
        self.store = LocalStore(self.root)
        self.model: Model = {
            ROOT: Thing(NodeType.FOLDER),
            NodePath(("one",)): Thing(NodeType.FOLDER),
            NodePath(("two",)): Thing(NodeType.FOLDER),
            NodePath(("file.txt",)): Thing(NodeType.FILE, objects={"file.txt": b"text"}),
            NodePath(("one", artifact)): Thing(
                NodeType.ARTIFACT,
                ("old",),
                "recorded",
                {"first": b"1", "metadata.yaml": text.encode()},
            ),
        }
        self.undo: list[tuple[Operation, Model, dict[str, bytes | None]]] = []

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.root)

    def path(self, number: int) -> NodePath:
        paths = sorted(self.model)
        return paths[number % len(paths)]

    def is_free(self, path: NodePath, but: NodePath | None = None) -> bool:
        return all(
            other.parent != path.parent
            or other.is_root
            or other == but
            or other.name.casefold() != path.name.casefold()
            for other in self.model
        )

    def attempt(self, operation: Operation, error: type[EmError] | None) -> bool:
        """Do it; True where it was done, checked that it was right to do or to refuse it."""
        model, disk = copied(self.model), snapshot(self.root)
        if error is not None:
            with pytest.raises(error):
                self.store.perform(operation)
            assert snapshot(self.root) == disk
            return False
        outcome = self.store.perform(operation)
        if not outcome.changes:
            assert snapshot(self.root) == disk
            return False
        assert outcome.inverse is not None
        self.undo.append((outcome.inverse, model, disk))
        return True

    @rule(at=st.integers(0), name=st.sampled_from(NAMES))
    def create(self, at: int, name: str) -> None:
        parent = self.path(at)
        error: type[EmError] | None = None
        if self.model[parent].kind is not NodeType.FOLDER:
            error = InvalidMoveError
        elif not self.is_free(parent.child(name)):
            error = AlreadyExistsError
        if self.attempt(CreateFolder(parent, name), error):
            self.model[parent.child(name)] = Thing(NodeType.FOLDER)

    @rule(what=st.integers(0), to=st.integers(0), name=st.none() | st.sampled_from(NAMES))
    def move(self, what: int, to: int, name: str | None) -> None:
        old, parent = self.path(what), self.path(to)
        kind = self.model[old].kind
        segment = old.name if name is None else name
        if name is not None and kind is NodeType.ARTIFACT:
            segment = f"{name}_{SUFFIX}"
        new = parent.child(segment)
        error: type[EmError] | None = None
        is_inside = parent == old or parent.is_below(old)
        if old.is_root or is_inside or self.model[parent].kind is not NodeType.FOLDER:
            error = InvalidMoveError
        elif new != old and not self.is_free(new, old):
            error = AlreadyExistsError
        if self.attempt(Move(old, parent, name), error):
            self.model = {
                path.rebased(old, new) if path == old or path.is_below(old) else path: thing
                for path, thing in self.model.items()
            }
            if kind is NodeType.FILE:
                self.model[new].objects = {new.name: self.model[new].objects[old.name]}

    @rule(
        at=st.integers(0),
        labels=st.lists(st.sampled_from(["old", "x", "标签"]), max_size=2).map(tuple),
    )
    def label(self, at: int, labels: tuple[str, ...]) -> None:
        path = self.path(at)
        error = NotSupportedError if self.model[path].kind is NodeType.FILE else None
        if self.attempt(SetLabels(path, labels), error):
            self.model[path].labels = labels

    @rule(at=st.integers(0), text=st.sampled_from(["", "recorded", "a\nb", "文"]))
    def describe(self, at: int, text: str) -> None:
        path = self.path(at)
        error = NotSupportedError if self.model[path].kind is NodeType.FILE else None
        if self.attempt(SetDescription(path, text), error):
            self.model[path].description = text

    @rule(at=st.integers(0))
    def remove(self, at: int) -> None:
        path = self.path(at)
        if self.attempt(Remove(path), InvalidMoveError if path.is_root else None):
            self.model = {
                other: thing
                for other, thing in self.model.items()
                if other != path and not other.is_below(path)
            }

    @rule(
        at=st.integers(0), key=st.sampled_from(["first", "sub/second"]), data=st.binary(max_size=3)
    )
    def put(self, at: int, key: str, data: bytes) -> None:
        path = self.path(at)
        if self.model[path].kind is NodeType.ARTIFACT:
            self.store.put(path, key, io.BytesIO(data))
            self.model[path].objects[key] = data
            self.undo.clear()  # it can't be undone, and what came before leads elsewhere now

    @rule(at=st.integers(0), number=st.integers(0))
    def remove_object(self, at: int, number: int) -> None:
        path = self.path(at)
        keys = sorted(self.model[path].objects.keys() - {"metadata.yaml"})
        if self.model[path].kind is NodeType.ARTIFACT and keys:
            key = keys[number % len(keys)]
            if self.attempt(RemoveObject(path, key), None):
                del self.model[path].objects[key]

    @rule(at=st.integers(0), number=st.integers(0), name=st.sampled_from(["first", "third"]))
    def rename_object(self, at: int, number: int, name: str) -> None:
        path = self.path(at)
        keys = sorted(self.model[path].objects.keys() - {"metadata.yaml"})
        if self.model[path].kind is NodeType.ARTIFACT and keys:
            objects, key = self.model[path].objects, keys[number % len(keys)]
            new_key = f"{key[: key.rfind('/') + 1]}{name}"
            taken = new_key != key and new_key in objects
            if self.attempt(MoveObject(path, key, new_key), AlreadyExistsError if taken else None):
                objects[new_key] = objects.pop(key)

    @precondition(lambda self: self.undo)
    @rule()
    def take_back(self) -> None:
        inverse, model, disk = self.undo.pop()
        self.store.perform(inverse)
        assert snapshot(self.root) == disk
        self.model = model

    @invariant()
    def the_store_shows_what_the_model_says(self) -> None:
        seen: Model = {}
        pending = [ROOT]
        root = self.store.get(ROOT)
        seen[ROOT] = Thing(root.type, root.labels, root.description)
        while pending:
            for page in self.store.children(pending.pop()):
                for node in page:
                    pending += [node.path] if node.is_folder else []
                    thing = Thing(node.type, node.labels, node.description)
                    if not node.is_folder:
                        source = self.store.objects(node.path)
                        thing.objects = {
                            info.key: source.read(info.key)
                            for info in source.list()
                            if info.key != ".em-node.yaml"
                        }
                    seen[node.path] = thing
        assert seen == self.model


Operations.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestOperations = Operations.TestCase
