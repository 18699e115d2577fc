"""What each mechanism does: ``python -m experiments.ablations [SCENARIO] [key=value ...]``.

Every mechanism of the parsimony ledger is switched off alone and from the first year on, in the baseline
or another scenario; one whose absence changes nothing in any of them has no place in the model.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from experiments.answers.report import rounded
from experiments.measures.comparison import Comparison, mean_of, statistics
from experiments.planning.compose import Experiment, Scenario, check_years
from experiments.table_study import (
    TableStudy,
    averaged,
    base_experiment,
    command,
    heading,
    markdown,
    run_table_study,
    shown,
    start_title,
)
from experiments.words.labels import INCOME, POVERTY, outcome_label, text
from sim.parameter import ConfigurationError, Problem, replaced

KIND = "ablations"

OUTCOMES = (
    *(INCOME, POVERTY, "return_to_poverty_rate", "gini", "quintile_ratio"),
    *("migrant_share", "local_job_share", "own_business_share"),
    *("enterprise_value_added_per_resident", "contract_coverage", "dibao_targeting_error"),
    *("lost_money_share", "fiscal_cost_per_resident"),
)
"""What is compared: incomes and poverty, livelihoods, enterprises, allocation, public money."""


@dataclass(frozen=True)
class Mechanism:
    """A mechanism, and the parameters that switch it off."""

    name: str
    title: str
    title_zh: str
    off: dict[str, Any]


_VILLAGE_STAFF = 50.0  # officials a village: more than any load takes
_NO_LIMIT = 1e9  # elasticities and costs at which prices do not move and nobody pays

MECHANISMS = (
    Mechanism(
        "attitudes", "attitudes and their spread", "观念及其传播",
        {"attitudes.social_rate": 0.0, "attitudes.training_rate": 0.0, "livelihoods.attitude_barrier": 0.0},
    ),
    Mechanism(
        "motivation", "motivation, benefit withdrawal", "内生动力与低保扣减",
        {"motivation.adjustment_rate": 0.0, "transfers.benefit_withdrawal_base": 0.0},
    ),
    Mechanism(
        "fixed_cost", "fixed cost of an own business", "自营的固定成本", {"own_business.fixed_cost_10k": 0.0}
    ),
    Mechanism(
        "shocks", "shocks to health, harvests, prices, sales", "健康、收成、价格与销售冲击",
        {
            **{f"health.illness_prob_{age}": 0.0 for age in ("young", "middle", "old")},
            **{f"shocks.{name}_sd": 0.0 for name in ("persistent", "transitory", "village", "farm_price")},
            "shocks.enterprise_sales_sd": 0.0,
        },
    ),
    Mechanism(
        "contracts", "contracts with local farms", "本地农业订单",
        {
            "contracts.local_material_share_base": 0.0,
            "policies.integration.local_material_share_gain": 0.0,
        },
    ),
    Mechanism(
        "upgrading", "upgrading of enterprises", "企业升级", {"upgrading.upgrade_cost_share": _NO_LIMIT}
    ),
    Mechanism(
        "price_saturation", "prices that fall with local supply", "本地供给增加时价格下降",
        {f"enterprises.demand_elasticity_{kind}": _NO_LIMIT
         for kind in ("cooperative", "processing", "services")},
    ),
    Mechanism(
        "projects", "publicly funded projects, merging, appraisal", "扶贫产业项目及其整合与考核",
        {"projects.budget_share_before": 0.0, "projects.budget_share_after": 0.0},
    ),
    Mechanism(
        "targeting", "error and favour in lists", "名单误差与人情因素",
        {"targeting.noise_sd": 0.0, "targeting.capture_strength": 0.0},
    ),
    Mechanism(
        "congestion", "limited time of village staff", "村级人手有限",
        {"committees.staff_base": _VILLAGE_STAFF},
    ),
    Mechanism(
        "losses", "money that leaks, idles, doubles; gap of programmes", "资金流失、闲置、重复与政策衔接缺口",
        {f"government.{name}": 0.0 for name in (
            "leakage_share_base", "idle_share_base", "overlap_share_base", "linkage_lapse_prob",
            "ramp_span_years")},
    ),
    Mechanism(
        "talent", "secretaries, technical staff, returnees", "第一书记、技术人员与返乡者",
        {f"policies.talent.{name}": 0.0 for name in (
            "secretary_village_share", "stock_inflow", "commissioners_per_village", "returnee_pull_log",
            "entry_boost", "grants_per_village")},
    ),
    Mechanism(
        "infrastructure", "infrastructure money", "基础设施投入",
        {"policies.infrastructure.money_per_village_cny": 0.0},
    ),
)  # fmt: skip
"""The mechanisms with a switch; the choice among livelihoods is the backbone and has none."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the study and print its page."""
    return command(arguments, __doc__ or "", ablations)


def ablations(words: Sequence[str]) -> TableStudy:
    """Return the study of all mechanisms, one switched off at a time, under overrides."""
    experiment = ablation_experiment(words)
    return run_table_study(experiment, KIND, lambda found: answer(found, experiment))


def ablation_experiment(words: Sequence[str]) -> Experiment:
    """Return the scenario it starts from and the same without each mechanism, from the first year on."""
    experiment = base_experiment(words)
    base = experiment.baseline.config
    experiment.scenarios += [Scenario(item.name, replaced(base, item.off), {}) for item in MECHANISMS]
    found: list[Problem] = []
    check_years(experiment.scenarios, found)
    if found:
        raise ConfigurationError(found)
    return experiment


def answer(comparison: Comparison, experiment: Experiment) -> tuple[pd.DataFrame, str]:
    """Return the table of mechanisms, tidy and as a page."""
    rows = []
    for mechanism in MECHANISMS:
        for outcome in OUTCOMES:
            values = comparison.values[outcome]
            levels = [values[0], values[comparison.scenarios.index(mechanism.name)]]
            base, without = (mean_of(comparison.average(level)) for level in levels)
            effect = comparison.average(comparison.effect(outcome, mechanism.name))
            start = {"mechanism": mechanism.name, "outcome": outcome, "period": comparison.period()[1]}
            rows.append({**start, "baseline_mean": base, "without_mean": without, **statistics(effect)})
    return pd.DataFrame(rows), page(comparison, experiment)


def page(comparison: Comparison, experiment: Experiment) -> str:
    """Return the table of mechanisms in words, as Markdown; what is clear of zero stands in bold."""
    lang = experiment.options.lang
    rows = [[text("without", lang), *(heading(outcome, lang) for outcome in OUTCOMES)]]
    rows.append([text("baseline_level", lang), *(_level(comparison, outcome) for outcome in OUTCOMES)])
    for mechanism in MECHANISMS:
        cells = []
        for outcome in OUTCOMES:
            result = averaged(comparison, outcome, mechanism.name)
            cell = shown(result, outcome)
            cells.append(f"**{cell}**" if result.is_clear else cell)
        rows.append([mechanism.title_zh if lang == "zh" else mechanism.title, *cells])
    start, period = start_title(experiment), comparison.period()[1]
    told = text("ablations", lang, n=len(comparison.seeds), period=period, start=start)
    return (
        "\n\n".join([f"# {text('ablations_title', lang)}", told, markdown(rows), text("limits", lang)]) + "\n"
    )


def _level(comparison: Comparison, outcome: str) -> str:
    """Return the level of an outcome in the baseline."""
    label = outcome_label(outcome)
    return rounded(mean_of(comparison.average(comparison.values[outcome][0])) * label.scale, label.digits)


if __name__ == "__main__":
    sys.exit(main())
