"""What this program is, and whose work is in it."""

from __future__ import annotations

import platform

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QWidget

from em_desktop import __version__
from em_desktop.gui import theme
from em_desktop.gui.dialogs.frame import DialogFrame
from em_desktop.gui.widgets import TextLabel, primary_button

_CREDITS = (
    ("Qt for Python", "LGPL-3.0"),
    ("NumPy", "BSD-3-Clause"),
    ("pyqtgraph", "MIT"),
    ("PyYAML", "MIT"),
    ("Pygments", "BSD-2-Clause"),
    ("platformdirs", "MIT"),
    ("keyring", "MIT"),
    ("Phosphor Icons", "MIT"),
    ("Codicons", "CC BY 4.0"),
)


class AboutDialog(DialogFrame):
    """Name, version, licence, and the parts it is made of."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = TextLabel("EM Desktop", "page_title", "text", self)
        self._version = TextLabel("", "small", "text2", self, selectable=True)
        self._purpose = TextLabel("", "body", "text", self, wrap=True)
        self._parts = TextLabel("", "section", "text", self)
        self._credits = TextLabel("", "small", "text2", self, wrap=True)
        self._done = primary_button("", "", self)
        self._done.set_large()
        self._done.clicked.connect(self.accept)
        for label in (self._name, self._version, self._purpose, self._parts, self._credits):
            self.body.addWidget(label)
        self._version.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.body.setSpacing(theme.space.control)
        self.footer.addWidget(self._done)
        self.retranslate()
        self._done.setFocus()

    def retranslate(self) -> None:
        super().retranslate()
        self.set_title(self.tr("About EM Desktop"))
        versions = self.tr("Version {version}, Python {python}, Qt {qt}")
        self._version.setText(
            versions.format(version=__version__, python=platform.python_version(), qt=qVersion())
        )
        self._purpose.setText(
            self.tr(
                "Keep, look at, compare and organise machine-learning experiments, "
                "on your own disk. Free software under the MIT licence."
            )
        )
        self._parts.setText(self.tr("Made with"))
        self._credits.setText("\n".join(f"{name} ({licence})" for name, licence in _CREDITS))
        self._done.setText(self.tr("Close"))
