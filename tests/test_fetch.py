"""Fetching: one municipality under each of its numbers, patience with a troubled service, and never half a pack."""

import os
import sys
from pathlib import Path

import pytest

from app.command import main
from calibration.fetched import DataPackError, read
from calibration.fetching import fetch_pack
from calibration.figures import figures, population
from calibration.pxweb import PxWebError
from calibration.statbank_tables import TABLES, unit_family
from tests.small import nothing_but
from tests.statbank import Statbank, says
from tests.statbank_tables import NACE, REGIONS, SUMS

SMALL = ("06913", "06445")
"""Two tables that are quickly fetched: one added over numbers, one not."""


def halden(capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["halden", "data", *words])
    with pytest.raises(SystemExit) as leaving:
        main()
    said = capsys.readouterr()
    return int(leaving.value.code or 0), said.out, said.err


def test_every_table_is_fetched_with_the_published_residents(bank: Statbank, tmp_path: Path):
    found = fetch_pack(tmp_path / "pack", "0101", 2019, address=bank.address)
    pack = read(tmp_path / "pack")
    assert [table.id for table in pack.record.tables] == list(TABLES)
    assert found.remarks == []
    assert pack.record.municipality.numbers == ["3101", "3001", "0101"]
    for year in (2018, 2019):
        published = population("halden").set_index(["year", "age"]).loc[year]
        fetched = pack.figures("07459", "population_by_age", year)
        assert len(fetched) == 2 * 106
        for sex in ("female", "male"):
            for age in (0, 37, 104):
                assert fetched[f"sex={sex}, age={age}"] == published.loc[age, sex]
            assert fetched[f"sex={sex}, age=105+"] == published.loc[105, sex]
    for table in pack.record.tables:
        rows = figures(tmp_path / "pack" / table.file)
        assert len(rows) == table.rows > 0
        assert (rows["source"] == f"SSB {table.id}").all()
        assert all(address.startswith(f"{bank.address}/tables/{table.id}/data?") for address in table.source)
    assert nothing_but(tmp_path, "pack", "cache")


@pytest.mark.parametrize("grouped", [True, False])
@pytest.mark.parametrize("year", [2019, 2020, 2024])
def test_old_and_new_numbers_give_the_same_figures_over_renumbering(
    bank: Statbank, tmp_path: Path, year: int, grouped: bool
):
    if not grouped:
        for name, table in bank.tables.items():
            table.codelists = {} if name != "07459" else table.codelists
    packs = []
    for number in ("0101", "3001", "3101"):
        fetch_pack(tmp_path / number, number, year, ("06913", "06445", "03321"), address=bank.address)
        packs.append(read(tmp_path / number))
    for pack in packs:
        assert pack.record.municipality.number == "3101"
        assert {name: list(table["value"]) for name, table in pack.tables.items()} == {
            name: list(table["value"]) for name, table in packs[0].tables.items()
        }
        for at in (year - 1, year):
            assert pack.figures("06913", "births", at)[""] == 280
            assert pack.figures("06445", "employment_rate_by_age", at)["sex=female, age=15-74"] == 55.5
            assert pack.figures("03321", "commuters", at)["workplace=3101, residence=3101"] == 9751


def test_merged_municipalities_are_added_but_their_rates_are_not(bank: Statbank, tmp_path: Path):
    fetch_pack(tmp_path / "counts", "0122", 2019, ("06913",), address=bank.address)
    pack = read(tmp_path / "counts")
    one, other = (round(280 * (1 + len(name) / 10)) for name in ("Trøgstad", "Spydeberg"))
    assert pack.figures("06913", "births", 2019)[""] == one + other
    assert (pack.record.municipality.number, pack.record.municipality.name) == ("3118", "Indre Østfold")
    with pytest.raises(PxWebError, match=r"2 municipalities then, and rates cannot be added; .*--without 06445"):
        fetch_pack(tmp_path / "rates", "3118", 2019, address=bank.address)
    assert not (tmp_path / "rates").exists()


def test_a_table_without_the_year_is_left_out_and_said(bank: Statbank, tmp_path: Path):
    bank.tables["13470"].dims["Tid"] = {"2021": "2021", "2022": "2022"}
    found = fetch_pack(tmp_path / "pack", "3101", 2019, ("06913", "13470"), address=bank.address)
    assert found.remarks == ["13470: not in the pack, since the table has 2021 to 2022"]


def test_missing_cells_are_kept_as_missing_with_their_symbols(bank: Statbank, tmp_path: Path):
    whole = bank.tables["07984"].cell
    hidden = {"01-03": ":", "05-09": "..", "84": "."}
    bank.tables["07984"].cell = lambda at: hidden.get(at["NACE2007"], whole(at))
    found = fetch_pack(tmp_path / "pack", "3101", 2019, ("07984",), address=bank.address)
    [table] = found.record.tables
    assert {(cell.dims[0], cell.symbol) for cell in table.missing} == {(f"nace={k}", v) for k, v in hidden.items()}
    industries = read(tmp_path / "pack").figures("07984", "employed_by_workplace_industry", 2019)
    assert set(industries.index) == {f"nace={code}" for code in set(NACE) - set(hidden)}
    assert any("with ':'" in remark for remark in found.remarks)


def test_the_first_pack_stays_until_it_is_replaced_by_a_whole_one(bank: Statbank, tmp_path: Path, monkeypatch):
    pack = tmp_path / "pack"
    fetch_pack(pack, "3101", 2019, ("06913",), address=bank.address)
    first = (pack / "pack.json").read_bytes()
    with pytest.raises(DataPackError, match="a data pack stands there; allowed: another --out, or --replace"):
        fetch_pack(pack, "3107", 2019, ("06913",), address=bank.address)
    bank.faults = {"K-3107": [says(404)]}
    with pytest.raises(PxWebError):
        fetch_pack(pack, "3107", 2019, ("06913",), address=bank.address, replace=True)
    with monkeypatch.context() as broken:

        def full(handle: int) -> None:
            raise OSError(28, "No space left on device")

        broken.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            fetch_pack(pack, "3107", 2019, ("06913",), address=bank.address, replace=True)
    with monkeypatch.context() as broken:
        rename, calls = os.rename, []

        def second_fails(one: Path, other: Path) -> None:
            calls.append(one)
            if len(calls) == 2:
                raise OSError(5, "Input/output error")
            rename(one, other)

        broken.setattr(os, "rename", second_fails)
        with pytest.raises(OSError, match="Input/output"):
            fetch_pack(pack, "3107", 2019, ("06913",), address=bank.address, replace=True)
    assert (pack / "pack.json").read_bytes() == first
    assert nothing_but(tmp_path, "pack", "cache")
    fetch_pack(pack, "3107", 2019, ("06913",), address=bank.address, replace=True)
    assert read(pack).record.municipality.name == "Fredrikstad"
    assert nothing_but(tmp_path, "pack", "cache")


def test_an_interrupt_leaves_nothing(bank: Statbank, tmp_path: Path):
    def stop(ready: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch_pack(tmp_path / "pack", "3101", 2019, SMALL, address=bank.address, on_done=stop)
    assert nothing_but(tmp_path, "cache")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--municipality", "Halden"), "municipality = 'Halden'; allowed: four digits, such as 3101"),
        (("--municipality", "3109"), "municipality = '3109'; allowed: a number that Statistics Norway has used"),
        (("--year", "1850"), "year = 1850; allowed: a year of the tables (table 06913 has 2015 to 2025)"),
        (("--year", "2026"), "year = 2026; allowed: a year of the tables"),
        (("--year", "soon"), "--year"),
        (("--tables", "06913,6445"), "tables = '6445'; allowed: 07459, 06445"),
        (("--without", "06913"), "without = '06913'; allowed: fewer tables"),
        (("--ssb-url", "http://data.ssb.no"), "ssb-url = 'http://data.ssb.no'; allowed: an address https://"),
        (("--out", "TAKEN"), "TAKEN: stands there and is no data pack; allowed: a folder that is not there yet"),
        (("--out", "TAKEN", "--replace"), "TAKEN: stands there and is no data pack"),
        (("--nav", "absent.csv"), "absent.csv: cannot be read (No such file or directory)"),
        (("--what",), "--what"),
    ],
)
def test_bad_input_is_one_line_and_status_2(
    capsys, monkeypatch, bank: Statbank, tmp_path: Path, words: tuple[str, ...], said: str
):
    (tmp_path / "TAKEN").write_text("mine")
    monkeypatch.chdir(tmp_path)
    usual = ("--ssb-url", bank.address, "--tables", "06913")
    status, out, err = halden(capsys, monkeypatch, "fetch", *usual, *words)
    assert (status, out) == (2, "")
    assert said in err
    assert len(err.strip().splitlines()) == 1
    assert (tmp_path / "TAKEN").read_text() == "mine"
    assert not (tmp_path / "halden-data").exists()


def test_without_a_network_one_line_says_so(capsys, monkeypatch, bank: Statbank, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    status, _, err = halden(capsys, monkeypatch, "fetch", "--ssb-url", "http://127.0.0.1:1")
    assert status == 2
    assert "http://127.0.0.1:1/config: cannot be reached" in err
    assert len(err.strip().splitlines()) == 1


def test_without_the_extra_one_line_says_how_to_install_it(capsys, monkeypatch, bank: Statbank, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "httpx", None)
    status, _, err = halden(capsys, monkeypatch, "fetch", "--ssb-url", bank.address)
    assert (status, err) == (2, "halden: fetching needs the extra 'fetch': uv sync --extra fetch\n")


def test_the_command_says_what_it_wrote(capsys, monkeypatch, bank: Statbank, tmp_path: Path):
    out = str(tmp_path / "new" / "pack")
    words = ("--municipality", "3001", "--tables", "06445, 06913", "--out", out, "--ssb-url", bank.address)
    status, said, err = halden(capsys, monkeypatch, "fetch", *words)
    assert (status, err) == (0, "")
    assert said.startswith(f"{out}: 3101 Halden, 2018 and 2019: 28 figures from 2 tables.")


NAV = (
    "Nivå,Geografisk enhet,Arbeidsmarkedsstatus,Kjønn,Antall personer,Andel av arbeidsstyrken,Dato\n"
    "Kommuner,Halden,Helt ledige,Begge kjønn,450,0.031,2019-01-01\n"
    "Kommuner,Halden,Helt ledige,Kvinner,*,*,2019-01-01\n"
    "Kommuner,Halden,Delvis ledige,Begge kjønn,120,0.008,2019-01-01\n"
    "Kommuner,Moss,Helt ledige,Begge kjønn,999,0.04,2019-01-01\n"
    "Kommuner,Halden,Helt ledige,Begge kjønn,500,0.035,2017-01-01\n"
)


def test_nav_s_months_come_from_a_file(bank: Statbank, tmp_path: Path):
    for name, text in (
        ("comma", NAV),
        ("semicolon", NAV.replace(",", ";").replace(";0.0", ";0,0")),
    ):
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
        fetch_pack(
            tmp_path / name, "3101", 2019, ("06913",), nav=tmp_path / f"{name}.csv", address=bank.address
        )  # fmt: skip
        pack = read(tmp_path / name)
        assert pack.figures("nav", "registered_unemployed", 2019).to_dict() == {"sex=total": 450}
        assert pack.figures("nav", "registered_unemployment_rate", 2019).to_dict() == {"sex=total": 3.1}
        assert pack.figures("nav", "partly_unemployed", 2019).to_dict() == {"sex=total": 120}
        assert {cell.symbol for cell in pack.record.tables[-1].missing} == {":"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("0.031", "3.1", "data row 1: Andel av arbeidsstyrken = '3.1'; allowed: a share from 0 to 1"),
        ("450", "450.5", "data row 1: Antall personer = '450.5'; allowed: a whole number of persons"),
        ("2019-01-01\n", "januar 2019\n", "Dato = 'januar 2019'; allowed: a day or a month"),
        ("Begge kjønn", "Alle", "Kjønn = 'Alle'; allowed: Begge kjønn, Kvinner, Menn"),
        ("Kjønn", "Sex", "lacks the column 'Kjønn'; it has Nivå"),
        ("Halden", "Hallden", "Geografisk enhet = "),
    ],
)
def test_a_wrong_nav_file_is_named(bank: Statbank, tmp_path: Path, old: str, new: str, said: str):
    path = tmp_path / "nav.csv"
    path.write_text(NAV.replace(old, new, 1) if old != "Halden" else NAV.replace(old, new), "utf-8")
    with pytest.raises(ValueError, match=r"nav\.csv") as caught:
        fetch_pack(tmp_path / "pack", "3101", 2019, ("06913",), nav=path, address=bank.address)
    assert said in str(caught.value)
    assert not (tmp_path / "pack").exists()


def test_units_are_known_in_both_languages():
    for english, norwegian in (("per cent", "prosent"), ("persons", "personer"), ("per 1 000", "per 1\u00a0000")):
        assert unit_family(english) == unit_family(norwegian) != ""
    assert unit_family("NOK") == ""


def test_each_number_belongs_to_one_grouping():
    groups = SUMS["agg_KommSummer"].values()
    assert sorted(number for _, numbers in groups for number in numbers) == sorted(REGIONS)
