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
from em_desktop.stores.remote.meter import FileMeter, Meter, Step
from em_desktop.stores.remote.partial import Partial
from em_desktop.stores.remote.sending import LARGEST_IN_ONE
from em_desktop.stores.remote.side_by_side import side_by_side
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
        targets = [(each, done.place / check_object_key(each.key)) for each in objects]
        received: list[int] = []

        def fetch(wanted: tuple[RemoteObject, Path]) -> None:
            count = self._fetch(done.path, *wanted, meter)
            if count is not None:
                received.append(count)

        side_by_side(fetch, targets)
        done.files, done.received = len(received), sum(received)
        meter.finish()

    def _object(self, source: str, key: str) -> Downloaded:
        found = next((each for each in self.client.objects(source) if each.key == key), None)
        if found is None:
            raise NotFoundError(f"{source}/{key}", "there is no such file")
        check_object_key(key)
        done = Downloaded(source, self.directory / key.rpartition("/")[2])
        meter = Meter(found.size, self.told)
        received = self._fetch(source, found, done.place, meter)
        if received is not None:
            done.files, done.received = 1, received
        meter.finish()
        return done

    def _fetch(self, source: str, wanted: RemoteObject, target: Path, meter: Meter) -> int | None:
        """One file: how many bytes came; None where it is here already with this content."""
        of_file = meter.begin(wanted.key, wanted.size)
        received = None
        if not _is_here(target, wanted):
            self._make(target.parent)
            try:
                with Partial(target, wanted.md5) as partial:
                    of_file.add(partial.size)
                    received = self._complete(source, partial, wanted, of_file)
                    partial.take_place()
            except OSError as error:
                raise from_os_error(error, os.fspath(target)) from error
        of_file.end()
        return received

    def _complete(
        self, source: str, partial: Partial, wanted: RemoteObject, of_file: FileMeter
    ) -> int:
        """Fetch what isn't here yet; all of it if what was here before turns out to be wrong."""
        path, received = f"{source}/{wanted.key}", 0
        if partial.size < wanted.size or not partial.found:
            with self.client.content(path, partial.size) as incoming:
                if incoming.start != partial.size:
                    partial.begin_anew()
                for piece in incoming:
                    partial.write(piece)
                    received += len(piece)
                    of_file.add(len(piece))
        if partial.size == wanted.size and wanted.md5 in {"", partial.md5}:
            return received
        if partial.found:
            partial.begin_anew()
            return received + self._complete(source, partial, wanted, of_file)
        if partial.size != wanted.size or partial.size <= LARGEST_IN_ONE:
            partial.begin_anew()
            raise ConflictError(path, "what arrived isn't what the server listed")
        return received

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
