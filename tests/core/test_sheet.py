"""A sheet as plain text: nothing is left out, nothing runs over the edge."""

from hypothesis import given
from hypothesis import strategies as st

from zenca_gui.core.sheet import Section, Sheet, as_text

SHEET = Sheet(
    title="Recovery",
    about="Keep this sheet.",
    sections=(
        Section(
            heading="Secret",
            words=("Type it once.", "Never send it."),
            pairs=(("Phrase", "able baker"), ("Made", "today")),
            header=("Server", "Port"),
            rows=(("zen01.example.org", "443"), ("zen02", "8443")),
        ),
        Section(heading="After"),
    ),
)


def test_a_sheet_is_read_from_top_to_bottom() -> None:
    assert as_text(SHEET).splitlines() == [
        "Recovery",
        "========",
        "Keep this sheet.",
        "",
        "Secret",
        "------",
        "Type it once.",
        "Never send it.",
        "Phrase:",
        "    able baker",
        "Made:",
        "    today",
        "Server             Port",
        "zen01.example.org  443",
        "zen02              8443",
        "",
        "After",
        "-----",
    ]


def test_a_table_without_rows_shows_its_header() -> None:
    empty = Sheet(title="T", about="", sections=(Section(heading="H", header=("A", "B")),))
    assert "A  B" in as_text(empty).splitlines()


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=30), min_size=1, max_size=60))
def test_sentences_are_wrapped_and_no_word_is_lost(words: list[str]) -> None:
    sentence = " ".join(words)
    text = as_text(
        Sheet(title="T", about=sentence, sections=(Section(heading="H", words=(sentence,)),)), 40
    )
    assert all(len(line) <= 40 for line in text.splitlines())
    assert text.split() == ["T", "=", *words, "H", "-", *words]
