"""Look for files that break a reader, guided by coverage, for as long as you like.

pytest doesn't collect this. It needs Atheris, which isn't among the development
dependencies because it is only built for some platforms::

    pip install atheris
    python -m tests.fuzz.fuzz_formats -max_total_time=600 /tmp/corpus

The first directory named is the corpus: new inputs that reach new code are kept there, and
it is filled with the samples if it is empty. All other arguments are libFuzzer's. An input
that breaks a reader is written to ``crash-...``; give it as the only argument to see the
traceback again.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from tests.fuzz.exercise import exercise, exercise_previews

SAMPLES = Path(__file__).parents[1] / "samples"
LARGEST_SEED = 20_000


def fill(corpus: Path) -> None:
    """Put the samples into an empty corpus."""
    corpus.mkdir(parents=True, exist_ok=True)
    if any(corpus.iterdir()):
        return
    drawings = (SAMPLES.parents[1] / "resources").rglob("*.svg")
    for path in [*SAMPLES.rglob("*.yaml"), *SAMPLES.rglob("*.json"), *drawings]:
        data = path.read_bytes()[:LARGEST_SEED]
        (corpus / hashlib.sha256(data).hexdigest()).write_bytes(data)


def exercise_all(data: bytes) -> None:
    """Read and preview one input."""
    exercise(data)
    exercise_previews(data)


def main() -> None:
    """Run until libFuzzer is told to stop or finds a fault."""
    try:
        import atheris  # type: ignore[import-untyped]
    except ImportError:
        sys.exit("Atheris isn't installed: pip install atheris")
    for argument in sys.argv[1:]:
        if not argument.startswith("-") and not Path(argument).is_file():
            fill(Path(argument))
            break
    atheris.instrument_all()
    atheris.Setup(sys.argv, exercise_all)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
