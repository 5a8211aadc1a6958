"""The workbook's words in Norwegian (bokmål) and English: names of sheets, column headings, and how to read them."""

from results.groups import Words
from results.labels import LANGUAGES, Language

WORDS: dict[str, Words] = {
    # Sheets.
    "summary": ("Sammendrag", "Summary"),
    "series": ("Utvikling", "Series"),
    "differences": ("Forskjeller", "Differences"),
    "subgroups": ("Grupper", "Subgroups"),
    "costs": ("Kostnader", "Costs"),
    "assumptions": ("Forutsetninger", "Assumptions"),
    "sources": ("Kilder", "Sources"),
    # Titles and what stands below them.
    "model": ("Halden arbeidsmarkedsmodell", "The Halden labour-market model"),
    "summary_title": ("Sammenligning av scenarioer", "Comparison of scenarios"),
    "summary_lead": (
        "Sammenlignet med {against}. Lest av i {date}, over {pairs} par av simuleringer.",
        "Compared with {against}. Read in {date}, over {pairs} pairs of simulations.",
    ),
    "caveat": ("Tallene er simuleringer, ikke vedtatte prognoser.", "These are simulations, not official forecasts."),
    "fitted": (
        "Atferden er tilpasset Haldens tall for 2019; hva tiltakene virker, følger forskningen og er ikke tilpasset.",
        "Behaviour is fitted to Halden's figures of 2019; what levers do follows the research and is not fitted.",
    ),
    "few": (
        "Det er få par her, så tallene er grove. Be om flere før de brukes i en sak.",
        "There are few pairs here, so the numbers are rough. Ask for more before they are used in a decision.",
    ),
    "series_title": ("Utviklingen måned for måned", "Month by month"),
    "series_lead": (
        "Hvert scenario for seg: midterste simulering (median) og hvor 5, 25, 75 og 95 prosent av simuleringene ligger "
        "under. 2018-12 er starten, 1. januar 2019.",
        "Each scenario by itself: the middle simulation (median), and below which 5, 25, 75 and 95 per cent of the "
        "simulations lie. 2018-12 is the opening, 1 January 2019.",
    ),
    "series_chart_lead": (
        "De prikkede linjene er 5 og 95 prosent; tallene bak står i tabellen til høyre. Scenarioer sammenlignes på "
        "arket {sheet}, par for par: bånd som overlapper her, sier ikke at forskjellen er usikker.",
        "The dotted lines are 5 and 95 per cent; the numbers stand in the table to the right. Scenarios are compared "
        "on the sheet {sheet}, pair by pair: bands that overlap here do not say that the difference is uncertain.",
    ),
    "differences_title": ("Alle forskjeller: scenarioet minus {against}", "All differences: scenario less {against}"),
    "subgroups_title": ("Hvem får jobb, og hvem blir fortrengt", "Who gets work, and who is displaced"),
    "subgroups_lead": (
        "Personer 15–74 år som er sysselsatt i november i scenarioet og ikke i {against} (får jobb), og omvendt "
        "(fortrengt). Gjennomsnitt over parene.",
        "Persons aged 15–74 employed in November in the scenario and not in {against} (gain), and the reverse "
        "(displaced). Means over the pairs.",
    ),
    "subgroups_note": (
        "Bruttotallene rommer også tilfeldigheter: hvem som møter hvilken ledig stilling. Nettotallet gjør ikke det. "
        "Telt er de som bor her i begge, i gruppen de hører til i {against} samme november. "
        "Næring og næringsklasse er for jobben den ene har og tvillingen ikke har.",
        "Gross numbers hold chance too: who meets which vacancy. The net does not. Counted are those who live here in "
        "both, in the group they belong to in {against} that November. Industry and class are those of the job that "
        "one has and the twin has not.",
    ),
    "no_people": (
        "Simuleringene når ingen november, så personer er ikke sammenlignet.",
        "The simulations reach no November, so persons are not compared.",
    ),
    "costs_title": ("Hva scenarioene koster, og hvem som betaler", "What the scenarios cost, and who pays"),
    "costs_lead": (
        "Millioner kroner samlet fra januar 2019 til og med {date}, uten prisvekst og uten besparelser.",
        "Million NOK in all from January 2019 to the end of {date}, without inflation and without savings.",
    ),
    "costs_note": (
        "Der flere deler en kostnad og kilden ikke sier hvordan, er den delt likt (eget anslag).",
        "Where several share a cost and the source does not say how, it is shared evenly (own estimate).",
    ),
    "assumptions_title": (
        "Hva hvert scenario endrer, og hvordan tallene er laget",
        "What each scenario changes, and how the numbers were made",
    ),
    "sources_title": ("Hva tallene bygger på", "What the numbers rest on"),
    # Headings of parts.
    "findings": ("Hovedfunn", "Main findings"),
    "goals": ("Nås målene?", "Are the goals reached?"),
    "headlines": ("Virkning på hovedtallene", "Effect on the headline indicators"),
    "how_to_read": ("Slik leses tallene", "How to read the numbers"),
    "meanings": ("Hva hovedtallene betyr", "What the headline indicators mean"),
    "totals": ("Til sammen", "In all"),
    "by_payer": ("Hvem som betaler", "Who pays"),
    "per": ("Kostnad per ekstra sysselsatt og arbeidsplass", "Cost per additional employed resident and job"),
    "by_lever": ("Virkemiddel for virkemiddel", "Lever by lever"),
    "scenarios": ("Scenarioene", "The scenarios"),
    "changes": ("Hva scenarioene endrer, og fra når", "What the scenarios change, and from when"),
    "measures": ("Tiltak i planen som scenarioene gjennomfører", "Measures of the plan that the scenarios carry out"),
    "record": ("Hvordan tallene er laget", "How the numbers were made"),
    "effects": ("Virkningene av virkemidlene", "The effects of the levers"),
    "grades": ("Hvor godt virkningene er målt", "How well the effects are measured"),
    "figures": ("Tallene modellen starter fra", "The figures that the model starts from"),
    # Column headings.
    "scenario": ("Scenario", "Scenario"), "indicator": ("Indikator", "Indicator"), "unit": ("Enhet", "Unit"),
    "date": ("Måned", "Month"), "name": ("Navn i modellen", "Name in the model"), "median": ("Median", "Median"),
    "baseline_level": ("Nivå uten", "Level without"),
    "mean": ("Virkning i gjennomsnitt", "Mean effect"),
    "error": ("Beregningsfeil (Monte Carlo)", "Calculation error (Monte Carlo)"),
    "expected_sd": ("Forventet virkning, standardavvik", "Expected effect, standard deviation"),
    "expected_half_low": ("Forventet virkning, 50\u00a0% fra", "Expected effect, 50% from"),
    "expected_half_high": ("Forventet virkning, 50\u00a0% til", "Expected effect, 50% to"),
    "expected_most_low": ("Forventet virkning, 90\u00a0% fra", "Expected effect, 90% from"),
    "expected_most_high": ("Forventet virkning, 90\u00a0% til", "Expected effect, 90% to"),
    "half_low": ("Én Halden, 50\u00a0% fra", "One Halden, 50% from"),
    "half_high": ("Én Halden, 50\u00a0% til", "One Halden, 50% to"),
    "most_low": ("Én Halden, 90\u00a0% fra", "One Halden, 90% from"),
    "most_high": ("Én Halden, 90\u00a0% til", "One Halden, 90% to"),
    "improved": ("Andel av parene der tallet er høyere", "Share of pairs in which it is higher"),
    "replications": ("Antall par", "Pairs"),
    "to_halve": ("Flere par som halverer beregningsfeilen", "Further pairs that would halve the error"),
    "pairing": ("Gevinst ved å sammenligne i par", "Gain by comparing in pairs"),
    "goal": ("Mål", "Goal"), "meaning": ("Betydning", "Meaning"), "chance": ("Sjanse", "Chance"),
    "in_words": ("Med ord", "In words"), "reached": ("Nådd i", "Reached in"),
    "of": ("Av simuleringer", "Of simulations"), "q05": ("5 %", "5%"), "q25": ("25 %", "25%"),
    "q75": ("75 %", "75%"), "q95": ("95 %", "95%"),
    "goal_mean": ("Gjennomsnitt", "Mean"), "threshold": ("Grense", "Threshold"),
    "chance_error": ("Beregningsfeil i sjansen", "Calculation error of the chance"),
    "group": ("Gruppe", "Group"), "member": ("Hvem", "Who"), "year": ("November", "November"),
    "gains": ("Får jobb", "Gain"), "displaced": ("Fortrengt", "Displaced"), "net": ("Netto", "Net"),
    "until": ("Til og med", "To the end of"), "amount": ("Mill. kr", "Million NOK"), "payer": ("Betaler", "Payer"),
    "not_stated": ("Virkemidler uten oppgitt kostnad", "Levers without a stated cost"),
    "lever": ("Virkemiddel", "Lever"), "cost_source": ("Kilde for kostnaden", "Source of the cost"),
    "low": ("Fra (90 %)", "From (90%)"), "high": ("Til (90 %)", "To (90%)"),
    "title": ("Tittel", "Title"), "description": ("Beskrivelse", "Description"), "extends": ("Bygger på", "Extends"),
    "digest": ("Fingeravtrykk", "Digest"), "file": ("Navn", "Name"),
    "change": ("Virkemiddel eller ytre forhold", "Lever or condition"),
    "from": ("Fra", "From"), "value": ("Verdi", "Value"), "measure": ("Tiltak", "Measure"),
    "strength": ("Styrke", "Strength"), "what": ("Hva", "What"), "said": ("Svar", "Answer"),
    "intensity": ("Omfang (1 = som planen er lest)", "Intensity (1 = as the plan is read)"),
    "effect": ("Virkning", "Effect"), "prior": ("Forhåndsfordeling", "Prior"), "source": ("Kilde", "Source"),
    "confidence": ("Tillit", "Confidence"), "evidence": ("Kunnskapsgrunnlag", "Evidence"),
    "holder": ("Kilde", "Source"), "gives": ("Gir", "Gives"),
    # Words inside cells and sentences.
    "no_pandemic": ("{title}, uten pandemien", "{title}, without the pandemic"),
    "missing": ("ikke oppgitt", "not stated"),
    "per_resident": ("Per ekstra sysselsatt etter bosted", "Per additional employed resident"),
    "per_job": ("Per ekstra arbeidsplass", "Per additional job"),
    "no_cost": ("ikke beregnbar: ingen kostnad er oppgitt", "not computable: no cost is stated"),
    "no_more_cost": (
        "ikke beregnbar: koster ikke mer enn sammenligningen", "not computable: costs no more than the comparison",
    ),
    "more_pairs": ("ikke beregnbar: trenger flere par", "not computable: needs more pairs"),
    "no_effect": ("ikke beregnbar: virkningen er om lag null", "not computable: the effect is about nought"),
    "million": ("{amount} mill. kr", "{amount} million NOK"),
    "at_least": ("minst {amount} mill. kr", "at least {amount} million NOK"),
    "average": ("i gjennomsnitt", "on average"),
    "page": ("Side &P av &N", "Page &P of &N"),
    "net_by_age": (
        "Netto flere sysselsatte etter bosted, etter alder (± én beregningsfeil)",
        "Net gain in employed residents by age (± one calculation error)",
    ),
    "line_told": (
        "Linjediagram: {label} ({unit}) måned for måned, median og 5–95 prosent. I {date}",
        "Line chart: {label} ({unit}) month by month, median and 5–95 per cent. In {date}",
    ),
    "nothing": ("Ingenting å vise her.", "Nothing to show here."),
}  # fmt: skip

READING: tuple[Words, ...] = (
    (
        "Et par er to simuleringer med de samme parameterne og de samme tilfeldighetene, med og uten scenarioet. "
        "Forskjellen er scenarioets virkning.",
        "A pair is two simulations with the same parameters and the same chance, with and without the scenario. The "
        "difference is the scenario's effect.",
    ),
    (
        "Virkning i gjennomsnitt er gjennomsnittet over parene. Beregningsfeilen sier hvor mye den ville flytte seg "
        "med andre par; flere par gjør den mindre.",
        "The mean effect is the mean over pairs. The calculation error says how much it would move with other pairs; "
        "more pairs make it smaller.",
    ),
    (
        "Forventet virkning viser hvor usikker virkningen er fordi parameterne er usikre: den usikkerheten ligger i "
        "dette båndet.",
        "The expected effect shows how uncertain the effect is because parameters are: that is in this band.",
    ),
    (
        "Én Halden viser hva ett enkelt Halden kan oppleve, tilfeldigheter medregnet. Det båndet er bredere.",
        "One Halden shows what a single Halden may experience, chance included. That band is wider.",
    ),
    (
        "Halvparten ligger innenfor 50 %, ni av ti innenfor 90 %.",
        "Half lie within 50%, nine in ten within 90%.",
    ),
    (
        "Andel høyere: i hvor mange av parene tallet er høyere med scenarioet. For helt ledige er høyere ikke bedre.",
        "Share higher: in how many pairs the number is higher with the scenario. Higher unemployment is not better.",
    ),
    (
        "Arbeidsplasser telles etter arbeidssted, sysselsatte etter bosted der de bor. Det er to ulike serier: noen "
        "pendler inn, andre ut.",
        "Jobs are counted by workplace, employed residents where they live. They are two different series: some "
        "commute in, others out.",
    ),
    (
        "Båndene rommer ikke modellens egne feil: den kan ta feil på måter de ikke viser.",
        "The bands do not hold the model's own faults: it may be wrong in ways they do not show.",
    ),
    (
        "Mål 1 vises også fra november 2019, og der det er regnet, uten pandemien: 2021 var et bunnår, og "
        "gjenoppretting er ikke politikk.",
        "Goal 1 is also shown from November 2019 and, where it was run, without the pandemic: 2021 was a trough, and "
        "recovery is not policy.",
    ),
    ("En tom celle betyr at tallet ikke er definert.", "An empty cell means that the number is not defined."),
)

FIGURES: tuple[tuple[Words, Words], ...] = (
    (
        ("Statistisk sentralbyrå (SSB)", "Statistics Norway (SSB)"),
        (
            "Befolkning etter alder og kjønn, sysselsatte etter bosted og arbeidssted, pendling, utdanning, næringer",
            "Population by age and sex, employed persons by residence and workplace, commuting, education, industries",
        ),
    ),
    (
        ("Nav", "NAV (the Labour and Welfare Administration)"),
        (
            "Helt ledige, permitterte, personer med nedsatt arbeidsevne, uføretrygdede",
            "Registered unemployed, temporarily laid off, persons with reduced work capacity, disability pensioners",
        ),
    ),
    (
        ("Integrerings- og mangfoldsdirektoratet (IMDi)", "IMDi (the Directorate of Integration and Diversity)"),
        (
            "Innvandrere etter innvandringsgrunn, bosatte flyktninger, utdanning etter bakgrunn",
            "Immigrants by reason for immigration, refugees settled, education by background",
        ),
    ),
)
LICENCE: Words = (
    "Inneholder data under norsk lisens for offentlige data (NLOD) 2.0, tilgjengeliggjort av SSB, Nav og IMDi.",
    "Contains data under the Norwegian Licence for Open Government Data (NLOD) 2.0, from SSB, NAV and IMDi.",
)

RECORD: dict[str, Words] = {
    "municipality": ("Kommune", "Municipality"), "until": ("Siste måned", "Last month"),
    "replications": ("Simuleringer av hvert scenario", "Simulations of each scenario"),
    "draws": ("Trekninger av parametere", "Draws of parameters"),
    "posterior": ("Tilpasningens versjon", "Version of the fit"),
    "draw_of_replication": ("Trekning i simulering k", "Draw of simulation k"),
    "seed_of_replication": ("Frø i simulering k", "Seed of simulation k"),
    "against": ("Sammenlignet med", "Compared with"), "key": ("Spørsmålets nøkkel", "Key of the question"),
    "model_version": ("Modellversjon", "Version of the model"),
    "starting_tables": ("Starttabellenes versjon", "Version of the starting tables"),
    "python": ("Python", "Python"), "numpy": ("NumPy", "NumPy"), "numba": ("Numba", "Numba"),
}  # fmt: skip
STRENGTH: dict[str, Words] = {
    "direct": ("direkte", "direct"),
    "indirect": ("indirekte", "indirect"),
    "none": ("ikke modellert", "not modelled"),
}
FAMILIES: dict[str, Words] = {
    "fixed": ("fast", "fixed"), "normal": ("normal", "normal"), "truncnorm": ("avkortet normal", "truncated normal"),
    "lognormal": ("lognormal", "lognormal"), "beta": ("beta", "beta"), "triangular": ("trekant", "triangular"),
}  # fmt: skip
PRIOR_NUMBERS: dict[str, Words] = {
    "value": ("verdi", "value"), "mean": ("middel", "mean"), "sd": ("standardavvik", "sd"), "lo": ("fra", "from"),
    "hi": ("til", "to"), "median": ("median", "median"), "sigma": ("sigma", "sigma"), "a": ("a", "a"), "b": ("b", "b"),
    "min": ("minst", "least"), "mode": ("topp", "mode"), "max": ("størst", "most"),
}  # fmt: skip


def pick(words: Words, language: Language) -> str:
    """The one of two that is in the language."""
    return words[LANGUAGES.index(language)]


def word(key: str, language: Language, **values: object) -> str:
    """A word or sentence by its key, with ``values`` in their places."""
    return pick(WORDS[key], language).format(**values) if values else pick(WORDS[key], language)
