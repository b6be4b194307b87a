"""What is compared: members, their looks, and what happens when they come, go and move."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from em_desktop.domain.comparison import MOST_MEMBERS, Comparison, Newcomer, Place
from em_desktop.domain.paths import NodePath


def newcomer(name: str, color: int = 0, node_id: str = "", part: str = "") -> Newcomer:
    place = Place("store", NodePath.parse(f"runs/{name}"), part)
    return Newcomer(place, name, color, node_id=node_id)


def looks(comparison: Comparison) -> dict[str, int]:
    return {member.key: member.look for member in comparison.members}


def test_the_first_has_its_own_color_and_a_twin_gets_the_next() -> None:
    three = Comparison("c").with_added([newcomer("a", 3), newcomer("b", 3), newcomer("c", 4)])
    assert [member.look for member in three.members] == [3, 4, 5]


def test_a_chosen_color_is_kept_and_its_twin_is_dashed() -> None:
    chosen = Newcomer(Place("store", NodePath(("x",))), "x", 3, chosen=True)
    two = Comparison("c").with_added([newcomer("a", 3), chosen])
    assert [member.look for member in two.members] == [3, 13]


def test_what_is_there_already_is_not_added_again() -> None:
    one = Comparison("c").with_added([newcomer("a")])
    assert one.with_added([newcomer("a")]) == one


def test_a_node_is_known_by_its_id_after_it_moved() -> None:
    one = Comparison("c").with_added([newcomer("a", node_id="5b3d")])
    assert one.with_added([newcomer("elsewhere", node_id="5b3d")]) == one
    assert len(one.with_added([newcomer("a", node_id="77aa")]).members) == 2


def test_trials_of_one_search_are_different_things() -> None:
    two = Comparison("c").with_added([newcomer("s", part="t1"), newcomer("s", part="t2")])
    assert [member.place.part for member in two.members] == ["t1", "t2"]


def test_no_more_than_two_hundred_are_compared() -> None:
    many = Comparison("c").with_added([newcomer(str(n), n % 10) for n in range(MOST_MEMBERS + 5)])
    assert len(many.members) == MOST_MEMBERS
    assert len(set(looks(many).values())) == MOST_MEMBERS


def test_a_key_is_never_given_twice() -> None:
    two = Comparison("c").with_added([newcomer("a"), newcomer("b")])
    again = two.without(["2"]).with_added([newcomer("c")])
    assert [member.key for member in again.members] == ["1", "3"]


def test_the_first_is_the_baseline_until_another_is_chosen() -> None:
    two = Comparison("c").with_added([newcomer("a"), newcomer("b")])
    assert Comparison("c").baseline_key == ""
    assert two.baseline_key == "1"
    assert two.with_baseline("2").baseline_key == "2"
    assert two.with_baseline("2").without(["2"]).baseline_key == "1"


def test_members_follow_their_nodes() -> None:
    two = Comparison("c", origin=Place("store", NodePath(("runs",)))).with_added(
        [newcomer("a"), newcomer("b")]
    )

    def moved(place: Place) -> Place:
        is_b = place.path.name == "b"
        return Place(place.store_id, NodePath(("best", "b"))) if is_b else place

    after = two.relocated(moved)
    assert [str(member.place.path) for member in after.members] == ["runs/a", "best/b"]
    assert looks(after) == looks(two)
    assert after.relocated(lambda place: place) is after


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(0, 40), st.integers(0, 9)),
        st.tuples(st.just("remove"), st.integers(1, 40), st.just(0)),
        st.tuples(st.just("hide"), st.integers(1, 40), st.booleans()),
        st.tuples(st.just("color"), st.integers(1, 40), st.integers(0, 9)),
    ),
    max_size=60,
)


@given(ACTIONS)
def test_nothing_that_happens_to_others_changes_a_look(
    actions: list[tuple[str, int, int]],
) -> None:
    comparison = Comparison("c")
    for verb, number, value in actions:
        before = looks(comparison)
        key = str(number)
        if verb == "add":
            comparison = comparison.with_added([newcomer(str(number), value)])
        elif verb == "remove":
            comparison = comparison.without([key])
        elif key in before and verb == "hide":
            comparison = comparison.with_hidden(key, hidden=bool(value))
        elif key in before:
            comparison = comparison.with_color(key, value)
            assert looks(comparison)[key] % 10 == value
            before.pop(key)
        after = looks(comparison)
        assert all(after[each] == before[each] for each in after.keys() & before.keys())
        assert len(set(after.values())) == len(after)
