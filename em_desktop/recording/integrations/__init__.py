"""Recording from the tools that train: a module for each, imported by who uses the tool.

    from em_desktop.recording import em
    from em_desktop.recording.integrations.keras import FitCallback

    with em.create_run(name="mnist") as run:
        model.fit(x, y, callbacks=[FitCallback(run)])

The script makes the Run (or search), in a ``with`` block, and hands it over; so it is the
block that ends it, also when the training fails. Nothing here raises into the training.
"""
