"""The stops of the tour that are about servers; none is asked for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from em_desktop.domain.grants import (
    PUBLIC,
    Grant,
    GrantAction,
    Permission,
    Principal,
    PrincipalKind,
    Source,
)
from em_desktop.gui.app import Application
from em_desktop.gui.dialogs.connect import ConnectDialog
from em_desktop.gui.dialogs.sharing.dialog import Shared, ShareDialog
from em_desktop.stores.remote.additions import Sharing

_PATH = "/ann/digits"
_RUN = f"{_PATH}/digits_mlp_long"
_LIN = Principal(PrincipalKind.USER, "lin.wei")
_ZHANG = Principal(PrincipalKind.USER, "zhang.min")
_LAB = Principal(PrincipalKind.GROUP, "cvlab")
_NLP = Principal(PrincipalKind.GROUP, "nlp")


class _Example:
    """The sharing of a Run that several people work with."""

    def __init__(self) -> None:
        self._sharing = Sharing(
            _RUN,
            "ann",
            Permission.OWN,
            "own, because it is in your own tree",
            (
                _given(_RUN, _LIN, Permission.EDIT),
                _given(_RUN, _ZHANG, Permission.VIEW),
                _given(_PATH, _LAB, Permission.VIEW),
            ),
        )

    def sharing(self) -> Sharing:
        return self._sharing

    def share(self, grants: Sequence[Grant]) -> Sharing:
        sources = tuple(_given(_RUN, grant.principal, grant.permission) for grant in grants)
        return replace(self._sharing, sources=sources)

    def people(self, part: str) -> Sequence[Principal]:
        return [each for each in (_LIN, _ZHANG, _LAB, _NLP) if part in each.name]


def _given(path: str, principal: Principal, permission: Permission) -> Source:
    days_ago = datetime.now(UTC) - timedelta(days=14)
    return Source(path, GrantAction(0, principal, permission, days_ago, "ann"))


def open_connect(application: Application) -> None:
    """The dialog that asks for a server, half filled in."""
    dialog = ConnectDialog(
        application.context,
        _yes,
        application.window,
        address="https://em.example.org",
        logins=list,
    )
    dialog.open()


def open_share(application: Application) -> None:
    """The dialog that shares a Run, with a change that isn't saved."""
    shared = Shared("digits_mlp_long", "digits", "em.example.org", "ann")
    dialog = ShareDialog(application.context, _Example(), shared, application.window)
    dialog.open()
    dialog.wanted.setCurrentIndex(0)
    dialog.people.add(_NLP)
    dialog.drafted.connect(_change)


def _change(dialog: ShareDialog) -> None:
    dialog.choose(_ZHANG, Permission.EDIT)
    dialog.choose(PUBLIC, Permission.VIEW)


def _yes() -> bool:
    return True
