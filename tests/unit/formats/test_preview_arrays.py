"""Previews of NumPy arrays, archives and safetensors."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from em_desktop.errors import MalformedError, TooLargeError
from em_desktop.formats.preview.archives import read_archive
from em_desktop.formats.preview.arrays import read_array
from em_desktop.formats.preview.ranges import ObjectReader
from em_desktop.formats.preview.tensors import read_tensors
from em_desktop.formats.source import DirectorySource


def saved(array: Any, **options: Any) -> io.BytesIO:
    file = io.BytesIO()
    np.save(file, array, **options)
    file.seek(0)
    return file


def with_header(text: str) -> io.BytesIO:
    data = text.encode()
    return io.BytesIO(b"\x93NUMPY\x01\x00" + len(data).to_bytes(2, "little") + data)


def test_an_arrays_header_and_first_values_are_read() -> None:
    found = read_array(saved(np.arange(6, dtype="<f4").reshape(2, 3)))
    assert (found.dtype, found.shape, found.nbytes) == ("<f4", (2, 3), 24)
    assert found.values == (("0.0", "1.0", "2.0"), ("3.0", "4.0", "5.0"))
    assert not found.values_truncated


def test_an_array_in_fortran_order_shows_its_rows() -> None:
    found = read_array(saved(np.asfortranarray(np.arange(4).reshape(2, 2))))
    assert found.fortran_order
    assert found.values == (("0", "1"), ("2", "3"))


def test_scalars_empty_arrays_and_many_dimensions_are_read() -> None:
    assert read_array(saved(np.float64(2.5))).values == (("2.5",),)
    assert read_array(saved(np.zeros((0, 3)))).values == ()
    assert read_array(saved(np.zeros((2, 2, 2), dtype=bool))).values[0] == ("False", "False")


def test_structured_types_are_shown_as_they_are_written() -> None:
    found = read_array(saved(np.zeros(2, dtype=[("x", "<f4"), ("shape", "<i8")])))
    assert found.dtype == "[('x', '<f4'), ('shape', '<i8')]"
    assert found.shape == (2,)
    assert found.nbytes is None


def test_pickled_objects_are_never_loaded() -> None:
    file = saved(np.array([{"a": 1}], dtype=object), allow_pickle=True)
    found = read_array(file)
    assert found.shape == (1,)
    assert found.values == ()
    assert "pickle" in found.problem


def test_only_the_beginning_of_a_large_array_is_read() -> None:
    found = read_array(saved(np.zeros((5000, 300))))
    assert len(found.values) == 100
    assert len(found.values[0]) == 20
    assert found.values_truncated


def test_a_file_shorter_than_its_header_says_is_named() -> None:
    data = saved(np.zeros(100)).getvalue()[:-8]
    assert "shorter" in read_array(io.BytesIO(data), len(data)).problem


@pytest.mark.parametrize(
    "header",
    [
        "__import__('os').system('true')",
        "{'descr': __import__('os'), 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (" + "9" * 2000 + ",)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (" + "9" * 900 + ",)}",
        "(" * 60_000,
        "{'descr':" + " " * 60_000,
        "",
    ],
)
def test_a_hostile_header_is_refused(header: str) -> None:
    with pytest.raises(MalformedError):
        read_array(with_header(header))


def test_a_header_that_claims_gigabytes_is_refused() -> None:
    with pytest.raises(TooLargeError):
        read_array(io.BytesIO(b"\x93NUMPY\x02\x00\xff\xff\xff\x7f"))


def test_the_real_arrays_of_the_samples_are_read(samples: Path) -> None:
    folder = next((samples / "em-recordings" / "artifacts").glob("digits_features_*"))
    with (folder / "features" / "npy" / "train_x.npy").open("rb") as file:
        expected = np.load(file)
        file.seek(0)
        found = read_array(file)
    assert found.shape == expected.shape
    assert found.values[0][0] == str(expected[0, 0])


def test_the_arrays_of_an_archive_are_listed(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "a.npz", x=np.arange(3), y=np.zeros((2, 2)))
    size = (tmp_path / "a.npz").stat().st_size
    found = read_archive(DirectorySource(tmp_path), "a.npz", size)
    assert [(member.name, member.array.shape) for member in found.members if member.array] == [
        ("x.npy", (3,)),
        ("y.npy", (2, 2)),
    ]


def test_a_zip_bomb_costs_no_more_than_its_first_bytes(tmp_path: Path) -> None:
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.npy", b"\0" * 50_000_000)
        archive.writestr("bz.npy", b"\0" * 1000, zipfile.ZIP_BZIP2)
    found = read_archive(DirectorySource(tmp_path), path.name, path.stat().st_size)
    assert [member.problem for member in found.members] == [
        "doesn't begin as a NumPy array",
        "compressed in a way that NumPy doesn't use",
    ]
    assert found.members[0].size == 50_000_000


def test_what_isnt_an_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.npz").write_bytes(b"PK\x03\x04" + b"junk" * 100)
    with pytest.raises(MalformedError):
        read_archive(DirectorySource(tmp_path), "a.npz", 404)


def test_a_reader_stops_at_its_budget(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 100)
    reader = ObjectReader(DirectorySource(tmp_path), "a", 100, 50)
    assert reader.read(40) == b"x" * 40
    with pytest.raises(TooLargeError):
        reader.read()


def tensors_file(path: Path, header: Any) -> int:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + b"\0" * 16)
    return path.stat().st_size


def test_a_safetensors_header_is_read_without_its_tensors(tmp_path: Path) -> None:
    size = tensors_file(
        tmp_path / "m.safetensors",
        {
            "__metadata__": {"format": "pt"},
            "w": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]},
            "odd": {"dtype": 5},
        },
    )
    found = read_tensors(DirectorySource(tmp_path), "m.safetensors", size)
    assert found.metadata == (("format", "pt"),)
    assert [(t.name, t.dtype, t.shape, t.nbytes, t.count) for t in found.tensors] == [
        ("w", "F32", (2, 2), 16, 4)
    ]
    assert found.left_out == 1


@pytest.mark.parametrize("header", [b"[" * 10_000, b"[1]", b"{", b"\xff\xfe{}", b"9" * 10_000])
def test_a_hostile_safetensors_header_is_refused(tmp_path: Path, header: bytes) -> None:
    size = tensors_file(tmp_path / "m.safetensors", header)
    with pytest.raises(MalformedError):
        read_tensors(DirectorySource(tmp_path), "m.safetensors", size)


def test_a_safetensors_header_longer_than_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "m.safetensors").write_bytes(b"\xff" * 8 + b"{}")
    with pytest.raises(MalformedError):
        read_tensors(DirectorySource(tmp_path), "m.safetensors", 10)
