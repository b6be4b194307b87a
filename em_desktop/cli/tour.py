"""Draw a picture of every view of the application, on the sample store."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

LANGUAGES = ("en", "zh_CN")
THEMES = ("light", "dark")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("directory", metavar="DIR", type=Path, help="where the PNG files go")
    parser.add_argument("--only", metavar="NAME", nargs="+", default=(), help="these views")
    for option, values in (("--language", LANGUAGES), ("--theme", THEMES)):
        parser.add_argument(option, nargs="+", default=values, choices=values)


def run(arguments: argparse.Namespace) -> int:
    """Draw the pictures and print where they are."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # the same pictures with a display and without
    from em_desktop.gui import tour

    pictures = tour.draw(arguments.directory, arguments.only, arguments.language, arguments.theme)
    for picture in pictures:
        print(picture)
    return 0
