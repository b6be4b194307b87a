"""Completion for bash, zsh and fish, written out as their scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from em_desktop.cli.completion import Option, Verb

PROGRAM = "em-desktop"


def bash(verbs: Sequence[Verb]) -> str:
    """For bash 4 or newer: ``source <(em-desktop completion bash)``."""
    names = " ".join(verb.name for verb in verbs)
    return "\n".join(
        [
            f"# completion of {PROGRAM} for bash:  source <({PROGRAM} completion bash)",
            "_em_desktop() {",
            '    local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}"',
            '    local verb="${COMP_WORDS[1]}" key words=""',
            "    COMPREPLY=()",
            '    if [ "$COMP_CWORD" -eq 1 ]; then',
            f'        words="{names} --sample --version --help"',
            "    else",
            '        key="$verb"',
            '        case "$verb" in',
            *_bash_keys(verbs),
            "        esac",
            '        case "$key $before" in',
            *_bash_values(verbs),
            "        *)",
            '            case "$key" in',
            *_bash_words(verbs),
            "            esac ;;",
            "        esac",
            "    fi",
            '    COMPREPLY=($(compgen -W "$words" -- "$word"))',
            "}",
            f"complete -o default -o bashdefault -F _em_desktop {PROGRAM}",
            "",
        ]
    )


def _bash_keys(verbs: Sequence[Verb]) -> Iterator[str]:
    """Verbs that have verbs: the key of a place is both words."""
    deeper = '[ "$COMP_CWORD" -gt 2 ] && key="$verb ${COMP_WORDS[2]}"'
    for verb in verbs:
        if verb.verbs:
            yield f"        {verb.name}) {deeper} ;;"


def _bash_values(verbs: Sequence[Verb]) -> Iterator[str]:
    for key, verb in keyed(verbs):
        for option in verb.options:
            if option.takes:
                patterns = "|".join(f'"{key} {name}"' for name in option.names)
                yield f'        {patterns}) words="{" ".join(option.choices)}" ;;'


def _bash_words(verbs: Sequence[Verb]) -> Iterator[str]:
    for key, verb in keyed(verbs):
        words = [sub.name for sub in verb.verbs] + list(verb.words)
        options = [name for option in verb.options for name in option.names]
        yield f'            "{key}")'
        yield f'                words="{" ".join(words)}"'
        yield f'                [[ "$word" == -* ]] && words="{" ".join(options)}" ;;'


def zsh(verbs: Sequence[Verb]) -> str:
    """For zsh: a file ``_em-desktop`` in a directory of ``$fpath``."""
    lines = [f"#compdef {PROGRAM}", "_em_desktop() {", "  local -a verbs"]
    lines += ["  if (( CURRENT == 2 )); then", f"    verbs=({_zsh_list(verbs)})"]
    lines += ["    _describe -t verbs verb verbs; _files; return", "  fi"]
    lines += ["  shift words; (( CURRENT-- ))", "  case $words[1] in"]
    for verb in verbs:
        lines.append(f"  {verb.name})")
        if verb.verbs:
            lines += ["    if (( CURRENT == 2 )); then", f"      verbs=({_zsh_list(verb.verbs)})"]
            lines += ["      _describe -t verbs verb verbs; return", "    fi"]
            lines += ["    shift words; (( CURRENT-- ))", "    case $words[1] in"]
            lines += [f"    {sub.name}) {_zsh_arguments(sub)} ;;" for sub in verb.verbs]
            lines.append("    esac ;;")
        else:
            lines.append(f"    {_zsh_arguments(verb)} ;;")
    lines += ["  esac", "}", '_em_desktop "$@"', ""]
    return "\n".join(lines)


def _zsh_list(verbs: Sequence[Verb]) -> str:
    return " ".join(_quoted(f"{verb.name}:{verb.help}") for verb in verbs)


def _zsh_arguments(verb: Verb) -> str:
    parts = ["_arguments", "-S"]
    parts += [
        _quoted(f"*{name}[{_zsh_text(option.help)}]{_zsh_value(option)}")
        for option in verb.options
        for name in option.names
    ]
    if verb.words:
        parts.append(_quoted(f"1:what:({' '.join(verb.words)})"))
    parts.append(_quoted("*:file:_files"))
    return " ".join(parts)


def _zsh_value(option: Option) -> str:
    if not option.takes:
        return ""
    action = f"({' '.join(option.choices)})" if option.choices else "_files"
    return f":{_zsh_text(option.takes)}:{action}"


def _zsh_text(text: str) -> str:
    for character in ("\\", "[", "]", ":"):
        text = text.replace(character, f"\\{character}")
    return text


def fish(verbs: Sequence[Verb]) -> str:
    """For fish: ``em-desktop completion fish | source``."""
    lines = [f"# completion of {PROGRAM} for fish:  {PROGRAM} completion fish | source"]
    start = f"complete -c {PROGRAM} -n __fish_use_subcommand"
    lines += [f"{start} -a {verb.name} -d {_quoted(verb.help)}" for verb in verbs]
    for key, verb in keyed(verbs):
        seen = " ".join(f"; and __fish_seen_subcommand_from {word}" for word in key.split())
        seen = seen.removeprefix("; and ")
        names = " ".join(sub.name for sub in verb.verbs)
        for sub in verb.verbs:
            unless = f"{seen}; and not __fish_seen_subcommand_from {names}"
            lines.append(
                f"complete -c {PROGRAM} -n {_quoted(unless)} -f"
                f" -a {sub.name} -d {_quoted(sub.help)}"
            )
        if verb.words:
            lines.append(
                f"complete -c {PROGRAM} -n {_quoted(seen)} -a {_quoted(' '.join(verb.words))}"
            )
        lines += [_fish_option(seen, option) for option in verb.options]
    return "\n".join([*lines, ""])


def _fish_option(seen: str, option: Option) -> str:
    parts = [f"complete -c {PROGRAM} -n {_quoted(seen)}"]
    parts += [f"-l {n[2:]}" if n.startswith("--") else f"-s {n[1:]}" for n in option.names]
    if option.choices:
        parts.append(f"-x -a {_quoted(' '.join(option.choices))}")
    elif option.takes:
        parts.append("-r")
    parts.append(f"-d {_quoted(option.help)}")
    return " ".join(parts)


def keyed(verbs: Sequence[Verb]) -> Iterator[tuple[str, Verb]]:
    """Each verb under its words: ``runs``, ``runs ls``."""
    for verb in verbs:
        yield verb.name, verb
        for sub in verb.verbs:
            yield f"{verb.name} {sub.name}", sub


def _quoted(text: str) -> str:
    """In single quotes, for all of the shells."""
    return "'" + text.replace("'", "'\\''") + "'"


SHELLS: dict[str, Callable[[Sequence[Verb]], str]] = {"bash": bash, "zsh": zsh, "fish": fish}
