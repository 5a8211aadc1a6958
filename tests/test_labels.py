"""Whatever the model counts has a name in Norwegian and in English, and naming it compiles nothing."""

import subprocess
import sys

import pytest

from model.conditions import Conditions
from model.declare import declarations
from model.indicators import HEADLINES, INDICATORS
from results import report
from results.costs import Cost
from results.groups import GROUPS, TITLES
from results.labels import LANGUAGES, condition, group_name, group_title, label, meaning, payer, unit
from results.twins import GROUPS as COUNTED
from scenarios.levers import lever_texts

PROPER = {"Halden", "Nedre Glomma"}
"""Names that are the same in both languages."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_indicator_has_a_label_of_its_own(language):
    labels = [label(name, language) for name in INDICATORS]
    assert all(labels)
    assert len(set(labels)) == len(INDICATORS)


def test_labels_are_in_the_language():
    for name in INDICATORS:
        assert label(name, "nb") != label(name, "en")
    for name in (*HEADLINES, *report.HEADLINES):
        assert meaning(name, "nb") != meaning(name, "en")
        assert meaning(name, "nb").endswith(".")


def test_every_label_says_by_workplace_or_by_residence():
    for name in INDICATORS:
        if name.startswith("jobs"):
            assert "etter arbeidssted" in label(name, "nb")
            assert "by workplace" in label(name, "en")
        if name.startswith("employed_residents"):
            assert label(name, "nb").startswith("Sysselsatte etter bosted")
            assert label(name, "en").startswith("Employed residents (by residence)")


def test_words_are_those_of_the_glossary():
    assert label("jobs", "nb") == "Arbeidsplasser (sysselsatte etter arbeidssted)"
    assert label("employed_residents", "nb") == "Sysselsatte etter bosted"
    assert label("unemployed", "nb") == "Helt ledige"
    assert label("firms", "nb") == "Virksomheter"
    assert label("employment_rate_20_66", "nb") == "Sysselsettingsgrad, 20–66 år"
    assert label("employment_rate_age_25_29", "en") == "Employment rate, ages 25–29"
    assert label("jobs_industry_education", "nb") == "Arbeidsplasser (etter arbeidssted), undervisning"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_unit_is_named_and_percentages_differ_by_points(language):
    points = unit("percentage points", language)
    for one in INDICATORS.values():
        assert unit(one.unit, language)
        expected = points if one.unit.startswith("percent") and one.unit != "percent" else unit(one.unit, language)
        assert unit(one.unit, language, difference=True) == expected


def test_every_group_that_gains_are_counted_by_is_named():
    for group, names in COUNTED.items():
        assert set(names) == set(GROUPS[group])
        assert group_title(group, "nb")
        assert group_title(group, "en")
    assert set(TITLES) == set(GROUPS)
    for group, names in GROUPS.items():
        for name in names:
            nb, en = (group_name(group, name, language) for language in LANGUAGES)
            assert nb != en or nb in PROPER
            assert nb[0] == nb[0].upper()


def test_every_payer_of_the_levers_is_named():
    for one in lever_texts().values():
        for language in LANGUAGES:
            assert payer(one.payer, language)
            assert all(group_name("payer", who, language) for who in Cost(one.name, one.cost, one.payer, "").shares)
    assert payer("municipality, county and state", "nb") == "Kommunen, fylkeskommunen og staten"
    assert payer("municipality and EU", "en") == "The municipality and the EU"
    assert payer("", "nb") == "Ikke oppgitt"


def test_every_condition_is_named():
    for one in declarations(Conditions):
        (said, of), declared = condition(one.name, "nb"), condition(one.name, "en")
        assert said
        assert of
        assert said != one.label
        assert declared == (one.label, one.unit)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: label("job", "nb"), "indicator = 'job'"),
        (lambda: unit("parsec", "en"), "unit = 'parsec'"),
        (lambda: meaning("births", "nb"), "headline indicator = 'births'"),
        (lambda: group_name("colour", "blue", "nb"), "group = 'colour'"),
        (lambda: group_name("sex", "other", "en"), "name of sex = 'other'; allowed: female, male"),
        (lambda: group_title("colour", "nb"), "group = 'colour'"),
        (lambda: payer("nobody", "en"), "'nobody'"),
        (lambda: condition("weather", "nb"), "condition = 'weather'"),
    ],
)
def test_what_is_unknown_is_named(ask, said: str):
    with pytest.raises(ValueError, match="allowed") as refusal:
        ask()
    assert said in str(refusal.value)


def test_naming_compiles_nothing():
    code = "import sys, results.labels; print([one for one in ('numba', 'mesa', 'pandas') if one in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
