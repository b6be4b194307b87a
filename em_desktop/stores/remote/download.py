"""Fetching from a server: recordings, versions of assets, single files, whole folders.

Files arrive under temporary names and take their place when they are whole. What is here
already with the same content isn't fetched again, and of a file that broke off the part that
came is kept, so that an interrupted download goes on.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.paths import check_new_name, check_object_key
from em_desktop.errors import (
    ConflictError,
    EmError,
    NotFoundError,
    from_os_error,
)
from em_desktop.stores.remote.answers import RemoteNode, RemoteObject
from em_desktop.stores.remote.client import Client
from em_desktop.stores.remote.history import FileHistory, record_of
from em_desktop.stores.remote.meter import Meter, Step
from em_desktop.stores.remote.partial import Partial
from em_desktop.stores.remote.sending import LARGEST_IN_ONE
from em_desktop.stores.remote.upload import md5_of

_RECORDINGS = {NodeType.RUN.value, NodeType.ARTIFACT.value}
_ASSETS = {NodeType.MODEL.value, NodeType.DATASET.value}
_OTHERS = {NodeType.FOLDER.value, NodeType.SHORTCUT.value}


@dataclass(slots=True)
class Downloaded:
    """What became of a node.

    Attributes:
        path: where it is there.
        place: where it is here now.
        files: how many files were fetched; others were here already.
        received: bytes that came; those that were kept from before aren't counted.
    """

    path: str
    place: Path
    files: int = 0
    received: int = 0


@dataclass(slots=True)
class Downloader:
    """Downloads into one directory.

    Attributes:
        client: the account.
        directory: what everything goes into.
        told: is told how far it is.
    """

    client: Client
    directory: Path
    told: Callable[[Step], None] | None = None
    _made: set[Path] = field(default_factory=set)

    def download(self, path: str) -> Iterator[Downloaded]:
        """Download what a path means, one node after the other.

        Args:
            path: of a node (a folder: all that is below it), of a version such as
                ``/demo/t9k-assethub/model/cv/net:main`` (``main`` where none is named), or
                of an object in one of these.

        Raises:
            NotFoundError: nothing is there.
            ConflictError: what arrived isn't what the server listed.
        """
        node_path, key = self._find(path)
        base, _, ref = node_path.partition(":")
        node = self.client.node(base)
        if key and node.type in _OTHERS:
            raise NotFoundError(path, "the server has nothing there")
        if key:
            source = node_path if ref or node.type not in _ASSETS else f"{base}:main"
            yield self._object(source, key)
            return
        yield from self._node(node, self.directory, ref)

    def _find(self, path: str) -> tuple[str, str]:
        """The node (with its version) that a path begins with, and the key of the rest."""
        path = path if path.startswith("/") else f"/{self.client.user}/{path}"
        parts = path.strip("/").split("/")
        for count in range(len(parts), 0, -1):
            base, colon, ref = parts[count - 1].partition(":")
            for name in (parts[count - 1], base) if colon else (base,):
                try:
                    self.client.node("/" + "/".join([*parts[: count - 1], name]))
                except NotFoundError:
                    continue
                named = f":{ref}" if colon and name == base else ""
                node = "/" + "/".join([*parts[: count - 1], name]) + named
                return node, "/".join(parts[count:])
        raise NotFoundError(path, "the server has nothing there")

    def _node(self, node: RemoteNode, into: Path, ref: str = "") -> Iterator[Downloaded]:
        if node.type == NodeType.FOLDER.value:
            place = into / check_new_name(node.name)
            for child in list(self.client.children(node.path)):
                yield from self._node(child, place)
            return
        if node.type in _OTHERS:
            return  # a shortcut has no content of its own
        name = node.alternative_name if node.type in _RECORDINGS else ""
        place = into / check_new_name(name or node.name)
        source = f"{node.path}:{ref or 'main'}" if node.type in _ASSETS else node.path
        done = Downloaded(source, place)
        self._objects(done)
        if node.type in _RECORDINGS:
            kind = NodeType(node.type)
            record = record_of("download", self.client, node.path, node.id, kind)
            FileHistory(place).add(record)
        yield done

    def _objects(self, done: Downloaded) -> None:
        objects = list(self.client.objects(done.path))
        self._make(done.place)
        meter = Meter(sum(each.size for each in objects), self.told)
        for each in objects:
            meter.begin(each.key)
            self._fetch(done, each, done.place / check_object_key(each.key), meter)
            meter.end(each.size)
        meter.finish()

    def _object(self, source: str, key: str) -> Downloaded:
        found = next((each for each in self.client.objects(source) if each.key == key), None)
        if found is None:
            raise NotFoundError(f"{source}/{key}", "there is no such file")
        check_object_key(key)
        done = Downloaded(source, self.directory / key.rpartition("/")[2])
        meter = Meter(found.size, self.told)
        meter.begin(key)
        self._fetch(done, found, done.place, meter)
        meter.finish()
        return done

    def _fetch(self, done: Downloaded, wanted: RemoteObject, target: Path, meter: Meter) -> None:
        """One file, unless it is here with this content."""
        if _is_here(target, wanted):
            return
        self._make(target.parent)
        try:
            with Partial(target, wanted.md5) as partial:
                meter.add(partial.size)
                self._complete(done, partial, wanted, meter)
                partial.take_place()
        except OSError as error:
            raise from_os_error(error, os.fspath(target)) from error
        done.files += 1

    def _complete(
        self, done: Downloaded, partial: Partial, wanted: RemoteObject, meter: Meter
    ) -> None:
        """Fetch what isn't here yet; all of it if what was here before turns out to be wrong."""
        path = f"{done.path}/{wanted.key}"
        if partial.size < wanted.size or not partial.found:
            with self.client.content(path, partial.size) as incoming:
                if incoming.start != partial.size:
                    partial.begin_anew()
                for piece in incoming:
                    partial.write(piece)
                    done.received += len(piece)
                    meter.add(len(piece))
        if partial.size == wanted.size and wanted.md5 in {"", partial.md5}:
            return
        if partial.found:
            partial.begin_anew()
            self._complete(done, partial, wanted, meter)
        elif partial.size != wanted.size or partial.size <= LARGEST_IN_ONE:
            partial.begin_anew()
            raise ConflictError(path, "what arrived isn't what the server listed")

    def _make(self, directory: Path) -> None:
        if directory in self._made:
            return
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise from_os_error(error, os.fspath(directory)) from error
        self._made.add(directory)


def _is_here(path: Path, wanted: RemoteObject) -> bool:
    try:
        if not wanted.md5 or path.is_symlink() or path.stat().st_size != wanted.size:
            return False
        return md5_of(path) == wanted.md5
    except (OSError, EmError):
        return False
