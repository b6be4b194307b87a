"""Arrays, archives and tensors: facts over a table."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from em_desktop.domain.paths import printable
from em_desktop.formats.preview.archives import ArchivePreview
from em_desktop.formats.preview.arrays import ArrayPreview
from em_desktop.formats.preview.tensors import TensorsPreview
from em_desktop.gui import theme, wording
from em_desktop.gui.panes.files.text_table import TextTable
from em_desktop.gui.widgets import Divider, Fact, FactList


class FactsView(QWidget):
    """What a file of numbers says about itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts = FactList(self, key_width=96)
        self.table = TextTable(self)
        self._divider = Divider(parent=self)
        top = QVBoxLayout()
        top.setContentsMargins(theme.space.page, theme.space.card, theme.space.page, 12)
        top.addWidget(self.facts)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self._divider)
        layout.addWidget(self.table, 1)

    def show_array(self, array: ArrayPreview) -> None:
        """Show an array's type, shape and first values."""
        by_columns, by_rows = self.tr("Columns first (Fortran)"), self.tr("Rows first (C)")
        facts = [
            Fact(self.tr("Type"), type_name(array.dtype), array.dtype),
            Fact(self.tr("Shape"), shape_text(array.shape)),
            Fact(self.tr("Elements"), wording.count_text(array.count)),
            Fact(self.tr("Order"), by_columns if array.fortran_order else by_rows),
        ]
        if array.nbytes is not None:
            facts.append(Fact(self.tr("Values"), wording.size_text(array.nbytes)))
        if array.problem:
            facts.append(Fact(self.tr("Note"), array.problem, token="st_warning"))
        elif array.values_truncated:
            facts.append(Fact(self.tr("Shown"), self.tr("The first values"), token="muted"))
        self.facts.set_facts(facts)
        width = max((len(row) for row in array.values), default=0)
        columns = ["", *(str(number) for number in range(width))]
        rows = [[_place(number, array.shape), *row] for number, row in enumerate(array.values)]
        self._show_table(columns if rows else [], rows, [True] * len(columns))

    def show_archive(self, archive: ArchivePreview) -> None:
        """Show an archive's members, and the arrays among them."""
        arrays = any(member.array is not None for member in archive.members)
        size = sum(member.size for member in archive.members)
        self.facts.set_facts(
            [
                Fact(self.tr("Members"), wording.count_text(archive.count)),
                Fact(self.tr("Unpacked"), wording.size_text(size)),
            ]
        )
        columns = [self.tr("Name"), self.tr("Size")]
        if arrays:
            columns += [self.tr("Type"), self.tr("Shape")]
        rows = []
        for member in archive.members:
            row = [printable(member.name), wording.size_text(member.size)]
            if member.array is not None:
                row += [type_name(member.array.dtype), shape_text(member.array.shape)]
            elif arrays:
                row += [member.problem, ""]
            rows.append(row)
        self._show_table(columns, rows, [False, True, False, False][: len(columns)])

    def show_tensors(self, tensors: TensorsPreview) -> None:
        """Show the tensors and the notes of a safetensors file."""
        parameters = sum(tensor.count for tensor in tensors.tensors)
        size = sum(tensor.nbytes for tensor in tensors.tensors)
        facts = [
            Fact(self.tr("Tensors"), wording.count_text(len(tensors.tensors))),
            Fact(self.tr("Parameters"), wording.count_text(parameters)),
            Fact(self.tr("Values"), wording.size_text(size)),
        ]
        facts += [Fact(name, text) for name, text in tensors.metadata[:20]]
        if tensors.left_out:
            left_out = wording.count_text(tensors.left_out)
            facts.append(Fact(self.tr("Left out"), left_out, token="st_warning"))
        self.facts.set_facts(facts)
        columns = [self.tr("Name"), self.tr("Type"), self.tr("Shape"), self.tr("Size")]
        rows = [
            [tensor.name, tensor.dtype, shape_text(tensor.shape), wording.size_text(tensor.nbytes)]
            for tensor in tensors.tensors
        ]
        self._show_table(columns, rows, [False, False, False, True])

    def _show_table(self, columns: list[str], rows: list[list[str]], numeric: list[bool]) -> None:
        self.table.show_rows(columns, rows, numeric)
        self.table.setVisible(bool(rows))
        self._divider.setVisible(bool(rows))
        self.table.setAccessibleName(self.tr("Contents"))


def shape_text(shape: tuple[int, ...]) -> str:
    """A shape for people: "60000 x 28 x 28"."""
    if not shape:
        return QCoreApplication.translate("FactsView", "Scalar")
    return " × ".join(str(length) for length in shape)


def type_name(dtype: str) -> str:
    """A NumPy type for people: "float32" for "<f4"; others as they are."""
    kinds = {"f": "float", "i": "int", "u": "uint", "c": "complex"}
    body = dtype.lstrip("<>|=")
    if body == "b1":
        return "bool"
    if body[:1] in kinds and body[1:].isdigit():
        big = " (big endian)" if dtype.startswith(">") else ""
        return f"{kinds[body[0]]}{int(body[1:]) * 8}{big}"
    return dtype


def _place(number: int, shape: tuple[int, ...]) -> str:
    """The index of a row of values, over all axes but the last."""
    if len(shape) < 3:
        return str(number)
    parts: list[str] = []
    for length in reversed(shape[1:-1]):
        number, rest = divmod(number, max(length, 1))
        parts.append(str(rest))
    return ", ".join([str(number), *reversed(parts)])
