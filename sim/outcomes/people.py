"""Population, livelihoods, skill, attitude and motivation."""

from __future__ import annotations

import numpy as np

from sim.agents.person import Livelihood
from sim.outcomes.registry import BAD, GOOD, NEUTRAL, Chapter, Observation, share

PEOPLE = Chapter("People and livelihoods")


@PEOPLE.outcome("persons", NEUTRAL, ("Population", "户籍人口"), "model.md V1")
def population(look: Observation) -> float:
    """All members of households, migrants included."""
    return float(len(look.model.persons))


@PEOPLE.outcome("persons", NEUTRAL, ("Residents", "常住人口"), "errata C2", short=("residents", "常住人口"))
def residents(look: Observation) -> float:
    """Members whose livelihood is not migrant work."""
    return look.n_residents


@PEOPLE.outcome("households", NEUTRAL, ("Absent households", "举家外出户"), "errata E2, F9")
def absent_households(look: Observation) -> float:
    """Households that have members but no resident."""
    households = look.model.households
    return float(((households.n_members > 0) & ~look.present).sum())


@PEOPLE.outcome("yr", NEUTRAL, ("Mean age of residents", "常住人口平均年龄"), "model.md P5")
def mean_age(look: Observation) -> float:
    """Mean age of residents."""
    years = (look.model.persons.age * look.are_residents).sum()
    return share(float(years), float(np.count_nonzero(look.are_residents)))


LIVELIHOODS = {
    Livelihood.HOME: ("home", "At home", "居家", NEUTRAL),
    Livelihood.FARM: ("farm", "Farming", "务农", NEUTRAL),
    Livelihood.LOCAL_JOB: ("local_job", "Local job", "本地就业", NEUTRAL),
    Livelihood.MIGRANT: ("migrant", "Migrant work", "外出务工", NEUTRAL),
    Livelihood.OWN_BUSINESS: ("own_business", "Own business", "自营", NEUTRAL),
}


def _state_livelihood(code: Livelihood, name: str, label: str, label_zh: str, direction: int) -> None:
    PEOPLE.state(
        f"{name}_share",
        lambda look: share(float(look.livelihoods_of_able[code]), float(look.livelihoods_of_able.sum())),
        f"Able persons aged 16-64 with livelihood {name.replace('_', ' ')}, share of all of them, "
        "members of absent households included.",
        "share", direction, (f"{label}, share of able", f"{label_zh}比例"), "model.md S6, errata A10",
        short=(label.lower(), label_zh),
    )  # fmt: skip


for _code, _row in LIVELIHOODS.items():
    _state_livelihood(_code, *_row)


@PEOPLE.outcome("log", GOOD, ("Trained skill", "培训技能"), "errata A12")
def trained_skill_mean(look: Observation) -> float:
    """Mean trained skill of able persons aged 16-64, in log points of productivity."""
    skill = look.model.persons.trained_skill_log * look.able
    return share(float(skill.sum()), float(look.able.sum()))


@PEOPLE.outcome("share", GOOD, ("Attitude to new livelihoods", "发展观念"), "model.md S4")
def attitude_mean(look: Observation) -> float:
    """Mean attitude of households, residents as weights."""
    return look.mean_of_residents(look.model.households.attitude)


@PEOPLE.outcome("share", GOOD, ("Motivation", "内生动力"), "model.md S5")
def motivation_mean(look: Observation) -> float:
    """Mean development motivation of households, residents as weights."""
    return look.mean_of_residents(look.model.households.motivation)


# ----------------------------------------------------------------------------- work, aid and taking part


@PEOPLE.outcome("share", GOOD, ("Own-account effort", "自营劳动投入"), "model.md S5, 3.5b")
def own_account_effort(look: Observation) -> float:
    """Mean labour of persons on the farm or in an own business, relative to a full year of full effort.

    It falls with age, low motivation, illness, care, courses and work-for-relief.
    """
    persons = look.model.persons
    own = (persons.livelihood == Livelihood.FARM) | (persons.livelihood == Livelihood.OWN_BUSINESS)
    return share(float((persons.labour_supply * own).sum()), float(np.count_nonzero(own)))


@PEOPLE.outcome("share", BAD, ("Dependence on aid", "对无条件救助的依赖"), "model.md S5, errata E13")
def dependence_mean(look: Observation) -> float:
    """Mean share of unconditional aid (dibao, relief, cash) in disposable income, residents as weights."""
    return look.mean_of_residents(look.model.households.dependence_share)


@PEOPLE.outcome("share", GOOD, ("Dibao members at work", "低保劳动力就业率"), "model.md 3.5b lever 8")
def dibao_able_work_share(look: Observation) -> float:
    """Able members aged 16-64 of listed households who work, share of all of them; NaN without any.

    Work is any livelihood but home, migrant work included, or work-for-relief.
    """
    persons, households = look.model.persons, look.model.households
    able = look.able & households.is_on_dibao.take(persons.household)
    works = (persons.livelihood != Livelihood.HOME) | (persons.relief_days > 0)
    return share(float(np.count_nonzero(works & able)), float(np.count_nonzero(able)))


@PEOPLE.outcome("share", BAD, ("Wrongly sanctioned", "低保误停比例"), "model.md 3.5b lever 8")
def sanctioned_share(look: Observation) -> float:
    """Households on the dibao list that wrongly lost the year's dibao, share of all on the list."""
    households = look.model.households
    return share(float(households.is_sanctioned.sum()), float((households.is_on_dibao & look.present).sum()))


@PEOPLE.outcome("days", NEUTRAL, ("Work-for-relief", "以工代赈工日"), "model.md 3.5b lever 8")
def work_relief_days(look: Observation) -> float:
    """Days of work-for-relief paid this year."""
    return float(look.model.persons.relief_days.sum())


@PEOPLE.outcome("share", GOOD, ("Taking part in village affairs", "村务参与率"), "model.md 3.6, 3.5b lever 8")
def participation_share(look: Observation) -> float:
    """Households that take part in village affairs, rewarded or not, share of those with a resident."""
    return share(float((look.model.households.takes_part & look.present).sum()), float(look.present.sum()))


@PEOPLE.outcome("share", NEUTRAL, ("Points over their full value", "积分兑现水平"), "model.md 3.5b lever 8")
def points_reward_share(look: Observation) -> float:
    """Points redeemed, share of what all households with a resident would get at the usual value."""
    usual = look.model.config.points.usual_value_cny * float(look.present.sum())
    return share(float(look.model.households.points_cny.sum()), usual)
