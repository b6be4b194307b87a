"""``python -m tests.bench [NAME...] [--json FILE] [--strict]``."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.framework import Result, benchmarks, machine

_WIDTHS = (26, 40, 14, 26, 9, 8)


def main() -> int:
    known = benchmarks()
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Run benchmarks.")
    parser.add_argument("name", nargs="*", help="which ones; all if none is named")
    parser.add_argument("--json", type=Path, metavar="FILE", help="append each result as a line")
    parser.add_argument("--strict", action="store_true", help="fail if a target is missed")
    parser.add_argument("--list", action="store_true", help="only tell the names")
    options = parser.parse_args()
    unknown = sorted(set(options.name) - set(known))
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}; known: {', '.join(known)}")
    if options.list:
        print("\n".join(known))
        return 0
    missed = False
    _print_row("benchmark", "what", "value", "reference", "ratio", "target")
    for name in options.name or known:
        for result in known[name]():
            _print_result(name, result)
            missed = missed or result.reached is False
            if options.json is not None:
                _append(options.json, name, result)
    return int(missed and options.strict)


def _print_result(name: str, result: Result) -> None:
    reference = ratio = ""
    if result.reference is not None:
        reference = f"{result.reference:.4g} {result.unit} {result.against}"
        ratio = f"{result.ratio:.3g} x"
    target = {None: "", True: "reached", False: "MISSED"}[result.reached]
    _print_row(name, result.what, f"{result.value:.4g} {result.unit}", reference, ratio, target)
    if result.note:
        print(f"{'':{_WIDTHS[0]}}  ({result.note})")


def _print_row(*cells: str) -> None:
    cut = zip(cells, _WIDTHS, strict=True)
    print("  ".join(cell.ljust(width) for cell, width in cut).rstrip(), flush=True)


def _append(path: Path, name: str, result: Result) -> None:
    facts = dataclasses.asdict(result) | {"ratio": result.ratio, "reached": result.reached}
    line = {"benchmark": name, **facts, **machine(), "time": datetime.now(UTC).isoformat()}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


if __name__ == "__main__":  # measuring starts processes that import this module
    sys.exit(main())
