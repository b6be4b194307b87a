"""What must be asked before something is done on a server that can't simply be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QWidget

from em_desktop.domain.grants import (
    Permission,
    Preview,
    Principal,
    Source,
    Step,
    preview_move,
)
from em_desktop.domain.paths import NodePath, printable
from em_desktop.errors import EmError
from em_desktop.gui import wording
from em_desktop.gui.dialogs.sharing.words import permission_text, principal_text
from em_desktop.gui.server_names import is_server, place_of
from em_desktop.stores.base import Cancel, Store
from em_desktop.stores.remote.places import Place

HUB = "t9k-assethub"
_MOST_ASKED = 20
"""So many nodes are asked about before a move; the others mostly lie in the same folder."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something to be confirmed.

    Attributes:
        confirm: what the button says that goes on.
        is_final: whether it can't be taken back.
    """

    title: str
    text: str
    confirm: str
    is_final: bool = False


def is_in_hub(store_id: str, path: NodePath) -> bool:
    """Whether a node belongs to somebody's Asset Hub."""
    if not is_server(store_id):
        return False
    at = 0 if place_of(store_id) is Place.MINE else 1
    return path.parts[at : at + 1] == (HUB,)


def questions_before_removal(
    store_id: str, paths: Sequence[NodePath], *, has_trash: bool
) -> list[Question]:
    """What must be asked before nodes are removed; mostly nothing, since it can be undone."""
    translate = QCoreApplication.translate
    questions = []
    if any(is_in_hub(store_id, path) for path in paths):
        questions += _hub_questions(translate("caution", "Delete"))
    if not has_trash:
        questions.append(
            Question(
                translate("caution", "Delete for good?"),
                translate(
                    "caution", "This server has no trash: what is deleted can’t be restored."
                ),
                translate("caution", "Delete for good"),
                is_final=True,
            )
        )
    return questions


def questions_before_change(store_id: str, paths: Iterable[NodePath]) -> list[Question]:
    """What must be asked before nodes get another name or place."""
    if any(is_in_hub(store_id, path) for path in paths):
        return _hub_questions(QCoreApplication.translate("caution", "Change"))
    return []


def _hub_questions(confirm: str) -> list[Question]:
    """Asked twice, with the reason: others rely on these paths, and no undo tells them."""
    translate = QCoreApplication.translate
    return [
        Question(
            wording.filled(translate("caution", "This is in {folder}"), folder=HUB),
            wording.filled(
                translate(
                    "caution",
                    "{folder} holds the Models and Datasets of the Asset Hub. Programs and other "
                    "people use them by their paths, and fail when these change.",
                ),
                folder=HUB,
            ),
            translate("caution", "Go on"),
        ),
        Question(
            translate("caution", "Are you sure?"),
            wording.filled(
                translate(
                    "caution",
                    "Without its two folders model and dataset nobody can log in to the Asset "
                    "Hub of {folder}. Only the Asset Hub itself should change what is in it.",
                ),
                folder=HUB,
            ),
            confirm,
            is_final=True,
        ),
    ]


# Who gains and who loses when nodes move


def access_changes(
    store: Store, paths: Sequence[NodePath], parent: NodePath, cancel: Cancel
) -> Preview:
    """What a move changes about who may do what; in a worker.

    Where the server doesn't tell it nothing is foreseen: it decides about the move anyway.
    """
    from em_desktop.stores.remote.store import RemoteStore

    total = Preview()
    if not isinstance(store, RemoteStore) or not store.capabilities.grants:
        return total
    try:
        after = [_step(store.sharing(parent).sources)]
        for path in paths[:_MOST_ASKED]:
            cancel.check()
            if path.parent == parent:
                continue
            one = preview_move([_step(store.sharing(path).sources)], after)
            total.gained |= one.gained
            total.lost |= one.lost
            total.changed |= one.changed
    except EmError:
        return Preview()
    return total


def _step(sources: Iterable[Source]) -> Step:
    """What counts at a node, as one step of a way: the server has decided already what does."""
    return Step("", actions=[replace(source.action, sequence=1) for source in sources])


def questions_before_move(preview: Preview, place: str) -> list[Question]:
    """What must be asked before nodes move where others have access."""
    translate = QCoreApplication.translate
    if not (preview.gained or preview.lost or preview.changed):
        return []
    lines = [
        wording.filled(
            translate("caution", "What is moved gets exactly the people of {place}."),
            place=printable(place),
        )
    ]
    for text, found in (
        (translate("caution", "Gain access: {names}"), _names(preview.gained)),
        (translate("caution", "Lose access: {names}"), _names(preview.lost)),
        (
            translate("caution", "Have other permissions: {names}"),
            _names({who: after for who, (_, after) in preview.changed.items()}),
        ),
    ):
        if found:
            lines.append(wording.filled(text, names=found))
    return [
        Question(
            translate("caution", "Moving changes who has access"),
            "\n".join(lines),
            translate("caution", "Move"),
        )
    ]


def _names(found: dict[Principal, Permission]) -> str:
    return ", ".join(
        f"{principal_text(who)} ({permission_text(given)})" for who, given in found.items()
    )


def ask(near: QWidget | None, questions: Sequence[Question], then: Callable[[], None]) -> None:
    """Ask one question after the other; where all are confirmed go on with ``then``."""
    if not questions:
        then()
        return
    from em_desktop.gui.dialogs.caution import CautionDialog

    window = near.window() if near is not None else QApplication.activeWindow()
    if window is None:  # nobody can be asked, so that nothing is done
        return
    dialog = CautionDialog(questions, window)
    dialog.confirmed.connect(then)
    dialog.open()
