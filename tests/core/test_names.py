"""Names: what zones, people, hosts, ports and subjects may be called, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenca_gui.core import names
from zenca_gui.core.errors import ZencaError

RIGHT_TO_LEFT_OVERRIDE = "\u202e"
ZERO_WIDTH_SPACE = "\u200b"
HEBREW = "\u05d0\u05d1"


def refusal(call: object, *args: object) -> ZencaError:
    with pytest.raises(ZencaError) as refused:
        call(*args)  # type: ignore[operator]
    assert refused.value.title
    assert refused.value.hint.startswith("Nothing was changed.")
    return refused.value


# Zones and people


@pytest.mark.parametrize("name", ["north", "Zone 1 (Köln)", "東京", "a" * 64])
def test_a_zone_is_called_what_a_person_can_type(name: str) -> None:
    assert names.zone_name(f"  {name} ") == name


@pytest.mark.parametrize(
    "name",
    ["", "   ", "a" * 65, "a\nb", "a\tb", "a\x00b", f"a{RIGHT_TO_LEFT_OVERRIDE}b",
     f"a{ZERO_WIDTH_SPACE}b", f"zone {HEBREW}", "a\u2028b"],
)  # fmt: skip
def test_a_zone_is_not_called_what_a_person_cannot_type_back(name: str) -> None:
    refusal(names.zone_name, name)


def test_a_letter_and_its_accent_are_one_name() -> None:
    assert names.zone_name("Ko\u0308ln") == names.person_name("Ko\u0308ln") == "K\u00f6ln"


@given(st.text())
def test_a_zones_name_is_its_own_name(text: str) -> None:
    try:
        name = names.zone_name(text)
    except ZencaError:
        return
    assert names.zone_name(name) == name


@pytest.mark.parametrize("name", ["anna", "Laptop of Ünal", HEBREW, "a" * 253])
def test_people_and_devices_are_called_as_they_are(name: str) -> None:
    assert names.person_name(f" {name} ") == name


@pytest.mark.parametrize("name", ["", " ", "a" * 254, "a\x1bb", f"a{RIGHT_TO_LEFT_OVERRIDE}"])
def test_what_cannot_be_seen_is_nobodys_name(name: str) -> None:
    refusal(names.person_name, name)


# Hosts, addresses, ports


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("zen01.example.org", "zen01.example.org"),
        (" ZEN01.Example.ORG. ", "zen01.example.org"),
        ("zen01", "zen01"),
        ("a_b.example", "a_b.example"),
        ("zürich.example", "xn--zrich-kva.example"),
        ("a" * 63 + ".example", "a" * 63 + ".example"),
    ],
)
def test_a_host_name_is_written_one_way(given_name: str, name: str) -> None:
    assert names.host_name(given_name) == name
    assert names.host_name(name) == name


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "-a", "a-", "a..b", ".a", "a b", "a/b", "a:443", "https://a", "*.example",
     "a" * 64, "ü" * 70, ".".join(["a" * 60] * 5), "a\nb", "a;b", "$(reboot)", "a\u202eb"],
)  # fmt: skip
def test_what_is_no_host_name_is_refused(name: str) -> None:
    refusal(names.host_name, name)


@given(st.text())
def test_a_host_name_is_safe_to_hand_on(text: str) -> None:
    try:
        name = names.host_name(text)
    except ZencaError:
        return
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_.")
    assert not name.startswith(("-", "."))


@pytest.mark.parametrize(
    ("given_address", "address"),
    [
        ("", ""),
        ("  ", ""),
        ("192.0.2.7", "192.0.2.7"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1%eth0"),
        ("Zen01.example.org", "zen01.example.org"),
    ],
)
def test_an_address_is_an_ip_address_or_a_name(given_address: str, address: str) -> None:
    assert names.address(given_address) == address


@pytest.mark.parametrize("text", ["1::2::3", "[zen01]", "a b", "192.0.2.7:443", "fe80::1%"])
def test_what_leads_nowhere_is_refused(text: str) -> None:
    refusal(names.address, text)


@pytest.mark.parametrize(
    "scope", [f"{RIGHT_TO_LEFT_OVERRIDE}0hte", "a b", "eth0\nx", "e;reboot", "ü"]
)
def test_an_interface_behind_an_address_smuggles_nothing(scope: str) -> None:
    refusal(names.address, f"fe80::1%{scope}")


@pytest.mark.parametrize("number", [1, 443, 65535])
def test_ports_run_from_1_to_65535(number: int) -> None:
    assert names.port(number) == number


@pytest.mark.parametrize("number", [-1, 0, 65536])
def test_other_numbers_are_no_ports(number: int) -> None:
    assert str(number) in refusal(names.port, number).title


# What others wrote


def test_a_text_from_outside_is_shown_without_what_cannot_be_seen() -> None:
    assert names.shown(f"a\x1b[31m{RIGHT_TO_LEFT_OVERRIDE}b{HEBREW}") == "a?[31m?b??"


@given(st.text(), st.integers(1, 100))
def test_what_is_shown_is_plain_and_short(text: str, most: int) -> None:
    shown = names.shown(text, most)
    assert len(shown) <= most
    assert names.plain(shown)
    assert names.left_to_right(shown)


# Subjects


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("CN=Zone CA", (("CN", "Zone CA"),)),
        (" cn = x ", None),
        ("CN=Zone CA, O=Example", (("CN", "Zone CA"), ("O", "Example"))),
        ("o=Example,cn=Zone CA", (("O", "Example"), ("CN", "Zone CA"))),
        ("CN=A, C=de", (("CN", "A"), ("C", "DE"))),
        ("CN=A, O=Smith\\, Jones", (("CN", "A"), ("O", "Smith, Jones"))),
        ("CN=A\\\\, O=B", (("CN", "A\\"), ("O", "B"))),
        ("CN=A\\\\\\, O=B", (("CN", "A\\, O=B"),)),
        ("CN=a=b", (("CN", "a=b"),)),
        ("CN=Ko\u0308ln", (("CN", "K\u00f6ln"),)),
        ("CN=" + "a" * 64, (("CN", "a" * 64),)),
    ],
)
def test_a_subject_is_read_in_the_order_written(
    text: str, pairs: tuple[tuple[str, str], ...] | None
) -> None:
    if pairs is None:
        refusal(names.subject, text)
    else:
        assert names.subject(text) == pairs


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Write it like"),
        ("Zone CA", "Write it like"),
        ("CN=", "Write it like"),
        ("CN=A,", "Write it like"),
        (",CN=A", "Write it like"),
        ("CN=A, X=B", "Write it like"),
        ("CN=A, C=DEU", "two letters"),
        ("CN=A, C=1", "two letters"),
        ("CN=" + "a" * 65, "65 characters; 64 is the most"),
        ("CN=a\x00b", "cannot be seen"),
        (f"CN=a{RIGHT_TO_LEFT_OVERRIDE}b", "cannot be seen"),
        (f"CN={HEBREW}", "turn the text around"),
        ("O=Example", "needs a CN"),
        ("CN=A" + 3 * (", OU=" + "a" * 64), "at most 200"),
    ],
)
def test_a_bad_subject_is_refused_with_its_reason(text: str, why: str) -> None:
    assert why in refusal(names.subject, text).hint


@given(st.lists(st.text(st.characters(categories=["Lu", "Ll", "Nd", "Po", "Sm"]), min_size=1,
                        max_size=20), min_size=1, max_size=4))  # fmt: skip
def test_what_is_escaped_is_read_back(values: list[str]) -> None:
    text = ", ".join("CN=" + value.replace("\\", "\\\\").replace(",", "\\,") for value in values)
    try:
        read = names.subject(text)
    except ZencaError:
        return  # letters that run right to left, or too long
    assert len(read) == len(values)
