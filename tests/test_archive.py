"""The archive can be listed, checked, exported, merged and pruned, and refuses what it does not understand."""

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from results import filling, housekeeping
from results.ensembles import Experiment, ShardError
from results.store import ArchiveError
from tests.small import run, same

SHORT = "2019-02"


@pytest.fixture(scope="module")
def kept(scenario: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    archive = tmp_path_factory.mktemp("kept")
    run(scenario, archive, until=SHORT)
    return archive


@pytest.fixture
def archive(kept: Path, tmp_path: Path) -> Path:
    """A copy that a test may damage."""
    return Path(shutil.copytree(kept, tmp_path / "archive"))


@pytest.fixture(scope="module")
def made(scenario: str, kept: Path) -> Experiment:
    return run(scenario, kept, until=SHORT)


def nothing(ready: int, of: int) -> None:
    """Hears how far the work is."""


def test_the_list_names_every_scenario_with_its_replications(halden, archive: Path, scenario: str):
    status, out, _ = halden("archive", "--json", "--archive", str(archive))
    assert status == 0
    found = {one["name"]: one for one in json.loads(out)}
    assert found.keys() == {"baseline", scenario}
    assert all(one["replications"] == 4 and one["current"] for one in found.values())
    assert halden("archive", "--archive", str(archive))[1].count(SHORT) == 2


def test_a_flipped_bit_is_found_set_aside_and_run_again(halden, archive: Path, scenario: str, made):
    assert "every block is whole" in halden("archive", "verify", "--archive", str(archive))[1]
    victim = sorted(archive.rglob("*.parquet"))[0]
    body = bytearray(victim.read_bytes())
    body[len(body) // 2] ^= 1
    victim.write_bytes(body)
    status, out, err = halden("archive", "verify", "--archive", str(archive))
    assert (status, out) == (2, "1 damaged blocks, set aside\n")
    assert f"{victim}: damaged" in err
    assert victim.with_suffix(".damaged").exists()
    same(made, run(scenario, archive, until=SHORT))


def test_shards_run_apart_are_merged_to_the_same_bits(scenario: str, made: Experiment, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(filling, "BLOCK", 1)
    for part in (1, 2):
        with pytest.raises(ShardError):
            run(scenario, tmp_path / f"shard-{part}", until=SHORT, shard=(part, 2))
    heard: list[int] = []
    sources = [tmp_path / "shard-1", tmp_path / "shard-2"]
    # Two scenarios with two replications in each shard; nobody lives to a November, so there are no people.
    assert housekeeping.merge(sources, tmp_path / "both", nothing) == (8, [])
    assert housekeeping.merge(sources, tmp_path / "both", nothing) == (0, [])
    same(made, run(scenario, tmp_path / "both", until=SHORT, on_done=lambda ready, of: heard.append(of)))
    assert heard == []


def test_a_damaged_block_is_left_out_of_a_merge(archive: Path, tmp_path: Path):
    victim = sorted(archive.rglob("*.parquet"))[0]
    victim.write_bytes(b"half")
    copied, faults = housekeeping.merge([archive], tmp_path / "new", nothing)
    assert copied == 1
    assert faults == [f"{victim}: damaged, and left out"]


def test_prune_takes_what_another_model_made_and_leaves_the_rest(archive: Path, tmp_path: Path):
    present = next(path.parent for path in archive.glob("*/record.json"))
    old = Path(shutil.copytree(present, archive / ("0" * 24)))
    record = json.loads((old / "record.json").read_text("utf-8"))
    (old / "record.json").write_text(json.dumps(record | {"model_version": "of before"}), "utf-8")
    mine = archive / "my notes"
    mine.mkdir()
    (mine / "thoughts.txt").write_text("keep", "utf-8")
    assert housekeeping.prune(archive, everything=False, dry=True).folders == [old]
    assert old.exists()
    assert housekeeping.prune(archive, everything=False, dry=False).folders == [old]
    assert not old.exists()
    assert present.exists()
    assert housekeeping.prune(archive, everything=True, dry=False).folders == [present]
    assert mine.exists()
    with pytest.raises(ArchiveError, match="holds no archive"):
        housekeeping.root_of(mine)


def test_an_export_is_read_by_pandas_alone(halden, archive: Path, made: Experiment, scenario: str, tmp_path):
    key = next(archive.glob("*/record.json")).parent.name
    target = tmp_path / "out" / "values.parquet"
    words = ("archive", "export", key[:6], str(target), "--archive", str(archive))
    assert halden(*words)[0] == 0
    table = pd.read_parquet(target)
    one = table[(table["scenario_name"] == scenario) & (table["month"] == 1)].sort_values("replication")
    np.testing.assert_array_equal(one["jobs"].to_numpy(), made.at(scenario, "jobs", SHORT))
    assert json.loads(pq.read_schema(target).metadata[b"halden"])["until"] == SHORT
    status, _, err = halden("archive", "export", "none", str(target), "--archive", str(archive))
    assert status == 2
    assert "allowed: the beginning of one of" in err


@pytest.mark.parametrize("words", [("compare", "plan"), ("archive",), ("archive", "verify"), ("archive", "prune")])
def test_an_archive_of_a_newer_version_is_refused_and_untouched(halden, archive: Path, words: tuple[str, ...]):
    (archive / "archive.json").write_text('{"format": 2}', "utf-8")
    before = {path: path.stat().st_mtime_ns for path in archive.rglob("*")}
    status, out, err = halden(*words, "--archive", str(archive))
    assert (status, out) == (2, "")
    assert "format = 2; allowed: 1 to 1" in err
    assert len(err.strip().splitlines()) == 1
    assert {path: path.stat().st_mtime_ns for path in archive.rglob("*")} == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("archive",), "holds no archive"),
        (("archive", "verify"), "holds no archive"),
        (("archive", "merge", "nowhere"), "nowhere: holds no archive"),
    ],
)
def test_a_folder_that_is_no_archive_is_refused(halden, tmp_path: Path, words, said: str):
    status, _, err = halden(*words, "--archive", str(tmp_path / "empty"))
    assert status == 2
    assert said in err
    assert not (tmp_path / "empty").exists()
