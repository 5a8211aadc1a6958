"""Scenario files that cannot be: whatever they hold, one line says what is wrong and what is allowed."""

from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from examples.wage_subsidy import VARIANT
from model import Conditions
from model.declare import declarations
from model.variant import STANDARD, use
from scenarios.levers import known
from scenarios.scenario import ScenarioError
from scenarios.shelf import load, loads
from tests.test_scenarios import FAMILIES, MODELLED, TEXTS, files, months, text


def fails(toml: str) -> str:
    with pytest.raises(ScenarioError) as failure:
        loads(toml, "file.toml")
    said = str(failure.value)
    assert said.startswith("file.toml: ")
    assert len(said.splitlines()) == 1
    return said


@settings(deadline=None)
@given(files(), st.sampled_from(["levers", "conditions"]), st.floats(allow_nan=True, allow_infinity=True), st.data())
def test_a_value_out_of_range_is_named_with_what_is_allowed(content: dict, part: str, value: float, data):
    one = data.draw(st.sampled_from(list(declarations(FAMILIES[part]))))
    if one.low <= value <= one.high:
        value = one.high + 1.0
    date = data.draw(months)
    content[part][one.name] = {date: value}
    said = fails(tomli_w.dumps(content))
    assert f"{part}.{one.name}.{date} = " in said
    assert f"allowed: {one.low:g} to {one.high:g} {one.unit}" in said


@settings(deadline=None)
@given(files(), st.sampled_from(["measures", "levers", "conditions"]), st.text(min_size=1, max_size=20))
def test_an_unknown_key_is_named(content: dict, part: str, key: str):
    if key in known() or key in MODELLED or key in {one.name for one in declarations(Conditions)}:
        return
    content[part][key] = 1.0
    said = fails(tomli_w.dumps(content))
    assert said.startswith(f"file.toml: {part}.")
    assert f".{key} = 1.0" in said or not key.isprintable()


@settings(deadline=None)
@given(
    st.sampled_from([*TEXTS, "extends", "measures", "levers", "conditions"]),
    st.sampled_from([True, 3, 1.5, [1], ["a"], "", "x" * 3000, {"a": {"b": 1}}, {"job_specialists": "four"}]),
)
def test_a_wrong_type_never_gives_a_traceback(key: str, value: Any):
    if key == "extends" and value == "":
        return
    assert key in fails(tomli_w.dumps(TEXTS | {key: value}))


@settings(deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_content_of_a_file_gives_a_traceback(content: bytes):
    with pytest.raises(ScenarioError) as failure:  # a file without titles is always faulty
        loads(content.decode("utf-8", "replace"), "file.toml")
    assert len(str(failure.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        (
            text(levers={"job_specialist": 4}),
            "levers.job_specialist = 4: unknown lever; did you mean 'job_specialists'?",
        ),
        (text(levers={"krone": 1}), "levers.krone = 1: unknown lever; it belongs under [conditions]"),
        (text(conditions={"ready_land": 1}), "it belongs under [levers]"),
        (text(lever={"ready_land": 1}), "unknown key; did you mean 'levers'?"),
        (text(measures={"1.1.1": 1}), "measures.1.1.1 = 1: the measure has no channel in the model: Coordination"),
        (text(measures={"1.2.9": 1}), "no such measure"),
        (text(measures={"1.2.3": 3.5}), "measures.1.2.3.2021-01 = 3.5; allowed: 0 to 3 times the plan's reading"),
        (text(levers={"ready_land": {"2018-12": 4}}), "month '2018-12'; allowed: a month 2019-01 to 2060-12"),
        (text(levers={"ready_land": {"2061-01": 4}}), "month '2061-01'; allowed: a month 2019-01 to 2060-12"),
        (text(levers={"ready_land": {"januar": 4}}), "month 'januar'"),
        (text(levers={"ready_land": {}}), "allowed: a number, or a table of months and numbers"),
        (text(levers={"ready_land": True}), "allowed: a number, or a table of months and numbers"),
        (text(extends="plna"), "extends = 'plna'; did you mean 'plan'?"),
        (text(extends="../secret.toml"), "extends = '../secret.toml'; "),
        (text() + "[levers.ready_land]\n2021-01 = 4\n2021-01 = 5\n", "not valid TOML"),
        ("title_nb = ", "not valid TOML"),
        ("x = " + "[" * 100_000, "not valid TOML"),
        ("", "title_nb, title_en, description_nb, description_en are missing; allowed: a text"),
        (
            'title_nb = "a"\ntitle = "b"',
            "title_en, description_nb, description_en are missing; allowed: a text (and 1 more)",
        ),
        (
            tomli_w.dumps({key: words for key, words in TEXTS.items() if key != "title_en"}),
            "file.toml: title_en is missing;",
        ),
        (text(title_en="x" * 121), "allowed: 120 characters at most"),
    ],
)
def test_a_faulty_file_is_one_line_that_says_what_is_allowed(toml: str, said: str):
    assert said in fails(toml)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "byte 0 is not UTF-8"),
        (b"# " + b"x" * 10_000_000, "10.0 MB; allowed: 1 MB at most"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line_and_status_2(halden, tmp_path: Path, content, said: str):
    path = tmp_path / "mine.toml"
    if content is not None:
        path.write_bytes(content)
    for words in (("scenarios", "check"), ("scenarios", "show"), ("run",)):
        status, out, err = halden(*words, str(path))
        assert (status, out) == (2, "")
        assert said in err
        assert len(err.strip().splitlines()) == 1
    assert not content or path.read_bytes() == content


@pytest.mark.parametrize("part", ["levers", "conditions"])
def test_an_unknown_word_may_be_of_a_variant_unless_it_is_a_misspelling_or_a_variant_is_in_use(part: str):
    of_a_variant = f"unknown {part[:-1]} (one of a variant needs halden --model FILE ...); "
    known_word = next(declarations(FAMILIES[part])).name
    assert of_a_variant in fails(text(**{part: {"volunteer_places": 1}}))
    assert f"unknown {part[:-1]}; did you mean {known_word!r}?" in fails(text(**{part: {known_word + "s": 1}}))
    use(VARIANT)
    try:
        assert f"unknown {part[:-1]}; " in fails(text(**{part: {"volunteer_places": 1}}))
    finally:
        use(STANDARD)


def test_a_cycle_in_what_extends_what_is_named(tmp_path: Path):
    for one, other in (("a", "b"), ("b", "c"), ("c", "a")):
        (tmp_path / f"{one}.toml").write_text(text(extends=f"{other}.toml"), "utf-8")
    with pytest.raises(ScenarioError, match=r"c.toml: extends = 'a.toml': a cycle, .*a.toml -> .*b.toml -> .*c.toml"):
        load(str(tmp_path / "a.toml"))
    (tmp_path / "self.toml").write_text(text(extends="self.toml"), "utf-8")
    with pytest.raises(ScenarioError, match="a cycle"):
        load(str(tmp_path / "self.toml"))
