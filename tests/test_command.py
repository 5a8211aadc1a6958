"""The ``halden`` command: what it prints, what it writes, and how it refuses."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from model.indicators import HEADLINES, INDICATORS
from results.exports import FIELDS
from results.novembers import novembers
from results.replications import replicate, run_replications


def test_json_is_one_document_with_every_indicator_of_every_month(halden):
    status, out, _ = halden("run", "baseline", "--until", "2019-11", "--json", "--seed", "5")
    document = json.loads(out)
    assert status == 0
    assert set(document) == {"record", "records"}
    table = pd.DataFrame(document["records"])
    assert tuple(table.columns) == FIELDS
    assert set(table["indicator"]) == set(INDICATORS) >= set(HEADLINES)
    assert len(table) == len(INDICATORS) * 12
    assert document["record"]["seeds"] == [5]
    run = replicate("halden", None, 5, "2019-11")
    for name in HEADLINES:
        [value] = table[(table["indicator"] == name) & (table["date"] == "2019-11")]["value"]
        assert value == run.at(name, "2019-11")
    units = table.groupby("indicator")["unit"].first()
    assert units["employment_rate_20_66"] == INDICATORS["employment_rate_20_66"].unit


def test_the_table_shows_each_november_and_says_which_series_is_which(halden):
    status, out, err = halden("run", "baseline", "--until", "2020-11")
    run = replicate("halden", None, 0, "2020-11")
    assert status == 0
    assert f"{run.at('jobs', '2020-11'):,.0f}".replace(",", " ") in out
    assert "Jobs count employed persons by workplace" in out
    assert "Traceback" not in err


def test_with_replications_the_table_has_quantiles(halden):
    status, out, _ = halden("run", "baseline", "--until", "2019-11", "--replications", "3")
    assert status == 0
    assert "median of 3 replications" in out
    assert "5-95 %" in out


def test_novembers_are_the_quantiles_of_the_replications():
    runs = run_replications("halden", replications=3, seed=0, until="2019-12")
    table = novembers(runs, ("jobs",))
    values = sorted(run.at("jobs", "2019-11") for run in runs)
    low, middle, high = table.xs("2019-11", level="date")["jobs"].tolist()
    assert values[0] <= low <= middle == values[1] <= high <= values[2]
    assert len(table) == 2 * 3


def test_two_workers_give_the_bits_of_one():
    one = run_replications("halden", replications=4, seed=7, until="2019-06", workers=1)
    two = run_replications("halden", replications=4, seed=7, until="2019-06", workers=2)
    for first, second in zip(one, two, strict=True):
        assert first.seed == second.seed
        for a, b in zip(first.record, second.record, strict=True):
            assert (a == b).all()


def test_the_folder_holds_the_records_and_how_they_came_to_be(halden, tmp_path: Path):
    words = ("run", "baseline", "--until", "2019-02", "--replications", "2", "--out", str(tmp_path / "new" / "here"))
    assert halden(*words)[0] == 0
    table = pd.read_csv(tmp_path / "new" / "here" / "records.csv")
    assert tuple(table.columns) == FIELDS
    assert sorted(table["replication"].unique()) == [0, 1]
    record = json.loads((tmp_path / "new" / "here" / "record.json").read_text("utf-8"))
    assert record["replications"] == 2
    assert not list((tmp_path / "new" / "here").glob(".*"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "bsaeline"), "scenario = 'bsaeline'; did you mean 'baseline'?"),
        (("run", "baseline", "--until", "2019-13"), "until = '2019-13'; allowed: a month YYYY-MM from 2019-01"),
        (("run", "baseline", "--until", "2018-12"), "until = '2018-12'; allowed"),
        (("run", "baseline", "--until", "2061-01"), "until = '2061-01'; allowed"),
        (("run", "baseline", "--replications", "-1"), "replications = -1; allowed: a whole number of 1 or more"),
        (("run", "baseline", "--replications", "many"), "--replications"),
        (("run", "baseline", "--seed", "-1"), "seed = -1; allowed: a whole number of 0 or more"),
        (("run", "baseline", "--workers", "0"), "workers = 0; allowed: a whole number of 1 or more"),
        (("run", "baseline", "--what"), "--what"),
        (("run", "baseline", "--model", "mine.py"), "--model stands before the command: halden --model FILE run ..."),
        (("scenarios", "check", "a.toml", "--model", "b.py"), "halden --model FILE scenarios check ..."),
        (("run",), "scenario"),
        (("walk",), "walk"),
    ],
)
@pytest.mark.usefixtures("current_fit")
def test_bad_input_is_one_line_and_status_2(halden, words: tuple[str, ...], said: str):
    status, out, err = halden(*words)
    assert (status, out) == (2, "")
    assert said in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("run", "baseline"), ("run", "baseline", "--replications", "2"), ("trace",), ("trace", "5"),
        ("trace", "5", "--against", "plan"), ("compare", "baseline", "--replications", "1", "--workers", "1"),
    ],
)  # fmt: skip
def test_every_run_says_that_the_fit_is_out_of_date(halden, monkeypatch, tmp_path: Path, words: tuple[str, ...]):
    monkeypatch.setenv("HALDEN_ARCHIVE", str(tmp_path))
    monkeypatch.setattr("calibration.posterior.out_of_date", lambda *asked: "the fit is of before")
    status, _, err = halden(*words, "--until", "2019-01", "--json")
    assert status == 0
    assert err.splitlines().count("the fit is of before") == 1


@pytest.mark.usefixtures("current_fit")
def test_a_folder_that_cannot_be_made_is_named_and_nothing_is_harmed(halden, tmp_path: Path):
    (tmp_path / "taken").write_text("mine")
    out = str(tmp_path / "taken" / "results")
    status, _, err = halden("run", "baseline", "--until", "2019-01", "--out", out)
    assert status == 2
    assert err.strip().splitlines() == [f"halden: {out}: cannot be read or written (Not a directory); "
                                        "files on disk are as they were"]  # fmt: skip
    assert (tmp_path / "taken").read_text() == "mine"


def test_a_full_disk_leaves_the_earlier_results_whole(halden, monkeypatch, tmp_path: Path):
    words = ("run", "baseline", "--until", "2019-01", "--out", str(tmp_path))
    assert halden(*words)[0] == 0
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    status, _, err = halden(*words, "--seed", "9")
    assert status == 2
    assert "No space left on device" in err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_an_interrupt_ends_with_130_and_no_traceback(tmp_path: Path):
    command = [sys.executable, "-m", "app", "run", "baseline", "--replications", "2000", "--workers", "1"]
    process = subprocess.Popen(
        [*command, "--out", str(tmp_path / "never")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    while "of 2000" not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert not (tmp_path / "never").exists()


def test_help_has_examples_and_loads_no_heavy_package():
    code = (
        "import sys, app.command\n"
        "sys.argv = ['halden', 'run', '--help']\n"
        "try: app.command.main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'numpy', 'numba', 'pandas', 'mesa', 'scipy'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "Examples: halden run plan" in said
    assert said.strip().endswith("[]")


def test_progress_says_how_much_is_left_when_it_is_no_terminal(capsys, monkeypatch):
    from app.tables import progress

    clock = iter(range(0, 100, 3))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))
    with progress("baseline", 4) as tell:
        for ready in range(1, 5):
            tell(ready)
    assert capsys.readouterr().err.splitlines() == [
        "baseline: 2 of 4, about 6 s left",
        "baseline: 3 of 4, about 3 s left",
    ]


def test_time_left_is_not_reckoned_from_the_time_it_takes_to_get_ready(capsys, monkeypatch):
    from app.tables import progress

    clock = iter([0.0, 90.0, 93.0, 96.0, 99.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    with progress("baseline", 4) as tell:
        for ready in range(4):
            tell(ready)
    assert capsys.readouterr().err.splitlines() == [
        "baseline: 2 of 4, about 6 s left",
        "baseline: 3 of 4, about 3 s left",
    ]
