"""A troubled or changed service: what passes is waited for, the rest is said in one line, nothing is half written."""

import time
from pathlib import Path
from typing import Any

import pytest

from calibration import pxweb
from calibration.fetched import DataPackError, read
from calibration.fetching import fetch_pack
from calibration.jsonstat import JsonStatError
from calibration.pxweb import PxWeb, PxWebError, checked_address
from tests.small import nothing_but
from tests.statbank import Statbank, cuts_off, says

SMALL = ("06913", "06445")
"""Two tables that are quickly fetched: one added over numbers, one not."""


@pytest.mark.parametrize(
    "faults",
    [
        [says(503)], [says(429, Retry_After="0")], [says(500), says(502), says(504)], [cuts_off, says(503)],
        [lambda handler: time.sleep(0.4)],
    ],
    ids=["503", "429", "several", "cut off", "timeout"],
)  # fmt: skip
def test_what_passes_is_waited_for(bank: Statbank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faults: list):
    monkeypatch.setattr(pxweb, "TIMEOUT", 0.2)
    bank.faults = {"/06913/data": list(faults)}
    fetch_pack(tmp_path / "pack", "3101", 2019, SMALL, address=bank.address)
    assert sum("/06913/data" in path for path in bank.asked) == len(faults) + 1
    assert read(tmp_path / "pack").figures("06913", "deaths", 2019)[""] == 300


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (says(503), r"answers 503 Service Unavailable \(tried 4 times\); nothing was written"),
        (cuts_off, r"cannot be reached .*\(tried 4 times\)"),
        (says(429, Retry_After="3600"), r"answers 429 .* asks for a wait of 3600 s; try again after that"),
        (says(429, Retry_After="Fri, 01 Jan 2100 00:00:00 GMT"), r"asks for a wait of \d+ s"),
        (says(403, '{"detail": "Too many cells"}'), r"answers 403 Forbidden \(Too many cells\); nothing"),
        (says(404, '{"title": "Non-existent table"}'), r"answers 404 Not Found \(Non-existent table\)"),
        (says(301, Location="https://example.org/v3"), r"moved to https://example.org/v3; --ssb-url sets the address"),
        (says(200, "<html>", Content_Type="text/html"), r"the answer is not JSON \(text/html\)"),
        (says(200, "[1]"), r"not a JSON-stat dataset"),
        (
            says(
                200,
                '{"class": "dataset", "version": "2.0", "id": ["Tid"], "size": [1], "dimension": {"Tid": '
                '{"category": {"index": {"2019": 0}, "label": [1]}}}}',
            ),
            r"dimension 'Tid' is not described as",
        ),
        (says(200, '{"class": "dataset", "version": "1.0"}'), r"version = '1.0'; allowed: '2.0'"),
    ],
)
def test_a_refusal_is_one_line_and_leaves_nothing(bank: Statbank, tmp_path: Path, fault: Any, said: str):
    bank.faults = {"/06445/data": [fault] * 4}
    with pytest.raises((PxWebError, JsonStatError), match=said) as caught:
        fetch_pack(tmp_path / "pack", "3101", 2019, SMALL, address=bank.address)
    assert "\n" not in str(caught.value)
    assert nothing_but(tmp_path, "cache")


def renamed(table: str, dimension: str, new: str):
    def change(bank: Statbank) -> None:
        dims = bank.tables[table].dims
        bank.tables[table].dims = {new if name == dimension else name: codes for name, codes in dims.items()}

    return change


def without(table: str, dimension: str, code: str):
    def change(bank: Statbank) -> None:
        held = bank.tables[table].dims[dimension]
        bank.tables[table].dims[dimension] = {one: label for one, label in held.items() if one != code}

    return change


def in_other_units(bank: Statbank) -> None:
    bank.tables["06445"].units = {"Sysselsatte": "persons"}


def with_a_new_dimension(bank: Statbank) -> None:
    bank.tables["06913"].dims["Kilde"] = {"A": "Old", "B": "New"}


def by_quarter(bank: Statbank) -> None:
    bank.tables["06913"].dims["Tid"] = {"2019K4": "2019K4"}


def emptied(bank: Statbank) -> None:
    bank.tables["06913"].cell = lambda at: ".."


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (renamed("06445", "Alder", "Age"), "the dimension 'Alder' is gone; it has Region, Kjonn, Age"),
        (renamed("06913", "Region", "Kommune"), "table 06913: the dimension 'Region' is gone; it has Kommune"),
        (without("06913", "ContentsCode", "Dode"), "the code 'Dode' of ContentsCode is gone; it has Folkemengde"),
        (without("06445", "Kjonn", "2"), "the code '2' of Kjonn is gone; it has 0, 1; the table has changed"),
        (without("06445", "Region", "0101"), "only empty cells for 3101, 3001, 0101 in 2018 and 2019"),
        (in_other_units, "unit of Sysselsatte = 'persons'; allowed: percent of population; the table has changed"),
        (with_a_new_dimension, "the dimension 'Kilde' is new; the table has changed"),
        (by_quarter, "Tid = '2019K4'; allowed: years of four digits"),
        (emptied, "table 06913: only empty cells for 3101, 3001, 0101 in 2018 and 2019; it may have changed"),
    ],
)
def test_a_changed_table_is_named_and_nothing_is_written(bank: Statbank, tmp_path: Path, change: Any, said: str):
    change(bank)
    with pytest.raises(PxWebError) as caught:
        fetch_pack(tmp_path / "pack", "3101", 2019, SMALL, address=bank.address)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert nothing_but(tmp_path, "cache")


def test_figures_that_do_not_add_up_are_not_written(bank: Statbank, tmp_path: Path):
    whole = bank.tables["06913"].cell
    bank.tables["06913"].cell = lambda at: (
        281 if at["ContentsCode"] == "Levende" and at["Region"] == "0101" else whole(at)
    )
    bank.tables["06913"].codelists = {}
    with pytest.raises(DataPackError) as caught:
        fetch_pack(tmp_path / "pack", "3101", 2019, SMALL, address=bank.address)
    told = "06913.csv: natural_change, 2018: -20 is not births - deaths = -19; nothing was written"
    assert str(caught.value) == told
    assert nothing_but(tmp_path, "cache")


def test_the_service_s_own_limit_of_calls_is_kept(bank: Statbank):
    bank.config.update(maxCallsPerTimeWindow=3, timeWindow=10)
    now, waits = [0.0], []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        now[0] += seconds

    with PxWeb(bank.address, sleep=sleep, clock=lambda: now[0]) as client:
        client.learn_limits()
        for _ in range(6):
            now[0] += 1.0
            client.metadata("06913")
    assert waits == [7.0, 7.0]
    assert len(bank.asked) == 7


def test_a_retry_after_is_waited_for_in_full(bank: Statbank):
    waits: list[float] = []
    told: list[tuple[float, str]] = []
    bank.faults = {"/config": [says(429, Retry_After="17"), says(503)]}
    with PxWeb(bank.address, sleep=waits.append, on_wait=lambda *said: told.append(said)) as client:
        assert client.learn_limits() == bank.config["license"]
    assert waits == [17.0, 2 * pxweb.FIRST_WAIT]
    assert told[0] == (17.0, "answers 429 Too Many Requests")


def test_more_cells_than_the_service_gives_are_not_asked_for(bank: Statbank, tmp_path: Path):
    bank.config["maxDataCells"] = 10
    with pytest.raises(PxWebError, match=r"table 06913: \d+ cells; allowed: 10 in one call"):
        fetch_pack(tmp_path / "pack", "3101", 2019, SMALL, address=bank.address)


@pytest.mark.parametrize("config", [{"apiVersion": "1.0"}, {"maxDataCells": "many"}, {"timeWindow": -1}])
def test_a_service_of_another_kind_is_named(bank: Statbank, tmp_path: Path, config: dict[str, Any]):
    bank.config.update(config)
    with pytest.raises(PxWebError, match=f"/config: {next(iter(config))} = .*; allowed: "):
        fetch_pack(tmp_path / "pack", "3101", 2019, SMALL, address=bank.address)


def test_what_was_fetched_is_not_asked_for_again(bank: Statbank, tmp_path: Path):
    bank.faults = {"/06445/data": [says(404)]}
    with pytest.raises(PxWebError):
        fetch_pack(tmp_path / "pack", "3101", 2019, SMALL, address=bank.address)
    before = list(bank.asked)
    fetch_pack(tmp_path / "pack", "3101", 2019, SMALL, address=bank.address)
    assert [path for path in bank.asked[len(before) :]] == [before[-1]]
    fetch_pack(tmp_path / "fresh", "3101", 2019, SMALL, address=bank.address, fresh=True)
    assert len(bank.asked) > 2 * len(before)
    for name in (tmp_path / "cache").iterdir():
        name.write_text("damaged")
    fetch_pack(tmp_path / "again", "3101", 2019, SMALL, address=bank.address)
    assert (tmp_path / "again" / "06445.csv").read_bytes() == (tmp_path / "pack" / "06445.csv").read_bytes()


@pytest.mark.parametrize(
    "address", ["http://data.ssb.no/api", "ftp://data.ssb.no", "data.ssb.no", "", "http://127.0.0.1.no"]
)
def test_only_https_leaves_this_machine(address: str):
    with pytest.raises(PxWebError, match="allowed: an address https://"):
        checked_address(address)


@pytest.mark.parametrize("address", [pxweb.SSB, "http://localhost:8000", "http://[::1]:80/", "https://127.0.0.1/v2"])
def test_https_and_this_machine_are_allowed(address: str):
    assert checked_address(address) == address.rstrip("/")
