"""Look for what is broken in a store; with --repair, mend what can be without loss.

Without --repair nothing is changed. The exit code is 1 where something is wrong (still).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from em_desktop.cli.output import print_json
from em_desktop.domain.paths import printable
from em_desktop.errors import EmError
from em_desktop.stores.local.check import Finding, Remedy, check, repair


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("store", metavar="STORE", type=Path, help="the store's folder")
    parser.add_argument("--repair", action="store_true", help="mend what can be mended")
    parser.add_argument(
        "--no-hashes", action="store_true", help="don't read what was copied to compare its hashes"
    )
    parser.add_argument("--json", action="store_true", help="a list of findings")


def run(arguments: argparse.Namespace) -> int:
    """Check the store."""
    root = arguments.store.absolute()
    findings = list(check(root, hashes=not arguments.no_hashes))
    told = []
    for finding in findings:
        is_mended = arguments.repair and _mend(root, finding)
        told.append(_as_json(finding, is_mended=is_mended))
        if not arguments.json:
            print(_as_text(finding, is_mended=is_mended))
    if arguments.json:
        print_json(told)
    elif not findings:
        print("nothing is wrong")
    return int(any(not one["repaired"] for one in told))


def _mend(root: Path, finding: Finding) -> bool:
    try:
        return repair(root, finding)
    except EmError as error:
        print(f"em-desktop: {printable(str(error))}", file=sys.stderr)
        return False


def _as_json(finding: Finding, *, is_mended: bool) -> dict[str, Any]:
    return {
        "trouble": finding.trouble.value,
        "place": finding.place,
        "detail": finding.detail,
        "remedy": finding.remedy.value,
        "repaired": is_mended,
    }


def _as_text(finding: Finding, *, is_mended: bool) -> str:
    line = f"{finding.trouble.value}: {printable(finding.place)}: {printable(finding.detail)}"
    if finding.remedy is Remedy.NONE:
        return line
    return f"{line} ({'done' if is_mended else 'repair would'}: {finding.remedy.value})"
