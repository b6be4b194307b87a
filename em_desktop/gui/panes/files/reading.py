"""Reads files in a worker: the tree, and what is shown of one file."""

from __future__ import annotations

from dataclasses import dataclass

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.paths import NodePath
from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.errors import MalformedError, TooLargeError
from em_desktop.formats import artifact
from em_desktop.formats.preview.kinds import PreviewKind
from em_desktop.formats.preview.reader import ImagePreview, Preview, SvgPreview, read_preview
from em_desktop.formats.source import ObjectInfo
from em_desktop.gui.models.file_tree import FileColumn, FileTree, Update, build_tree, compare
from em_desktop.gui.panes.files.image_view import DecodedImage, decode_image
from em_desktop.gui.panes.files.svg_drawing import draw_svg
from em_desktop.stores.base import Cancel, Store


@dataclass(frozen=True, slots=True)
class Order:
    """What of the files is shown, and how it is sorted."""

    words: tuple[str, ...] = ()
    column: FileColumn = FileColumn.NAME
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A node, its files by their keys, and what is new in their tree."""

    node: Node
    objects: dict[str, ObjectInfo]
    update: Update


@dataclass(frozen=True, slots=True)
class Shown:
    """A preview, with its image decoded where it is one."""

    preview: Preview
    image: DecodedImage | None = None


def read_files(
    store: Store, path: NodePath, order: Order, before: FileTree, cancel: Cancel
) -> Listed:
    """The files of a node; an Artifact's without what describes the Artifact itself."""
    node = store.get(path)
    source = store.objects(path)
    found = artifact.content(source) if node.type is NodeType.ARTIFACT else source.list()
    objects = {}
    for info in found:
        cancel.check()
        objects[info.key] = info
    return Listed(node, objects, arrange_files(objects, order, before))


def arrange_files(objects: dict[str, ObjectInfo], order: Order, before: FileTree) -> Update:
    """The tree of files that are known already, compared with the one that is shown."""
    tree = build_tree(objects.values(), order.words, order.column, descending=order.descending)
    return compare(before, tree)


def read_shown(store: Store, path: NodePath, key: str, cancel: Cancel) -> Shown:
    """What to show of a file."""
    preview = read_preview(store.objects(path), key)
    try:
        match preview.content:
            case ImagePreview(data):
                return Shown(preview, decode_image(data, key))
            case SvgPreview(data):
                return Shown(preview, draw_svg(data, key, cancel))
    except MalformedError as error:
        large = isinstance(error, TooLargeError)
        kind = ProblemKind.TOO_LARGE if large else ProblemKind.MALFORMED
        problem = Problem(key, kind, error.reason, error.line)
        shown = PreviewKind.BINARY if preview.text is None else PreviewKind.TEXT
        return Shown(Preview(preview.info, shown, preview.text, None, (problem,)))
    return Shown(preview)
