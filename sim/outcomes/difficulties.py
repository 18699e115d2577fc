"""The four difficulties of the study: by which outcomes each shows, and how slowly attitudes change.

Upgrading is measured in the chapter of enterprises, the linkage of programmes in that of public spending,
motivation in that of people; only what attitudes need of their own is stated here. A scenario without the
friction bounds what removing a difficulty could bring.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Bools, Floats
from sim.outcomes.registry import GOOD, NEUTRAL, Chapter, Observation, share
from sim.processes.attitudes import Attitudes, confident_pull, next_attitude
from sim.random_streams import Stream

if TYPE_CHECKING:
    from sim.agents import Network
    from sim.model import RuralModel

DIFFICULTY = Chapter("Four difficulties")

PULSE_SHARE = 0.1
"""Size of the trial push to attitudes; assumption: small beside their spread, so that few reach a limit."""

PULSE_YEARS = 5
"""Years after which is asked what is left of it (model.md S4: the speed of attitude change)."""

MEASURED_EVERY_YEARS = 5
"""The trial is made in years that this divides: the network hardly changes in between, and it takes time."""

OPEN_MINDED_FROM = 0.5
"""Attitude above which a household counts as open to new livelihoods: the middle of the scale."""


@dataclass(frozen=True)
class Difficulty:
    """One of the four difficulties.

    Attributes
    ----------
    name, title, title_zh : str
    indicators : tuple of str
        Outcomes by which it shows; wherever they are stated.
    without : str
        Scenario in which its frictions are off.
    """

    name: str
    title: str
    title_zh: str
    indicators: tuple[str, ...]
    without: str


DIFFICULTIES = (
    Difficulty(
        "attitudes", "Slow ideological change", "思想观念转变慢",
        ("attitude_shock_left_5", "open_minded_share", "attitude_mean", "contract_coverage"),
        "no_attitude_friction",
    ),
    Difficulty(
        "upgrading", "Difficult industrial upgrading", "产业转型升级难",
        ("enterprise_technology_log", "upgrade_take_up", "upgrade_success_share", "enterprise_survival_3yr"),
        "no_upgrading_friction",
    ),
    Difficulty(
        "linkage", "Poor linkage of programmes", "政策衔接不畅",
        ("lost_money_share", "leaked_or_idle_share", "lapsed_share", "linkage_gap_months"),
        "no_linkage_friction",
    ),
    Difficulty(
        "motivation", "Little motivation from within", "内生发展动力不足",
        ("motivation_mean", "own_account_effort", "dependence_mean", "dibao_able_work_share"),
        "no_motivation_friction",
    ),
)  # fmt: skip
"""The difficulties in the order of the study."""


def contrast(values: Floats, in_group: Bools, counts: Bools) -> float:
    """Return the mean of a group less the mean of all others, over the rows that count; NaN without either.

    Examples
    --------
    >>> group, everybody = np.array([True, True, False]), np.ones(3, bool)
    >>> contrast(np.array([1.0, 3.0, 0.5]), group, everybody)
    1.5
    """
    mine, others = in_group & counts, ~in_group & counts
    if not mine.any() or not others.any():
        return float("nan")
    return float(values[mine].mean() - values[others].mean())


def lead_left(
    network: Network,
    attitude: Floats,
    anchor: Floats,
    counts: Bools,
    is_pushed: Bools,
    rules: Attitudes,
    years: int = PULSE_YEARS,
) -> float:
    """Return which share of the lead that a push gives to some households is left after some years.

    Two copies of the attitudes, one pushed by :data:`PULSE_SHARE`, go on without courses and examples; the
    lead is the mean difference between the copies of the pushed less that of all others. Neighbours and
    upbringing wear it down at about mu_d + mu_s (1 - lambda_2) a year (errata E14). NaN without a lead.

    Parameters
    ----------
    network : Network
    attitude, anchor : array, shape (n_households,)
    counts, is_pushed : array of bool, shape (n_households,)
    rules : Attitudes
    years : int

    Examples
    --------
    Without neighbours only upbringing pulls, .95 ** 5:

    >>> from sim.agents import Network
    >>> alone = Network(np.zeros(3, np.int64), np.zeros(0, np.int64))
    >>> half, everybody = np.full(2, 0.5), np.ones(2, bool)
    >>> round(lead_left(alone, half, half, everybody, np.array([True, False]), Attitudes()), 6)
    0.773781
    """
    plain, nothing = attitude, np.zeros(len(attitude))
    pushed = np.minimum(attitude + PULSE_SHARE * is_pushed, 1.0)
    start = contrast(pushed - plain, is_pushed, counts)
    for _ in range(years):
        plain, pushed = (
            next_attitude(
                copy,
                anchor,
                confident_pull(network.start, network.neighbour, copy, counts, rules.confidence_bound),
                nothing,
                nothing,
                nothing,
                rules,
            )
            for copy in (plain, pushed)
        )
    return contrast(pushed - plain, is_pushed, counts) / start if start > 0 else float("nan")


def keyed_half(model: RuralModel) -> Bools:
    """Return a half of the villages, drawn by the seed and the same in every year; shape (n_villages,)."""
    uid = model.committees.uid
    luck = model.streams.uniforms(Stream.OBSERVATION, uid, 0)
    rank = np.argsort(np.argsort(luck, kind="stable"), kind="stable")
    return rank < len(uid) // 2


@DIFFICULTY.outcome(
    "share",
    NEUTRAL,
    ("Lead in attitude left after five years", "观念领先五年后留存比例"),
    "model.md S4, errata E14",
    short=("attitude lead left", "观念领先留存"),
)
def attitude_shock_left_5(look: Observation) -> float:
    """Share left after five years of a lead of .1 in attitude given to half of the villages, others at rest.

    Small means that neighbours and upbringing undo what changes attitudes in some villages only. Measured
    in every fifth year, NaN in others and with fewer than two villages.
    """
    model = look.model
    if model.year % MEASURED_EVERY_YEARS:
        return float("nan")
    households = model.households
    return lead_left(
        model.network,
        households.attitude,
        households.attitude_anchor,
        look.present,
        keyed_half(model)[households.village],
        model.config.attitudes,
    )


@DIFFICULTY.outcome("share", GOOD, ("Open-minded households", "观念开放农户比例"), "model.md S4")
def open_minded_share(look: Observation) -> float:
    """Share of households with residents whose attitude to new livelihoods lies above the middle, .5."""
    is_open = look.model.households.attitude > OPEN_MINDED_FROM
    return share(float(np.count_nonzero(is_open & look.present)), float(np.count_nonzero(look.present)))


def difficulty_table() -> str:
    """Return the difficulties, what shows them and the scenarios without them, as Markdown for ODD.md."""
    rows = ["| difficulty | outcomes that show it | scenario without it |", "|---|---|---|"]
    rows += [
        f"| {item.title} | {', '.join(f'`{name}`' for name in item.indicators)} | `{item.without}` |"
        for item in DIFFICULTIES
    ]
    return "\n".join(rows)
