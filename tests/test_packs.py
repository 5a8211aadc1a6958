"""Another municipality is another folder of data: what it holds is checked, and nothing of Halden's leaks into it."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from calibration import load_municipality, local_conditions, municipalities
from calibration.balance import ENOUGH, pooled
from calibration.cohorts import cohort_ratios
from calibration.figures import DATA, SHARED
from calibration.pack import build, content
from calibration.packs import FILE, NEEDED, read_pack
from calibration.posterior import DRAWS, RECORD, borrowed, digest, posterior
from calibration.targets import of_role, targets
from model.codes import Status
from model.conditions import Conditions
from model.market import LabourMarket
from model.run import simulate
from results.goals import plan_goals
from results.groups import REGIONS, regions_of
from results.labels import label
from results.question import Question, central, conditions_of

AREMARK = load_municipality("aremark")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A pack of one's own, outside the project."""
    return Path(shutil.copytree(DATA / "aremark", tmp_path / "mine"))


def change(folder: Path, name: str, before: str, after: str) -> None:
    path = folder / name
    text = path.read_text("utf-8")
    assert before in text, before
    path.write_text(text.replace(before, after, 1), "utf-8")


def test_every_folder_of_data_is_a_pack_or_what_all_share():
    folders = {path.name for path in DATA.iterdir() if path.is_dir()}
    assert folders == {*municipalities(), SHARED.name}
    assert not [path for path in DATA.iterdir() if path.is_file()], "a figure belongs to a municipality, or to all"
    for name in municipalities():
        assert set(NEEDED) <= {path.name for path in (DATA / name).iterdir()}
        assert targets(DATA / name / "targets.csv")
        assert read_pack(name).plan.about.nb


def test_a_pack_is_the_same_wherever_it_stands(copy: Path):
    assert content(str(copy)) == content("aremark")
    again = build(str(copy))
    for table in ("residents", "commuters", "firms", "newcomers"):
        for here, there in zip(getattr(again, table).columns, getattr(AREMARK, table).columns, strict=True):
            np.testing.assert_array_equal(here, there)


def test_tables_are_made_anew_when_a_number_changes_and_not_when_words_do(copy: Path):
    before = content(str(copy))
    change(copy, "plan.toml", "liten grensekommune", "grensekommune")
    (copy / "notes.md").write_text("Who was asked.", "utf-8")
    (copy / "targets.csv").write_text("", "utf-8")
    assert content(str(copy)) == before
    change(copy, FILE, "value = 380", "value = 390")
    assert content(str(copy)) != before
    assert content("halden") != content("aremark")


def test_the_question_is_about_the_municipality_and_not_about_the_folder(copy: Path):
    one, two = Question("aremark", "2025-12"), Question("halden", "2025-12")
    assert one.key != two.key
    assert one.content()["posterior_of"] == two.content()["posterior_of"] == "halden"
    mine = Question(str(copy), "2025-12").content()
    assert mine["municipality"] == "mine"
    assert str(copy.parent) not in str(mine)
    assert {**mine, "municipality": "aremark"} == one.content()


def test_a_pack_without_a_fit_uses_haldens_and_says_so(copy: Path):
    assert digest("aremark") == digest("halden")
    assert "no fit of its own" in posterior("aremark").record["borrowed"]
    assert "borrowed" not in posterior("halden").record
    np.testing.assert_array_equal(posterior("aremark").draws, posterior("halden").draws)
    for name in (DRAWS, RECORD):
        shutil.copy(DATA / "halden" / name, copy / name)
    assert borrowed(str(copy)) == ""
    assert "borrowed" not in posterior(str(copy)).record


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_file_is_named(copy: Path, name: str):
    (copy / name).unlink()
    with pytest.raises(ValueError, match=name) as refusal:
        load_municipality(str(copy))
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "before", "after", "said"),
    [
        (FILE, "[jobs]", "[jbos]", "jobs is missing"),
        (FILE, "[land_a_year]", "[land_year]\nvalue = 1\n[land_a_year]", "land_year: unknown key"),
        (FILE, "standard_error = 20\n", "standard_eror = 20\n", "jobs.standard_eror: unknown key"),
        (FILE, "value = 0.62\n", "value = 62\n", "value = 62; allowed: 0 to 1"),
        (FILE, "[0.58, 0.14, 0.02, 0.26]", "[0.58, 0.14, 0.26]", "allowed: 4 shares that sum to 1"),
        (FILE, "AGRICULTURE = ", "FARMING = ", "allowed: AGRICULTURE"),
        (FILE, 'area = "Østfold"', 'area = "Viken"', "area = 'Viken'"),
        (FILE, "value = 1357", "value = 1375", "residents = 1375; allowed: 1357, the sum of population.csv"),
        (FILE, "= 1357", "=", "is not TOML"),
        (FILE, "standard_error = 0.05\n", "", "allowed: an estimate with its standard_error"),
        (FILE, 'source = "SSB 07459, 1 January 2019"', 'source = ""', "residents.source"),
        (FILE, "value = 0.62\n", "value = 0.2\n", "out_commuting_share = 0.2 leaves"),
        (FILE, "value = 130\n", "value = 6\n", "firms = 6; allowed: more than"),
        ("figures.csv", "rate_15_74,2018,Q4,sex=male", "rate,2018,Q4,sex=male", "employment_rate_15_74, 2018"),
        ("figures.csv", "level=Grunnskole,group=Innvandrere", "level=x,group=Innvandrere", "education_30_66, 2019"),
        ("population.csv", "2019,40,female,", "2019,40,female,1", "total"),
        ("employers.csv", "ADMINISTRATION", "OFFICE", "industry = 'OFFICE'; allowed: AGRICULTURE"),
        ("employers.csv", ",130,", ",some,", "jobs = 'some'"),
        ("employers.csv", ",130,", ",1300,", "public: employers by name have"),
        ("plan.toml", "[about]", "[[goals]]\nname = 'x'\n[about]", "goals.0.indicator is missing"),
    ],
)  # fmt: skip
def test_a_faulty_pack_is_one_line_that_names_file_and_key(copy: Path, name: str, before: str, after: str, said: str):
    change(copy, name, before, after)
    with pytest.raises(ValueError, match=r"mine") as refusal:
        build(str(copy))
    assert said in str(refusal.value)
    assert name in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_an_event_at_an_unknown_firm_is_refused(copy: Path):
    with (copy / "events.csv").open("a", encoding="utf-8") as file:
        file.write("Mill closes,jobs,The mill,,2021-01,1,-20,nobody,estimate\n")
    with pytest.raises(ValueError, match="firm 'The mill' is unknown in 'Aremark'"):
        build(str(copy))


@pytest.mark.parametrize(
    ("name", "said"),
    [("sarpsborg", "allowed: aremark, halden"), ("./nowhere", "holds no municipality.toml"), ("{}", "holds no")],
)
def test_what_is_no_municipality_is_one_line_and_status_2(halden, tmp_path: Path, name: str, said: str):
    words = ("--municipality", name.format(tmp_path), "--until", "2019-02")
    archive = ("--archive", str(tmp_path / "archive"))
    for command in (("run", "baseline"), ("compare", "lever_transport", *archive), ("trace", "5"), ("trace",)):
        status, out, err = halden(*command, *words)
        assert (status, out) == (2, "")
        assert said in err
        assert err.count("\n") == 1


def test_aremark_meets_its_figures():
    pack, people = read_pack("aremark"), AREMARK.residents
    age = (-1 - people.birth_month.astype(int)) // 12
    counted = np.zeros((106, 2), int)
    np.add.at(counted, (age, people.sex), 1)
    np.testing.assert_array_equal(counted, pack.residents())
    employed = people.status == Status.EMPLOYED
    for sex, word in enumerate(("female", "male")):
        group = (age >= 15) & (age < 75) & (people.sex == sex)
        rate = pack.figure("employment_rate_15_74", 2018, f"sex={word}") / 100
        assert abs(employed[group].sum() - rate * group.sum()) <= 10, "ten persons, as for Halden's small groups"
    assert (AREMARK.firms.staff + AREMARK.firms.commuters).sum() == 380
    away = (people.region > 0).sum() / employed.sum()
    assert away == pytest.approx(pack.constants.out_commuting_share.value, abs=0.01), "most work outside"


def test_aremark_runs_to_2030_with_every_account_checked():
    market = LabourMarket(AREMARK, None, None, local_conditions("aremark"), rng=3, until="2030-12", audit=True)
    market.run_model()
    assert market.month == 143


def test_aremark_stays_where_its_figures_put_it():
    parameters, conditions = central(Conditions(pandemic=0.0), municipality="aremark")
    runs = [simulate(AREMARK, parameters, None, conditions, seed=seed, until="2030-11") for seed in range(12)]
    for name, most in (("employment_rate_15_74", 2.5), ("unemployment_rate", 0.8)):
        opening = runs[0].values(name)[0]
        for november in range(2019, 2031, 3):
            mean = np.mean([run.at(name, f"{november}-11") for run in runs])
            assert mean == pytest.approx(opening, abs=most), (name, november)


def test_refugees_are_the_municipalitys_own_unless_a_scenario_says_otherwise():
    assert local_conditions("aremark").refugee_arrivals == read_pack("aremark").constants.refugees.value == 0
    assert local_conditions("halden").refugee_arrivals == Conditions().refugee_arrivals
    asked = Conditions(refugee_arrivals=30.0)
    for drawn in (conditions_of(0, asked, municipality="aremark"), central(asked, municipality="aremark")[1]):
        assert drawn.refugee_arrivals == 30.0
    assert conditions_of(0, Conditions(), municipality="aremark").refugee_arrivals == 0.0


def test_ratios_of_a_small_place_are_norways_moved_by_what_its_neighbouring_ages_show():
    pack = read_pack("aremark")
    ratios = cohort_ratios(pack, "male")
    assert ((ratios > 0.0) & (ratios < 1.5)).all()
    table = pack.population.pivot(index="year", columns="age", values="male")
    before = np.sum([table.loc[year, :104].to_numpy(float) for year in range(2014, 2019)], axis=0)
    after = np.sum([table.loc[year + 1, 1:105].to_numpy(float) for year in range(2014, 2019)], axis=0)
    # Pooling moves survivors between ages and makes none: all ages together keep their ratio, within the ends' share.
    assert (ratios[:105] @ before) == pytest.approx(after.sum(), rel=0.005)


def test_goals_are_those_of_each_plan():
    assert plan_goals(municipality="aremark") == []
    first, *_, last = plan_goals()
    assert first.definition == "employed_residents in 2025-11 at least 500 more than in 2021-11"
    assert last.definition == "employment_rate_20_66 in 2025-11 at least 70"
    moved = plan_goals("2026-11", "2022-11", 600, 71)
    assert [(one.threshold, one.date, one.since) for one in moved] == [
        (600, "2026-11", "2022-11"), (600, "2026-11", "2022-11"), (600, "2026-11", "2019-11"),
        (600, "2026-11", "2019-11"), (71, "2026-11", ""),
    ]  # fmt: skip


def test_targets_belong_to_the_municipality():
    jobs = {
        name: next(one.value for one in of_role("dynamic", name) if one.name == "jobs") for name in municipalities()
    }
    assert jobs == {"halden": 12_599, "aremark": 380}


def test_small_groups_share_a_rate():
    persons = np.array([1000.0, 200.0, 200.0, 40.0])
    rates = np.array([0.8, 0.5, 0.7, 0.1])
    shared = (200 * 0.5 + 200 * 0.7 + 40 * 0.1) / 440
    assert pooled(rates, persons) == pytest.approx([0.8, shared, shared, shared])
    # Too few in all the small groups together: they take the rate of everybody.
    whole = (1000 * 0.8 + 40 * 0.1) / 1040
    assert pooled(rates[[0, 3]], persons[[0, 3]]) == pytest.approx([0.8, whole])
    assert (pooled(rates, persons + ENOUGH) == rates).all()


def test_places_are_called_what_the_pack_calls_them():
    said = label("out_commuters_nedre_glomma", "en", regions_of("aremark"))
    assert said == "Out-commuters to Halden and Nedre Glomma"
    assert regions_of("aremark")["halden"] == ("Aremark", "Aremark")
    assert regions_of("halden") == REGIONS, "what the app says without asking which municipality"
