"""Reading and writing YAML."""

from __future__ import annotations

import math
import time
from pathlib import Path

import pytest

from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.domain.recordings import Opaque, Value
from em_desktop.errors import MalformedError
from em_desktop.formats.yaml_io import Limits, dump, load, load_document


def value_of(text: str) -> Value:
    reading = load(text)
    assert reading.problems == ()
    return reading.value


def kinds(text: str | bytes, limits: Limits | None = None) -> list[ProblemKind]:
    return [problem.kind for problem in load(text, limits or Limits()).problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.0e-05", 1e-05),
        ("1.0e+20", 1e20),
        (".inf", math.inf),
        ("-.inf", -math.inf),
        ("143.0", 143.0),
        ("1_000.5", 1000.5),
        ("190:20:30.15", 685230.15),
        ("1e-5", "1e-5"),
        ("1e3", "1e3"),
        ("0o17", "0o17"),
        ("017", 15),
        ("0x1F", 31),
        ("-0b101", -5),
        ("1_000", 1000),
        ("12:30:45", 45045),
        ("1180591620717411303424", 1 << 70),
        ("9007199254740993", 9007199254740993),
        ("+12", 12),
        ("007", 7),
        ("089", "089"),
        ("yes", True),
        ("On", True),
        ("OFF", False),
        ("no", False),
        ("y", "y"),
        ("~", None),
        ("null", None),
        ("Null", None),
        ("2023-01-01", "2023-01-01"),
        ("2026-11-23T11:59:55+08:00", "2026-11-23T11:59:55+08:00"),
        ("'007'", "007"),
        ("'yes'", "yes"),
        ("'null'", "null"),
        ("'1_000'", "1_000"),
        ("'.5'", ".5"),
        (".5", 0.5),
        ("=", "="),
        ("0x_", "0x_"),
        ("0b_", "0b_"),
        ("!!str 12", "12"),
        ("!!int '12'", 12),
        ("!!float 3", 3.0),
        ("!!int abc", "abc"),
        ("!!bool maybe", "maybe"),
        ("!!timestamp 2023-01-01", "2023-01-01"),
        ("!!python/unicode x", "x"),
        ("!!python/none ''", None),
    ],
)
def test_a_scalar_means_what_pyyaml_takes_it_for_but_a_date_is_text(
    text: str, value: Value
) -> None:
    read = value_of(f"k: {text}\n")
    assert read == {"k": value}
    assert isinstance(read, dict)
    assert type(read["k"]) is type(value)


def test_negative_zero_and_nan_are_kept() -> None:
    read = value_of("a: -0.0\nb: .nan\n")
    assert isinstance(read, dict)
    assert isinstance(read["a"], float)
    assert math.copysign(1, read["a"]) == -1
    assert isinstance(read["b"], float)
    assert math.isnan(read["b"])


@pytest.mark.parametrize("number", ["1" * 5000, "0x" + "f" * 5000, "1" * 5000 + ".5"])
def test_a_number_too_long_to_print_stays_text(number: str) -> None:
    assert value_of(f"[{number}]") == [number]


def test_keys_may_be_any_scalar() -> None:
    assert value_of("0: 1.0\n1.5: a\ntrue: b\nnull: x\n") == {
        0: 1.0,
        1.5: "a",
        True: "b",
        None: "x",
    }


def test_a_key_that_is_a_list_is_shown_as_text() -> None:
    assert value_of("? [1, {a: null}]\n: x\n") == {"[1, {a: null}]": "x"}
    assert value_of("? !!python/name:os.sep x\n: y\n") == {"!python/name:os.sep x": "y"}


def test_a_tuple_is_a_list() -> None:
    assert value_of("!!python/tuple [3, !!python/tuple [4]]") == [3, [4]]


NUMPY = """\
x: !!python/object/apply:numpy.{core}.multiarray.scalar
- !!python/object/apply:numpy.dtype
  args:
  - {kind}
  - false
  - true
  state: !!python/tuple
  - 3
  - '{order}'
  - null
  - null
  - null
  - -1
  - -1
  - 0
- !!binary |
  {data}
"""


@pytest.mark.parametrize(
    ("core", "kind", "order", "data", "value"),
    [
        ("_core", "f8", "<", "exSuR+F6tD8=", 0.08),
        ("core", "f8", "<", "exSuR+F6tD8=", 0.08),
        ("_core", "f8", ">", "P7R64UeuFHs=", 0.08),
        ("_core", "f4", "<", "AADAPw==", 1.5),
        ("_core", "f2", "<", "AD4=", 1.5),
        ("_core", "i8", "<", "AAEAAAAAAAA=", 256),
        ("_core", "i4", "<", "/////w==", -1),
        ("_core", "u8", "<", "//////////8=", (1 << 64) - 1),
        ("_core", "i2", ">", "AAE=", 1),
        ("_core", "b1", "|", "AQ==", True),
    ],
)
def test_a_numpy_scalar_is_its_number(
    core: str, kind: str, order: str, data: str, value: Value
) -> None:
    read = value_of(NUMPY.format(core=core, kind=kind, order=order, data=data))
    assert read == {"x": value}
    assert isinstance(read, dict)
    assert type(read["x"]) is type(value)


@pytest.mark.parametrize(
    ("kind", "data"),
    [("f8", "AAAA"), ("f8", "%%%"), ("c16", "AAAAAAAAAAA="), ("O8", "AAAAAAAAAAA=")],
)
def test_a_numpy_scalar_that_cannot_be_decoded_is_shown_with_its_arguments(
    kind: str, data: str
) -> None:
    read = value_of(NUMPY.format(core="_core", kind=kind, order="<", data=data))
    assert isinstance(read, dict)
    opaque = read["x"]
    assert isinstance(opaque, Opaque)
    assert opaque.tag == "python/object/apply:numpy._core.multiarray.scalar"
    assert isinstance(opaque.arguments, list)
    assert opaque.arguments[1] == Opaque("binary", data)


def test_an_ordered_dict_is_a_mapping_in_its_order() -> None:
    tag = "!!python/object/apply:collections.OrderedDict"
    read = value_of(f"{tag}\n- - - b\n    - 1\n  - - a\n    - 2\n")
    assert isinstance(read, dict)
    assert list(read.items()) == [("b", 1), ("a", 2)]
    assert value_of("!!omap [{b: 1}, {a: 2}]") == {"b": 1, "a": 2}
    assert value_of("!!set {a, b}") == ["a", "b"]


def test_any_other_tag_is_shown_and_never_constructed(tmp_path: Path) -> None:
    mark = tmp_path / "constructed"
    tag = "!!python/object/apply:pathlib.Path"
    text = f"a: {tag}.touch [{tag} [{mark}]]\n"
    path = Opaque("python/object/apply:pathlib.Path", [str(mark)])
    assert value_of(text) == {"a": Opaque("python/object/apply:pathlib.Path.touch", [path])}
    assert not mark.exists()
    assert value_of("!mine {a: 1}") == Opaque("!mine", {"a": 1})
    assert value_of("!!python/name:builtins.int ''") == Opaque("python/name:builtins.int", "")
    assert value_of("!!binary 'aGk='") == Opaque("binary", "aGk=")
    assert value_of("!!python/object/apply:enums.Color [2]") == Opaque(
        "python/object/apply:enums.Color", [2]
    )


def test_an_alias_is_the_same_object() -> None:
    read = value_of("a: &id001 [1, 2]\nb: *id001\n")
    assert isinstance(read, dict)
    assert read["b"] == [1, 2]
    assert read["a"] is read["b"]


def test_merged_keys_lie_under_the_own_ones() -> None:
    assert value_of("base: &b {x: 1, y: 2}\nown:\n  <<: *b\n  y: 3\n") == {
        "base": {"x": 1, "y": 2},
        "own": {"x": 1, "y": 3},
    }


def test_a_value_that_contains_itself_is_named_instead() -> None:
    reading = load("a: &x\n  - 1\n  - *x\n", file="f.yaml")
    assert reading.value == {"a": [1, "*x"]}
    assert reading.problems == (
        Problem("f.yaml", ProblemKind.MALFORMED, "*x refers to what it is part of", 3),
    )


def test_an_alias_bomb_stays_small() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    reading = load("\n".join(lines) + "\n", Limits(nodes=10_000))
    assert {problem.kind for problem in reading.problems} == {ProblemKind.TOO_LARGE}

    def count(value: Value) -> int:
        if isinstance(value, list):
            return 1 + sum(count(item) for item in value)
        return 1

    assert isinstance(reading.value, dict)
    assert sum(count(item) for item in reading.value.values()) <= 10_000
    assert count(reading.value["a2"]) == 1111


def test_aliases_cannot_build_a_deeper_value_than_the_limit() -> None:
    lines = ["a0: &a0 [1]"] + [f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 500)]
    reading = load("\n".join(lines) + "\n", Limits(depth=50))
    assert isinstance(reading.value, dict)

    def depth(value: Value) -> int:
        return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0

    assert max(map(depth, reading.value.values())) < 50


@pytest.mark.parametrize("text", ["[" * 100_000, "{" * 100_000, "- " * 100_000, "? " * 100_000])
def test_deep_nesting_stops_at_the_limit(text: str) -> None:
    start = time.perf_counter()
    reading = load(text, Limits(depth=20))
    assert [problem.kind for problem in reading.problems] == [ProblemKind.TOO_LARGE]
    assert time.perf_counter() - start < 20


def test_too_many_values_keep_the_first() -> None:
    reading = load("- 1\n" * 50, Limits(nodes=11))
    assert reading.value == [1] * 10
    assert reading.problems == (Problem("", ProblemKind.TOO_LARGE, "more than 11 values", 11),)


def test_a_long_text_is_cut() -> None:
    reading = load(f"a: {'x' * 100}\nb: 1\n", Limits(scalar=10))
    assert reading.value == {"a": "x" * 10, "b": 1}
    assert [problem.kind for problem in reading.problems] == [ProblemKind.TOO_LARGE]


def test_a_file_beyond_the_size_is_read_up_to_there() -> None:
    reading = load("a: 1\nb: 2\nc: 3333333\n", Limits(size=12))
    assert reading.value == {"a": 1, "b": 2}
    assert reading.problems[0].kind is ProblemKind.TOO_LARGE


def test_many_directives_are_refused_at_once() -> None:
    text = "".join(f"%TAG !a{n}! x\n" for n in range(50_000)) + "---\na: 1\n"
    start = time.perf_counter()
    assert kinds(text) == [ProblemKind.MALFORMED]
    assert time.perf_counter() - start < 20


def test_the_last_of_two_equal_keys_counts() -> None:
    reading = load("a: 1\nb: 2\na: 3\n", file="x.yaml")
    assert reading.value == {"a": 3, "b": 2}
    assert reading.problems == (
        Problem("x.yaml", ProblemKind.INCONSISTENT, "'a' is there twice", 3),
    )


def test_what_stands_before_a_fault_is_kept() -> None:
    reading = load("a: 1\nb:\n  c: 2\n  d: [1, 2]\n e: 3\nf: 4\n")
    assert reading.value == {"a": 1, "b": {"c": 2, "d": [1, 2]}}
    (problem,) = reading.problems
    assert (problem.kind, problem.line) == (ProblemKind.MALFORMED, 5)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1\nb: 'cut", {"a": 1}),
        ("a: 1\nb: [1, ", {"a": 1, "b": [1]}),
        ("a: 1\nendTi", {"a": 1}),
        ('a: 1\nb: "\\u52', {"a": 1}),
    ],
)
def test_a_cut_off_file_keeps_what_is_complete(text: str, value: Value) -> None:
    reading = load(text)
    assert reading.value == value
    assert [problem.kind for problem in reading.problems] == [ProblemKind.TRUNCATED]


@pytest.mark.parametrize(
    ("text", "value", "cut"),
    [
        ("a: 1\nseed: 90", {"a": 1}, True),
        ("a: 1\nseed:", {"a": 1}, True),
        ("a:\n- 1\n- 2", {"a": [1]}, True),
        ("a: 1\nseed: 90\n", {"a": 1, "seed": 90}, False),
        ("a: 1\r\nseed: 90\r\n", {"a": 1, "seed": 90}, False),
        ("a: 1\nseed: '90'", {"a": 1, "seed": "90"}, False),
        ("{}", {}, False),
        ("{a: 1}", {"a": 1}, False),
    ],
)
def test_the_last_value_of_a_recorded_file_without_a_line_end_is_in_doubt(
    text: str, value: Value, cut: bool
) -> None:
    reading = load(text, recorded=True)
    assert reading.value == value
    assert [problem.kind for problem in reading.problems] == [ProblemKind.TRUNCATED] * cut


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "\ufeff"])
def test_an_empty_file_says_so(text: str) -> None:
    reading = load(text)
    assert reading.value is None
    assert [problem.kind for problem in reading.problems] == [ProblemKind.EMPTY]


def test_null_is_not_empty() -> None:
    assert load("null\n").problems == ()


def test_only_the_first_document_is_read() -> None:
    reading = load("a: 1\n---\nb: 2\n")
    assert reading.value == {"a": 1}
    assert [(problem.kind, problem.line) for problem in reading.problems] == [
        (ProblemKind.MALFORMED, 2)
    ]


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm() -> None:
    assert load(b"\xef\xbb\xbfa: x\r\nb: 'y\r\n\r\n  z'\r\n").value == {"a": "x", "b": "y\nz"}


def test_bytes_that_are_no_text_cost_only_themselves() -> None:
    reading = load(b"a: 1\nb: \xff\xfe\xff\nc: 3\n")
    assert reading.value == {"a": 1, "b": "\ufffd\ufffd\ufffd", "c": 3}
    assert [(problem.kind, problem.line) for problem in reading.problems] == [
        (ProblemKind.ENCODING, 2)
    ]


def test_the_lines_of_top_level_keys_are_known() -> None:
    assert load_document("a: 1\nb:\n  c: 2\n\nd: 3\n").lines == {"a": 1, "b": 2, "d": 5}


@pytest.mark.parametrize(
    "key",
    ["hyperparameters", "metadata", "index", "platform", "git"],
)
def test_dumping_a_recorded_file_gives_the_same_bytes(samples: Path, key: str) -> None:
    compared = 0
    for path in sorted(samples.glob(f"em-recordings/*/*/{key}.yaml")):
        text = path.read_text(encoding="ascii")
        if "!!python" not in text:
            compared += 1
            assert dump(load(text).value) == text, path
    assert compared >= 13


def test_tags_that_are_shown_are_written_back() -> None:
    value: Value = {
        "a": Opaque("python/object/apply:enums.Color", [2]),
        "b": Opaque("binary", "aGk="),
    }
    assert load(dump(value)).value == value


def test_half_a_surrogate_pair_is_not_written() -> None:
    with pytest.raises(MalformedError):
        dump({"a": "\ud800"})
