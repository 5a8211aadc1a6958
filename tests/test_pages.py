"""Pages of text: help, privacy, accessibility and method, in both languages, with the records' own numbers."""

import ast
import html
import re
import string
import tomllib
from collections.abc import Callable
from itertools import pairwise

import pytest

from app.ask import STAGES
from app.figures import FILES
from app.language import FOLDER, SCALE, Speaker
from app.method_figures import INTERPLAY, lost, parted
from app.method_page import method_page
from app.method_sources import PUBLISHERS, institution
from app.method_words import CHECKS, GROUPS, HOLDS, INSTITUTIONS, MULTIPLES, ORIGINS, Namer, sentences
from app.text_page import NAMED, TERMS, rendered, residents, text_page
from calibration.checks import record_of
from calibration.figures import figures
from calibration.posterior import posterior
from calibration.summary import WITHIN
from calibration.targets import of_role
from model.month import MONTH
from results.labels import label, meaning
from scenarios.levers import GRADES, lever_texts
from scenarios.plan import measures, strengths
from scenarios.texts import lever_effects

NB, EN = Speaker("nb"), Speaker("en")
TEXTS = ("help", "privacy", "accessibility", "method")
PAGES: dict[str, Callable[[Speaker], str]] = {
    "help": lambda speaker: text_page(speaker, "help"), "privacy": lambda speaker: text_page(speaker, "privacy"),
    "accessibility": lambda speaker: text_page(speaker, "accessibility"), "method": method_page,
}  # fmt: skip
EVERY = [(name, speaker) for name in TEXTS for speaker in (NB, EN)]
OURS = {"/", "/tiltak", "/scenario", "/sammenlign", "/metode", "/hjelp", "/personvern", "/tilgjengelighet"}
OTHERS = ("https://uustatus.no/", "https://www.uutilsynet.no/", "https://www.ssb.no/")
JARGON = ("prognose", "signifikant", "konfidensintervall", "agent", "seed", "monte carlo")
ENGLISH = {"the", "of", "and", "is", "with", "which", "from", "own", "none", "recalled", "table", "about", "judgement"}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def source(name: str, speaker: Speaker) -> str:
    return (FOLDER / f"{name}.{speaker.language}.md").read_text("utf-8")


def plain(page: str) -> str:
    """What a reader sees: no tags, and no code."""
    page = re.sub(r"<(code|pre|svg)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", page)).replace("\xad", "")


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_has_the_same_places_and_headings_in_both_languages(name: str):
    nb, en = source(name, NB), source(name, EN)
    assert places(nb) == places(en)
    headings = [re.findall(r"^#+ |^- |^\d\. |^<summary|^<div|^:   ", text, re.MULTILINE) for text in (nb, en)]
    assert headings[0] == headings[1]


def test_headings_of_the_method_are_in_both_languages_with_the_same_places_and_all_are_used():
    nb, en = sentences("nb"), sentences("en")
    assert list(nb) == list(en)
    used = "".join(path.read_text("utf-8") for path in FOLDER.parent.glob("method_*.py"))
    for key, said in nb.items():
        assert said.strip()
        assert en[key].strip()
        assert places(said) == places(en[key])
        assert f'"{key}"' in used
    assert all(tomllib.loads((FOLDER / f"method.{one}.toml").read_text("utf-8")) for one in ("nb", "en"))


@pytest.mark.parametrize(("name", "speaker"), EVERY)
def test_a_page_has_every_place_filled_one_first_heading_and_no_level_skipped(name: str, speaker: Speaker):
    page = PAGES[name](speaker)
    assert page.startswith("<h1")
    assert not re.search(r"\{\w*\}", page)
    levels = [int(level) for level in re.findall(r"<h(\d)", page)]
    assert levels.count(1) == 1
    assert all(later <= level + 1 for level, later in pairwise(levels))
    for tag in ("details", "summary", "figure", "table", "div", "ul", "ol", "dl", "p", "section", "nav"):
        assert len(re.findall(rf"<{tag}[ >]", page)) == page.count(f"</{tag}>"), tag


@pytest.mark.parametrize("name", TEXTS)
def test_both_languages_have_the_same_shape(name: str):
    shapes = [re.findall(r"<(h\d|figure|table|details|li|tr)\b", PAGES[name](speaker)) for speaker in (NB, EN)]
    assert shapes[0] == shapes[1]


def test_a_place_that_nothing_fills_is_an_error():
    with pytest.raises(KeyError, match="minutes"):
        rendered(NB, "privacy", {"residents": 1}, {})


def test_what_fills_a_place_is_escaped():
    page = rendered(NB, "privacy", {"residents": "<script>", "minutes": 1}, {})
    assert "&lt;script&gt;" in page
    assert "<script" not in page


@pytest.mark.parametrize(("name", "speaker"), EVERY)
def test_links_stay_here_or_lead_to_public_bodies(name: str, speaker: Speaker):
    page = PAGES[name](speaker)
    ids = set(re.findall(r'id="([^"]+)"', page))
    for link in re.findall(r'href="([^"]*)"', page):
        if link.startswith("#"):
            assert link[1:] in ids, link
        elif link.startswith("/"):
            address, _, rest = link.partition("?")
            assert address.partition("#")[0] in OURS, link
            assert ("lang=en" in rest) == (speaker is EN), link
        else:
            assert link.startswith(OTHERS), link
    assert not re.search(r"<(script|img|iframe|link|style)\b|\ssrc=", page)
    assert len(re.findall(r'\sid="', page)) == len(ids), "an id stands twice"


@pytest.mark.parametrize(("page", "speaker"), [("/hjelp#ordliste", NB), ("/hjelp?lang=en#glossary", EN)])
def test_the_method_links_to_a_glossary_that_is_there(page: str, speaker: Speaker):
    assert page in method_page(speaker)
    assert f'id="{page.partition("#")[2]}"' in text_page(speaker, "help")


@pytest.mark.parametrize("name", TEXTS)
def test_the_norwegian_page_holds_no_english_prose(name: str):
    for part in re.split(r"[.:;(),|\n]", plain(PAGES[name](NB)).lower()):
        assert len(set(part.split()) & ENGLISH) < 2, part


@pytest.mark.parametrize("name", TEXTS)
def test_words_that_planners_do_not_use_stand_only_in_what_is_unfolded(name: str):
    page = re.sub(r"<details.*?</details>", " ", PAGES[name](NB), flags=re.DOTALL)
    for word in JARGON:
        assert not re.search(rf"\b{word}", plain(page).lower()), word


@pytest.mark.parametrize("speaker", [NB, EN])
def test_the_help_tells_the_scale_the_meanings_and_the_stages_as_they_are_declared(speaker: Speaker):
    page = html.unescape(text_page(speaker, "help"))
    for name in (*(word for _, word in SCALE), "very_likely"):
        assert f"<strong>{speaker.word(name)}</strong>" in page
    for term in TERMS:
        assert f"<dt>{label(term, speaker.language)}</dt><dd>{meaning(term, speaker.language)}</dd>" in page
    for said in (*(str(stage) for stage in STAGES), speaker.number(residents()), str(len(measures()))):
        assert said in page
    for name in NAMED:
        assert speaker.word(name) in page
    assert all(one.upper() in page for one in FILES)


@pytest.mark.parametrize("speaker", [NB, EN])
def test_every_figure_has_a_finding_a_picture_that_says_it_and_a_table(speaker: Speaker):
    found = re.findall(r"<figure>.*?</figure>", method_page(speaker), flags=re.DOTALL)
    assert len(found) == 4
    for figure in found:
        finding = re.search(r'<svg role="img" aria-label="([^"]+)"', figure)
        assert finding
        assert f"<figcaption><strong>{finding[1]}</strong>" in figure
        assert figure.count('class="scroll" tabindex="0" role="region" aria-label="') == 2
        assert len(re.findall(r"\saria-label=", figure)) == 3, "of the picture and the two regions, none of its marks"
        assert figure.count("<table>") == figure.count("<details>") == 1


@pytest.mark.parametrize("speaker", [NB, EN])
def test_the_fit_on_the_page_is_the_records(speaker: Speaker):
    page, record, namer = html.unescape(method_page(speaker)), posterior().record, Namer(speaker)
    for one in record["targets"]:
        row = re.search(rf'<th scope="row">{re.escape(namer.reading(one["reading"]))}</th>(.*?)</tr>', page)
        assert row, one["reading"]
        assert f"<td>{namer.value(one['reading'], one['value'])}</td>" in row[1]
        assert f"<td>{speaker.number(one['off'], 1, signed=True)}</td>" in row[1]
    met = sum(abs(one["off"]) <= WITHIN for one in record["targets"])
    assert (
        speaker.pick((f"{met} av {len(of_role('dynamic'))} måltall", f"{met} of {len(of_role('dynamic'))} targets"))
        in page
    )
    assert posterior().digest in page
    assert namer.percent(record_of("recovery")["recovery"]["coverage"]) in page


@pytest.mark.parametrize("speaker", [NB, EN])
def test_validation_on_the_page_is_the_records_and_says_where_a_rule_wins(speaker: Speaker):
    page, record, namer = html.unescape(method_page(speaker)), record_of("validation"), Namer(speaker)
    told = page.partition("<strong>" + speaker.pick(("Her er en enkel", "Here a simple")))[2].partition("</p>")[0]
    for one in record["figures"]:
        name = namer.dated(one["indicator"], one["date"])
        row = re.search(rf'<th scope="row">{re.escape(name)}</th>(.*?)</tr>', page)
        assert row, name
        assert f"<td>{speaker.number(one['crps'], 1)}</td>" in row[1]
        assert (name in told) == (one in lost(record["figures"]))
    for kind in ("figures", "hindcast"):
        ones = record[kind]
        won = len(ones) - len(lost(ones))
        assert won == sum(one["crps"] < one["rivals"][one["best_rival"]]["crps"] for one in ones)
        assert speaker.pick((f"for {won} av {len(ones)} tall", f"for {won} of {len(ones)} figures")) in page


@pytest.mark.parametrize("speaker", [NB, EN])
def test_shares_of_uncertainty_are_the_records_and_add_up(speaker: Speaker):
    page, record, namer = html.unescape(method_page(speaker)), record_of("sensitivity"), Namer(speaker)
    for headline, whats in record["sources"].items():
        for one in whats.values():
            found = parted(one["sources"])
            assert sum(found.values()) >= 1.0 - 1e-9
            assert list(found) == [*one["sources"], INTERPLAY]
            assert all(name in ORIGINS for name in found)
            assert namer.percent(found["behaviour"]) in page
        assert namer.reading(headline) in page


@pytest.mark.parametrize("speaker", [NB, EN])
def test_every_step_of_the_month_and_every_lever_stands_on_the_page_with_its_sources(speaker: Speaker):
    page = html.unescape(method_page(speaker))
    assert len(re.findall("<li>", re.findall(r"<ol>.*?</ol>", page, flags=re.DOTALL)[0])) == len(MONTH)
    table = page.partition("<details><summary>" + Namer(speaker).said("evidence_title"))[2].partition("</table>")[0]
    for name, one in lever_texts().items():
        assert speaker.pick((one.help_nb, one.help_en)) in table
        for effect in lever_effects(name):
            assert speaker.pick((effect.source_nb, effect.source_en)) in table
    for meanings in GRADES.values():
        assert speaker.pick(meanings) in page
    assert re.search(rf"\b{strengths()['none']} (av|of) {len(measures())}\b", page)


def test_every_declared_source_is_of_an_institution_that_is_named():
    whose = figures()["source"].map(institution)
    assert set(whose) == set(INSTITUTIONS) == set(HOLDS) == set(PUBLISHERS)
    with pytest.raises(KeyError, match="nobody"):
        institution("nobody")
    assert speaker_total(NB) == speaker_total(EN) == len(figures())


def speaker_total(speaker: Speaker) -> int:
    """The figures of all institutions, as the page counts them."""
    table = (
        method_page(speaker).partition(f"<caption>{Namer(speaker).said('sources_title')}")[2].partition("</table>")[0]
    )
    return sum(int(re.findall(r"<td>(\d+)</td>", row)[0]) for row in table.split("<tr>")[2:])


def test_every_name_is_in_both_languages():
    for table in (CHECKS, GROUPS, HOLDS, INSTITUTIONS, MULTIPLES, ORIGINS):
        assert all(nb.strip() and en.strip() for nb, en in table.values())


@pytest.mark.parametrize("speaker", [NB, EN])
def test_the_python_on_the_page_is_python_with_modules_that_are_there(speaker: Speaker):
    blocks = [
        html.unescape(one) for one in re.findall(r"<pre><code>(.*?)</code></pre>", method_page(speaker), re.DOTALL)
    ]
    code = ast.parse(next(one for one in blocks if "import" in one))
    for node in code.body:
        if isinstance(node, ast.ImportFrom):
            module = __import__(str(node.module), fromlist=["x"])
            assert all(hasattr(module, one.name) for one in node.names)


def test_an_earlier_models_record_is_said_on_the_page(monkeypatch: pytest.MonkeyPatch):
    import app.method_page as pages

    monkeypatch.setattr(pages, "out_of_date", lambda record: "")
    for old in (False, True):
        monkeypatch.setattr(pages, "of_another_model", lambda record, old=old: old)
        said = pages.method_page.__wrapped__(NB)
        assert ('<p class="notice" role="status">' in said) == old
        assert ("uv run halden recovery" in plain(said)) == old
