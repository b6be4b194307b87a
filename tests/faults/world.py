"""A small store whose every file is known, and what must hold of it whatever happens."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

from em_desktop.domain.gestures import Batch
from em_desktop.domain.nodes import Node
from em_desktop.domain.operations import (
    Copy,
    CreateFolder,
    CreateShortcut,
    IfTaken,
    Move,
    Operation,
    Remove,
    SetColor,
    SetDescription,
    SetFavourite,
    SetLabels,
)
from em_desktop.domain.paths import ROOT
from em_desktop.errors import EmError
from em_desktop.formats import checksums, node_meta
from em_desktop.formats.checksums import CHECKSUMS
from em_desktop.formats.source import DirectorySource
from em_desktop.stores.local import LocalStore
from em_desktop.stores.local.check import Remedy, check, repair
from em_desktop.sync.editing import Done, Editing
from em_desktop.sync.plans import plan_import
from em_desktop.sync.transfers import Transfer

FILES = ("one", "two", "deep/three")
NAMES = ("a", "b", "A", "实验", "x y")
RECORDINGS = tuple(f"rec{number}_261123_12000{number}_aaaaa{number}" for number in range(6))


def make(root: Path) -> Path:
    """Six Artifacts of three files in three folders, and two plain files."""
    for number, name in enumerate(RECORDINGS):
        directory = root / f"folder{number % 3}" / name
        directory.mkdir(parents=True)
        text = f"kind: Artifact\nname: {name[:4]}\nalternativeName: {name}\n"
        (directory / "metadata.yaml").write_text(text)
        for key in FILES:
            (directory / key).parent.mkdir(exist_ok=True)
            (directory / key).write_text(f"{name} {key}")
    for name in ("left.txt", "right.txt"):
        (root / name).write_text(f"plain {name}")
    return root


def tokens() -> set[str]:
    """The contents of all files that mustn't be lost."""
    recorded = {f"{name} {key}" for name in RECORDINGS for key in FILES}
    return recorded | {"plain left.txt", "plain right.txt"}


def is_unfinished(place: Path, root: Path) -> bool:
    return any(part.startswith(".em-tmp-") for part in place.relative_to(root).parts)


def found(root: Path) -> list[Path]:
    """All files, also in the trash, but not the unfinished ones."""
    return [
        place for place in root.rglob("*") if place.is_file() and not is_unfinished(place, root)
    ]


def complaints(root: Path, *, whole: bool = True) -> Iterator[str]:
    """What isn't as it must be, at any moment.

    Args:
        root: the store.
        whole: no files were taken out of recordings.
    """
    texts = {}
    for place in found(root):
        try:
            texts[place] = place.read_text()
        except OSError as error:
            yield f"unreadable {error}"
    for token in tokens() - set(texts.values()):
        yield f"lost: {token}"
    for place, text in texts.items():
        if place.name == "metadata.yaml" and whole:
            name = re.search("alternativeName: (.*)", text)
            if name is None:
                yield f"half a recording: {place}: {text!r}"
                continue
            if name[1] in RECORDINGS:
                expected = {key: f"{name[1]} {key}" for key in FILES}
            else:
                expected = {f"extra/{number}": f"extra {number}" for number in range(5)}
            inside = {key: texts.get(place.parent / key) for key in expected}
            if expected != inside:
                yield f"half a recording: {place}"
        meta = place.name == ".em-node.yaml" and node_meta.read(DirectorySource(place.parent))
        if meta and meta.problems:
            yield f"damaged: {place}: {text!r}"
        if place.name.endswith(".shortcut.yaml") and "kind: Shortcut" not in text:
            yield f"damaged: {place}: {text!r}"


def tidy(root: Path) -> Iterator[str]:
    """Repair what a crash has left; what can't be repaired is a complaint."""
    for finding in list(check(root, young=0)):
        if finding.remedy is not Remedy.NONE:
            repair(root, finding)
    for finding in check(root, young=0):
        if finding.remedy is not Remedy.NONE:
            yield f"not repaired: {finding}"
    for place in root.rglob(".em-tmp-*"):
        yield f"a stray: {place}"


def nodes(store: LocalStore) -> list[Node]:
    """All nodes of a store that somebody else may be changing."""
    seen: list[Node] = []
    pending = [ROOT]
    while pending:
        path = pending.pop()
        try:
            below = [node for page in store.children(path) for node in page]
        except EmError:
            continue
        seen += below
        pending += [node.path for node in below if node.is_folder]
    return seen


def any_operation(chance: random.Random, store: LocalStore) -> Operation:
    """One that may or may not be possible."""
    known = nodes(store)
    folders = [ROOT, *(node.path for node in known if node.is_folder)]
    if not known:
        return CreateFolder(ROOT, chance.choice(NAMES))
    node = chance.choice(known)
    path, parent = node.path, chance.choice(folders)
    name = chance.choice([None, *NAMES])
    taken = chance.choice([IfTaken.KEEP_BOTH, IfTaken.REPLACE, IfTaken.REFUSE])
    choices: list[Operation] = [
        Move(path, parent, name, taken),
        Move(path, parent, name, taken),
        SetLabels(path, (chance.choice(NAMES),)),
        SetDescription(path, chance.choice(NAMES)),
        SetFavourite(path, chance.random() < 0.5),
        SetColor(path, chance.choice(NAMES)),
        CreateFolder(parent, chance.choice(NAMES), taken),
        CreateShortcut(path, parent, name, taken),
    ]
    if chance.random() < 0.4:
        choices.append(Remove(path))
    if len(known) < 60:
        choices.append(Copy(path, parent, name, taken))
    return chance.choice(choices)


def operations_of_a_gesture(chance: random.Random, store: LocalStore) -> list[Operation]:
    """One, several, or the same one for many nodes, which a store does side by side."""
    known = nodes(store)
    if known and chance.random() < 0.2:
        labels = (chance.choice(NAMES),)
        return [SetLabels(node.path, labels) for node in known]
    if known and chance.random() < 0.1:
        parent = chance.choice(known).path.parent
        return [Remove(node.path) for node in known if node.path.parent == parent]
    return [any_operation(chance, store) for _ in range(chance.choice([1, 1, 3]))]


def gesture(chance: random.Random, editing: Editing, outside: Path) -> Done | None:
    """Do something at random: one or several operations, undo, redo, or a transfer."""
    store = editing.store
    assert isinstance(store, LocalStore)
    match chance.randrange(10):
        case 0 | 1:
            stream = editing.undo() if editing.can_undo else iter(())
        case 2:
            stream = editing.redo() if editing.can_redo else iter(())
        case 3:
            folders = [node.path for node in nodes(store) if node.is_folder]
            if folders:
                plan = plan_import(store, chance.choice(folders), [outside / "extra"])
                list(Transfer(plan.answered(IfTaken.KEEP_BOTH), editing).run())
            return None
        case _:
            stream = editing.do(Batch.of(operations_of_a_gesture(chance, store)))
    done = None
    for value in stream:
        done = value if isinstance(value, Done) else done
    return done


def make_outside(directory: Path) -> Path:
    """What transfers bring in."""
    (directory / "extra").mkdir(parents=True)
    for number in range(5):
        (directory / "extra" / f"{number}").write_text(f"extra {number}")
    return directory


def look(root: Path) -> dict[str, object]:
    """All that can be seen of a store, in a form in which two stores can be compared."""
    seen: dict[str, object] = {}
    for place in sorted(root.rglob("*")):
        where = place.relative_to(root).as_posix()
        if where.startswith(".em-store") or is_unfinished(place, root):
            continue
        if place.name == CHECKSUMS:  # without the times, which each store has of its own
            known = checksums.read(place.parent)
            seen[where] = {key: one.sha256 for key, one in known.items()}
        elif place.is_symlink():
            seen[where] = place.readlink()
        elif place.is_file():
            text = place.read_bytes()
            text = re.sub(rb"[0-9a-f]{8}-[0-9a-f-]{27}", b"ID", text)
            seen[where] = re.sub(rb"inode: \d+", b"inode", text)
        else:
            seen[where] = None
    return seen
