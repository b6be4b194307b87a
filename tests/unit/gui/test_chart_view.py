"""The layout of a page of charts as a value."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from em_desktop.domain.autotune import Direction
from em_desktop.gui.plots.view import ChartSize, Note, View, ViewHistory

names = st.text(min_size=1, max_size=4)


@given(st.lists(names, unique=True, max_size=8), st.lists(st.tuples(names, names), max_size=8))
def test_moving_loses_and_adds_no_metric(shown: list[str], moves: list[tuple[str, str]]) -> None:
    view = View()
    for name, before in moves:
        view = view.moved(name, before)
    assert sorted(view.arranged(shown)) == sorted(shown)


def test_a_moved_metric_stands_before_the_other() -> None:
    view = View().moved("c", "a")
    assert view.arranged("abc") == ["c", "a", "b"]
    assert view.moved("a", "").arranged("abc") == ["c", "b", "a"]
    assert view.moved("a", "a") == view


@given(
    st.builds(
        View,
        size=st.sampled_from(list(ChartSize)),
        pinned=st.lists(names, max_size=3).map(tuple),
        order=st.lists(st.tuples(names, names), max_size=3).map(tuple),
        derived=st.lists(st.tuples(names, names), max_size=3).map(tuple),
        notes=st.lists(st.builds(Note, names, st.floats(-9, 9), names), max_size=3).map(tuple),
        best=st.dictionaries(names, st.sampled_from([None, *Direction]), max_size=3),
    )
)
def test_a_view_comes_back_from_what_was_saved(view: View) -> None:
    assert View.from_json(json.loads(json.dumps(view.to_json()))) == view


def test_what_isnt_understood_is_left_out() -> None:
    wrong = {
        "size": "huge",
        "pinned": [1, "a"],
        "order": [["a"], ["a", "b"], 3],
        "derived": "x",
        "notes": [["step", "1", "t"], ["step", 1, "t"]],
        "best": {"a": "sideways", "b": None},
    }
    assert View.from_json(wrong) == View(
        pinned=("a",), order=(("a", "b"),), notes=(Note("step", 1.0, "t"),), best={"b": None}
    )
    assert View.from_json(None) == View()


def test_every_step_is_undone_and_done_again() -> None:
    history = ViewHistory()
    history.change(history.view.with_pinned("a", pinned=True))
    history.change(history.view.with_derived("p", "exp(loss)"))
    both = history.view
    history.undo()
    assert history.view == View(pinned=("a",))
    history.undo()
    assert history.view == View()
    assert not history.can_undo
    history.redo()
    history.redo()
    assert history.view == both
    history.change(history.view.with_pinned("a", pinned=False))
    assert not history.can_redo
    history.restore(View())
    assert not history.can_undo


def test_best_is_what_the_name_says_unless_chosen() -> None:
    view = View()
    assert view.direction("val/loss") is Direction.MINIMIZE
    assert view.direction("accuracy") is Direction.MAXIMIZE
    assert (
        view.with_best("accuracy", Direction.MINIMIZE).direction("accuracy") is Direction.MINIMIZE
    )
    assert view.with_best("accuracy", None).direction("accuracy") is None


def test_a_note_is_changed_and_removed() -> None:
    note = Note("step", 5.0, "lr halved")
    view = View().with_note(note)
    other = Note("step", 5.0, "lr quartered")
    assert view.with_note(other, note).notes == (other,)
    assert view.with_note(Note("step", 5.0, ""), note).notes == ()
