"""The panel at the right: what is known of the node that is selected."""

from em_desktop.gui.inspector.panel import Inspector

__all__ = ["Inspector"]
