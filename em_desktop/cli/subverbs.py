"""Verbs that have verbs of their own: ``runs ls``, ``artifact add``."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Protocol


class SubVerb(Protocol):
    """One of them; its docstring is its help."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, arguments: argparse.Namespace) -> int: ...


def add_subverbs(parser: argparse.ArgumentParser, verbs: Mapping[str, SubVerb]) -> None:
    """Let the parser take one of these, with its own arguments."""
    choices = parser.add_subparsers(dest="subverb", required=True, metavar="VERB")
    for name, verb in verbs.items():
        text = (verb.__doc__ or "").strip()
        short = text.partition("\n")[0].rstrip(".")
        short = short[:1].lower() + short[1:]
        verb.add_arguments(choices.add_parser(name, help=short, description=text))


def run_subverb(arguments: argparse.Namespace, verbs: Mapping[str, SubVerb]) -> int:
    """Do what was asked for; the exit code."""
    return verbs[arguments.subverb].run(arguments)
