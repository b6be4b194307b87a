"""Addresses as they may be shown."""

from __future__ import annotations

import pytest

from em_desktop.formats.addresses import without_credentials


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://git.example.com/demo.git", "https://git.example.com/demo.git"),
        ("https://user:password@host/x.git", "https://***@host/x.git"),
        ("https://ghp_token@host/x.git", "https://***@host/x.git"),
        ("https://user:p@ss@host/x.git", "https://***@host/x.git"),
        ("https://user:pa/ss@host/x.git", "https://***@host/x.git"),
        ("http://:secret@host:8080/x", "http://***@host:8080/x"),
        ("ssh://git@host/x.git", "ssh://git@host/x.git"),
        ("ssh://git:secret@host/x.git", "ssh://***@host/x.git"),
        ("git@host:demo/x.git", "git@host:demo/x.git"),
        ("me:secret@host:demo/x.git", "***@host:demo/x.git"),
        ("https://host:8080/@scope/x", "https://host:8080/@scope/x"),
        ("https://host/x?access_token=abc&y=1", "https://host/x?access_token=***&y=1"),
        ("/srv/git/x.git", "/srv/git/x.git"),
        ("", ""),
    ],
)
def test_credentials_are_masked_and_the_rest_stays(address: str, shown: str) -> None:
    assert without_credentials(address) == shown
