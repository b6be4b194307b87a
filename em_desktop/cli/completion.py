"""Print what makes a shell complete ``em-desktop``: generated from the verbs' own parsers."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field

from em_desktop.cli import completion_scripts


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a verb.

    Attributes:
        names: ``-r``, ``--recursive``.
        help: one line.
        takes: what its value is called; empty for a flag.
        choices: the values that there are; any if there are none.
    """

    names: tuple[str, ...]
    help: str
    takes: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb, or a verb of a verb.

    Attributes:
        name: the word.
        help: one line.
        options: all of them.
        words: words that a positional argument may be; empty for paths and free text.
        verbs: its own verbs.
    """

    name: str
    help: str
    options: tuple[Option, ...] = ()
    words: tuple[str, ...] = ()
    verbs: tuple[Verb, ...] = field(default=())


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("shell", choices=tuple(completion_scripts.SHELLS), help="which shell")


def run(arguments: argparse.Namespace) -> int:
    """Print the script."""
    print(completion_scripts.SHELLS[arguments.shell](tuple(all_verbs())), end="")
    return 0


def all_verbs() -> Iterator[Verb]:
    """All verbs of the command with what they take."""
    from em_desktop.cli.main import VERBS, parser_of

    for name, (_, text) in VERBS.items():
        yield verb_of(name, text, parser_of(name))


def verb_of(name: str, text: str, parser: argparse.ArgumentParser) -> Verb:
    """What a parser takes."""
    options: list[Option] = []
    words: tuple[str, ...] = ()
    verbs: list[Verb] = []
    for action in parser._actions:  # noqa: SLF001 - argparse tells it in no other way
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            helps = {each.dest: each.help or "" for each in action._choices_actions}  # noqa: SLF001
            verbs = [verb_of(key, helps.get(key, ""), sub) for key, sub in action.choices.items()]
        elif action.option_strings:
            options.append(_option(action))
        elif action.choices and not words:
            words = tuple(str(choice) for choice in action.choices)
    return Verb(name, text, tuple(options), words, tuple(verbs))


def _option(action: argparse.Action) -> Option:
    takes = "" if action.nargs == 0 else str(action.metavar or action.dest)
    choices = tuple(str(choice) for choice in action.choices or ())
    text = " ".join((action.help or "").split())
    return Option(tuple(action.option_strings), text, takes, choices)
