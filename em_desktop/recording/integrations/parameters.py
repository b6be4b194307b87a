"""Settings of frameworks as hyperparameters, whatever is among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from em_desktop.errors import EmError
from em_desktop.recording.run import Run
from em_desktop.recording.values import to_value

_LONGEST_NAME = 200


def recordable(value: Any) -> Any:
    """A value as it can be recorded: what can't be is its name, or the type's.

    Functions and classes become their names, other objects their type's name; inside of
    mappings and lists too.
    """
    try:
        return to_value(value, "value")
    except EmError:
        pass
    if isinstance(value, Mapping):
        return {str(key): recordable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [recordable(item) for item in value]
    name = getattr(value, "__name__", None)
    return (name if isinstance(name, str) else type(value).__name__)[:_LONGEST_NAME]


def note_parameters(run: Run, values: Mapping[Any, Any], group: str = "") -> None:
    """Take over settings as hyperparameters. What the script said itself stays. Never raises.

    Args:
        run: the Run.
        values: name to anything.
        group: a name under which they are put together; none by default.
    """
    found = {str(name): recordable(value) for name, value in values.items()}
    try:
        run.hparams.update({group: found} if group else found, override=False)
    except EmError as error:
        run.notice(f"parameters {group}", f"some settings can't be recorded: {error.reason}")
