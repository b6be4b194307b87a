"""A real S3 service for the tests: OpenStack Swift with its S3 interface, on loopback.

It isn't a dependency of the project: make an environment for it (``python3 -m venv DIR;
DIR/bin/pip install swift``) and name its programs by ``EM_SWIFT=DIR/bin``.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

BUCKET = "experiments"
_SERVERS = ("account", "container", "object")
_SECONDS = 60

_STORAGE = """
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
swift_dir = {root}
devices = {root}/devices
mount_check = false
disable_fallocate = true
user = {user}
[pipeline:main]
pipeline = {name}-server
[app:{name}-server]
use = egg:swift#{name}
"""

_PROXY = """
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
swift_dir = {root}
user = {user}
[pipeline:main]
pipeline = catch_errors proxy-logging cache s3api tempauth copy slo dlo proxy-logging proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:tempauth]
use = egg:swift#tempauth
user_em_em = {secret} .admin
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
[filter:cache]
use = egg:swift#memcache
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:proxy-logging]
use = egg:swift#proxy_logging
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
"""


@dataclass(frozen=True, slots=True)
class S3:
    """Where the service is, as the usual variables say it."""

    address: str
    environment: dict[str, str]


@contextmanager
def running() -> Iterator[S3]:
    """A service with an empty bucket; skips the test, and says so, where there is none."""
    programs = os.environ.get("EM_SWIFT")
    if not programs:
        pytest.skip("no S3 service: install swift and name its programs by EM_SWIFT")
    root = Path(tempfile.mkdtemp(prefix="em-swift-"))
    processes: list[subprocess.Popen[bytes]] = []
    try:
        secret = secrets.token_hex(16)
        ports = _configure(root, Path(programs), secret)
        port = ports[-1]
        log = (root / "log").open("wb")
        for name in (*_SERVERS, "proxy"):
            command = [f"{programs}/swift-{name}-server", str(root / f"{name}.conf")]
            processes.append(subprocess.Popen(command, stdout=log, stderr=log))
        log.close()
        for one in ports:
            _wait(one, root / "log")
        environment = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_ACCESS_KEY_ID": "em:em",
            "AWS_SECRET_ACCESS_KEY": secret,
            "AWS_REGION": "us-east-1",
        }
        _make_bucket(port, secret)
        yield S3(f"s3://{BUCKET}/store", environment)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(_SECONDS)
        shutil.rmtree(root, ignore_errors=True)


def _configure(root: Path, programs: Path, secret: str) -> list[int]:
    """Write what the four servers need; their ports, the proxy's last."""
    ports = []
    (root / "devices" / "d1").mkdir(parents=True)
    (root / "swift.conf").write_text(
        "[swift-hash]\nswift_hash_path_prefix = em\nswift_hash_path_suffix = em\n"
        "[storage-policy:0]\nname = one\ndefault = yes\n"
    )
    user = os.environ.get("USER", "root") if os.geteuid() else "root"
    for name in _SERVERS:
        port = _free_port()
        ports.append(port)
        text = _STORAGE.format(port=port, root=root, user=user, name=name)
        (root / f"{name}.conf").write_text(text)
        builder = str(root / f"{name}.builder")
        for words in (
            ["create", "4", "1", "0"],
            ["add", f"r1z1-127.0.0.1:{port}/d1", "1"],
            ["rebalance"],
        ):
            ring = [str(programs / "swift-ring-builder"), builder, *words]
            done = subprocess.run(ring, capture_output=True, text=True, check=False, cwd=root)
            assert done.returncode < 2, done.stdout + done.stderr
    port = _free_port()
    text = _PROXY.format(port=port, root=root, user=user, secret=secret)
    (root / "proxy.conf").write_text(text)
    return [*ports, port]


def _wait(port: int, log: Path) -> None:
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(log.read_text(errors="replace"))


def _make_bucket(port: int, secret: str) -> None:
    """A signed request by hand: the client that the server uses makes no buckets."""
    host, now = f"127.0.0.1:{port}", datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    empty = hashlib.sha256(b"").hexdigest()
    scope = f"{now[:8]}/us-east-1/s3/aws4_request"
    named = "host;x-amz-content-sha256;x-amz-date"
    request = (
        f"PUT\n/{BUCKET}\n\nhost:{host}\nx-amz-content-sha256:{empty}\nx-amz-date:{now}\n\n"
        f"{named}\n{empty}"
    )
    digest = hashlib.sha256(request.encode()).hexdigest()
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signed = f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{digest}".encode()
    signature = hmac.digest(key, signed, "sha256").hex()
    headers = {
        "Host": host,
        "x-amz-date": now,
        "x-amz-content-sha256": empty,
        "Authorization": f"AWS4-HMAC-SHA256 Credential=em:em/{scope}, "
        f"SignedHeaders={named}, Signature={signature}",
    }
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    connection.request("PUT", f"/{BUCKET}", headers=headers)
    answer = connection.getresponse()
    assert answer.status < 300, answer.read()
    connection.close()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
