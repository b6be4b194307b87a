"""The Platform and Git tabs: on what machine, with what code."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from em_desktop.domain.paths import printable
from em_desktop.domain.recordings import GitState, Platform
from em_desktop.gui import theme
from em_desktop.gui.models.values import key_text, value_text
from em_desktop.gui.panes.run.overview import WIDEST
from em_desktop.gui.widgets import Fact, FactList, Section, StateStack


class FactsTab(QWidget):
    """A page of titled lists of facts, or what to say where there are none."""

    def __init__(self, sections: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget(area)
        page.setProperty("area", "surface")
        rows = QVBoxLayout(page)
        rows.setContentsMargins(theme.space.page, 12, theme.space.page, theme.space.page)
        self._sections = [Section("", page) for _ in range(sections)]
        self._lists = [FactList(page, key_width=160) for _ in range(sections)]
        for section, facts in zip(self._sections, self._lists, strict=True):
            theme.set_lengths(section, most_width=WIDEST)
            section.body.setContentsMargins(20, 4, 0, 12)
            section.body.addWidget(facts)
            rows.addWidget(section)
        rows.addStretch(1)
        area.setWidget(page)
        self.pages = StateStack(area, self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.pages)

    def show_section(self, number: int, title: str, facts: Sequence[Fact]) -> None:
        """Fill one of the lists; an empty one is hidden."""
        self._sections[number].set_title(title)
        self._sections[number].setVisible(bool(facts))
        self._lists[number].set_facts(facts)

    def facts(self, number: int) -> tuple[Fact, ...]:
        """What a list shows."""
        return self._lists[number].facts

    def retranslate(self) -> None:
        """Write the texts anew; subclasses do."""

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class PlatformTab(FactsTab):
    """Machine, system, Python and packages."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(2, parent)
        self._platform: Platform | None = None

    def show_platform(self, platform: Platform) -> None:
        self._platform = platform
        self.retranslate()

    def retranslate(self) -> None:
        platform = self._platform
        if platform is None:
            return
        said = [
            (self.tr("Host"), platform.hostname),
            (self.tr("System"), platform.os),
            (self.tr("Python"), platform.python),
            (self.tr("Frameworks"), ", ".join(platform.frameworks)),
            *((key_text(key), value_text(value)) for key, value in platform.further),
        ]
        machine = [Fact(key, printable(value)) for key, value in said if value]
        packages = [
            Fact(printable(name), printable(version)) for name, version in platform.packages
        ]
        self.show_section(0, self.tr("Machine"), machine)
        self.show_section(1, self.tr("Python packages"), packages)
        if machine or packages:
            self.pages.show_content()
        else:
            text = self.tr("This run recorded nothing about the machine that it ran on.")
            self.pages.show_state("platform", self.tr("No platform"), text)


class GitTab(FactsTab):
    """Repository, branch, commit and entry point."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(1, parent)
        self._git: GitState | None = None

    def show_git(self, git: GitState) -> None:
        self._git = git
        self.retranslate()

    def retranslate(self) -> None:
        git = self._git
        if git is None:
            return
        dirty = {True: self.tr("Uncommitted changes"), False: self.tr("Clean"), None: ""}
        token = "st_warning" if git.dirty else "text"
        facts = [
            Fact(self.tr("Repository"), printable(git.repository), copy=True, mono=True),
            Fact(self.tr("Remote"), printable(git.remote_url), copy=True, mono=True),
            Fact(self.tr("Branch"), printable(git.branch), icon=("branch", "muted")),
            Fact(self.tr("Commit"), printable(git.commit), copy=True, mono=True),
            Fact(self.tr("Working tree"), dirty[git.dirty], token=token),
            Fact(self.tr("Entry point"), printable(git.entry_point), copy=True, mono=True),
        ]
        self.show_section(0, self.tr("Code version"), [fact for fact in facts if fact.value])
        if git.known:
            self.pages.show_content()
        else:
            text = self.tr("The script wasn't inside a Git repository when it ran.")
            if git.entry_point:
                entry = printable(git.entry_point)
                text += "\n" + self.tr("Entry point: %1").replace("%1", entry)
            self.pages.show_state("git", self.tr("No code version"), text)
