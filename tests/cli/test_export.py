"""`zenca export`: folders that others carry on."""

import pytest

CREATE = (
    "ca", "create", "--zone", "north", "--subject", "CN=Zone CA", "--key", "ec-p256",
    "--validity-days", "400",
)  # fmt: skip


def test_a_trust_kit_is_written_with_the_fingerprint_to_compare(anna, tmp_path) -> None:
    made = anna.done(*CREATE, "--json").document["generation"]
    out = tmp_path / "kit"
    kit = anna.done("export", "trust-kit", "--zone", "north", "--out", out, "--json").document
    assert (kit["generation"], kit["after_expiry"]) == ("G1.1", False)
    assert kit["sha256"].upper() == made["certificate"]["sha256"].replace(":", "").upper()
    assert all((out / name).is_file() for name in kit["files"])
    assert "Trust kit" in (out / "read-me.txt").read_text()


def test_it_tells_a_person_where_to_begin(anna, tmp_path) -> None:
    anna.done(*CREATE)
    out = tmp_path / "kit"
    words = anna.done("export", "trust-kit", "--zone", "north", "--out", out, "--after-expiry").out
    assert f"Begin with {out / 'read-me.html'}." in words
    assert "SHA-256 " in words
    assert "Recovery kit" in (out / "read-me.txt").read_text()


@pytest.mark.parametrize("there", ["a file", "a filled folder"])
def test_what_is_there_is_never_written_over(anna, tmp_path, there: str) -> None:
    anna.done(*CREATE)
    out = tmp_path / "kit"
    if there == "a file":
        out.write_text("precious")
    else:
        out.mkdir()
        (out / "precious").write_text("precious")
    ran = anna("export", "trust-kit", "--zone", "north", "--out", out)
    assert ran.code == 1
    assert "Nothing was written." in ran.err
    assert [path.name for path in tmp_path.rglob("*precious*")] == (
        [] if there == "a file" else ["precious"]
    )


def test_a_zone_without_a_ca_and_a_group_without_a_word_are_refused(anna, tmp_path) -> None:
    assert anna("export", "trust-kit", "--zone", "north", "--out", tmp_path / "kit").code == 1
    assert anna("export").code == 2
    assert not (tmp_path / "kit").exists()
