"""Ways to a server: through a proxy, by one's own authority; and gestures on a plain one."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import which

import pytest

from em_desktop.domain.gestures import Batch, Deed, Description
from em_desktop.domain.operations import CreateFolder, Move, Operation, Remove, SetLabels
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import MalformedError, UnresolvedError, UntrustedError
from em_desktop.stores.remote.account import Account
from em_desktop.stores.remote.client import Client
from em_desktop.stores.remote.config import Login, login_to
from em_desktop.stores.remote.store import RemoteStore
from em_desktop.stores.remote.transport import Transport
from em_desktop.sync.editing import Done, Editing
from em_desktop.sync.history import History
from tests.unit.stores.remote.plain_server import KEY, USER, World
from tests.unit.stores.remote.test_greeting import website


def asked(login: Login) -> str:
    with Client(login, Transport(login, attempts=1, timeout=(20.0, 20.0))) as client:
        return client.user


def test_an_accounts_proxy_is_asked_instead_of_the_server(served: tuple[str, World]) -> None:
    login = login_to("http://nobody.invalid", KEY)
    with pytest.raises(UnresolvedError):
        asked(login)
    assert asked(replace(login, proxy=served[0])) == USER


def test_the_environments_proxy_counts_where_the_account_names_none(
    served: tuple[str, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", served[0])
    assert asked(login_to("http://nobody.invalid", KEY)) == USER
    monkeypatch.setenv("no_proxy", "nobody.invalid")
    with pytest.raises(UnresolvedError):
        asked(login_to("http://nobody.invalid", KEY))


@pytest.mark.skipif(which("openssl") is None, reason="needs openssl to make a certificate")
def test_an_authority_that_the_account_names_is_trusted_and_no_other(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-batch",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with website(context) as port:
        login = login_to(f"https://localhost:{port}", KEY)
        with pytest.raises(UntrustedError):
            asked(login)
        with pytest.raises(MalformedError):  # it is trusted, and no AIStore
            asked(replace(login, authorities=str(certificate)))


@pytest.fixture
def editing(client: Client) -> Iterator[Editing]:
    store = RemoteStore(Account(client))
    opened = Editing(store, History(None, store.info.id))
    yield opened
    opened.close()
    store.close()


def done(editing: Editing, *operations: Operation) -> Done:
    description = Description(Deed.RENAME, len(operations), ())
    (*_, last) = editing.do(Batch(operations, description))
    assert isinstance(last, Done)
    assert last.failures == ()
    return last


def test_gestures_on_a_plain_server_are_undone_as_far_as_it_can(
    editing: Editing, world: World
) -> None:
    world.add(f"/{USER}/model", "Artifact")
    model = NodePath(("model",))
    done(editing, CreateFolder(ROOT, "new"), SetLabels(model, ("x",)))
    assert world.nodes[f"/{USER}/model"].fields["labels"] == ["x"]
    list(editing.undo())
    assert f"/{USER}/new" not in world.nodes
    assert world.nodes[f"/{USER}/model"].fields["labels"] == []
    done(editing, Move(model, ROOT, "other"))
    list(editing.undo())
    assert world.nodes[f"/{USER}/model"].fields["name"] == "model"
    removed = done(editing, Remove(model))
    assert removed.entry is None  # nothing takes it back
    assert f"/{USER}/model" not in world.nodes
