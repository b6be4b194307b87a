"""What changed from one Run to another."""

from __future__ import annotations

from dataclasses import replace

from em_desktop.domain.cells import ABSENT
from em_desktop.domain.recordings import Association, AssociationKind, GitState, Platform, Role
from em_desktop.domain.subjects import Subject
from em_desktop.domain.what_changed import Area, Change, CodeVersion, what_changed

GIT = GitState(repository="/home/lin/digits", branch="main", commit="a1b2c3d4", dirty=False)


def data(ref: str) -> Association:
    path = f"/lin/digits:{ref}"
    return Association(Role.INPUT, AssociationKind.COMMIT, id=f"5b3d:{ref}", path=path)


def features(suffix: str, role: Role = Role.INPUT) -> Association:
    return Association(role, AssociationKind.ARTIFACT, name=f"digits_features_{suffix}")


BEFORE = Subject(
    "mlp",
    parameters={"lr": 0.1, "net": {"units": 64, "act": "relu"}, "seed": 1},
    git=GIT,
    platform=Platform("desk", "Linux", "3.11", (("torch", "2.13.0"), ("numpy", "2.1"))),
    associations=(data("11aa22bb"),),
)


def told(changes: list[Change]) -> list[tuple[object, ...]]:
    return [(each.area, each.name, each.before, each.after) for each in changes]


def test_two_parameters_the_code_and_the_data_make_exactly_four_changes() -> None:
    after = replace(
        BEFORE,
        parameters={"lr": 0.01, "net": {"units": 128, "act": "relu"}, "seed": 1},
        git=replace(GIT, commit="e5f6a7b8", branch="wide", dirty=True),
        associations=(data("33cc44dd"),),
    )
    assert told(what_changed(BEFORE, after)) == [
        (Area.PARAMETER, "lr", 0.1, 0.01),
        (Area.PARAMETER, "net.units", 64, 128),
        (
            Area.CODE,
            "",
            CodeVersion("/home/lin/digits", "a1b2c3d4", "main", dirty=False),
            CodeVersion("/home/lin/digits", "e5f6a7b8", "wide", dirty=True),
        ),
        (Area.INPUT, "/lin/digits", "11aa22bb", "33cc44dd"),
    ]


def test_nothing_changed_between_a_run_and_itself() -> None:
    assert what_changed(BEFORE, BEFORE) == []


def test_packages_and_the_machine_are_told_one_by_one() -> None:
    platform = Platform("node7", "Linux", "3.12", (("torch", "2.14.0"), ("scipy", "1.16")))
    assert told(what_changed(BEFORE, replace(BEFORE, platform=platform))) == [
        (Area.PYTHON, "", "3.11", "3.12"),
        (Area.HOST, "", "desk", "node7"),
        (Area.PACKAGE, "torch", "2.13.0", "2.14.0"),
        (Area.PACKAGE, "numpy", "2.1", ABSENT),
        (Area.PACKAGE, "scipy", ABSENT, "1.16"),
    ]


def test_what_one_of_them_did_not_record_is_no_change() -> None:
    after = replace(BEFORE, git=GitState(), platform=Platform())
    assert what_changed(BEFORE, after) == []
    assert what_changed(after, BEFORE) == []


def test_an_artifact_that_was_made_anew_is_another_version_of_the_same_input() -> None:
    one = replace(BEFORE, associations=(features("261123_115932_eicjg9"),))
    other = replace(BEFORE, associations=(features("261124_101010_abc123"),))
    assert told(what_changed(one, other)) == [
        (Area.INPUT, "digits_features", "261123_115932_eicjg9", "261124_101010_abc123")
    ]


def test_outputs_are_what_a_run_made_and_no_change() -> None:
    one = replace(BEFORE, associations=(features("261123_115932_eicjg9", Role.OUTPUT),))
    other = replace(BEFORE, associations=(features("261124_101010_abc123", Role.OUTPUT),))
    assert what_changed(one, other) == []


def test_inputs_that_came_and_went_are_told() -> None:
    after = replace(BEFORE, associations=(features("261123_115932_eicjg9"),))
    assert told(what_changed(BEFORE, after)) == [
        (Area.INPUT, "/lin/digits", "11aa22bb", ABSENT),
        (Area.INPUT, "digits_features", ABSENT, "261123_115932_eicjg9"),
    ]


def test_a_parameter_that_is_a_number_here_and_text_there_has_changed() -> None:
    after = replace(BEFORE, parameters={**BEFORE.parameters, "lr": "0.1"})
    assert told(what_changed(BEFORE, after)) == [(Area.PARAMETER, "lr", 0.1, "0.1")]
