"""The rules of the worked extensions, each in a case that can be worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration import load_municipality
from examples import childcare, mentors, remote_work, supply_links
from model import LabourMarket, simulate, small_town
from model.codes import Education, Enrolment, Industry, Origin, SectorClass, Sex, Status
from model.dates import MONTHS_A_YEAR
from model.flows import Flow
from model.residents import NEVER, NOBODY

TOWN = small_town(800)


@pytest.fixture(scope="module")
def halden():
    return load_municipality("halden")


# Work at home


def test_office_jobs_are_those_of_higher_education_outside_hands_on_work():
    industry = np.array([Industry.TECHNICAL, Industry.TECHNICAL, Industry.HEALTH_CARE, Industry.EDUCATION, -1])
    education = np.array([Education.UPPER_GENERAL, Education.BASIC, 4, Education.SHORT_HIGHER, 4])
    np.testing.assert_array_equal(remote_work.office(industry, education), [True, False, False, True, False])


def test_the_share_at_home_is_the_office_jobs_of_those_whose_draw_lies_below_it(halden):
    residents = halden.residents
    employed = residents.present & (residents.status == Status.EMPLOYED)
    office = employed & remote_work.office(residents.industry, residents.education)
    for share in (0.0, 0.3, 0.6):
        market = LabourMarket(
            halden, remote_work.RemoteParameters(remote_jobs=share), rng=1, variant=remote_work.VARIANT
        )
        assert not market.residents.remote[~office].any()
        found = market.residents.remote[office].mean()
        assert found == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / office.sum()))


def town_with(**columns) -> LabourMarket:
    """A market in the sixth month whose residents 0 to 3 are alike but for what is given, one value each."""
    market = LabourMarket(TOWN, rng=1)
    market.run_for(6)
    residents = market.residents
    alike = {"present": True, "birth_month": -300, "sex": 0, "origin": Origin.REST, "health": 0, "education": 3,
             "status": Status.OUTSIDE, "enrolment": Enrolment.NONE, "benefit": 0, "region": 0, "since": 0,
             "industry": Industry.TECHNICAL}  # fmt: skip
    for row in range(4):
        if residents.employer[row] >= 0:
            market.firms.staff[residents.employer[row]] -= 1
        residents.employer[row] = NOBODY
        for name, value in alike.items():
            residents.whole(name)[row] = columns.get(name, [value] * 4)[row]
    return market


def test_who_works_at_home_reaches_further_by_the_outward_chance():
    market = town_with(
        status=[Status.UNEMPLOYED, Status.UNEMPLOYED, Status.EMPLOYED, Status.OUTSIDE],
        arrival_month=[5, 0, 0, 5], region=[0, 0, 1, 0],
    )  # fmt: skip
    residents = market.residents
    residents.arrival_month[0], residents.job_since[2] = market.month, 0
    since, rows = np.full(residents.used, NEVER, np.int16), np.arange(4)

    def reach(outward: float) -> np.ndarray:
        remote_work.reach_out(
            residents.columns, since, rows, market.firms.columns, market.month, np.ones(3), np.full(5, outward),
            np.cumsum(np.full(4, 0.25)), np.uint64(1), np.uint64(2), market.flows,
        )  # fmt: skip
        return since[:4] != NEVER

    np.testing.assert_array_equal(reach(0.0), [True, False, False, False], "a newcomer keeps the job she had")
    np.testing.assert_array_equal(reach(1.0), [True, True, True, False], "one outside the labour force is not asked")
    assert (residents.region[:3] > 0).all()


def test_a_job_that_may_no_longer_be_done_at_home_is_given_up():
    market = town_with(status=[Status.EMPLOYED] * 4, region=[1] * 4)
    residents = market.residents
    residents.job_since[:4] = [2, 2, 3, 2]
    since = np.full(residents.used, NEVER, np.int16)
    since[:4] = 2
    draws = np.array([0.1, 0.9, 0.1, 0.9])
    before = int(market.flows[Flow.SEPARATIONS])
    remote_work.come_back(
        residents.columns, since, np.arange(3), draws, market.firms.columns, market.month, 0.5, 1.0, np.uint64(1),
        market.flows,
    )  # fmt: skip
    assert since[:4].tolist() == [2, NEVER, NEVER, 2], "kept; given up; another job since; not asked"
    assert residents.status[:3].tolist() == [Status.EMPLOYED, Status.UNEMPLOYED, Status.EMPLOYED]
    assert market.flows[Flow.SEPARATIONS] == before + 1


# Mentors


def test_a_mentors_word_is_worth_what_the_post_asks_for(halden):
    suits = mentors.suitable(halden, 0.1)
    np.testing.assert_allclose(suits[:, Education.BASIC], 0.1 * halden.rates.skill[:, 0])
    np.testing.assert_allclose(suits[:, Education.LONG_HIGHER], 0.1)


@pytest.mark.parametrize(
    ("vacancies", "months", "status", "ends"),
    [(1, 3, Status.EMPLOYED, False), (0, 3, Status.OUTSIDE, False), (1, mentors.LASTS, Status.OUTSIDE, True)],
)
def test_a_word_gets_an_open_post_where_the_mentor_works(vacancies: int, months: int, status: Status, ends: bool):
    market = town_with()
    residents, firms = market.residents, market.firms
    mentor = int(np.flatnonzero(residents.employer >= 0)[0])
    f = int(residents.employer[mentor])
    firms.vacancies[f] = vacancies
    columns = {name: np.full(residents.used, NOBODY, np.int32) for name in ("mentor", "mentee")}
    since, word = (np.full(residents.used, NEVER, np.int16) for _ in range(2))
    columns["mentor"][0], columns["mentee"][mentor], since[0] = mentor, 0, market.month - months
    mentors.follow_up(
        np.array([0]), 1, residents.columns, residents.used, columns["mentor"], columns["mentee"], since, word,
        firms.columns, market.month, np.ones((len(Industry), len(Education))), np.uint64(1), np.uint64(2), market.flows,
    )  # fmt: skip
    assert residents.status[0] == status
    assert residents.employer[0] == (f if status == Status.EMPLOYED else NOBODY)
    assert firms.vacancies[f] == vacancies - (status == Status.EMPLOYED)
    assert (columns["mentor"][0] == NOBODY) == ends == (columns["mentee"][mentor] == NOBODY)


# Childcare


def test_every_birth_finds_its_mother(halden):
    market = LabourMarket(halden, rng=5, until="2020-12", variant=childcare.VARIANT)
    residents = market.residents
    for _ in range(24):
        market.step()
        mothers = residents.present & (residents.youngest_child == market.month)
        assert mothers.sum() == market.flows[Flow.BIRTHS]
        age = (market.month - residents.birth_month[mothers]) / MONTHS_A_YEAR
        assert (residents.sex[mothers] == Sex.FEMALE).all()
        assert age.min() >= 15
        assert age.max() < 50


def test_children_of_the_opening_have_mothers_of_the_age_that_was_drawn(halden):
    residents = LabourMarket(halden, rng=5, variant=childcare.VARIANT).residents
    mothers = residents.youngest_child != NEVER
    children = residents.present & (residents.birth_month >= -childcare.FOLLOWED)
    assert set(residents.youngest_child[mothers]) <= set(residents.birth_month[children])
    assert 0.6 * children.sum() < mothers.sum() <= children.sum()
    age = (residents.youngest_child[mothers] - residents.birth_month[mothers]) / MONTHS_A_YEAR
    fertility = halden.rates.fertility
    assert age.mean() == pytest.approx((np.arange(len(fertility)) + 0.5) @ fertility / fertility.sum(), abs=0.6)
    assert (residents.sex[mothers] == Sex.FEMALE).all()


def test_children_lack_places_as_the_coverage_says(halden):
    market = LabourMarket(halden, rng=5, variant=childcare.VARIANT)
    residents = market.residents
    age = -1 - residents.youngest_child.astype(int)
    for year, covered in zip((1, 2), childcare.COVERED, strict=True):
        group = residents.present & (age // MONTHS_A_YEAR == year)
        lacking = np.mean([
            group[childcare.lack_place(residents, -1, np.uint64(key))].sum() / group.sum() for key in range(200)
        ])  # fmt: skip
        assert lacking == pytest.approx(1.0 - covered, rel=0.15)


def test_only_mothers_who_are_free_to_register_look_for_work():
    market = town_with(
        sex=[Sex.FEMALE] * 4, status=[Status.OUTSIDE, Status.EMPLOYED, Status.OUTSIDE, Status.OUTSIDE],
        enrolment=[0, 0, Enrolment.HIGHER, 0], region=[0, 1, 0, 0],
    )  # fmt: skip
    residents = market.residents
    seek = childcare.SeekTables(TOWN.rates, market.parameters)
    for more, status in ((0.0, Status.OUTSIDE), (1e6, Status.UNEMPLOYED)):
        childcare.look_for_work(
            residents.columns, np.arange(3), market.month, childcare.BAND_BY_MONTHS, seek.base, seek.group, more,
            np.uint64(1),
        )  # fmt: skip
        assert residents.status[:4].tolist() == [status, Status.EMPLOYED, Status.OUTSIDE, Status.OUTSIDE]


# Supply links


def test_a_supplier_loses_what_its_customer_bought():
    changed = supply_links.change(np.array([0.0, 0.5, 0.5]), np.array([1.0, 0.0, 2.0]), 0.0, 1.0)
    np.testing.assert_allclose(np.exp(changed), [1.0, 0.5, 1.5])


@given(
    shares=st.lists(st.floats(0.0, 0.6), min_size=1, max_size=30), shrink=st.floats(-0.02, 0.02)
)  # fmt: skip
def test_links_move_losses_and_add_none_when_everything_shrinks_alike(shares: list[float], shrink: float):
    share = np.array(shares)
    ratio = np.full(len(share), 1.0 + shrink)
    changed = supply_links.change(share, ratio, float(share.mean()), 1.0 + shrink)
    assert np.exp(changed).mean() == pytest.approx(1.0, abs=shrink**2)


def test_links_are_drawn_once_as_often_and_as_strong_as_the_parameters_say(halden):
    parameters = supply_links.LinkParameters(linked_firms=0.5, linked_sales=0.2)
    firms = LabourMarket(halden, parameters, rng=1, variant=supply_links.VARIANT).firms
    regional = supply_links.suppliers(firms)
    linked = firms.customer != NOBODY
    assert not linked[~regional].any()
    assert linked[regional].mean() == pytest.approx(0.5, abs=0.1)
    assert firms.sales_share[linked].mean() == pytest.approx(0.2, abs=0.03)
    assert (firms.sector_class[firms.customer[linked]] == SectorClass.BASE).all()
    assert (firms.reference[firms.customer[linked]] >= supply_links.LARGE).all()


def test_a_closure_takes_the_employers_jobs_and_its_suppliers_lose_with_links(halden):
    own = supply_links.LinkConditions
    closed = np.r_[np.zeros(12), 1.0]
    jobs = {
        links: [
            simulate(halden, conditions=own(closure=path, links=links), seed=2, until="2021-12",
                     variant=supply_links.VARIANT)
            for path in (0.0, closed)
        ]
        for links in (0.0, 1.0)
    }  # fmt: skip
    for stays, closes in jobs.values():
        assert stays.at("employer_jobs", "2021-12") > 300
        assert closes.at("employer_jobs", "2021-12") < 10
    without, with_links = (
        stays.at("supplier_jobs", "2021-12") - closes.at("supplier_jobs", "2021-12") for stays, closes in jobs.values()
    )
    assert with_links > without + 5
