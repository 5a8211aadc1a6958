"""A planner's whole path in a real browser, in both languages; two planners apart; and hostile guests."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.ask import STAGES
from app.language import Speaker
from results.comparison import difference
from results.ensembles import run_experiment
from results.report import HEADLINES
from scenarios.shelf import load
from tests.browsing import SOON, Server, opened

RESTS_ON = {"nb": "bygger på", "en": "rest on"}
DONE = {"nb": "Ferdig simulert", "en": "Simulation complete"}


def simulated(page: Page, language: str) -> None:
    """Wait until all simulations are done."""
    expect(page.locator(".state")).to_contain_text(DONE[language], timeout=SOON)


def numbers(page: Page) -> tuple[str, str]:
    """The answer in large letters, and how many more are in work."""
    return page.get_by_test_id("verdict").inner_text(), page.get_by_test_id("extra").inner_text()


@pytest.mark.parametrize("language", ["nb", "en"])
def test_from_the_goals_to_a_link_and_a_workbook(
    browser: Browser, server: Server, language: str, tmp_path: Path, halden
):
    word = Speaker(language).word  # type: ignore[arg-type]
    page, faults, _ = opened(browser, f"{server.address}/{'?lang=en' if language == 'en' else ''}")
    expect(page.get_by_role("heading", level=1)).to_have_text(word("overview_title"))
    expect(page.locator(".answer")).to_be_visible()
    plan = load("plan").title[language == "en"]
    page.get_by_role("link", name=plan, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(word("scenario_title", title=plan))
    expect(page.locator(".state")).to_contain_text(re.compile(f"{RESTS_ON[language]}|{DONE[language]}"), timeout=SOON)
    label = page.locator("label[for=job_specialists]").inner_text()
    field = page.get_by_role("spinbutton", name=re.compile(f"^{label}"))
    expect(field).to_have_value("4")
    field.fill("6")
    field.press("Enter")
    page.wait_for_url("**job_specialists:6**")
    if language == "nb":  # who asks for the same in the other language has the answer at once
        expect(page.locator("#panel")).to_contain_text(word("nothing_yet"))
        expect(page.locator(".state")).to_contain_text(RESTS_ON[language], timeout=SOON)
    simulated(page, language)
    shown = numbers(page)

    with page.expect_download() as file:
        page.get_by_role("link", name=word("download")).click()
    file.value.save_as(tmp_path / "mine.toml")
    with page.expect_download() as file:
        page.get_by_role("link", name=word("excel")).click()
    file.value.save_as(tmp_path / "mine.xlsx")
    same_everywhere(tmp_path, shown, language, server, halden)

    page.get_by_role("button", name=word("copy")).click()
    expect(page.get_by_text(word("copied"))).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    other, more, _ = opened(browser, link)
    simulated(other, language)
    assert numbers(other) == shown
    other.get_by_role("link", name=word("compare_with")).click()
    expect(other.get_by_role("heading", level=1)).to_have_text(word("compare_title"))
    simulated(other, language)
    expect(other.locator("#panel table").first).to_contain_text(shown[1].split(": ")[-1].split(" ")[0])
    other.go_back()
    expect(other.get_by_role("heading", level=1)).to_contain_text(plan)
    assert faults + more == []
    other.context.close()
    page.context.close()


def same_everywhere(folder: Path, shown: tuple[str, str], language: str, server: Server, halden) -> None:
    """The page, its workbook, the command line and Python hold the same numbers for the same file: what the page had
    simulated is what the others find, so that they simulate nothing."""
    from openpyxl import load_workbook

    scenario, ran = str(folder / "mine.toml"), []
    found = run_experiment(
        [scenario], STAGES[-1], archive=server.archive, indicators=HEADLINES, on_done=lambda *told: ran.append(told)
    )
    assert ran == []
    change = difference(found, scenario, "employed_residents", "2025-11")
    assert Speaker(language).number(change.mean, signed=True) in shown[1]  # type: ignore[arg-type]
    words = ("--replications", str(STAGES[-1]), "--archive", str(server.archive), "--no-counterfactual", "--json")
    status, said, _ = halden("compare", scenario, *words)
    assert status == 0
    rows = json.loads(said)["differences"]
    (row,) = [one for one in rows if (one["indicator"], one["date"]) == ("employed_residents", "2025-11")]
    assert row["mean"] == change.mean
    book = load_workbook(folder / "mine.xlsx", data_only=True)
    cells = [cell.value for sheet in book for line in sheet.iter_rows() for cell in line]
    assert change.mean in cells
    assert STAGES[-1] in cells


def test_a_change_may_be_cancelled_taken_back_saved_and_brought_again(browser: Browser, server: Server, tmp_path: Path):
    page, faults, _ = opened(browser, f"{server.address}/scenario?v=1&s=plan~apprenticeships:40")
    page.get_by_role("button", name="Avbryt").click()
    expect(page.locator(".state")).to_contain_text("avbrutt")
    page.get_by_label("Navn").fill('<img src=x onerror="alert(1)">')
    page.get_by_role("button", name="Gi nytt navn").click()
    expect(page.get_by_role("heading", level=1)).to_have_text('Scenario: <img src=x onerror="alert(1)">')
    assert page.locator("h1 img").count() == 0
    page.get_by_role("button", name="Lagre i nettleseren").click()
    expect(page.get_by_text("Scenarioet er lagret.")).to_be_visible()
    with page.expect_download() as file:
        page.get_by_role("link", name="Last ned scenariofil").click()
    file.value.save_as(tmp_path / "mine.toml")
    page.get_by_role("button", name="Nullstill").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Scenario: Planen slik den er vedtatt")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("<img")
    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_have_text("Scenario: Planen slik den er vedtatt")
    page.set_input_files("#upload", tmp_path / "mine.toml")
    expect(page.get_by_role("heading", level=1)).to_contain_text("<img")
    assert "apprenticeships:40" in page.url
    page.get_by_text("Mine scenarioer (1)").click()
    page.get_by_role("button", name="Slett").click()
    expect(page.get_by_text("Scenarioet er slettet.")).to_be_visible()
    assert faults == []
    page.context.close()


HEAD = 'title_nb = "a"\ntitle_en = "a"\ndescription_nb = "a"\ndescription_en = "a"\n'
"""The beginning of a whole scenario file."""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("x = = 1", "ikke gyldig TOML"), (f"{HEAD}[levers]\nrobots = 1", "nyere utgave"),
        ("x" * 300_000, "Filen er for stor"),
        (f'{HEAD}extends = "mine.toml"', "bygger på «mine.toml»"),
        ("a = 1", "title_nb mangler"), (f"{HEAD}[levers]\njob_specialists = 99", "utenfor det tillatte: 0 til 10"),
    ],
)  # fmt: skip
def test_a_faulty_file_is_refused_in_words_and_changes_nothing(
    browser: Browser, server: Server, tmp_path: Path, content: str, said: str
):
    page, faults, _ = opened(browser, f"{server.address}/scenario")
    before = page.url
    (tmp_path / "bad.toml").write_text(content)
    page.set_input_files("#upload", tmp_path / "bad.toml")
    expect(page.get_by_role("alert").filter(has_text=said)).to_be_visible()
    assert page.url == before
    assert faults == []
    page.context.close()


def test_a_number_out_of_range_is_refused_beside_its_field(browser: Browser, server: Server):
    page, _, _ = opened(browser, f"{server.address}/scenario")
    field = page.get_by_role("spinbutton", name=re.compile("^Jobbspesialister"))
    field.fill("99")
    field.press("Enter")
    expect(page.get_by_text("Tillatt: 0 til 10 årsverk")).to_be_visible()
    assert "99" not in page.url
    page.context.close()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/scenario?s=nowhere", "er ikke navnet på noe scenario"),
        ("/scenario?s=plan~t:%3Cscript%3Ealert(1)%3C/script%3E~dwellings:9999", "utenfor det tillatte"),
        ("/scenario?v=9&s=plan", "nyere utgave"), (f"/scenario?s=plan~t:{'x' * 3000}", "for langt"),
        ("/scenario?v=1&s=plan&m=00000000", "eldre utgave av modellen"),
        ("/sammenlign?s=a&s=b", "er ikke navnet på noe scenario"), ("/lab?lab=plan~1~~2090-01", "modell-laben"),
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_believed_is_told_and_the_page_stands(
    browser: Browser, server: Server, address: str, said: str
):
    page, faults, _ = opened(browser, server.address + address)
    expect(page.get_by_role("alert").filter(has_text=said)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert faults == []
    page.context.close()


def test_a_page_that_is_not_there_is_said_in_its_language(browser: Browser, server: Server):
    page = browser.new_context().new_page()
    for ending, said in (("", "Siden finnes ikke"), ("?lang=en", "There is no such page")):
        answer = page.goto(f"{server.address}/nowhere{ending}")
        assert answer
        assert answer.status == 404
        expect(page.get_by_role("heading", level=1)).to_have_text(said)
    page.context.close()


def test_two_planners_do_not_see_each_others_scenarios(browser: Browser, server: Server):
    first, _, _ = opened(browser, f"{server.address}/scenario?v=1&s=plan~dwellings:50~t:Mitt")
    second, _, _ = opened(browser, f"{server.address}/scenario")
    first.get_by_role("button", name="Lagre i nettleseren").click()
    expect(first.get_by_text("Mine scenarioer (1)")).to_be_visible()
    field = first.get_by_role("spinbutton", name=re.compile("^Jobbspesialister"))
    field.fill("8")
    field.press("Enter")
    first.wait_for_url("**job_specialists:8**")
    second.reload()
    expect(second.get_by_role("heading", level=1)).to_have_text("Scenario: Planen slik den er vedtatt")
    expect(second.get_by_role("spinbutton", name=re.compile("^Jobbspesialister"))).to_have_value("4")
    assert second.get_by_text("Mine scenarioer").count() == 0
    first.context.close()
    second.context.close()


def test_the_plan_is_changed_read_and_shared_by_keyboard_alone(browser: Browser, server: Server):
    page, _, _ = opened(browser, f"{server.address}/scenario")
    page.locator("#job_specialists").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**job_specialists:5**")
    page.locator("#tab-result").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Hvem får jobb?")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tab", name="Hvem får jobb?")).to_be_focused()
    page.get_by_role("button", name="Kopier lenke").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Lenken er kopiert.")).to_be_visible()
    page.context.close()


def test_ten_runs_from_one_browser_are_refused_in_words_and_another_is_served(browser: Browser, server: Server):
    greedy, _, _ = opened(browser, f"{server.address}/scenario")
    tabs = []
    for number in range(10):
        tab = greedy.context.new_page()
        tab.goto(f"{server.address}/scenario?v=1&s=plan~student_beds:{number + 100}")
        expect(tab.locator(".halden h1")).to_be_visible(timeout=30_000)
        tabs.append(tab)
    expect(tabs[-1].locator(".state")).to_contain_text("simuleringer i gang allerede", timeout=10_000)
    modest, _, _ = opened(browser, f"{server.address}/scenario?v=1&s=plan~student_beds:99")
    expect(modest.locator(".state")).to_contain_text(re.compile("køen|Simulert"), timeout=10_000)
    greedy.context.close()
    modest.context.close()
