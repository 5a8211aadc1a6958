"""The engine and its Mesa face are one model: the same bits, and agents only where they are looked at."""

import subprocess
import sys

import numpy as np

from examples.wage_subsidy import VARIANT
from model import LabourMarket, Variant, small_town
from model.engine import Engine, engine_for

TOWN = small_town(500, seed=3)


def test_a_mesa_model_has_the_bits_of_the_engine():
    plain, with_agents = Engine(TOWN, rng=9, until="2020-12"), LabourMarket(TOWN, rng=9, until="2020-12")
    plain.run_model()
    with_agents.run_model()
    for one, two in zip(plain.record, with_agents.record, strict=True):
        np.testing.assert_array_equal(one, two)
    for name in ("residents", "firms", "commuters"):
        for one, two in zip(getattr(plain, name).columns, getattr(with_agents, name).columns, strict=True):
            np.testing.assert_array_equal(one, two)
    assert (plain.date, plain.value("jobs")) == (with_agents.date, with_agents.value("jobs"))
    assert not plain.running
    assert not with_agents.running


def test_a_variants_processes_may_look_at_agents():
    assert engine_for(VARIANT) is LabourMarket
    assert engine_for(Variant("nothing")) is Engine
    assert engine_for(None) is Engine


def test_a_replication_of_halden_imports_neither_mesa_nor_pandas():
    code = (
        "import sys; from calibration.pack import load_municipality; from model import simulate;"
        "simulate(load_municipality(), until='2019-01');"
        "print([one for one in ('mesa', 'pandas', 'networkx') if one in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True)
    assert said.stdout.decode().strip() == "[]"
