"""``halden run --audit``: accounts are checked after every process, and an audited run has the bits of another."""

import json

import numpy as np
import pytest

from model.audit import ProcessError
from model.demand import Demand
from model.month import MONTH
from results.replications import replicate, run_replications

HELD = "all accounts held after each of 3 months x 11 processes"
WORDS = ("run", "baseline", "--seed", "2", "--until", "2019-03")


def test_it_says_that_all_accounts_held(halden):
    status, _, err = halden(*WORDS, "--audit")
    assert status == 0
    assert err.strip().splitlines()[-1] == HELD
    assert len(MONTH) == 11
    status, out, err = halden(*WORDS, "--audit", "--replications", "2", "--json")
    assert status == 0
    assert json.loads(out)["record"]["seeds"] == [2, 3]
    assert err.strip().splitlines()[-1] == f"{HELD}, in each of 2 replications"
    assert "accounts" not in halden(*WORDS)[2]


def test_an_audited_run_has_the_same_bits():
    plain, audited = (replicate("halden", None, 2, "2019-03", audit=audit) for audit in (False, True))
    for one, other in zip(plain.record, audited.record, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Demand loses one of the first firm's staff in February 2019 with seed 3."""
    step = Demand.step

    def careless(self: Demand, market) -> None:
        step(self, market)
        if (market.seed, market.month) == (3, 1):
            market.firms.staff[0] -= 1

    monkeypatch.setattr(Demand, "step", careless)


@pytest.mark.usefixtures("broken")
def test_it_names_seed_month_process_and_identity(halden):
    status, out, err = halden(*WORDS, "--audit", "--replications", "3")
    assert (status, out) == (2, "")
    [line] = [one for one in err.splitlines() if one.startswith("halden: ")]
    assert line.startswith("halden: seed 3: 2019-02, after Demand: staff of firm row 0 is ")
    assert line.endswith("people name it as employer")
    assert halden(*WORDS, "--audit")[0] == 0, "seed 2 is in order"
    assert halden(*WORDS, "--seed", "3")[0] == 0, "without the audit nobody looks"


@pytest.mark.usefixtures("broken")
def test_each_replication_is_audited():
    with pytest.raises(ProcessError, match="seed 3"):
        run_replications("halden", replications=2, seed=2, until="2019-03", workers=1, audit=True)


def test_workers_audit_too():
    runs = run_replications("halden", replications=2, seed=2, until="2019-02", workers=2, audit=True)
    alone = run_replications("halden", replications=2, seed=2, until="2019-02", workers=1)
    for one, other in zip(runs, alone, strict=True):
        np.testing.assert_array_equal(one.record.cells, other.record.cells)
