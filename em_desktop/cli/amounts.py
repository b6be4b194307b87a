"""Amounts on the command line: ``500M`` or ``2.5G`` bytes, whole numbers, rates."""

from __future__ import annotations

import argparse
import re

_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_FASTEST = 1e6
_COUNT = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?", re.IGNORECASE)


def byte_count(text: str) -> int:
    """For an argument of the command line.

    Raises:
        ArgumentTypeError: it is no such number.
    """
    match = _COUNT.fullmatch(text.strip())
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r} isn't a number of bytes, such as 500M or 2G")
    return int(float(match[1]) * _UNITS[match[2].upper()])


def positive(text: str) -> int:
    """A whole number from 1 on, for an argument of the command line.

    Raises:
        ArgumentTypeError: it is no such number.
    """
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} isn't a whole number from 1 on")
    return int(text)


def rate(text: str) -> float:
    """A number of times a second, from 0 on, for an argument of the command line.

    Raises:
        ArgumentTypeError: it is no such number.
    """
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < _FASTEST:
        raise argparse.ArgumentTypeError(f"{text!r} isn't a number of times a second")
    return value
