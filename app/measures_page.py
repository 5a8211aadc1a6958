"""The plan's tree of 87 measures, each with whether it acts in the model, through what, and why."""

from functools import cache
from html import escape

from app.language import Speaker
from scenarios.levers import lever_text
from scenarios.plan import measures, strategies, strengths


@cache
def measures_page(speaker: Speaker) -> str:
    """The page's HTML."""
    word, plan = speaker.word, measures()
    lead = word("plan_lead", strategies=len(strategies()), measures=len(plan), **strengths())
    parts = [f"<h1>{word('plan_title')}</h1><p>{lead}</p>"]
    goal = 0
    for strategy in strategies().values():
        if strategy.goal != goal:
            goal = strategy.goal
            parts.append(f"<h2>{word('goal_number', number=goal)}</h2>")
        title = escape(speaker.pick((strategy.title_nb, strategy.title_en)))
        rows = []
        for one in plan.values():
            if one.strategy != strategy.id:
                continue
            texts = [lever_text(name) for name in one.levers]
            acting = ", ".join(escape(speaker.pick((text.label_nb, text.label_en))) for text in texts)
            rows.append(
                f'<tr><th scope="row">{one.id} {escape(speaker.pick((one.title_nb, one.title_en)))}</th>'
                f'<td><span class="status {one.strength}">{word(one.strength)}</span></td><td>{acting}</td>'
                f"<td>{escape(speaker.pick((one.reason_nb, one.reason_en)))}</td></tr>"
            )
        heads = "".join(f'<th scope="col">{word(key)}</th>' for key in ("measure", "status", "acts_through", "reason"))
        parts.append(
            f'<details><summary>{strategy.id} {title} ({len(rows)})</summary><div class="scroll" tabindex="0" '
            f'role="region" aria-label="{title}"><table><thead><tr>{heads}</tr></thead><tbody>{"".join(rows)}</tbody>'
            "</table></div></details>"
        )
    return "".join(parts)
