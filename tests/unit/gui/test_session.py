"""A session survives being written and read, and a damaged one costs only what is damaged."""

from __future__ import annotations

import json

import pytest

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.paths import NodePath
from em_desktop.gui.context import Location
from em_desktop.gui.history import Visit
from em_desktop.gui.session import Bookmark, Session, TabState, from_json, to_json

RUN = Location("/data", NodePath(("runs", "mnist")))
SESSION = Session(
    navigator_width=260,
    inspector_width=300,
    navigator=True,
    inspector=False,
    stores=("/data", "/nas"),
    expanded=(Location("/data", NodePath()), Location("/data", NodePath(("runs",)))),
    tabs=(
        TabState(
            (Visit(RUN, {"tab": "metrics"}), Visit(Location("/nas", NodePath()))),
            1,
            "nas",
            NodeType.FOLDER,
        ),
    ),
    current_tab=0,
    pinned=(Bookmark(RUN, NodeType.RUN, "mnist"),),
    recent=(Bookmark(RUN, NodeType.RUN, "mnist"),),
)


def test_a_session_comes_back_as_it_was() -> None:
    assert from_json(to_json(SESSION)) == SESSION


def test_names_that_are_not_unicode_survive() -> None:
    odd = Location("/data", NodePath(("caf\udce9",)))
    assert from_json(to_json(Session(expanded=(odd,)))).expanded == (odd,)


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "{", '{"tabs": 3, "stores": {"a": 1}}', "[" * 9999]
)
def test_what_is_no_session_is_a_first_start(text: str) -> None:
    assert from_json(text) == Session()


def test_a_damaged_part_costs_only_itself() -> None:
    value = json.loads(to_json(SESSION))
    value["tabs"][0]["visits"][0]["path"] = [1, 2]
    value["pinned"].append({"store": 5})
    value["navigator_width"] = True
    session = from_json(json.dumps(value))
    [tab] = session.tabs
    assert (tab.visits, tab.position) == ((Visit(Location("/nas", NodePath())),), 1)
    assert session.pinned == SESSION.pinned
    assert session.navigator_width == 0
    assert session.stores == SESSION.stores
