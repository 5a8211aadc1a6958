"""A new municipality's pack: made from what was fetched, estimates marked, whole or not there, and ready to run."""

import shutil
import tomllib
from pathlib import Path

import pytest

from calibration import fetching, load_municipality
from calibration.adoption import taken
from calibration.constants import PackError
from calibration.fetched import read
from calibration.fetching import fetch_pack
from calibration.packs import NEEDED, read_pack
from calibration.scaffold import constants, scaffold
from calibration.targets import targets
from tests.small import nothing_but
from tests.statbank import running


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data packs: all tables of Fredrikstad, and residents alone."""
    folder = tmp_path_factory.mktemp("fetched")
    with pytest.MonkeyPatch.context() as patched, running() as statbank:
        patched.setattr(fetching, "cache_folder", lambda: folder / "cache")
        fetch_pack(folder / "all", "3107", 2019, address=statbank.address)
        fetch_pack(folder / "people", "3107", 2019, ("07459",), address=statbank.address)
        fetch_pack(folder / "moves", "3107", 2019, ("06913",), address=statbank.address)
        fetch_pack(folder / "later", "3107", 2021, ("07459",), address=statbank.address)
    return folder


def test_what_was_fetched_stands_in_the_pack_with_its_source(fetched: Path, tmp_path: Path):
    data = read(fetched / "all")
    origins = {one.key: one for one in scaffold(data, tmp_path / "fredrikstad")}
    pack = read_pack(str(tmp_path / "fredrikstad"))
    assert pack.constants.name == "Fredrikstad"
    assert pack.constants.area == "Østfold"
    jobs = data.figures("07984", "employed_by_workplace_industry", 2018)["nace=00-99"]
    assert pack.constants.jobs.value == origins["jobs"].value == jobs
    assert pack.constants.jobs.source.startswith("SSB 07984")
    assert (
        pack.figure("employment_rate_15_74", 2018, "sex=female")
        == (data.figures("06445", "employment_rate_by_age", 2018)["sex=female, age=15-74"])
    )
    assert pack.residents().sum() == data.figures("06913", "population_total", 2019)[""]
    held = {one.name: one.value for one in targets(tmp_path / "fredrikstad" / "targets.csv")}
    for one in taken(data):
        assert held[one.target] == pytest.approx(one.value, abs=1e-4)


@pytest.mark.parametrize("known", ["all", "people"])
def test_every_number_is_a_figure_or_an_estimate_that_says_so(fetched: Path, tmp_path: Path, known: str):
    origins = scaffold(read(fetched / known), tmp_path / "new")
    content = tomllib.loads((tmp_path / "new" / "municipality.toml").read_text("utf-8"))
    assert {path.name for path in (tmp_path / "new").iterdir()} == set(NEEDED)
    for one in origins:
        assert content[one.key]["confidence"] == one.confidence
        fetched_from = one.source.startswith(("SSB", "NAV")) and not one.estimated
        assert fetched_from != one.estimated, one
        assert not one.estimated or one.standard_error is not None, one
    assert sum(one.estimated for one in origins) >= (15 if known == "people" else 7)
    text = (tmp_path / "new" / "figures.csv").read_text("utf-8")
    assert "estimate: Halden's share of residents" in text


def test_estimates_are_haldens_per_resident(fetched: Path):
    data, halden = read(fetched / "people"), read_pack("halden")
    new = read_pack("halden").residents()
    found = {one.key: one for one in constants(data, {2018: 2 * new, 2019: 2 * new})}
    assert found["refugees"].value == 2 * halden.constants.refugees.value
    assert found["jobs"].value == pytest.approx(2 * halden.constants.jobs.value, rel=0.005)
    assert found["firms"].value / found["jobs"].value == pytest.approx(2798 / 12_731, rel=0.01)


def test_the_command_makes_a_municipality_that_runs(halden, fetched: Path, tmp_path: Path):
    folder = tmp_path / "here" / "new"
    status, out, err = halden("new-municipality", "3107", "--data", str(fetched / "people"), "--out", str(folder))
    assert (status, err) == (0, "")
    assert "estimate: replace" in out
    assert f"halden run baseline --municipality {folder}" in "".join(out.splitlines())
    assert len(load_municipality(str(folder)).residents) == read_pack(str(folder)).residents().sum()
    status, out, err = halden("run", "baseline", "--municipality", str(folder), "--until", "2019-02", "--json")
    assert status == 0
    assert '"municipality": "Fredrikstad"' in out
    assert "no fit of its own" in err
    assert "no balance.toml" in err


def test_what_stands_there_is_left_alone(halden, fetched: Path, tmp_path: Path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", "utf-8")
    words = ("--data", str(fetched / "people"), "--out", str(tmp_path / "mine"))
    status, out, err = halden("new-municipality", "3107", *words)
    assert (status, out) == (2, "")
    assert "stands there; allowed: --out with a folder that is not there yet" in err
    assert (tmp_path / "mine" / "thesis.txt").read_text("utf-8") == "years of work"
    assert nothing_but(tmp_path, "mine")


@pytest.mark.parametrize(
    ("number", "data", "said"),
    [
        ("310", "people", "municipality = '310'; allowed: four digits"),
        ("Oslo", "people", "municipality = 'Oslo'; allowed: four digits"),
        ("3101", "people", "is of Fredrikstad (3107, 3004, 0106); allowed: a data pack of municipality 3101"),
        ("3107", "moves", "table 07459 lacks residents"),
        ("3107", "later", "year = 2021; allowed: 2019"),
        ("3107", "nowhere", "cannot be read"),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_written(
    halden, fetched: Path, tmp_path: Path, number: str, data: str, said: str
):
    words = ("--data", str(fetched / data), "--out", str(tmp_path / "new"))
    status, out, err = halden("new-municipality", number, *words)
    assert (status, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
    assert nothing_but(tmp_path)


def test_a_pack_that_would_not_load_is_not_put_in_place(fetched: Path, tmp_path: Path, monkeypatch):
    def refuse(name: str) -> None:
        raise PackError(f"{name}: does not add up")

    monkeypatch.setattr("calibration.pack.build", refuse)
    with pytest.raises(PackError, match=r"^new: does not add up; nothing was written$"):
        scaffold(read(fetched / "people"), tmp_path / "new")
    assert nothing_but(tmp_path)


def test_the_pack_is_its_folder_alone(fetched: Path, tmp_path: Path):
    scaffold(read(fetched / "people"), tmp_path / "new")
    moved = Path(shutil.move(tmp_path / "new", tmp_path / "elsewhere"))
    assert len(load_municipality(str(moved)).residents) > 0
