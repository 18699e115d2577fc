"""Publicly funded projects: how many, what they return, what they cost again, and what the poor get."""

from __future__ import annotations

import numpy as np

from sim.arrays import Ints
from sim.ledger import Flow, Purpose, Sector
from sim.outcomes.registry import BAD, GOOD, NEUTRAL, Chapter, Observation, share
from sim.processes.appraisal import value_ratios
from sim.processes.projects import active_projects

PROJECTS = Chapter("Projects")

YUAN = "yuan/yr, 2020 prices"


def _rows(look: Observation) -> Ints:
    """Return the rows of projects in business."""
    return np.flatnonzero(active_projects(look.model))


@PROJECTS.outcome("count", NEUTRAL, ("Projects in business", "在营扶贫项目数"), "model.md S9")
def projects(look: Observation) -> float:
    """Publicly funded poverty-alleviation projects in business."""
    return float(len(look.shared(_rows)))


@PROJECTS.outcome("plants", NEUTRAL, ("Plants per project", "每个项目经营点数"), "errata A8")
def project_plants_per_enterprise(look: Observation) -> float:
    """Plants over projects in business; above one after mergers."""
    rows = look.shared(_rows)
    return share(float(look.model.enterprises.n_plants[rows].sum()), float(len(rows)))


@PROJECTS.outcome("share", GOOD, ("Return of projects", "项目净收益率"), "model.md 3.6, errata A6")
def project_return(look: Observation) -> float:
    """Net profit of projects, depreciation deducted, over their capital."""
    table, rows = look.model.enterprises, look.shared(_rows)
    return share(float(table.net_profit_cny[rows].sum()), float(table.capital_cny[rows].sum()))


@PROJECTS.outcome("share", BAD, ("Projects with a loss", "亏损项目比例"), "model.md S9")
def project_loss_share(look: Observation) -> float:
    """Share of projects in business whose sales do not cover all costs, depreciation included."""
    table, rows = look.model.enterprises, look.shared(_rows)
    return share(float((table.net_profit_cny[rows] < 0).sum()), float(len(rows)))


@PROJECTS.outcome("share", BAD, ("Losses covered by bailouts", "项目亏损兜底比例"), "model.md S9")
def project_bailout_share(look: Observation) -> float:
    """Part of the year's losses of projects in business that public money covered."""
    table, rows = look.model.enterprises, look.shared(_rows)
    losses = float(np.maximum(-table.net_profit_cny[rows], 0.0).sum())
    paid = look.model.ledger.total(Flow.PROGRAMME_GRANT_ENTERPRISE, purpose=Purpose.PROJECTS)
    return share(paid, losses)


@PROJECTS.outcome("share", BAD, ("Projects that closed", "项目关闭比例"), "model.md P10b [F24]")
def project_closure_share(look: Observation) -> float:
    """Projects that closed this year over those and the ones in business; merged ones did not close."""
    table = look.model.enterprises
    closed = table.is_project & (table.exit_year == look.model.year) & (table.public_equity_cny > 0)
    n_closed = float(closed.sum())
    return share(n_closed, n_closed + len(look.shared(_rows)))


@PROJECTS.outcome("share", BAD, ("Project money lying idle", "项目资金闲置比例"), "model.md P10b [F24]")
def project_idle_share(look: Observation) -> float:
    """Part of the year's new project money that is parked in the suspended account at year end."""
    programmes = look.model.programmes
    parked, planned = programmes.parked_cny[Purpose.PROJECTS], programmes.planned_cny[Purpose.PROJECTS]
    return share(float(parked), float(planned))


@PROJECTS.outcome("ratio", GOOD, ("Local value per public yuan", "财政资金本地带动比"), "errata E17")
def project_value_ratio(look: Observation) -> float:
    """Mean over projects of wages, contract payments, rent and duty of the year over public money to date."""
    rows = look.shared(_rows)
    return share(float(value_ratios(look.model, rows).sum()), float(len(rows)))


@PROJECTS.outcome("ratio", GOOD, ("Accuracy of appraisal", "考核准确度"), "model.md S9")
def appraisal_accuracy(look: Observation) -> float:
    """Correlation of the year's appraisal scores of projects with their true local value per public yuan."""
    rows = look.shared(_rows)
    scores, values = look.model.enterprises.appraisal_score[rows], value_ratios(look.model, rows)
    if len(rows) < 2:
        return float("nan")
    scores, values = scores - scores.mean(), values - values.mean()
    return share(float(scores @ values), float(np.sqrt((scores @ scores) * (values @ values))))


@PROJECTS.outcome("log", BAD, ("Technology lost to gaming", "迎考造成的技术损失"), "errata E17")
def project_gaming_loss(look: Observation) -> float:
    """Mean technology that projects give up this year for what the appraisal counts."""
    rows = look.shared(_rows)
    return share(float(look.model.enterprises.gaming_loss_log[rows].sum()), float(len(rows)))


@PROJECTS.outcome(YUAN, GOOD, ("Project payments to the poor", "项目带贫分红"), "errata E10")
def project_duty_to_poor(look: Observation) -> float:
    """Duty of projects that listed poor households received."""
    totals = look.model.ledger.totals
    key = (Flow.PROJECT_DUTY_PAYMENT, Purpose.GENERAL, Sector.ENTERPRISES, Sector.HOUSEHOLDS)
    return totals.get(key, 0.0)
