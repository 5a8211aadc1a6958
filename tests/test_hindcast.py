"""The municipality of an earlier year has that year's residents, and knows nothing of later ones."""

import numpy as np
import pytest

from calibration.hindcast import births_a_woman, past_of, town_of
from calibration.packs import read_pack
from calibration.rivals import rivals
from model.codes import Region
from model.municipality import faults
from results.hindcast import START, YEARS, hindcast

PACK = read_pack("halden")


def test_the_town_of_2010_has_its_residents_by_age_and_sex():
    town, refugees = town_of(2010)
    people = town.residents
    age = (-1 - people.birth_month.astype(int)) // 12
    found = np.zeros((106, 2), int)
    np.add.at(found, (age, people.sex.astype(int)), 1)
    np.testing.assert_array_equal(found, PACK.residents(2010))
    assert faults(people, town.commuters, town.firms, -1) == []
    assert (people.employer < 0).all()
    assert (people.region == Region.HALDEN).all()
    assert 1.0 < births_a_woman(2010, PACK) / births_a_woman(2019, PACK) < 1.4, "fertility fell through the decade"
    assert 10 < refugees < 30
    assert town.events == ()


def test_moves_are_those_of_the_years_before():
    known = past_of(2010, PACK)
    assert known.growth == (PACK.residents(2010).sum() - PACK.residents(2008).sum()) / 2
    forty = [PACK.residents(year + 1)[41, 1] / PACK.residents(year)[40, 1] for year in range(2005, 2010)]
    assert known.ratios[1, 40] == pytest.approx(np.mean(forty))
    with pytest.raises(ValueError, match="allowed: 2005 to 2021"):
        past_of(2008, PACK)


def test_every_age_is_scored_beside_rivals_that_know_nothing_later_than_the_start():
    scored = hindcast(4)
    assert len(scored) == 11 * len(YEARS)
    for one in scored:
        assert {"last value", "trend"} <= set(one.rivals)
    last = rivals("population", "2014-12", last=START - 1)[0]
    assert last.mean == PACK.residents(START).sum()
    total = next(one for one in scored if one.observed.indicator == "population")
    assert abs(total.bias) < 0.05 * total.observed.value
