"""Finding and masking secrets before anything is written."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

from em_desktop.formats.addresses import without_credentials

MASK = "***"

_SECRET_NAME = re.compile(
    r"passw(or)?d|passphrase|(^|[_\-.])(pwd|pass|secrets?|credentials?)([_\-.]|$)"
    r"|(^|[_\-.])(api|access|private|auth|secret|account|encryption|signing)[_\-]?key"
    r"|client[_\-]?secret|^apikey$|(^|[_\-.])authorization$",
    re.IGNORECASE,
)
_TOKEN_NAME = re.compile(r"(^|[_\-.])token$", re.IGNORECASE)
_SHORTEST_TOKEN = 16  # "<pad>" as pad_token is no secret
_SHORTEST_VALUE = 8  # shorter texts of the environment occur everywhere
_SHORTEST_ADDRESS = len("a://b@c")
_KNOWN_FORMS = re.compile(
    r"\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_\w{30,}|\bglpat-[\w\-]{16,}|\bhf_[A-Za-z0-9]{30,}"
    r"|\bsk-(?:proj-|ant-[\w\-]{,20}-)?[A-Za-z0-9_]{20,}[\w\-]*|\bAKIA[0-9A-Z]{16}\b|\bxox[abprs]-[\w\-]{10,}|\bAIza[\w\-]{35}"
    r"|\beyJ[\w\-]{8,}\.eyJ[\w\-]{8,}\.[\w\-]*"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
)
_ADDRESS = re.compile(r"[A-Za-z][\w+.\-]{1,20}://[^\s'\"<>]+")
_OPTION = re.compile(r"--?(?P<name>[\w\-.]+)=(?P<value>.+)", re.DOTALL)


def is_secret(name: str, value: Any) -> bool:
    """Whether a value of this name isn't for others: passwords, keys, tokens.

    Numbers aren't secrets (``max_tokens``), and short texts aren't tokens (``pad_token``).
    """
    if not isinstance(value, str) or not value:
        return False
    if _SECRET_NAME.search(name):
        return True
    return bool(
        _TOKEN_NAME.search(name)
        and len(value) >= _SHORTEST_TOKEN
        and not any(character.isspace() for character in value)
    )


class Masker:
    """Replaces secrets by ``***``: those of the environment, and those of a known form."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        items = (os.environ if environment is None else environment).items()
        values = {
            value
            for name, value in items
            if len(value) >= _SHORTEST_VALUE
            and not value.startswith("/")
            and is_secret(name, value)
        }
        longest_first = sorted(values, key=lambda value: (-len(value), value))
        alternatives = "|".join(re.escape(value) for value in longest_first)
        self._values = re.compile(alternatives) if alternatives else None

    def text(self, text: str) -> str:
        """A text without secrets, and without the passwords of addresses in it."""
        if len(text) < _SHORTEST_ADDRESS:
            return text
        if self._values is not None:
            text = self._values.sub(MASK, text)
        text = _KNOWN_FORMS.sub(MASK, text)
        if "://" in text:
            text = _ADDRESS.sub(lambda match: without_credentials(match[0]), text)
        return text

    def value(self, value: Any, name: str = "") -> Any:
        """A parameter's value (as `values.to_value` gives it) without secrets in it."""
        match value:
            case str():
                return MASK if is_secret(name, value) else self.text(value)
            case dict():
                return {key: self.value(item, str(key)) for key, item in value.items()}
            case list():
                return [self.value(item, name) for item in value]
            case _:
                return value

    def arguments(self, arguments: Sequence[str]) -> list[str]:
        """A command line without secrets: ``--password X``, ``--api-key=X``."""
        result: list[str] = []
        name = ""
        for argument in arguments:
            match = _OPTION.fullmatch(argument)
            if name and not argument.startswith("-") and is_secret(name, argument):
                result.append(MASK)
            elif match is not None and is_secret(match["name"], match["value"]):
                result.append(argument[: match.start("value")] + MASK)
            else:
                result.append(self.text(argument))
            option = argument.startswith("-") and match is None
            name = argument.lstrip("-") if option else ""
        return result
