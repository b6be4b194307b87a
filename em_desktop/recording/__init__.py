"""Recording trainings: Runs, Artifacts and searches, in the files that the app shows.

    from em_desktop.recording import em

    with em.create_run(name="mnist", hparams={"lr": 0.1, "epochs": 3}) as run:
        for epoch in range(run.hparams.epochs):
            run.log("train", {"loss": train_one_epoch()}, step=epoch)

The calls are those of the platform's SDK, so that a script changes one import line. See
``docs/recording.md``. Importing this takes a few milliseconds; YAML is loaded with the
first recording, and nothing ever loads Qt, NumPy or a framework.
"""

from __future__ import annotations

from em_desktop import recording as em
from em_desktop.recording.artifact import Artifact, create_artifact, load_artifact
from em_desktop.recording.autotune import AutoTune, create_autotune
from em_desktop.recording.hparams import Params
from em_desktop.recording.opening import create_run, load_run
from em_desktop.recording.options import Capture
from em_desktop.recording.run import Run
from em_desktop.recording.trial import Trial
from em_desktop.recording.uploading import login, logout, upload

__all__ = [
    "Artifact",
    "AutoTune",
    "Capture",
    "Params",
    "Run",
    "Trial",
    "create_artifact",
    "create_autotune",
    "create_run",
    "em",
    "load_artifact",
    "load_run",
    "login",
    "logout",
    "upload",
]
