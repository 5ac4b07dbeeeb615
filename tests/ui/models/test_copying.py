"""What leaves a table is safe to open, and is all there."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenca_gui.core.safe_cells import FORMULA, neutral
from zenca_gui.ui.models.copying import copied, export_csv


@pytest.mark.parametrize("start", FORMULA)
def test_a_formula_becomes_words(start: str) -> None:
    assert neutral(f"{start}cmd|' /C calc'!A0").startswith(f"'{start}")


def test_plain_words_stay_as_they_are() -> None:
    assert neutral("zen01.hafen.example") == "zen01.hafen.example"
    assert neutral("") == ""


@given(st.lists(st.lists(st.text(), min_size=2, max_size=4), min_size=1))
def test_every_cell_can_be_read_back_and_none_is_a_formula(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(export_csv(rows), newline="")))
    assert [[cell.removeprefix("'") for cell in row] for row in read] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    assert not any(cell.startswith(FORMULA) for row in read for cell in row)


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), min_size=1))
def test_copied_rows_keep_their_lines_and_columns(rows: list[list[str]]) -> None:
    lines = copied(rows).split("\n")
    assert [line.count("\t") for line in lines] == [1] * len(rows)
