"""The states of searches and trials, in the words of all writers."""

from __future__ import annotations

from em_desktop.domain.autotune import TrialStatus
from em_desktop.domain.nodes import Status
from em_desktop.formats.autotune_fields import folded

_SEARCH = {
    "pending": Status.QUEUED,
    "initialized": Status.QUEUED,
    "running": Status.RUNNING,
    "nomoretrial": Status.RUNNING,
    "tunernomoretrial": Status.RUNNING,
    "stopping": Status.RUNNING,
    "done": Status.COMPLETE,
    "stopped": Status.COMPLETE,
    "viewed": Status.COMPLETE,
    "timeout": Status.TIMEOUT,
    "error": Status.ERROR,
}
_TRIAL = {
    **{folded(status): status for status in TrialStatus},
    "complete": TrialStatus.SUCCEEDED,
    "done": TrialStatus.SUCCEEDED,
    "error": TrialStatus.FAILED,
    "pending": TrialStatus.WAITING,
    "starting": TrialStatus.WAITING,
    "created": TrialStatus.WAITING,
    "pruned": TrialStatus.EARLY_STOPPED,
    "canceled": TrialStatus.USER_CANCELED,
    "cancelled": TrialStatus.USER_CANCELED,
    "stopped": TrialStatus.USER_CANCELED,
}


def search_status(text: str) -> Status:
    """The state of a search; UNKNOWN for a word that no writer is known to use."""
    return _SEARCH.get(folded(text), Status.UNKNOWN)


def trial_status(text: str) -> TrialStatus:
    """The state of a trial; UNKNOWN for a word that no writer is known to use."""
    return _TRIAL.get(folded(text), TrialStatus.UNKNOWN)
