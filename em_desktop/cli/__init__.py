"""The ``em-desktop`` command: a file per group of verbs."""
