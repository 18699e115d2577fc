"""Population, livelihoods, skill, attitude and motivation."""

from __future__ import annotations

from sim.agents.person import Livelihood
from sim.outcomes.registry import GOOD, NEUTRAL, Chapter, Observation, share

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
    persons = look.model.persons
    resident = persons.livelihood != Livelihood.MIGRANT
    return share(float((persons.age * resident).sum()), float(resident.sum()))


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
