"""A list comes in from the command line; every way to say what its columns mean."""

import json

OF = ("--zone", "north")


def test_a_list_is_taken_in_and_told(anna) -> None:
    file = anna.file("list.csv", "name;kind;status\npc1;workstation;update assigned\npc2;;\n")
    done = anna.done("devices", "import", *OF, file, "--json").document
    assert (done["rows"], done["added"], done["bad"]) == (2, 1, 1)
    assert done["columns"] == {"name": "name", "kind": "kind", "status": "stage"}
    [bad] = done["bad_rows"]
    assert (bad["line"], bad["column"]) == (3, None)
    assert "of what kind it is" in bad["why"]
    [device] = anna.done("devices", "list", *OF, "--json").document["devices"]
    assert (device["stage"], device["stage_evidence"], device["stage_by"]) == (
        "update assigned", "reported", "list.csv",
    )  # fmt: skip


def test_a_person_reads_what_was_not_taken_and_where_it_lies(anna) -> None:
    file = anna.file("list.csv", "name,lost\npc1,perhaps\npc2,no\n")
    out = anna.done("devices", "import", *OF, file, "--kind", "server").out
    assert "2 rows: 1 new, 0 changed, 0 as they were, 1 not taken." in out
    assert "line 2, lost: “perhaps” is neither yes nor no." in out
    assert str(anna.folder / "list.not-taken.csv") in out


def test_columns_and_words_are_mapped_as_told(anna) -> None:
    file = anna.file("list.csv", "Maschine,Was,Zustand,Name\npc1,PC,läuft,berta\n")
    words = (
        "devices", "import", *OF, file, "--map", "maschine=name", "--map", "Name=user",
        "--map", "Was=kind", "--map", "Zustand=stage",
    )  # fmt: skip
    refused = anna(*words)
    assert refused.code == 1
    assert "“läuft”" in refused.err
    assert "--map-stage" in refused.err
    anna.done(*words, "--map-stage", "läuft=assigned", "--as-of", "2020-01-01")
    [device] = anna.done("devices", "list", *OF, "--json").document["devices"]
    assert (device["name"], device["user"], device["stage"], device["stage_at"]) == (
        "pc1", "berta", "update assigned", "2020-01-01T00:00:00Z",
    )  # fmt: skip


def test_a_column_can_be_left_out(anna) -> None:
    file = anna.file("list.csv", "name,kind,status\npc1,server,who knows\n")
    anna.done("devices", "import", *OF, file, "--map", "status=-")
    [device] = anna.done("devices", "list", *OF, "--json").document["devices"]
    assert device["stage"] == "unknown"


def test_wrong_usage_and_wrong_columns_change_nothing(anna) -> None:
    file = anna.file("list.csv", "name,kind\npc1,server\n")
    for words, code in (
        (("--map", "name"), 2),
        (("--map", "name=colour"), 2),
        (("--map-stage", "x=somewhere"), 2),
        (("--map", "nobody=name"), 1),
        (("--map", "name=-"), 1),
        (("--bad-out", file), 1),
    ):
        ran = anna("devices", "import", *OF, file, *words)
        assert (ran.code, ran.out) == (code, ""), ran
    assert anna.done("devices", "list", *OF, "--json").document["total"] == 0


def test_stages_of_a_selection_are_told_and_contradictions_listed(anna, desk, now) -> None:
    file = anna.file(
        "list.csv", "name,kind,stage,stage at\n"
        f"pc1,server,new certificate active,{now.isoformat()}\n"
        f"pc2,server,pending certificate activation,{now.isoformat()}\n",
    )  # fmt: skip
    anna.done("devices", "import", *OF, file)
    anna.done(
        "devices", "stage", *OF, "--set", "pending", "--search", "pc", "--evidence", "I looked"
    )
    listed = anna.done("devices", "list", *OF, "--contradicted", "--json").document["devices"]
    assert [each["name"] for each in listed] == ["pc1"]
    assert listed[0]["stage_contradicted_by"] == {
        "stage": "new certificate active", "at": listed[0]["stage_at"], "evidence": "reported",
        "by": "list.csv", "reason": None,
    }  # fmt: skip
    assert "list.csv says: New Certificate Active" in anna.done("devices", "list", *OF).out
    entry = json.loads(desk.store.journal.entries()[0].detail)
    assert (entry["number"], entry["stage"]) == (2, "pending certificate activation")
