"""What is said before a change is given up."""

import pytest

from zenca_gui.core.retreat import Retreat, RetreatPreview, Way, WayBack, way_words
from zenca_gui.core.zone import Server, ServerId, ZoneId

SERVER = Server(id=ServerId(1), zone=ZoneId(1), fqdn="zen01.example.org")


def test_every_way_back_has_words_of_its_own() -> None:
    assert len({way_words(way) for way in Way}) == len(Way)


@pytest.mark.parametrize(("way", "lacking"), [(way, way is Way.NONE) for way in Way])
def test_a_server_without_a_way_back_is_named(way: Way, lacking: bool) -> None:
    one = WayBack(server=SERVER, way=way)
    assert RetreatPreview(how=Retreat.ROLL_BACK, servers=(one,)).lacking == ((one,) if lacking
                                                                             else ())  # fmt: skip
