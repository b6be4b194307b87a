"""What is changed about sharing before it is saved, and what it lets somebody do."""

from __future__ import annotations

from em_desktop.domain.grants import (
    PUBLIC,
    Grant,
    GrantAction,
    Permission,
    Principal,
    PrincipalKind,
    Source,
)
from em_desktop.domain.sharing_draft import Origin, Reach, SharingDraft, reach_of

LIN = Principal(PrincipalKind.USER, "lin")
ANN = Principal(PrincipalKind.USER, "ann")
LAB = Principal(PrincipalKind.GROUP, "vision-lab")


def source(path: str, who: Principal, permission: Permission) -> Source:
    return Source(path, GrantAction(1, who, permission))


DRAFT = SharingDraft.of(
    "/ann/digits/mnist",
    "ann",
    [
        source("/ann/digits/mnist", LIN, Permission.EDIT),
        source("/ann/digits", LAB, Permission.VIEW),
    ],
)


def test_lines_say_where_they_come_from_and_everyone_is_last() -> None:
    assert [(line.principal, DRAFT.origin(line)) for line in DRAFT.shown()] == [
        (LIN, Origin.HERE),
        (LAB, Origin.ABOVE),
        (PUBLIC, Origin.NOWHERE),
    ]
    assert DRAFT.changed == ()


def test_what_is_given_and_taken_is_what_will_be_asked_for() -> None:
    zhang = Principal(PrincipalKind.USER, "zhang")
    draft = DRAFT.with_permission(zhang, Permission.VIEW).with_permission(LAB, None)
    draft = draft.with_permission(PUBLIC, Permission.VIEW)
    assert draft.wanted() == [
        Grant(LIN, Permission.EDIT),
        Grant(zhang, Permission.VIEW),
        Grant(PUBLIC, Permission.VIEW),
    ]
    assert [line.principal for line in draft.changed] == [LAB, zhang, PUBLIC]
    assert all(draft.origin(line) is Origin.CHANGED for line in draft.changed)
    assert [line.principal for line in draft.shown()] == [LIN, LAB, zhang, PUBLIC]


def test_what_is_changed_back_is_no_change() -> None:
    draft = DRAFT.with_permission(LIN, None).with_permission(LIN, Permission.EDIT)
    assert draft.changed == ()
    zhang = Principal(PrincipalKind.USER, "zhang")
    draft = DRAFT.with_permission(zhang, Permission.VIEW).with_permission(zhang, None)
    assert list(draft.lines) == list(DRAFT.lines)


def test_the_owner_is_never_among_the_lines() -> None:
    assert DRAFT.with_permission(ANN, Permission.VIEW) == DRAFT


def test_the_best_that_somebody_is_given_decides() -> None:
    draft = DRAFT.with_permission(PUBLIC, Permission.VIEW)
    assert reach_of(draft, "ann") == Reach(Permission.OWN)
    assert reach_of(draft, "lin", []) == Reach(Permission.EDIT, draft.lines[LIN])
    assert reach_of(draft, "bob", []) == Reach(Permission.VIEW, draft.lines[PUBLIC])
    assert reach_of(DRAFT, "bob", []) == Reach(None)
    assert reach_of(DRAFT, "bob", ["vision-lab"]) == Reach(Permission.VIEW, DRAFT.lines[LAB])


def test_groups_that_nobody_knows_are_only_a_perhaps() -> None:
    assert reach_of(DRAFT, "bob") == Reach(None, None, (DRAFT.lines[LAB],))
    assert reach_of(DRAFT, "lin").perhaps == ()
