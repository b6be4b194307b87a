"""Contents as objects of a service that speaks S3.

The client is obstore: it is one wheel without further packages, typed, uploads
large files in parts by itself, and is faster than boto3 for many small objects.
Endpoint and credentials come from the usual variables (``AWS_ENDPOINT_URL``,
``AWS_ACCESS_KEY_ID``, ``AWS_SECRET_ACCESS_KEY``, ``AWS_REGION``).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.exceptions import NotFoundError as Missing
from obstore.store import S3Store

from em_desktop.errors import NotFoundError, UnavailableError, from_os_error
from em_desktop.stores.engine.blobs import BLOCK, Lying, check_address

_TRIED = timedelta(seconds=20)
"""So long a request is tried again; clients are told then, and try again themselves."""

_RANGE = 8 * BLOCK
_PARTS_FROM = 16 * BLOCK


class S3Blobs:
    """Contents below ``s3://BUCKET/PREFIX``."""

    def __init__(self, address: str, incoming: Path) -> None:
        parts = urlsplit(address)
        self.location = f"s3://{parts.netloc}{parts.path}"
        self.incoming = incoming
        try:
            incoming.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise from_os_error(error, os.fspath(incoming)) from error
        endpoint = os.environ.get("AWS_ENDPOINT_URL", "")
        with _translated(self.location):
            self._store = S3Store(
                parts.netloc,
                prefix=parts.path.strip("/") or None,
                client_options={"allow_http": endpoint.startswith("http://")},
                retry_config={"max_retries": 5, "retry_timeout": _TRIED},
            )

    def place(self, source: Path, address: str) -> None:
        with _translated(address):
            obstore.put(self._store, check_address(address), source, chunk_size=_PARTS_FROM)
        source.unlink(missing_ok=True)

    def read(self, address: str, start: int, end: int) -> Iterator[bytes]:
        for begin in range(start, end, _RANGE):
            stop = min(end, begin + _RANGE)
            with _translated(address):
                found = obstore.get_range(
                    self._store, check_address(address), start=begin, end=stop
                )
            block = memoryview(found)
            if len(block) < stop - begin:
                raise NotFoundError(address, "it ends too early")
            for at in range(0, len(block), BLOCK):
                yield bytes(block[at : at + BLOCK])

    def remove(self, address: str) -> None:
        try:
            with _translated(address):
                obstore.delete(self._store, check_address(address))
        except NotFoundError:
            pass

    def all(self) -> Iterator[Lying]:
        with _translated(self.location):
            for page in obstore.list(self._store):
                for one in page:
                    yield Lying(one["path"], one["size"], one["last_modified"])


@contextmanager
def _translated(subject: str) -> Iterator[None]:
    try:
        yield
    except (Missing, FileNotFoundError) as error:
        raise NotFoundError(subject, str(error)) from error
    except (BaseError, OSError) as error:
        raise UnavailableError(subject, str(error).partition("\n")[0]) from error
