"""The words, icons and texts of AutoTune's trials and search spaces."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Final

from PySide6.QtCore import QCoreApplication, QLocale

from em_desktop.domain.autotune import MetricChoice, SearchParameter, Trial, TrialGroup, TrialStatus
from em_desktop.domain.paths import printable
from em_desktop.domain.recordings import Value
from em_desktop.gui import wording
from em_desktop.gui.models.values import value_text

_EXACT_BELOW = 10.0
_ICONS: Final = {
    TrialGroup.SUCCEEDED: ("complete", "st_complete"),
    TrialGroup.RUNNING: ("running", "st_running"),
    TrialGroup.WAITING: ("queued", "st_queued"),
    TrialGroup.EARLY_STOPPED: ("early_stopped", "st_stopped"),
    TrialGroup.CANCELED: ("stopped", "st_stopped"),
    TrialGroup.FAILED: ("error", "st_error"),
}


def group_icon(group: TrialGroup) -> tuple[str, str]:
    """Name and color of the icon of trials that are counted together."""
    return _ICONS[group]


def trial_icon(trial: Trial) -> tuple[str, str]:
    """Name and color of the icon of a trial's state."""
    if trial.status is TrialStatus.UNKNOWN:
        return "unknown", "st_queued"
    return _ICONS[trial.group]


def trial_state_text(trial: Trial) -> str:
    """A trial's state in words; one that nobody knows as it was written."""
    translate = QCoreApplication.translate
    match trial.status:
        case TrialStatus.SUCCEEDED:
            return translate("trials", "Succeeded")
        case TrialStatus.FAILED:
            return translate("trials", "Failed")
        case TrialStatus.EARLY_STOPPED:
            return translate("trials", "Early stopped")
        case TrialStatus.USER_CANCELED | TrialStatus.SYS_CANCELED:
            return translate("trials", "Canceled")
        case TrialStatus.RUNNING:
            return translate("trials", "Running")
        case TrialStatus.WAITING:
            return translate("trials", "Waiting")
        case TrialStatus.UNKNOWN:
            return printable(trial.raw_status) or translate("trials", "Unknown")


def group_text(group: TrialGroup) -> str:
    """What trials of a group are called behind their number: "31 succeeded"."""
    translate = QCoreApplication.translate
    match group:
        case TrialGroup.SUCCEEDED:
            return translate("trials", "succeeded")
        case TrialGroup.FAILED:
            return translate("trials", "failed")
        case TrialGroup.EARLY_STOPPED:
            return translate("trials", "early stopped")
        case TrialGroup.CANCELED:
            return translate("trials", "canceled")
        case TrialGroup.RUNNING:
            return translate("trials", "running")
        case TrialGroup.WAITING:
            return translate("trials", "starting")


def metric_text(choice: MetricChoice, name: str = "") -> str:
    """What the metric is called, by which of a trial's values counts.

    Args:
        choice: which value.
        name: of the metric, where it is known.
    """
    translate = QCoreApplication.translate
    match choice:
        case MetricChoice.FINAL if name:
            return printable(name)
        case MetricChoice.FINAL:
            return translate("trials", "Final metric")
        case MetricChoice.LAST:
            return translate("trials", "Last reported")
        case MetricChoice.SMALLEST:
            return translate("trials", "Smallest reported")
        case MetricChoice.LARGEST:
            return translate("trials", "Largest reported")
        case MetricChoice.BEST:
            return translate("trials", "Best reported")


def duration_text(duration: timedelta) -> str:
    """How long a trial took; below ten seconds with tenths."""
    seconds = duration.total_seconds()
    if not 0 <= seconds < _EXACT_BELOW:
        return wording.duration_text(duration)
    number = QLocale().toString(math.floor(seconds * 10) / 10, "f", 1)
    return QCoreApplication.translate("trials", "%1s").replace("%1", number)


def source_text(source: str) -> str:
    """Who chose a trial's parameters."""
    translate = QCoreApplication.translate
    match source:
        case "algorithm":
            return translate("trials", "the tuner")
        case "customized":
            return translate("trials", "the user")
        case "resumed":
            return translate("trials", "an earlier search")
        case _:
            return printable(source)


def parameter_text(value: Value) -> str:
    """A hyperparameter's value in a cell: numbers with at most six digits."""
    if isinstance(value, float) and math.isfinite(value):
        return wording.number_text(value)
    if isinstance(value, dict) and "_name" in value:
        inner = ", ".join(
            f"{key} {parameter_text(item)}" for key, item in value.items() if key != "_name"
        )
        name = value_text(value["_name"])
        return f"{name} ({inner})" if inner else name
    return value_text(value)


def parameter_space_text(parameter: SearchParameter) -> str:
    """What a search parameter may be, in words: "0.0001 to 30, log"."""
    translate = QCoreApplication.translate
    values = [parameter_text(value) for value in parameter.values]
    moments, bounds, step = parameter.moments, parameter.bounds, parameter.step
    if parameter.is_categorical or not parameter.distribution:
        return ", ".join(values)
    if moments is not None:
        text = translate("trials", "mean %1, deviation %2")
        text = text.replace("%1", values[0]).replace("%2", values[1])
    elif bounds is not None:
        text = translate("trials", "%1 to %2")
        low, high = (wording.number_text(bound) for bound in bounds)
        text = text.replace("%1", low).replace("%2", high)
    else:
        return ", ".join(values)
    if step is not None:
        text += translate("trials", ", step %1").replace("%1", wording.number_text(step))
    return text + (translate("trials", ", log") if parameter.is_log else "")
