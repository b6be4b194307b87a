"""The preview of an object as a whole."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pytest

from em_desktop.domain.problems import ProblemKind
from em_desktop.errors import EmError, NotFoundError
from em_desktop.formats.content import digests, save_copy
from em_desktop.formats.preview.arrays import ArrayPreview
from em_desktop.formats.preview.kinds import PreviewKind
from em_desktop.formats.preview.reader import HexPreview, ImagePreview, read_preview
from em_desktop.formats.preview.structure import StructurePreview
from em_desktop.formats.preview.tables import TablePreview
from em_desktop.formats.source import DirectorySource


def test_every_file_of_the_sample_artifacts_has_a_preview(samples: Path) -> None:
    kinds: dict[str, set[PreviewKind]] = {}
    for folder in (samples / "em-recordings" / "artifacts").iterdir():
        source = DirectorySource(folder)
        for info in source.list():
            preview = read_preview(source, info.key)
            assert preview.problems == ()
            assert preview.info.size == info.size
            kinds.setdefault(Path(info.key).suffix, set()).add(preview.kind)
    assert kinds == {
        ".yaml": {PreviewKind.YAML},
        ".json": {PreviewKind.JSON},
        ".csv": {PreviewKind.TABLE},
        ".md": {PreviewKind.MARKDOWN},
        ".png": {PreviewKind.IMAGE},
        ".npy": {PreviewKind.ARRAY},
        ".pt": {PreviewKind.ARCHIVE},
        ".joblib": {PreviewKind.BINARY},
    }


def test_the_contents_are_of_the_kinds_values(samples: Path) -> None:
    folder = next((samples / "em-recordings" / "artifacts").glob("digits_eval_report_*"))
    source = DirectorySource(folder)
    table = read_preview(source, "report/confusion_matrix.csv").content
    assert isinstance(table, TablePreview)
    tree = read_preview(source, "report/report.json").content
    assert isinstance(tree, StructurePreview)
    assert isinstance(
        read_preview(source, "report/figures/confusion_matrix.png").content, ImagePreview
    )


def test_damaged_json_is_shown_as_text_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"a": 1,\n oops')
    preview = read_preview(DirectorySource(tmp_path), "a.json")
    assert preview.kind is PreviewKind.TEXT
    assert preview.text is not None
    assert preview.text.text.startswith('{"a": 1')
    assert [(problem.kind, problem.line) for problem in preview.problems] == [
        (ProblemKind.MALFORMED, 2)
    ]


def test_a_damaged_array_is_shown_as_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.npy").write_bytes(b"\x93NUMPY\x01\x00\xff")
    preview = read_preview(DirectorySource(tmp_path), "a.npy")
    assert isinstance(preview.content, HexPreview)
    assert preview.problems[0].file == "a.npy"


def test_an_empty_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.csv").touch()
    assert read_preview(DirectorySource(tmp_path), "a.csv").kind is PreviewKind.EMPTY


def test_a_missing_object_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        read_preview(DirectorySource(tmp_path), "nothing.txt")


def test_a_structure_beyond_the_limit_is_text_alone(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[" + "1,\n" * 500_000 + "1]")
    preview = read_preview(DirectorySource(tmp_path), "a.json")
    assert preview.content is None
    assert preview.text is not None
    assert preview.text.truncated


def test_no_damage_to_a_file_raises_anything_but_em_errors(samples: Path, tmp_path: Path) -> None:
    rng = random.Random(7)
    folder = samples / "em-recordings" / "artifacts"
    names = ["report.json", "confusion_matrix.csv", "test_y.npy", "cnn_a.pt", "references.yaml"]
    originals = [next(folder.rglob(name)) for name in names]
    source = DirectorySource(tmp_path)
    for number in range(250):
        original = originals[number % len(originals)]
        data = bytearray(original.read_bytes()[:50_000])
        for _ in range(rng.randint(1, 30)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        del data[rng.randrange(len(data)) :]
        (tmp_path / original.name).write_bytes(data)
        try:
            preview = read_preview(source, original.name)
        except EmError:
            continue
        assert preview.info.size == len(data)
        assert not isinstance(preview.content, ArrayPreview) or len(preview.content.values) <= 100


def test_checksums_are_those_of_the_content(tmp_path: Path) -> None:
    data = random.Random(1).randbytes(3_000_000)
    (tmp_path / "a").write_bytes(data)
    steps = list(digests(DirectorySource(tmp_path), "a"))
    assert [step.done for step in steps] == [1_048_576, 2_097_152, 3_000_000, 3_000_000]
    assert steps[-1].sha256 == hashlib.sha256(data).hexdigest()
    assert steps[-1].md5 == hashlib.md5(data).hexdigest()
    assert steps[0].sha256 == ""


def test_a_copy_holds_the_same_bytes_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "target").mkdir()
    (tmp_path / "source" / "a").write_bytes(b"x" * 2_000_000)
    target = tmp_path / "target" / "b"
    assert list(save_copy(DirectorySource(tmp_path / "source"), "a", target))[-1] == 2_000_000
    assert target.read_bytes() == b"x" * 2_000_000
    assert [path.name for path in (tmp_path / "target").iterdir()] == ["b"]


def test_a_cancelled_copy_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 3_000_000)
    copying = save_copy(DirectorySource(tmp_path), "a", tmp_path / "b")
    assert next(copying) == 1_048_576
    copying.close()  # type: ignore[attr-defined]
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
