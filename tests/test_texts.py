"""What the model declares in English has Norwegian words beside it: complete, and nothing beyond."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from model.conditions import Conditions
from model.declare import Confidence, declarations
from scenarios.levers import EFFECTS, lever_texts
from scenarios.parties import PARTIES, parties, phrase
from scenarios.rows import CATALOGUE, PlanError
from scenarios.texts import CONFIDENCE, condition_texts, effect_texts, lever_effects


def test_every_effect_and_condition_has_its_texts():
    assert set(effect_texts()) == {name for names in EFFECTS.values() for name in names}
    assert list(condition_texts()) == [one.name for one in declarations(Conditions)]
    for one in (*effect_texts().values(), *condition_texts().values()):
        assert one.label_nb != one.label_en, one.declaration.name
        assert one.source_nb, one.declaration.name
    for one in effect_texts().values():
        assert one.unit_nb != one.unit_en, one.declaration.name
    assert len({one.label_nb for one in effect_texts().values()}) == len(effect_texts())


def test_a_levers_effects_are_in_the_order_they_are_named():
    assert [one.declaration.name for one in lever_effects("fairway")] == ["fairway_done", "fairway_growth"]
    assert lever_effects("crowding_out") == []


def test_prose_is_translated_and_citations_are_kept():
    texts = effect_texts()
    assert texts["municipal_additionality"].source_nb == "Eget skjønn"
    assert texts["inclusion_effect"].source_nb == texts["inclusion_effect"].source_en == "DFØ 2021"
    for one in (*texts.values(), *condition_texts().values()):
        for word in ("judgement", "estimate", "recalled", "SSB:"):
            if word in one.source_en.lower():
                assert one.source_nb != one.source_en, one.declaration.name


def test_confidence_is_said_in_both_languages():
    assert set(CONFIDENCE) == set(Confidence.__args__)


def test_parties_make_phrases():
    assert phrase("municipality with NAV") == ("kommunen sammen med Nav", "the municipality with NAV")
    assert phrase("state, EU and firms") == ("staten, EU og virksomhetene", "the state, the EU and firms")
    assert phrase("") == ("", "")
    assert parties("student welfare organisation and state") == ("student welfare organisation", "state")
    with pytest.raises(ValueError, match="'nobody'; allowed: municipality, "):
        phrase("state and nobody")
    named = {party for one in lever_texts().values() for said in (one.payer, one.decided_by) for party in parties(said)}
    assert named == set(PARTIES)


@pytest.mark.parametrize(
    ("name", "was", "now", "read", "said"),
    [
        ("effects", "student_stays,", "student_leaves,", effect_texts, "name = 'student_leaves'; allowed: "),
        ("effects", "\nmeasure_lock_in,", "\nmeasure_effect,", effect_texts, "name measure_effect stands twice"),
        ("effects", "\nretention,", "\nmortality,", effect_texts, "name = 'mortality'; allowed: "),
        ("effects", ",DFØ 2021", ",", effect_texts, "effects.csv: inclusion_effect: source_nb is empty"),
        ("conditions", "krone,", "kroner,", condition_texts, "name = 'kroner'; allowed: national_demand, "),
        ("conditions", "name,label_nb", "name,label", condition_texts, "columns are"),
        ("levers", ",municipality and landowners,", ",landlords,", lever_texts, "ready_land: payer = 'landlords'; "),
        ("levers", "By definition", "", lever_texts, "growth_capital: cost_source_nb = .*; allowed: both or neither"),
    ],
)
def test_a_damaged_file_is_named(tmp_path: Path, name: str, was: str, now: str, read: Callable, said: str):
    shutil.copytree(CATALOGUE, tmp_path / "catalogue")
    path = tmp_path / "catalogue" / f"{name}.csv"
    text = path.read_text("utf-8")
    assert was in text
    path.write_text(text.replace(was, now, 1), "utf-8")
    with pytest.raises(PlanError, match=said):
        read(tmp_path / "catalogue")


def test_a_missing_line_is_named(tmp_path: Path):
    shutil.copytree(CATALOGUE, tmp_path / "catalogue")
    path = tmp_path / "catalogue" / "effects.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("retention,")), "utf-8")
    with pytest.raises(PlanError, match=r"effects\.csv: name retention is missing"):
        effect_texts(tmp_path / "catalogue")
