"""Keep the generated tables of sim/ODD.md and results/README.md fresh: ``python -m experiments.odd``."""

from __future__ import annotations

import re
from pathlib import Path

from sim.config import Config
from sim.ledger import Flow
from sim.outcomes import outcome_table
from sim.outcomes.difficulties import difficulty_table
from sim.outcomes.goals import goalpost_table
from sim.parameter import Parameter, walk
from sim.policies import Policies
from sim.schedule import schedule_table
from sim.terms import statements

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = (ROOT / "sim" / "ODD.md", ROOT / "results" / "README.md")
_MARKED = re.compile(r"(<!-- table: (?P<name>[a-z]+) -->\n)(?:.*?\n)??(<!-- end of table -->)", re.DOTALL)


def generated_tables() -> dict[str, str]:
    """Return every generated table by its name in the markers."""
    return {
        "parameters": parameter_table(),
        "schedule": schedule_table(),
        "terms": terms_table(),
        "outcomes": outcome_table(),
        "flows": flow_table(),
        "levers": lever_table(),
        "goalposts": goalpost_table(),
        "difficulties": difficulty_table(),
    }


def parameter_table() -> str:
    """Return all parameters with default, unit, range, grade and source, by block."""
    lines, last = [], ""
    for key, statement, _ in walk(Config()):
        owner, _, name = key.rpartition(".")
        if owner != last:
            lines += ["", f"**{owner}**", ""]
            lines += ["| name | default | unit | plausible | grade | meaning | source |"]
            lines += ["|---|---|---|---|---|---|---|"]
            last = owner
        lines.append(_parameter_row(name, statement))
    return "\n".join(lines).strip()


def _parameter_row(name: str, statement: Parameter) -> str:
    plausible = "" if statement.plausible is None else "{:g} to {:g}".format(*statement.plausible)
    default = f"{statement.default:g}" if isinstance(statement.default, float) else str(statement.default)
    told = (statement.unit, plausible, statement.grade, statement.doc, statement.source)
    cells = [f"`{name}`", default, *told]
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def terms_table() -> str:
    """Return all terms that policies may change."""
    lines = ["| term | neutral | combines by | unit | meaning |", "|---|---|---|---|---|"]
    lines += [
        f"| `{name}` | {term.neutral:g} | {term.combine} | {term.unit} | {term.doc} |"
        for name, term in statements().items()
    ]
    return "\n".join(lines)


def flow_table() -> str:
    """Return the flow codes of the ledger with payers, payees and income source."""
    lines = ["| code | payer | payee | income source | meaning |", "|---|---|---|---|---|"]
    for flow in Flow:
        rule = flow.value
        payers = ", ".join(sector.name.lower() for sector in rule.payers)
        payees = ", ".join(sector.name.lower() for sector in rule.payees)
        source = "" if rule.source is None else rule.source.name.lower()
        lines.append(f"| {flow.name.lower()} | {payers} | {payees} | {source} | {rule.doc} |")
    return "\n".join(lines)


def lever_table() -> str:
    """Return the catalogue of levers with channel, expected first-order sign, lag and references."""
    lines = ["| lever | channel | first-order effect | lag (yr) | references |", "|---|---|---|---|---|"]
    for name, lever in Policies().levers().items():
        references = "; ".join(f"{item.author} {item.year}: {item.finding}" for item in lever.references)
        sign = "+" if lever.expected.sign > 0 else "-"
        lines.append(
            f"| {lever.purpose.value} `{name}` | {lever.channel} | {sign} `{lever.expected.outcome}` "
            f"| {lever.delay_years} | {references} |"
        )
    return "\n".join(lines)


def refreshed(text: str) -> str:
    """Return a document with every marked table replaced by its generated form.

    Raises
    ------
    KeyError
        When a marker names a table that nothing generates.
    """
    tables = generated_tables()
    return _MARKED.sub(lambda match: f"{match[1]}{tables[match['name']]}\n{match[3]}", text)


def main() -> None:
    """Rewrite the documents in place."""
    for path in DOCUMENTS:
        path.write_text(refreshed(path.read_text(encoding="utf-8")), encoding="utf-8")
        print(f"refreshed {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
