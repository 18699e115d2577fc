"""The five goals of rural revitalization and their index, on goalposts that never move (model.md 3.6).

Every indicator is an outcome that is stated elsewhere; a goalpost says at which value it scores 0 and at
which 1. Goalposts are fixed, so that a score means the same in every run, year and scenario. Two goals rest
mostly on scores internal to the model (attitude, participation, what a committee gets wrong) for which
hardly any data exist: they are marked and always shown apart.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np

from sim.outcomes.assistance import ASSISTANCE
from sim.outcomes.economy import ENTERPRISES
from sim.outcomes.fiscal import idle_share, leaked_share
from sim.outcomes.income import INCOME
from sim.outcomes.people import PEOPLE
from sim.outcomes.poverty import POVERTY
from sim.outcomes.registry import BAD, GOOD, Chapter, Measure, Observation, share
from sim.outcomes.villages import VILLAGES

GOALS = Chapter("Five goals")

FLOOR = 0.01
"""Least score of a goal inside the geometric mean: one goal at zero must not hide the other four (3.6)."""

SPEC = "model.md 3.6"


# ------------------------------------------------------------------- indicators that no other chapter states


@GOALS.outcome("share", BAD, ("Idle farm land", "土地闲置率"), "errata K2; model.md 3.6")
def idle_land_share(look: Observation) -> float:
    """Contracted land that its household neither works nor rents out, share of all contracted land."""
    households = look.model.households
    kept = (households.land_mu - households.land_rented_out_mu) * look.present
    idle = np.maximum(kept, 0.0) * (households.farm_labour <= 0)
    return share(float(idle.sum()), float((households.land_mu * look.present).sum()))


@GOALS.outcome("yr", GOOD, ("Schooling of adult residents", "成年常住人口受教育年限"), SPEC)
def adult_education_years(look: Observation) -> float:
    """Mean years of schooling of residents of working age and above."""
    persons = look.model.persons
    counted = look.are_residents & (persons.age >= look.model.config.place.people.work_age_lowest)
    return share(float((persons.education_years * counted).sum()), float(np.count_nonzero(counted)))


@GOALS.outcome("share", BAD, ("Programme money leaked or idle", "项目资金流失或闲置比例"), "model.md S11, B6")
def leaked_or_idle_share(look: Observation) -> float:
    """Share of new programme money that never arrives or lies idle until next year; NaN without any."""
    return look.value(leaked_share) + look.value(idle_share)


# ------------------------------------------------------------------------------------------------ goalposts


@dataclass(frozen=True)
class Goalpost:
    """Where an indicator scores nothing and where it scores in full.

    Attributes
    ----------
    indicator : str
        Name of an outcome.
    worst, best : float
        Values that score 0 and 1; ``worst`` is the larger one where less is better.
    is_log : bool
        Score by logarithms: equal ratios count alike.
    source : str
    grade : str
        ``design`` for goalposts of the specification, ``assumption`` for those chosen here.
    """

    indicator: str
    worst: float
    best: float
    is_log: bool = False
    source: str = SPEC
    grade: str = "design"

    def score(self, value: float) -> float:
        """Return the score of a value from 0 to 1; NaN stays NaN.

        Examples
        --------
        >>> round(Goalpost("gini", 0.5, 0.25).score(0.4), 9)
        0.4
        >>> Goalpost("income_median", 1.0, 100.0, is_log=True).score(10.0)
        0.5
        """
        if math.isnan(value):
            return value
        if self.is_log:
            if value <= 0:
                return 0.0
            value, worst, best = math.log(value), math.log(self.worst), math.log(self.best)
        else:
            worst, best = self.worst, self.best
        return min(max((value - worst) / (best - worst), 0.0), 1.0)


@dataclass(frozen=True)
class Goal:
    """One of the five goals.

    Attributes
    ----------
    name : str
        The outcome is ``goal_<name>``.
    title, title_zh : str
    goalposts : tuple of Goalpost
        Indicators with equal weights.
    is_model_internal : bool
        Rests on scores internal to the model with weak data: shown apart from the others.
    """

    name: str
    title: str
    title_zh: str
    goalposts: tuple[Goalpost, ...]
    is_model_internal: bool = False

    @property
    def outcome(self) -> str:
        """Return the name of the outcome."""
        return f"goal_{self.name}"


FIVE_GOALS = (
    Goal("industry", "Thriving industry", "产业兴旺", (
        Goalpost("enterprise_value_added_per_resident", 0.0, 8_000.0),
        Goalpost("local_value_share", 0.2, 0.7),
        Goalpost("enterprise_survival_3yr", 0.5, 0.9),
        Goalpost("contract_coverage", 0.0, 0.6),
    )),
    Goal("ecology", "Liveable environment", "生态宜居", (
        Goalpost("environment", 0.2, 0.9),
        Goalpost("infrastructure", 0.2, 1.2),
        Goalpost("idle_land_share", 0.3, 0.0),
    )),
    Goal("culture", "Civil culture", "乡风文明", (
        Goalpost("attitude_mean", 0.2, 0.8),
        Goalpost("adult_education_years", 6.0, 11.0),
        Goalpost("participation_share", 0.0, 0.8),
    ), is_model_internal=True),
    Goal("governance", "Effective governance", "治理有效", (
        Goalpost("dibao_targeting_error", 0.7, 0.1),
        Goalpost("collective_income_50k_share", 0.3, 1.0),
        Goalpost("leaked_or_idle_share", 0.2, 0.0),
        Goalpost("detection_share", 0.2, 1.0),
    ), is_model_internal=True),
    Goal("prosperity", "Prosperous life", "生活富裕", (
        Goalpost("income_median", 6_000.0, 40_000.0, is_log=True),
        Goalpost("poverty_gap_net_6000", 0.1, 0.0),
        Goalpost("gini", 0.5, 0.25),
        Goalpost("return_to_poverty_rate", 0.05, 0.0),
        Goalpost(
            "consumption_per_resident", 4_800.0, 32_000.0, is_log=True, grade="assumption",
            source=".8 of the goalposts of income: rural consumption was .80 of rural income in 2020 (NBS)",
        ),
    )),
)  # fmt: skip
"""The goals in the order of the national strategy."""

_INDICATORS: dict[str, Measure] = {
    name: outcome.measure
    for chapter in (INCOME, POVERTY, ASSISTANCE, PEOPLE, ENTERPRISES, VILLAGES, GOALS)
    for name, outcome in chapter.outcomes.items()
}


# --------------------------------------------------------------------------------------- scores and indices


def mean_of_known(scores: Iterable[float]) -> float:
    """Return the mean of the scores that are not NaN; NaN if there is none.

    Examples
    --------
    >>> mean_of_known([0.2, float("nan"), 0.4])
    0.30000000000000004
    """
    known = [score for score in scores if not math.isnan(score)]
    return sum(known) / len(known) if known else float("nan")


def geometric_index(scores: Iterable[float]) -> float:
    """Return the geometric mean of goal scores, each at least :data:`FLOOR`; NaN if any is NaN.

    Examples
    --------
    >>> round(geometric_index([1.0, 0.25]), 9), round(geometric_index([0.0, 1.0]), 9)
    (0.5, 0.1)
    """
    logs = [math.log(max(score, FLOOR)) if score == score else score for score in scores]
    return math.exp(sum(logs) / len(logs))


def arithmetic_index(scores: Iterable[float]) -> float:
    """Return the plain mean of goal scores; NaN if any is NaN.

    Examples
    --------
    >>> arithmetic_index([1.0, 0.25])
    0.625
    """
    listed = list(scores)
    return sum(listed) / len(listed)


def goal_score(goal: Goal, look: Observation) -> float:
    """Return the mean score of a goal's indicators; what cannot be measured this year is left out."""
    return mean_of_known(post.score(look.value(_INDICATORS[post.indicator])) for post in goal.goalposts)


_MEASURES: dict[str, Measure] = {goal.name: partial(goal_score, goal) for goal in FIVE_GOALS}


def _index(mean: Callable[[Iterable[float]], float], look: Observation) -> float:
    return mean([look.value(measure) for measure in _MEASURES.values()])


def _state_goal(goal: Goal) -> None:
    indicators = ", ".join(post.indicator for post in goal.goalposts)
    mark, mark_zh = (" (model score)", "（模型内部评分）") if goal.is_model_internal else ("", "")
    caution = " Rests on scores internal to the model with weak data." if goal.is_model_internal else ""
    GOALS.state(
        goal.outcome,
        _MEASURES[goal.name],
        f"Mean score, from 0 to 1 on fixed goalposts, of {indicators}.{caution}",
        "score", GOOD, (f"{goal.title}{mark}", f"{goal.title_zh}{mark_zh}"), SPEC,
        short=(goal.title.lower(), goal.title_zh),
    )  # fmt: skip


for _goal in FIVE_GOALS:
    _state_goal(_goal)

GEOMETRIC, ARITHMETIC = "goal_index_geometric", "goal_index_arithmetic"

GOALS.state(
    GEOMETRIC,
    partial(_index, geometric_index),
    "Geometric mean of the five goals, each at least .01; two of them rest on scores internal to the model.",
    "score", GOOD, ("Index of five goals", "五大目标综合指数"), SPEC, short=("geometric mean", "几何平均"),
)  # fmt: skip
GOALS.state(
    ARITHMETIC,
    partial(_index, arithmetic_index),
    "Plain mean of the five goals; two of them rest on scores internal to the model.",
    "score", GOOD, ("Index of five goals, plain mean", "五大目标综合指数（算术平均）"), SPEC,
    short=("plain mean", "算术平均"),
)  # fmt: skip


def goalpost_table() -> str:
    """Return goals, indicators and goalposts as a Markdown table for ODD.md."""
    rows = ["| goal | indicator | scores 0 at | scores 1 at | scale | grade | source |"]
    rows += ["|---|---|---|---|---|---|---|"]
    for goal in FIVE_GOALS:
        title = goal.title + (" (model-internal)" if goal.is_model_internal else "")
        rows += [
            f"| {title} | `{post.indicator}` | {post.worst:g} | {post.best:g} "
            f"| {'log' if post.is_log else 'linear'} | {post.grade} | {post.source} |"
            for post in goal.goalposts
        ]
    return "\n".join(rows)
