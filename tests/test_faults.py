"""What is wrong with a scenario, in parts: kind, key, value and what is allowed, so that any language can say it."""

from pathlib import Path
from typing import Any

import pytest
import tomli_w

from app.address import faulty
from app.language import Speaker
from model import Conditions, Levers
from model.declare import declarations
from scenarios.scenario import ScenarioError, read
from scenarios.shelf import loads

TEXTS = {"title_nb": "Prøve", "title_en": "A try", "description_nb": "En prøve.", "description_en": "A try."}


def text(**parts: Any) -> str:
    return tomli_w.dumps(TEXTS | parts)


@pytest.mark.parametrize(
    ("toml", "kind", "key", "value"),
    [
        ("title_nb = ", "toml", "", ""),
        ("x = " + "[" * 100_000, "toml", "", ""),
        (text(levers={"job_specialist": 4}), "unknown", "levers.job_specialist", "4"),
        (text(lever={"ready_land": 1}), "unknown", "lever", "{'ready_land': 1}"),
        (text(measures={"1.2.9": 1}), "unknown", "measures.1.2.9", "1"),
        (text(conditions={"ready_land": 1}), "unknown", "conditions.ready_land", "1"),
        (text(measures={"1.1.1": 1}), "channel", "measures.1.1.1", "1"),
        ('title_nb = "a"', "missing", "title_en", ""),
        (text(levers={"ready_land": {"2018-12": 4}}), "month", "levers.ready_land", "'2018-12'"),
        (text(conditions={"krone": {"2061-01": 1}}), "month", "conditions.krone", "'2061-01'"),
        (text(levers={"ready_land": 300}), "range", "levers.ready_land.2021-01", "300"),
        (text(levers={"ready_land": {"2022-01": float("nan")}}), "range", "levers.ready_land.2022-01", "nan"),
        (text(measures={"1.2.3": 3.5}), "range", "measures.1.2.3.2021-01", "3.5"),
        (text(levers={"ready_land": {}}), "dated", "levers.ready_land", "{}"),
        (text(levers={"ready_land": True}), "dated", "levers.ready_land", "True"),
        (text(title_en="x" * 121), "length", "title_en", None),
        (text(title_nb=""), "length", "title_nb", "''"),
        (text(title_nb=1), "type", "title_nb", "1"),
        (text(levers=4), "type", "levers", "4"),
    ],
)
def test_a_fault_is_known_by_its_parts(toml: str, kind: str, key: str, value: str | None):
    with pytest.raises(ScenarioError) as failure:
        loads(toml, "file.toml")
    fault = failure.value.fault
    assert fault is not None
    assert (fault.kind, fault.key) == (kind, key)
    assert value is None or fault.value == value
    assert len(fault.value) <= 60
    assert fault.said
    assert fault.said in str(failure.value)
    assert set(fault.allowed) == ({"low", "high", "unit"} if kind == "range" else set())


def test_the_range_of_a_fault_is_the_declared_one():
    for family, part in ((Levers, "levers"), (Conditions, "conditions")):
        for one in declarations(family):
            with pytest.raises(ScenarioError) as failure:
                loads(text(**{part: {one.name: one.high + 1}}), "file.toml")
            assert failure.value.fault is not None
            assert failure.value.fault.allowed == {"low": one.low, "high": one.high, "unit": one.unit}


def test_a_file_that_is_too_large_is_a_fault_of_its_own(tmp_path: Path):
    (tmp_path / "large.toml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(ScenarioError) as failure:
        read(tmp_path / "large.toml")
    assert failure.value.fault is not None
    assert failure.value.fault.kind == "large"


def test_every_fault_is_said_in_both_languages(tmp_path: Path):
    (tmp_path / "latin.toml").write_bytes(b"\xff")
    for make in (
        lambda: loads(text(extends="plna"), "x"), lambda: loads(text(levers={"ready_land": 300}), "x"),
        lambda: read(tmp_path / "latin.toml"), lambda: loads("x = [", "x"), lambda: loads("", "x"),
    ):  # fmt: skip
        with pytest.raises(ScenarioError) as failure:
            make()
        nb, en = (Speaker(language).fault(faulty(failure.value)) for language in ("nb", "en"))
        assert nb
        assert en != nb


def test_a_file_that_builds_on_what_is_not_here_says_so_in_parts():
    with pytest.raises(ScenarioError) as refused:
        loads(text(extends="elsewhere.toml"), "mine")
    fault = refused.value.fault
    assert fault is not None
    assert (fault.kind, fault.key, fault.value) == ("extends", "extends", "elsewhere.toml")
