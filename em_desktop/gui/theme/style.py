"""What the style sheet can't say about the style."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleHintReturn, QStyleOption, QWidget

_TOOLTIP_AFTER_MS: Final = 500


class Style(QProxyStyle):
    """Fusion, with tooltips that come sooner."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def styleHint(  # noqa: N802
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,  # noqa: N803
    ) -> int:
        if hint is QStyle.StyleHint.SH_ToolTip_WakeUpDelay:
            return _TOOLTIP_AFTER_MS
        return super().styleHint(hint, option, widget, returnData)
