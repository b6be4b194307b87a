"""``em-desktop`` on a machine whose clock is wrong, by what a file says at any moment."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

_RIGHT = time.time_ns
_OFFSET = Path(os.environ["EM_TEST_CLOCK"])


def wrong() -> int:
    return _RIGHT() + int(_OFFSET.read_text() or "0") * 1_000_000_000


if __name__ == "__main__":
    time.time_ns = wrong
    time.time = lambda: wrong() / 1e9

    from em_desktop.cli.main import main

    sys.exit(main())
