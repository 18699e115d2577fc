"""Scenario files say what they do, in both languages, with numbers that are true of the parameters."""

import re

import pytest

from experiments.planning.compose import BASELINE, load, scenario_names
from sim.outcomes import OUTCOMES
from sim.parameter import flat
from sim.policies.base import administrative_saturation
from sim.processes.government import coordination
from sim.processes.shocks import farm_price_shock

BILINGUAL = ("title", "question", "changes", "failure_modes")
GROUPS = ("baseline", "levers", "package", "frictions", "withdrawal", "stress")
SIGNS = {"+", "-", "0+", "0-", "?"}
BASE, START = 0.3, 2021

SCENARIOS = {name: load(name) for name in scenario_names()}
CONFIG = SCENARIOS[BASELINE].config
LEVERS = [name for name in CONFIG.policies.levers() if name != "cash"]


def numbers(text):
    """The numbers of a sentence, as they are written but for thousands separators."""
    return {float(found.replace(",", "")) for found in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}


def rounded(*values, digits=0):
    return {round(value, digits) for value in values}


def at(lever, name, by=lambda dose: dose):
    """Two values of a parameter of a lever, at its dose in the baseline and in its own scenario."""
    full = getattr(CONFIG.policies.levers()[lever], name)
    dose = SCENARIOS[lever].config.policies.levers()[lever].dose
    return full * by(BASE), full * by(dose)


def losses(dose):
    """Shares of programme money that leak, lie idle and double other services, in percent."""
    rules = CONFIG.government
    apart = 1 - coordination(CONFIG.policies.coordination.gain * administrative_saturation(dose), rules)
    shares = (rules.leakage_share_base, rules.idle_share_base, rules.overlap_share_base)
    return rounded(*(100 * share * apart for share in shares), digits=1), apart


def training():
    return rounded(*(100 * value for value in at("training", "seat_share"))) | {100}


def upgrading():
    return rounded(*(100 * value for value in at("upgrading", "subsidy_share")))


def integration():
    low, high = at("integration", "local_material_share_gain")
    cheap, dear = at("integration", "contract_premium_gain")
    return rounded(100 * (high - low), 100 * (dear - cheap), digits=1)


def project_integration():
    return rounded(*(100 * value for value in at("project_integration", "quantile")))


def appraisal():
    consequences = at("appraisal", "hard_budget_prob", administrative_saturation)
    cuts = at("appraisal", "score_noise_cut", administrative_saturation)
    noise = CONFIG.appraisal.score_noise_base
    return rounded(*(100 * value for value in consequences)) | rounded(
        *(noise - cut for cut in cuts), digits=2
    )


def coordinated():
    return losses(BASE)[0] | losses(0.5)[0] | {100}


def monitoring():
    gains = at("monitoring", "detection_prob_gain", administrative_saturation)
    return rounded(*(100 * (CONFIG.monitoring.detection_prob_base + gain) for gain in gains)) | {100}


def motivation():
    cuts = at("motivation", "benefit_withdrawal_cut")
    counted = rounded(*(100 * (CONFIG.transfers.benefit_withdrawal_base - cut) for cut in cuts))
    gains = at("motivation", "work_relief_pool_gain")
    wages = rounded(*(100 * (CONFIG.work_relief.pool_share_base + gain) for gain in gains), digits=1)
    return counted | wages | rounded(*at("motivation", "points_value_cny")) | {100}


def governance():
    return rounded(*at("governance", "grant_per_village_cny"))


def talent():
    names = ("secretary_village_share", "commissioners_per_village", "grants_per_village")
    return {round(100 * value) for name in names for value in at("talent", name)} | {100}


def infrastructure():
    return rounded(*at("infrastructure", "money_per_village_cny"))


BY_LEVER = {
    "training": training,
    "upgrading": upgrading,
    "integration": integration,
    "project_integration": project_integration,
    "appraisal": appraisal,
    "coordination": coordinated,
    "monitoring": monitoring,
    "motivation": motivation,
    "governance": governance,
    "talent": talent,
    "infrastructure": infrastructure,
}


def changes(name):
    return SCENARIOS[name].about["changes"]


def told(name):
    """The numbers of a scenario's changes, which are the same in both languages."""
    about = changes(name)
    assert numbers(about["en"]) == numbers(about["zh"]), name
    return numbers(about["en"])


@pytest.mark.parametrize("name", scenario_names())
def test_a_scenario_says_what_it_is_in_both_languages(name):
    about = SCENARIOS[name].about
    assert about["group"] in GROUPS
    for part in BILINGUAL if name != BASELINE else BILINGUAL[:3]:
        assert about[part]["en"].strip(), part
        assert re.search("[一-鿿]", about[part]["zh"]), part
    assert bool(about["references"]) == (name != BASELINE)
    for outcome, expected in about["expected_direction"].items():
        assert expected["sign"] in SIGNS
        assert expected["en"]
        assert expected["zh"]
        assert outcome in OUTCOMES, outcome


@pytest.mark.parametrize("name", scenario_names())
def test_no_wording_blames_or_sells(name):
    """Words that judge people, or promise."""
    text = str(SCENARIOS[name].about).lower()
    for word in ("lazy", "backward", "welfare mentality", "proven", "guarantees that", "miracle"):
        assert word not in text
    for word in ("懒", "落后", "等靠要", "素质低", "确保实现", "显著提升", "奇迹"):
        assert word not in text


def test_every_lever_has_a_scenario_that_raises_it_alone():
    for lever in LEVERS:
        doses = {name: item.dose for name, item in SCENARIOS[lever].config.policies.levers().items()}
        assert doses == {name: 0.0 if name == "cash" else BASE for name in doses} | {lever: 0.5}
        expected = SCENARIOS[lever].config.policies.levers()[lever].expected
        sign = SCENARIOS[lever].about["expected_direction"][expected.outcome]["sign"]
        assert sign == ("+" if expected.sign > 0 else "-")


@pytest.mark.parametrize("lever", LEVERS)
def test_numbers_of_a_lever_are_those_of_its_parameters(lever):
    policy = SCENARIOS[lever].config.policies.levers()[lever]
    assert told(lever) == {BASE, policy.dose, policy.start_year} | BY_LEVER[lever]()


def test_numbers_of_baseline_package_and_cash():
    assert told(BASELINE) == {BASE}
    doses = {
        item.dose for name, item in SCENARIOS["package"].config.policies.levers().items() if name != "cash"
    }
    assert told("package") == {BASE, *doses, START, len(LEVERS)}
    assert SCENARIOS["cash"].config.policies.cash.equal_cost_to == "training"
    assert SCENARIOS["cash_package"].config.policies.cash.equal_cost_to == "package"


def in_force(name, year):
    return SCENARIOS[name].config.in_year(year)


def test_numbers_of_scenarios_without_a_friction():
    assert told("no_attitude_friction") == {START, 0, CONFIG.livelihoods.attitude_barrier}
    upgrading = CONFIG.upgrading
    was = rounded(100 * upgrading.upgrade_cost_share, 100 * upgrading.upgrade_success_base)
    now = in_force("no_upgrading_friction", START).upgrading
    assert (now.upgrade_cost_share, now.upgrade_success_base) == (0, 1)
    assert told("no_upgrading_friction") - {0} == {START, 100} | was
    shares, apart = losses(BASE)
    lapse = rounded(100 * CONFIG.government.linkage_lapse_prob * apart)
    assert told("no_linkage_friction") == {START, 100} | shares | lapse
    kept = CONFIG.transfers.benefit_withdrawal_base - CONFIG.policies.motivation.benefit_withdrawal_cut * BASE
    loss, effort = CONFIG.motivation.dependence_loss, CONFIG.pay.motivation_effort_share
    assert told("no_motivation_friction") == {START, 0, 100, loss, effort} | rounded(100 * kept)


@pytest.mark.parametrize("name", [name for name in scenario_names() if name.startswith("no_")])
def test_a_friction_ends_with_the_status_quo_and_for_good(name):
    config = SCENARIOS[name].config
    assert config.change_years() == [START]
    assert flat(config.in_year(START - 1)) == flat(CONFIG)
    assert config.policies == CONFIG.policies
    for key in config.changes_from_year[START]:
        block, _, field = key.partition(".")
        assert getattr(getattr(in_force(name, START), block), field) in (0, 1)


def test_numbers_of_withdrawal():
    package, ended = SCENARIOS["package"].config, SCENARIOS["withdrawal"].config
    end = ended.government.programme_end_year
    assert ended.policies == package.policies
    assert told("withdrawal") == {BASE, 0.5, START, end, len(LEVERS)}
    talent = SCENARIOS["withdrawal_talent"].config.policies.talent
    assert told("withdrawal_talent") == {BASE, talent.dose, talent.start_year, talent.end_year}


@pytest.mark.parametrize("name", [name for name in scenario_names() if name.startswith("stress_")])
def test_a_stress_lasts_as_long_as_it_says_and_ends(name):
    first, last = SCENARIOS[name].config.change_years()
    assert flat(in_force(name, first - 1)) == flat(in_force(name, last)) == flat(CONFIG)
    assert flat(in_force(name, first)) != flat(CONFIG)
    assert {first, last - 1, last} <= told(name)


def test_numbers_of_a_stress_of_health():
    was, now = CONFIG.health, in_force("stress_health", 2026).health
    factors = set()
    shown = set()
    for age in ("young", "middle", "old"):
        before, after = (getattr(item, f"illness_prob_{age}") for item in (was, now))
        factors.add(round(after / before, 9))
        shown |= {before, after}
    assert told("stress_health") == {2026, 2027, 2028, *factors} | shown
    assert len(factors) == 1


def test_numbers_of_a_stress_of_prices():
    fallen, shock = [], 0.0
    for year in (2026, 2027, 2028):
        shock = farm_price_shock(shock, 0.0, in_force("stress_price", year).shocks)
        fallen.append(-100 * shock)
    shift = -100 * in_force("stress_price", 2026).shocks.farm_price_shift
    assert told("stress_price") == {2026, 2027, 2028} | rounded(shift, *fallen)


def test_numbers_of_a_stress_of_pay():
    missing = 100 * in_force("stress_wage", 2026).context.migrant_pay_shock_share
    assert told("stress_wage") == {2026, 2027, 2028} | rounded(missing)
