"""Where the files lie that come with the program: translations, samples, the icon."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """The folder ``name`` of the resources; it need not exist.

    An installed package holds them inside itself, a checkout beside the package.
    """
    inside = _PACKAGE / "resources"
    return (inside if inside.is_dir() else _PACKAGE.parent / "resources") / name
