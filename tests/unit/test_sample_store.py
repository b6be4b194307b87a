"""The sample store that ships with the application."""

from __future__ import annotations

from pathlib import Path

import pytest

STORE = Path(__file__).parents[2] / "resources" / "sample-store"
SAMPLES = Path(__file__).parents[1] / "samples"
RECORDINGS = sorted(
    path for kind in ("runs", "artifacts") for path in (SAMPLES / "em-recordings" / kind).iterdir()
)


def files(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda path: path.name)
def test_each_recording_of_the_sample_store_is_a_real_one_unchanged(recording: Path) -> None:
    (shipped,) = STORE.rglob(recording.name)
    assert files(shipped) == files(recording)


def test_all_four_searches_are_shipped_unchanged() -> None:
    originals = [files(path) for path in (SAMPLES / "autotune").iterdir()]
    shipped = [files(path) for path in (STORE / "tuning").iterdir()]
    assert len(shipped) == 4
    assert all(search in originals for search in shipped)
