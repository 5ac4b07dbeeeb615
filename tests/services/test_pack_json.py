"""A pack is written as JSON and read back, the same to the byte; the schema describes it."""

import json
import runpy
from dataclasses import fields
from pathlib import Path

import pytest

from tests.against_schema import faults
from tests.packs import pack
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.pack import Pack
from zenca_gui.services.evidence.pack_json import FORMAT, as_json, from_json

DOCS = Path(__file__).resolve().parents[2] / "docs"
SCHEMA = DOCS / "evidence.schema.json"


@pytest.mark.parametrize("made", [pack(), pack(open_=True), pack(servers=0, devices=0)])
def test_what_is_written_is_read_back_whole(made: Pack) -> None:
    text = as_json(made)
    assert from_json(text) == made
    assert as_json(from_json(text)) == text


def test_every_field_of_the_value_is_in_the_document_and_every_device_on_a_line() -> None:
    made = pack(devices=7, name='quote "{n}" \u2028 Gerät')
    text = as_json(made)
    document = json.loads(text)
    assert list(document) == ["format", *(field.name for field in fields(Pack))]
    assert document["format"] == FORMAT
    assert [json.loads(line.rstrip(",")) for line in text.split("\n") if '"guid"' in line] == (
        document["devices"]
    )


@pytest.mark.parametrize("made", [pack(), pack(open_=True), pack(servers=0, devices=0)])
def test_the_schema_in_docs_describes_it_and_nothing_else(made: Pack) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    document = json.loads(as_json(made))
    assert faults(document, schema) == []
    for broken in (
        {**document, "more": 1},
        {**document, "state": "forgotten"},
        {**document, "zone": None},
        {key: value for key, value in document.items() if key != "journal_head"},
    ):
        assert faults(broken, schema)


def test_the_schema_is_the_value_s_own_run_docs_make_evidence_schema_where_it_is_not() -> None:
    made = runpy.run_path(str(DOCS / "make_evidence_schema.py"), run_name="asked")
    assert SCHEMA.read_text(encoding="utf-8") == made["text"]()


@pytest.mark.parametrize("text", ["{}", "[]", "nothing", '{"format": "zenca-evidence-0"}'])
def test_another_form_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(ZencaError, match="in a form that this zenca does not know"):
        from_json(text)


def test_a_pack_whose_device_lacks_a_field_is_refused() -> None:
    document = json.loads(as_json(pack()))
    del document["devices"][3]["name"]
    with pytest.raises(ZencaError, match="in a form that this zenca does not know"):
        from_json(json.dumps(document))
