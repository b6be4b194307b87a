"""A recording's upload and download history in words."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from em_desktop.domain.paths import printable
from em_desktop.domain.recordings import TransferAction, TransferRecord
from em_desktop.gui import wording
from em_desktop.gui.widgets import Fact


def transfer_facts(transfers: Iterable[TransferRecord]) -> list[Fact]:
    """One row for each transfer: when, which way, and where."""
    rows = []
    for record in transfers:
        when = "" if record.time is None else wording.full_time_text(record.time)
        place = printable(f"{record.host}{record.path}")
        icon = "download" if record.action is TransferAction.DOWNLOAD else "upload"
        rows.append(Fact(when, _sentence(record.action, place), record.id, icon=(icon, "muted")))
    return rows


def _sentence(action: TransferAction, place: str) -> str:
    match action:
        case TransferAction.UPLOAD:
            text = QCoreApplication.translate("TransferHistory", "Uploaded to {place}")
        case TransferAction.DOWNLOAD:
            text = QCoreApplication.translate("TransferHistory", "Downloaded from {place}")
        case TransferAction.OTHER:
            text = QCoreApplication.translate("TransferHistory", "Transferred: {place}")
    return wording.filled(text, place=place)
