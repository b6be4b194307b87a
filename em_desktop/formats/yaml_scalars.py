"""What a YAML scalar means: YAML 1.1 exactly as PyYAML resolves it, but dates stay text."""

from __future__ import annotations

import re

import yaml

from em_desktop.domain.recordings import Opaque, Scalar

PREFIX = "tag:yaml.org,2002:"
LONGEST_NUMBER = 1000
"""Digits of a number; a longer one stays text, as Python refuses to print it."""

_RESOLVERS: dict[str, list[tuple[str, re.Pattern[str]]]] = (
    yaml.resolver.Resolver.yaml_implicit_resolvers
)
_CONSTRUCTOR = yaml.constructor.SafeConstructor()
_BOOLEANS: dict[str, bool] = yaml.constructor.SafeConstructor.bool_values

_TEXT_TAGS = {"str", "timestamp", "python/str", "python/unicode"}
_KNOWN_TAGS = {
    "int": "int",
    "python/int": "int",
    "python/long": "int",
    "float": "float",
    "python/float": "float",
    "bool": "bool",
    "python/bool": "bool",
    "null": "null",
    "python/none": "null",
}


def plain_scalar(text: str) -> Scalar:
    """The value of an unquoted scalar without a tag."""
    for tag, pattern in _RESOLVERS.get(text[:1], ()):
        if pattern.match(text):
            return _converted(tag.removeprefix(PREFIX), text)
    return text


def tagged_scalar(tag: str, text: str) -> Scalar | Opaque:
    """The value of a scalar with an explicit tag (without `PREFIX`).

    A text that isn't of the tag's type stays text.
    """
    if tag in _TEXT_TAGS:
        return text
    known = _KNOWN_TAGS.get(tag)
    if known is not None:
        return _converted(known, text)
    if tag in {"binary", "python/bytes"}:
        return Opaque("binary", "".join(text.split()))
    return Opaque(tag, text)


def _converted(kind: str, text: str) -> Scalar:
    try:
        if kind == "int":
            return _integer(text)
        if kind == "float":
            return _float(text)
    except (ValueError, IndexError):  # such as "0x_", or "abc" under the tag !!int
        return text
    if kind == "bool":
        return _BOOLEANS.get(text.lower(), text)
    return None if kind == "null" else text


def _integer(text: str) -> int | str:
    if len(text) > LONGEST_NUMBER:
        return text
    if text.isdecimal() and text.isascii() and text[0] != "0":
        return int(text)
    return int(_CONSTRUCTOR.construct_yaml_int(yaml.ScalarNode(f"{PREFIX}int", text)))


def _float(text: str) -> float | str:
    if len(text) > LONGEST_NUMBER:
        return text
    try:
        return float(text)
    except ValueError:  # such as ".inf" or "1:30.5"
        return float(_CONSTRUCTOR.construct_yaml_float(yaml.ScalarNode(f"{PREFIX}float", text)))
