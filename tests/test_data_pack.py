"""A data pack is believed only when its hashes, units and sums are right, and says what it improves."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.command import main
from calibration import fetching, margins
from calibration.adoption import adopt
from calibration.fetched import DataPackError, read
from calibration.fetching import fetch_pack
from calibration.figures import FigureError, figure
from calibration.improvements import comparisons
from calibration.pack_checks import check, commuters
from calibration.packs import read_pack
from calibration.targets import of_role
from tests.statbank import running
from tests.statbank_tables import BANDS, NACE, SECTORS

NAV = "Geografisk enhet;Arbeidsmarkedsstatus;Kjønn;Antall personer;Andel av arbeidsstyrken;Dato\n" + "".join(
    f"Halden;Helt ledige;Begge kjønn;{400 + month};0,0{30 + month % 2};2019-{month:02}-01\n" for month in range(1, 13)
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    (folder / "nav.csv").write_text(NAV, "utf-8")
    with pytest.MonkeyPatch.context() as patched, running() as statbank:
        patched.setattr(fetching, "cache_folder", lambda: folder / "cache")
        fetch_pack(folder / "pack", "0101", 2019, nav=folder / "nav.csv", address=statbank.address)
        fetch_pack(folder / "other", "3107", 2019, ("06913",), address=statbank.address)
    return folder / "pack"


@pytest.fixture
def pack(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "pack"))


def forge(pack: Path, table: str, *changes: tuple[str, str]) -> None:
    """Change a table's file and the hash that vouches for it."""
    path = pack / f"{table}.csv"
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")
    record = json.loads((pack / "pack.json").read_text("utf-8"))
    for one in record["tables"]:
        if one["id"] == table:
            one["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
            one["rows"] = len(text.splitlines()) - 1
    (pack / "pack.json").write_text(json.dumps(record), "utf-8")


def rewrite(pack: Path, change: Callable[[dict], object]) -> None:
    record = json.loads((pack / "pack.json").read_text("utf-8"))
    change(record)
    (pack / "pack.json").write_text(json.dumps(record), "utf-8")


def halden(capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["halden", "data", "check", *words])
    with pytest.raises(SystemExit) as leaving:
        main()
    said = capsys.readouterr()
    return int(leaving.value.code or 0), said.out, said.err


def test_a_pack_as_it_was_fetched_is_right(pack: Path):
    assert check(read(pack)) == []


MANUFACTURING = "employed_by_workplace_industry,2018,Q4,nace=10-33,,2350,persons"
RATE = "employment_rate_by_age,2018,Q4,sex=total,age=15-74,58.7,percent of population"
BIRTHS = "births,2018,,,,280,persons"
STAY = "commuters,2018,Q4,workplace=3101,residence=3101,"
CHANCE = "death_probability,2018,,sex=female,age=0,0.02,per 1000"
LEVEL = "education,2018,10-01,sex=total,level=basic,"


@pytest.mark.parametrize(
    ("table", "old", "new", "said"),
    [
        ("07984", MANUFACTURING, MANUFACTURING.replace("persons", "thousands"), "unit = 'thousands' of employed_by_w"),
        ("07984", MANUFACTURING, MANUFACTURING.replace("2350", "2450"), "is 12731, but its 16 parts sum to 12831"),
        ("07984", MANUFACTURING, MANUFACTURING.replace("2350", "2350.5"), "value = 2350.5 of employed_by_workplace_in"),
        ("07984", MANUFACTURING, MANUFACTURING.replace("2350", "-2350"), "allowed: a whole number of persons"),
        ("07984", MANUFACTURING, MANUFACTURING.replace("2018", "2015"), "year = '2015' of employed_by_workplace"),
        ("07984", MANUFACTURING, MANUFACTURING.replace("2018", "2019"), "nace=10-33 stands more than once"),
        ("07984", MANUFACTURING, MANUFACTURING.replace("employed_by_w", "jobs_by_w"), "series = 'jobs_by_workplace"),
        ("06445", RATE, RATE.replace("58.7", "587"), "value = 587 per cent of 'employment_rate_by_age', 2018"),
        ("06445", RATE, RATE.replace("58.7", "61.9"), "61.9 of both sexes; allowed: between 55.5 and 61.7, theirs"),
        ("06445", RATE, RATE.replace("58.7", "many"), "value = 'many' of 'employment_rate_by_age', 2018"),
        ("06913", BIRTHS, BIRTHS.replace("280", "290"), "natural_change, 2018: -20 is not births - deaths = -10"),
        ("03321", STAY, STAY.replace("workplace=3101,residence=3101", "workplace=0301 Oslo,residence=0301 Oslo"),
         "workplace=0301 Oslo, residence=0301 Oslo; allowed: a flow with 3101"),
        ("07902", CHANCE, CHANCE.replace("0.02", "1000.5"), "allowed: 0 to 1000 per 1000"),
        ("09429", LEVEL, LEVEL + "9", "education, level=basic, 2018: sex=total is 9"),
        ("09429", "source,source_kind", "origin,source_kind", "lacks the column 'source'"),
        ("nav", "sex=total,,401,persons", "sex=total,,401,thousands", "unit = 'thousands' of registered_un"),
    ],
)  # fmt: skip
def test_wrong_figures_are_named_in_one_line(pack: Path, table: str, old: str, new: str, said: str):
    forge(pack, table, (old, new))
    with pytest.raises((DataPackError, FigureError)) as caught:
        check(read(pack))
    assert said in str(caught.value)
    assert str(caught.value).startswith(str(pack / f"{table}.csv"))
    assert "\n" not in str(caught.value)


def test_residents_are_the_same_in_both_tables_that_count_them(pack: Path):
    forge(pack, "06913", ("population_total,2019,,,,31177", "population_total,2019,,,,31178"))
    with pytest.raises(DataPackError, match=r"ages sum to 31177; allowed: 31178, the residents in 06913\.csv"):
        check(read(pack))


def test_ages_and_sexes_must_add_up_to_the_total(pack: Path):
    men = f"employed_by_residence_age,2018,Q4,sex=male,age=25-39,{BANDS['25-39'] // 2},"
    forge(pack, "07984", (men, men.replace(str(BANDS["25-39"] // 2), "1900")))
    with pytest.raises(
        DataPackError, match="sexes and ages sum to 12705, but employed_by_residence_industry nace=00-99 is"
    ):
        check(read(pack))


def test_a_changed_file_is_told_from_its_hash(pack: Path):
    path = pack / "06913.csv"
    path.write_bytes(path.read_bytes().replace(b"280", b"281", 1))
    with pytest.raises(DataPackError, match=r"06913\.csv: sha256 = .*was changed after it was fetched"):
        read(pack)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda record: record.update(format=2), "format = 2"),
        (lambda record: record.update(year="2019"), "year = '2019'"),
        (lambda record: record.pop("licence"), "licence"),
        (lambda record: record.update(more=1), "more = 1"),
        (lambda record: record["tables"][0].update(file="../../secret.csv"), "tables.0.file = '../../secret.csv'"),
        (lambda record: record["tables"][0].update(file="absent.csv"), "absent.csv: cannot be read (No such file"),
        (lambda record: record["tables"][0].update(rows=1), "rows of 07459 = 1, but 07459.csv has 424"),
        (lambda record: record["tables"].append(record["tables"][0]), "tables: an id stands more than once"),
    ],
)
def test_a_wrong_record_is_named_in_one_line(capsys, monkeypatch, pack: Path, change: Callable, said: str):
    rewrite(pack, change)
    status, out, err = halden(capsys, monkeypatch, str(pack))
    assert (status, out) == (2, "")
    assert said in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]"])
def test_an_unreadable_record_is_named(pack: Path, content: bytes):
    (pack / "pack.json").write_bytes(content)
    with pytest.raises(DataPackError, match=r"pack\.json: "):
        read(pack)


def test_a_folder_that_is_no_pack_is_named(capsys, monkeypatch, tmp_path: Path):
    status, _, err = halden(capsys, monkeypatch, str(tmp_path))
    assert status == 2
    told = "cannot be read (No such file or directory); allowed: a folder of halden data fetch"
    assert err == f"halden: {tmp_path / 'pack.json'}: {told}\n"


def test_tables_that_differ_are_remarked_on(pack: Path):
    forge(pack, "11616", ("in_commuters,2018,Q4,,,2980", "in_commuters,2018,Q4,,,3980"))
    assert check(read(pack)) == ["in-commuters, 2018: 3980 in 11616.csv, 2994 in 03321.csv"]


def test_in_and_out_commuters_share_those_who_stay(whole: Path):
    work, home, stay = commuters(read(whole), 2018)
    assert stay == work["3101"] == home["3101"] == 9751
    assert work.sum() - stay == 2500 + 480 + 2 * 7
    assert home.sum() - stay == 2054 + 1000 + 2 * 7


def test_the_pack_says_what_it_improves(whole: Path):
    found = {one.what: one for one in comparisons(read(whole))}
    population = found["residents on 1 January"]
    assert (population.in_use, population.fetched, population.verdict) == (31_177, 31_177, "confirms")
    rate = found["employment rate 15-74, female"]
    assert (rate.in_use, rate.fetched, rate.verdict) == (55.5, 55.5, "confirms")
    long = found["long, of higher education, 30-66"]
    assert (long.in_use, long.error) == (
        100 * margins.LONG_SHARE_OF_HIGHER.value, 100 * margins.LONG_SHARE_OF_HIGHER.standard_error
    )  # fmt: skip
    assert long.verdict == "improves: estimate -> register figure"
    out = found["out-commuters, of employed"]
    assert out.in_use == 100 * figure("out_commuting_share", 2023)
    assert out.fetched == pytest.approx(100 * 3068 / 12_819)
    assert out.verdict == "improves: proxy -> register figure"
    assert found["out-commuters, Nedre Glomma"].fetched == pytest.approx(100 * 2054 / 3068)
    assert found["public jobs, of all jobs"].fetched == pytest.approx(100 * sum(list(SECTORS.values())[:4]) / 12_731)
    assert found["jobs in manufacturing"].fetched == NACE["10-33"]
    young = sum(read_pack().residents()[15:20].sum(axis=1))
    assert found["employment rate 15-19"].fetched == pytest.approx(100 * BANDS["15-19"] / young)
    assert found["registered unemployed, mean"].fetched == pytest.approx(3.05)
    assert found["births"].fetched == 280
    assert not [one.what for one in found.values() if one.fetched is None]


def test_what_a_pack_lacks_is_said(pack: Path):
    rewrite(pack, lambda record: record.update(tables=record["tables"][:1]))
    found = comparisons(read(pack))
    assert {one.verdict for one in found} == {"confirms", "not in this pack"}


def test_another_municipality_is_checked_but_not_compared(capsys, monkeypatch, whole: Path):
    status, out, err = halden(capsys, monkeypatch, str(whole.parent / "other"))
    assert (status, err) == (0, "")
    assert "3107 Fredrikstad, 2018 and 2019" in out
    assert "Not compared: no pack of the project is about this municipality." in out


def test_the_table_and_the_document_tell_the_same(capsys, monkeypatch, whole: Path):
    status, out, _ = halden(capsys, monkeypatch, str(whole))
    assert status == 0
    assert out.startswith(f"{whole}: right; 3101 Halden, 2018 and 2019\n")
    status, told, _ = halden(capsys, monkeypatch, str(whole), "--json")
    document = json.loads(told)
    assert status == 0
    assert document["remarks"] == []
    assert [table["id"] for table in document["tables"]][-1] == "nav"
    for one in document["comparisons"]:
        assert one["what"] in out
        assert one["verdict"] in out
    assert max(len(line) for line in out.splitlines()[1:]) <= 120


def test_help_loads_no_heavy_package():
    code = (
        "import sys, app.command\n"
        "sys.argv = ['halden', 'data']\n"
        "try: app.command.main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'numpy', 'numba', 'pandas', 'httpx'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "halden data fetch" in said
    assert said.strip().endswith("[]")


def test_a_pack_takes_the_place_of_targets_that_are_estimates_or_proxies(pack: Path):
    aims, taken = adopt(read(pack))
    before = {one.name: one for one in of_role("dynamic")}
    found = {one.name: one for one in aims}
    names = {one.target for one in taken}
    assert {"births", "arrivals", "unemployment_rate", "out_commuter_share", "in_commuter_share"} <= names
    for name, one in found.items():
        if name in names:
            assert one.confidence == "high"
            assert one.error <= before[name].error
            assert "data pack" in one.note
        else:
            assert one == before[name]
    work, home, stay = commuters(read(pack), 2019)
    assert found["out_commuter_share"].value == pytest.approx(100 * (1 - stay / home.sum()), abs=1e-3)
    assert found["in_commuter_share"].value == pytest.approx(100 * (1 - stay / work.sum()), abs=1e-3)
    months = [3.0 + 0.1 * (month % 2) for month in range(1, 13)]
    assert found["unemployment_rate"].value == pytest.approx(sum(months) / 12, abs=1e-3)


def test_a_pack_of_another_municipality_or_with_faults_is_not_taken(whole: Path, pack: Path):
    with pytest.raises(DataPackError, match="allowed: Halden"):
        adopt(read(whole.parent / "other"))
    forge(pack, "06913", (BIRTHS, BIRTHS.replace("280", "28000")))
    with pytest.raises(DataPackError, match="is not births - deaths"):
        adopt(read(pack))
