"""A variant runs wherever the model runs: processes, a cluster, the command line, the fit; and its faults are named."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from calibration import free
from calibration.fit import Plan, fit
from calibration.posterior import PosteriorError, posterior, posterior_in, write
from calibration.targets import of_role
from examples.wage_subsidy import SCENARIO, VARIANT
from model import Variant, small_town
from model.finding import find
from model.variant import VariantError
from results.ensembles import run_experiment
from results.replications import replicate
from scenarios.settings import settings
from scenarios.shelf import loads
from tests.small import same

ROOT = Path(__file__).parent.parent
SUBSIDIES = SCENARIO.replace("wage_subsidies = 60", 'wage_subsidies = {"2019-02" = 240}')
TOWN = small_town(300)


def experiment(archive: Path, **how):
    scenario = loads(SUBSIDIES, "wage subsidies", VARIANT)
    return run_experiment([scenario], 4, archive=archive, until="2019-12", variant=VARIANT, **how)


def test_a_variant_gives_the_same_bits_here_in_processes_and_on_a_cluster(tmp_path: Path):
    pytest.importorskip("distributed")
    here = experiment(tmp_path / "a", workers=1)
    assert here.at("wage subsidies", "subsidised_jobs", "2019-12").min() > 20
    assert not here.at("baseline", "subsidised_jobs", "2019-12").any()
    assert here.units["subsidised_jobs"] == "persons"
    assert here.draws()["subsidy_stays"].min() > 0.0
    same(here, experiment(tmp_path / "b", workers=2))
    same(here, experiment(tmp_path / "c", scheduler="local", workers=2))


def test_a_variants_baseline_is_the_models(tmp_path: Path):
    mine = experiment(tmp_path, workers=1)
    models = run_experiment([], 4, archive=tmp_path, until="2019-12", workers=1)
    assert mine.question.key != models.question.key
    n = len(models.indicators)
    np.testing.assert_array_equal(mine.values["baseline"][..., :n], models.values["baseline"])


def halden(*words: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "app", *words], capture_output=True, text=True, check=False, cwd=ROOT,
        env=os.environ | {"COLUMNS": "200"},
    )  # fmt: skip


FILES = {
    "broken.py": "import nothing_of_that_name\n",
    "faulty.py": "1 / 0\n",
    "calls.py": "import helps\nhelps.ask()\n",
    "helps.py": "def ask():\n    return {}['k']\n",
    "random.py": "A = 1\n",
    "none.py": "A = 1\n",
    "two.py": "from model import Variant\nA = Variant('a')\nB = Variant('b')\n",
    "taken.py": "from model import Variant\nfrom model.tables import Column\nimport numpy as np\n"
    "A = Variant('a', residents={'sex': Column(np.int8, 'a', 'b')})\n",
}


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("nowhere.at_all:VARIANT", "no module 'nowhere'; allowed: package.module:NAME or file.py:NAME"),
        ("examples.wage_subsidy:OTHER", "examples.wage_subsidy has no variant 'OTHER'; allowed: VARIANT"),
        ("gone.py", "gone.py: no such file"),
        ("broken.py", "broken imports 'nothing_of_that_name', which is not there"),
        ("faulty.py", "faulty cannot be imported: ZeroDivisionError: division by zero (faulty.py, line 1)"),
        ("calls.py", "calls cannot be imported: KeyError: 'k' (helps.py, line 2)"),
        ("random.py", "random.py has the same name and was found instead; allowed: a file with a name of its own"),
        ("none.py", "none holds no variant; allowed: package.module:NAME"),
        ("two.py", "two holds several variants (A, B); name one: two.py:A"),
        ("taken.py", "variant a: column 'sex' of residents is taken"),
    ],
)
def test_an_address_without_a_variant_is_refused(
    address: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    with pytest.raises(VariantError) as refusal:
        find(address)
    assert str(refusal.value).startswith(f"model = {address!r}: ")
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)
    for name in FILES:
        if name != "random.py":
            sys.modules.pop(name.removesuffix(".py"), None)


def test_the_command_runs_a_variant_by_file_and_by_module(tmp_path: Path):
    scenario = tmp_path / "subsidies.toml"
    scenario.write_text(SUBSIDIES)
    words = ("run", str(scenario), "--until", "2019-12", "--json")
    found = halden("--model", "examples/wage_subsidy.py", *words)
    assert found.returncode == 0, found.stderr
    assert '"indicator": "subsidised_jobs"' in found.stdout
    assert '"variant": "wage_subsidy"' in found.stdout
    assert halden("--model", "examples.wage_subsidy:VARIANT", *words).stdout == found.stdout
    plain = halden(*words)
    assert plain.returncode == 2
    assert "levers.wage_subsidies = " in plain.stderr
    assert "unknown lever" in plain.stderr
    assert "Traceback" not in plain.stderr


def test_tables_show_the_variants_indicators_too(tmp_path: Path):
    (tmp_path / "subsidies.toml").write_text(SUBSIDIES)
    words = str(tmp_path / "subsidies.toml"), "--until", "2019-12"
    found = halden("--model", "examples/wage_subsidy.py", "run", *words)
    assert found.returncode == 0, found.stderr
    value = simulated("subsidised_jobs")
    [row] = [line for line in found.stdout.partition("subsidised_jobs")[2].splitlines() if line.startswith(" 2019 ")]
    assert row.split()[1] == f"{value:.0f}"
    more = ("--replications", "2", "--workers", "1", "--archive", str(tmp_path / "archive"))
    found = halden("--model", "examples/wage_subsidy.py", "compare", *words, *more)
    assert found.returncode == 0, found.stderr
    assert found.stdout.index(" population ") < found.stdout.index(" subsidised_jobs persons ")


def simulated(indicator: str) -> float:
    """November 2019 in the first replication."""
    chosen = settings(loads(SUBSIDIES, "wage subsidies", VARIANT))
    return replicate("halden", chosen, 0, "2019-12", VARIANT).at(indicator, "2019-11")


def test_the_command_knows_own_levers_and_refuses_what_is_about_the_model_alone():
    found = halden("--model", "examples/wage_subsidy.py", "levers", "wage_subsidies")
    assert found.returncode == 0, found.stderr
    assert "Subsidised jobs for the long-term unemployed" in found.stdout
    assert "Nossen 2024" in found.stdout
    refused = halden("--model", "examples/wage_subsidy.py", "sensitivity")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == "halden: sensitivity is about the model as it stands; allowed: no --model\n"
    wrong = halden("--model", "examples/gone.py", "levers")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "no such file" in wrong.stderr


def test_own_parameters_that_no_lever_acts_through_are_free_in_the_fit(tmp_path: Path):
    from tests.test_variant import FULL, MoreParameters

    variant = Variant("fitted", parameters=MoreParameters, posterior=tmp_path)
    assert set(free.names(variant)) - set(free.names()) == {"optimism"}
    assert set(free.names(VARIANT)) == set(free.names()), "what a lever acts through keeps its prior"
    assert free.digest() != free.digest(FULL)
    made = fit(Plan(20, 1, 1, 20), workers=2, kept=tmp_path / "kept", aims=of_role("dynamic")[:3], variant=variant)
    assert write(made, tmp_path).names == tuple(free.names(variant))
    drawn = made.posterior[free.names(variant).index("optimism"), 0]
    assert posterior(variant=variant).values(0)["optimism"] == pytest.approx(drawn, rel=1e-5)
    with pytest.raises(PosteriorError, match="is of other free values or priors"):
        posterior_in(tmp_path)


def test_importing_the_model_and_a_variant_imports_no_app():
    packages = "('app', 'results', 'solara')"
    code = f"import sys, examples.wage_subsidy; print([n for n in sys.modules if n.split('.')[0] in {packages}])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.strip() == "[]"
