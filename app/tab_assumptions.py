"""The fifth tab: what the scenario changes, what the levers are taken to do and after whom, and how to repeat it."""

from html import escape
from typing import Any

from app.address import View, query, scenario_code
from app.controls import effect
from app.figures import plain_table
from app.language import Speaker
from app.reading import DOWNLOADS, Reading
from model.variant import in_use
from results.labels import condition
from results.question import Question
from scenarios.levers import GRADES, lever_texts
from scenarios.plan import measures
from scenarios.scenario import declared
from scenarios.settings import changes
from scenarios.shelf import Scenario, names
from scenarios.texts import lever_effects


def assumptions_tab(speaker: Speaker, scenario: Scenario, reading: Reading | None, until: str) -> str:
    """The tab's HTML; only the last part needs simulations."""
    word = speaker.word
    parts = [f"<h2>{word('assumptions_title')}</h2>", changed_table(speaker, scenario)]
    taken = {id: path for id, path in scenario.measures.items() if any(path.values())}
    if taken:
        items = "".join(
            f"<li>{id} {escape(speaker.pick((measures()[id].title_nb, measures()[id].title_en)))}"
            f" ({_path(speaker, path)})</li>"
            for id, path in taken.items()
        )
        count = word("measures_taken", number=len(taken))
        parts.append(f"<details><summary>{count}</summary><ul>{items}</ul></details>")
    parts.append(f"<h2>{word('effects_title')}</h2><p>{word('effects_about')}</p>")
    texts, changed = lever_texts(), changes(scenario)
    for name, text in texts.items():
        if name not in changed:
            continue
        label = escape(speaker.pick((text.label_nb, text.label_en)))
        grade = f"{word('grade', grade=text.grade)}: {escape(speaker.pick(GRADES[text.grade]))}."
        items = "".join(effect(speaker, one) for one in lever_effects(name))
        parts.append(f"<h3>{label}</h3><p>{grade}</p>" + (f"<ul>{items}</ul>" if items else ""))
    parts.append(f"<h2>{word('repeat_title')}</h2>{repeat(speaker, scenario, reading, until)}")
    return "".join(parts)


def changed_table(speaker: Speaker, scenario: Scenario) -> str:
    """Every lever and condition that differs from today's trend, with its value from each month."""
    word = speaker.word
    rows: list[list[Any]] = []
    for name, path in changes(scenario).items():
        label, unit, usual = setting(speaker, name)
        rows.append([label, plain(speaker, usual), _path(speaker, path), unit])
    if not rows:
        return f"<p>{word('nothing_changed')}</p>"
    columns = [word(key) for key in ("changed", "usual_level", "becomes", "unit")]
    return plain_table(speaker, word("changes_caption"), columns, rows)


def setting(speaker: Speaker, name: str) -> tuple[str, str, float]:
    """What a lever or condition is called, its unit, and its level when nothing is changed."""
    texts = lever_texts()
    if name in texts:
        one = texts[name]
        label, unit = speaker.pick((one.label_nb, one.label_en)), speaker.pick((one.unit_nb, one.declaration.unit))
        return label, unit, one.declaration.default
    return *condition(name, speaker.language), declared(in_use().conditions)[name].default


def _path(speaker: Speaker, path: Any) -> str:
    dated = sorted(path.items())
    return "; ".join(
        speaker.word("from_month", value=plain(speaker, value), month=speaker.month(date)) for date, value in dated
    )


def plain(speaker: Speaker, value: float) -> str:
    """A number with the digits that it has."""
    text = f"{value:g}".replace("-", "−")
    return text.replace(".", ",") if speaker.language == "nb" else text


def repeat(speaker: Speaker, scenario: Scenario, reading: Reading | None, until: str) -> str:
    """How the numbers came to be, and how anyone makes them again."""
    word = speaker.word
    file = scenario.name if scenario.name in names() else word("your_file")
    n = reading.replications if reading else 300
    content = Question("halden", until).content()
    facts = [
        (word("made_by"), content["model_version"]), (word("fit"), content["posterior"]),
        (word("start_tables"), content["starting_tables"]), (word("simulations"), str(n)),
        (word("code"), scenario_code(scenario)),
    ]  # fmt: skip
    rows = "".join(f"<dt>{escape(name)}</dt><dd><code>{escape(str(value))}</code></dd>" for name, value in facts)
    command = f"uv run halden compare {file} --replications {n} --until {until}"
    against = beside = ""
    if reading and reading.ask.against.name != "baseline":
        command += f" --against {word('same_file')}"
        beside = f', against="{word("same_file")}"'
        href = escape(f"{DOWNLOADS}/scenario.toml?{query(View(scenarios=(reading.ask.against,)))}", quote=True)
        against = f'<p><a href="{href}" download>{word("download_same")}</a></p>'
    call = f'run_experiment(["{file}"], {n}, until="{until}"{beside})'
    python = f"from results.ensembles import run_experiment\n\nfound = {call}"
    return (
        f'<dl class="facts">{rows}</dl><p>{word("repeat_about")}</p><pre>{escape(command)}</pre>'
        f"<pre>{escape(python)}</pre>{against}"
    )
