"""What is written as YAML is read again, whatever it is."""

from __future__ import annotations

import math
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from em_desktop.domain.recordings import Opaque, Scalar, Value
from em_desktop.formats.yaml_io import dump, load

texts = st.text(st.characters(exclude_categories=["Cs"]))
integers = st.integers(-(10**50), 10**50)
scalars = st.one_of(st.none(), st.booleans(), integers, st.floats(), texts)
keys = st.one_of(texts, integers, st.booleans(), st.none(), st.floats(allow_nan=False))
tags = st.sampled_from(["python/object/apply:enums.Color", "python/name:os.sep", "!own"])


def containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    lists = st.lists(inner, max_size=5)
    mappings = st.dictionaries(keys, inner, max_size=5)
    return st.one_of(lists, mappings, st.builds(Opaque, tags, st.one_of(lists, mappings, texts)))


values = st.recursive(scalars, containers, max_leaves=30)


def same(one: Any, other: Any) -> bool:
    """Equal, and of equal types; NaN equals NaN, and 0.0 isn't -0.0."""
    if type(one) is not type(other):
        return False
    match one:
        case float():
            return (math.isnan(one) and math.isnan(other)) or (
                one == other and math.copysign(1, one) == math.copysign(1, other)
            )
        case list():
            return len(one) == len(other) and all(map(same, one, other))
        case dict():
            return same([*one.keys(), *one.values()], [*other.keys(), *other.values()])
        case Opaque():
            return bool(one.tag == other.tag) and same(one.arguments, other.arguments)
        case _:
            return bool(one == other)


@given(values)
def test_a_value_survives_writing_and_reading(value: Value) -> None:
    text = dump(value)
    reading = load(text)
    assert text.isascii()
    assert text.endswith("\n")
    assert reading.problems == ()
    assert same(reading.value, value)


plain_values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(keys, inner, max_size=5)),
    max_leaves=30,
)


@given(plain_values)
def test_the_text_is_what_the_recorders_dumper_writes(value: Value) -> None:
    assert dump(value) == yaml.dump(value, sort_keys=False)


@given(plain_values)
def test_pyyaml_reads_the_same_but_for_dates(value: Value) -> None:
    text = yaml.dump(value, sort_keys=False)
    assert same(load(text).value, yaml.safe_load(text))


@given(st.text(st.sampled_from("0123456789_:.eE+-xbo~<=nyNaIiftru"), max_size=12))
def test_a_plain_text_means_what_pyyaml_takes_it_for(text: str) -> None:
    try:
        expected = yaml.safe_load(f"[{text}]")
    except (yaml.YAMLError, ValueError, IndexError):
        return
    if isinstance(expected, list) and all(isinstance(item, str | int | float) for item in expected):
        assert same(load(f"[{text}]").value, expected)


@given(st.binary(max_size=200))
def test_any_bytes_give_a_value_or_a_problem(data: bytes) -> None:
    reading = load(data, file="x.yaml")
    assert all(problem.file == "x.yaml" for problem in reading.problems)


@given(plain_values, st.data())
def test_a_cut_off_file_gives_only_what_was_there(value: Value, data: st.DataObject) -> None:
    whole: dict[Scalar, Value] = {"a": value, "b": 12345, "c": "text"}
    text = dump(whole)
    end = data.draw(st.integers(0, len(text)))
    reading = load(text[:end], recorded=True)
    if isinstance(reading.value, dict):
        for key in ("b", "c"):
            if key in reading.value:
                assert reading.value[key] == whole[key]
