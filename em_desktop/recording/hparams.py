"""The hyperparameters of a Run, as a mapping and as attributes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any

from em_desktop.recording.values import to_mapping, to_value

_WHAT = "hparams"


class Params(MutableMapping[Any, Any]):
    """Hyperparameters; every change is written at once.

        run.hparams.update({"batch_size": 32, "epochs": 10})
        run.hparams["batch_size"] = 64
        run.hparams.epochs = 20

    Lists and mappings inside may be changed in place; that is written with the next
    change or when the Run finishes.

    Args:
        changed: called with all hyperparameters after every change.
    """

    _values: dict[Any, Any]
    _changed: Callable[[dict[Any, Any]], None]

    def __init__(self, values: dict[Any, Any], changed: Callable[[dict[Any, Any]], None]) -> None:
        object.__setattr__(self, "_values", values)
        object.__setattr__(self, "_changed", changed)

    def update(  # type: ignore[override]  # scripts pass these by name
        self, new_params: Any = (), override: bool = True, **further: Any
    ) -> None:
        """Take over new hyperparameters.

        Args:
            new_params: a mapping, pairs, a dataclass instance or an ``argparse`` namespace.
            override: whether those that are there already change.
            further: more of them, by name.

        Raises:
            InvalidValueError, TooLargeError: one of them can't be recorded; none is taken.
        """
        pairs = new_params if isinstance(new_params, Mapping) else None
        if pairs is None and isinstance(new_params, list | tuple):
            pairs = dict(new_params)
        values = to_mapping(new_params if pairs is None else pairs, _WHAT)
        values.update(to_mapping(further, _WHAT))
        if not override:
            values = {key: value for key, value in values.items() if key not in self._values}
        self._values.update(values)
        self._changed(self._values)

    def parse(
        self, dist_tf_strategy: Any = None, dist_torch_model: Any = None, dist_hvd: Any = None
    ) -> None:
        """Take over how the training is distributed.

        Args:
            dist_tf_strategy: the strategy, where ``tf.distribute`` is used.
            dist_torch_model: the model wrapped in ``DataParallel`` or
                ``DistributedDataParallel``.
            dist_hvd: the module, where Horovod is used.
        """
        found: dict[str, Any] = {}
        if dist_tf_strategy is not None:
            found["dist_strategy"] = type(dist_tf_strategy).__name__
            found["dist_workers"] = getattr(dist_tf_strategy, "num_replicas_in_sync", None)
        if dist_torch_model is not None:
            found["dist_strategy"] = type(dist_torch_model).__name__
            found["dist_workers"] = _torch_workers(dist_torch_model)
        if dist_hvd is not None:
            found["dist_strategy"] = "Horovod"
            found["dist_workers"] = dist_hvd.size()
        self.update({name: value for name, value in found.items() if value is not None})

    def as_dict(self) -> dict[Any, Any]:
        """A copy, as a plain dictionary."""
        return to_mapping(self._values, _WHAT)

    def __getitem__(self, name: Any) -> Any:
        return self._values[name]

    def __setitem__(self, name: Any, value: Any) -> None:
        self._values.update(to_mapping({name: to_value(value, str(name))}, _WHAT))
        self._changed(self._values)

    def __delitem__(self, name: Any) -> None:
        del self._values[name]
        self._changed(self._values)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name not in self._values:
            raise AttributeError(f"there is no hyperparameter {name!r}")
        return self._values[name]

    def __setattr__(self, name: str, value: Any) -> None:
        if hasattr(type(self), name):
            raise AttributeError(f"{name!r} is a method; set it as hparams[{name!r}]")
        self[name] = value

    def __delattr__(self, name: str) -> None:
        if name not in self._values:
            raise AttributeError(f"there is no hyperparameter {name!r}")
        del self[name]

    def __repr__(self) -> str:
        return f"Params({self._values!r})"


def _torch_workers(model: Any) -> int | None:
    devices = getattr(model, "device_ids", None)
    group = getattr(model, "process_group", None)
    if group is not None:
        return int(group.size())
    return len(devices) if devices else None
