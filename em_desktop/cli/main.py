"""The ``em-desktop`` command: which verb, and what its exit code is."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from typing import Protocol, cast

from em_desktop import __version__
from em_desktop.errors import EmError, from_os_error

VERBS = {
    "ls": ("ls", "list what is in a store or folder"),
    "show": ("show", "show what a node says"),
    "metrics": ("metrics", "print the metrics of a run"),
    "runs": ("runs", "list, show, follow and export runs"),
    "artifact": ("artifact", "make an artifact, put files into it, list them"),
    "login": ("remote", "log in to a server"),
    "logout": ("remote", "forget the key of a server"),
    "whoami": ("remote", "tell who is logged in"),
    "upload": ("remote", "upload runs and artifacts"),
    "download": ("remote", "download from a server"),
    "mkdir": ("tree", "make folders"),
    "mv": ("tree", "move or rename nodes"),
    "ln": ("tree", "make shortcuts"),
    "rm": ("tree", "move nodes to the trash"),
    "trash": ("trash", "list or empty the trash"),
    "restore": ("trash", "take nodes out of the trash"),
    "label": ("values", "show or change labels"),
    "describe": ("values", "show or change a description"),
    "import": ("import_", "turn what other tools recorded into recordings"),
    "cp": ("copying", "copy nodes, also to another store"),
    "put": ("copying", "copy files and recordings into a store"),
    "get": ("copying", "copy nodes or files out of a store"),
    "check": ("check", "look for what is broken, and mend it"),
    "serve": ("serve", "let others use a store over HTTP"),
    "admin": ("admin", "users, keys and upkeep of a server"),
    "tour": ("tour", "draw a picture of every view"),
    "completion": ("completion", "print what completes this command in a shell"),
}
"""Each verb's module in this package, which is imported when it is called."""

DONE, FAILED, INTERRUPTED = 0, 1, 130


class Verb(Protocol):
    """What the module of a verb offers, or for each of its verbs its ``VERBS``."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, arguments: argparse.Namespace) -> int: ...


def main(arguments: list[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: the words after ``em-desktop``; those of the process if None.

    Returns:
        The exit code: 0 done, 1 failed (the reason is on standard error), 2 misused.
    """
    words = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # names that aren't Unicode
    try:
        try:
            is_verb = bool(words) and words[0] in VERBS
            return _run_verb(words[0], words[1:]) if is_verb else _open_window(words)
        finally:
            sys.stdout.flush()  # here a failure can still be told
    except EmError as error:
        print(f"em-desktop: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:  # the reader of our output has seen enough
        _drop_output()
        return DONE
    except OSError as error:  # a full disk takes no output
        print(f"em-desktop: {from_os_error(error)}", file=sys.stderr)
        _drop_output()
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED


def _drop_output() -> None:
    """What is still buffered must not fail once more when the interpreter ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run_verb(name: str, words: list[str]) -> int:
    return _verb(name).run(parser_of(name).parse_args(words))


def parser_of(name: str) -> argparse.ArgumentParser:
    """What a verb takes."""
    verb = _verb(name)
    parser = argparse.ArgumentParser(prog=f"em-desktop {name}", description=verb.__doc__)
    verb.add_arguments(parser)
    return parser


def _verb(name: str) -> Verb:
    module = import_module(f"em_desktop.cli.{VERBS[name][0]}")
    return cast(Verb, getattr(module, "VERBS", {name: module})[name])


def _open_window(words: list[str]) -> int:
    verbs = "\n".join(f"  {name:<10} {text}" for name, (_, text) in VERBS.items())
    parser = argparse.ArgumentParser(
        prog="em-desktop",
        description="Keep, look at, compare, organise and share experiments.",
        epilog=f"without a window:\n{verbs}\n\n'em-desktop VERB --help' tells more.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("store", nargs="?", metavar="STORE", help="a folder to open")
    parser.add_argument("--sample", action="store_true", help="open the sample store")
    parser.add_argument("--version", action="version", version=f"em-desktop {__version__}")
    options = parser.parse_args(words)
    from em_desktop.cli import window

    return window.open_window(options.store, sample=options.sample)


if __name__ == "__main__":
    sys.exit(main())
