"""A variant's own parameters are fitted to targets of its own, which stand beside the project's."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from calibration import free
from calibration.figures import FigureError
from calibration.fit import Plan, fit
from calibration.posterior import write
from calibration.targets import Target, added, of_role
from examples import remote_work
from model.variant import STANDARD, use
from results.question import parameters_of

REMOTE = "--model", "examples/remote_work.py"
TARGETS = Path(__file__).parent.parent / "examples" / "remote_work_targets.csv"
ROW = "remote_share,remote_share@2019,5.1,1.0,dynamic,Norway,2019,Eurostat lfsa_ehomp,medium,"
START = ROW.replace("remote_share,", "b,").replace("dynamic", "start")


@pytest.fixture
def remote_in_use():
    use(remote_work.VARIANT)
    yield
    use(STANDARD)


def write_targets(folder: Path, row: str) -> Path:
    path = folder / "mine.csv"
    path.write_text(f"{','.join(Target._fields)}\n{row}\n", "utf-8")
    return path


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (ROW.replace("remote_share,", "jobs,"), "jobs is a target already; allowed: another name"),
        (ROW.replace("dynamic", "start"), "holds no target of role dynamic"),
        (
            ROW + "\n" + ROW.replace("remote_share,", "b,").replace("dynamic", "start"),
            "b: role = 'start'; allowed: dyn",
        ),
        (ROW.replace("@2019", "@2021"), "remote_share: reading = 'remote_share@2021'; allowed: an indicator"),
        (ROW.replace("remote_share@2019,5.1", "jobs@2019-11,5.1"), "remote_share = 5.1 and jobs = "),
    ],
)
def test_further_targets_that_cannot_be_are_refused_in_one_line(tmp_path: Path, remote_in_use, row: str, said: str):
    path = write_targets(tmp_path, row)
    with pytest.raises(FigureError) as refusal:
        added(of_role("dynamic"), path)
    assert str(refusal.value).startswith(f"{path}: ")
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_further_target_stands_after_the_projects_own(remote_in_use):
    own = of_role("dynamic")
    assert added(own, TARGETS)[:-1] == own
    assert added(own, TARGETS)[-1].reading == "remote_share@2019"


def halden_command(*words: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "app", *words], capture_output=True, text=True, check=False, cwd=TARGETS.parent.parent,
        env=os.environ | {"COLUMNS": "200"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("--model", "examples/remote_work.py", "calibrate", "--quick", "--targets", "none.csv"),
            "none.csv: cannot be",
        ),
        (("calibrate", "--quick", "--targets", str(TARGETS)), "reading = 'remote_share@2019'; allowed: an indicator"),
        ((*REMOTE, "calibrate"), "no --out; allowed: a folder"),
        (("calibrate", "--show", "--targets", str(TARGETS)), "--targets with --show; allowed: one of them"),
    ],
)
def test_the_command_refuses_in_one_line(words: tuple[str, ...], said: str):
    refused = halden_command(*words)
    assert refused.returncode == 2
    assert said in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert refused.stderr.startswith("halden: ")


def test_a_fit_to_the_further_target_moves_the_own_parameter_and_is_used(tmp_path: Path, remote_in_use):
    plan = Plan(members=40, steps=2, seeds=1, draws=40, seed=7)
    fitted = fit(plan, aims=added((), TARGETS), workers=2, kept=tmp_path / "kept", variant=remote_work.VARIANT)
    place = free.names(remote_work.VARIANT).index("remote_jobs")
    assert fitted.posterior[place].std() < 0.5 * fitted.prior[place].std()
    off = np.abs(np.median(fitted.posterior_readings[0]) - 5.1)
    assert off < 1.0 < np.abs(fitted.prior_readings[0] - 5.1).mean()
    kept = write(fitted, tmp_path / "fit")
    assert [one["name"] for one in kept.record["targets"]] == ["remote_share"]
    mine = replace(remote_work.VARIANT, posterior=tmp_path / "fit")
    drawn: Any = parameters_of(3, variant=mine)
    assert drawn.remote_jobs == pytest.approx(fitted.posterior[place, 3], rel=1e-5)
    assert drawn.separation == pytest.approx(
        fitted.posterior[free.names(remote_work.VARIANT).index("separation"), 3], rel=1e-5
    )
