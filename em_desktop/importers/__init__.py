"""Recordings out of the data of other tools: TensorBoard, MLflow, Optuna, W&B, trackio, tables.

Each tool has a reader that yields `found.FoundRun` or `found.FoundSearch`; `write` puts
these into recordings. None of the tools needs to be installed, and nothing is unpickled.
"""
