"""The place: size of the township and every marginal of its start state (model.md 3.2, errata D)."""

from __future__ import annotations

from dataclasses import dataclass

from sim.parameter import block, param

_INIT = "model.md 3.2"
_FAMILY = "errata D1"
_FIRMS = "model.md 3.2 item 5"


@dataclass
class VillageStart:
    """Villages and their committees at the start."""

    productivity_sd_log: float = param(0.30, unit="log", bounds=(0, 1), plausible=(0.1, 0.5),
        grade="calibrated", doc="Spread of village productivity.", source="model.md 3.8 [F32]")
    near_share: float = param(0.3, unit="share", bounds=(0, 1), plausible=(0.1, 0.5), grade="assumption",
        doc="Villages near the town.", source=_INIT)
    far_share: float = param(0.3, unit="share", bounds=(0, 1), plausible=(0.1, 0.5), grade="assumption",
        doc="Villages far from the town; the rest is in the middle.", source=_INIT)
    infrastructure_near: float = param(0.7, unit="index", bounds=(0, 1.5), plausible=(0.5, 0.9),
        grade="assumption", doc="Mean infrastructure of near villages.", source=_INIT)
    infrastructure_middle: float = param(0.5, unit="index", bounds=(0, 1.5), plausible=(0.3, 0.7),
        grade="assumption", doc="Mean infrastructure of middle villages.", source=_INIT)
    infrastructure_far: float = param(0.3, unit="index", bounds=(0, 1.5), plausible=(0.1, 0.5),
        grade="assumption", doc="Mean infrastructure of far villages.", source=_INIT)
    infrastructure_sd: float = param(0.05, unit="index", bounds=(0, 0.5), plausible=(0, 0.15),
        grade="assumption", doc="Spread of infrastructure inside a class.", source=_INIT)
    infrastructure_cap: float = param(1.5, unit="index", bounds=(0.5, 3), plausible=(1, 2),
        grade="assumption", doc="Largest infrastructure stock.", source="model.md 1.2")
    governance_shape: float = param(5.0, unit="-", bounds=(0.5, 50), plausible=(2, 10), grade="assumption",
        doc="Both shapes of the Beta distribution of governance.", source=_INIT)
    governance_lowest: float = param(0.2, unit="index", bounds=(0, 1), plausible=(0.1, 0.4),
        grade="assumption", doc="Lower end of governance.", source=_INIT)
    governance_highest: float = param(0.8, unit="index", bounds=(0, 1), plausible=(0.6, 0.95),
        grade="assumption", doc="Upper end of governance.", source=_INIT)
    environment_mean: float = param(0.5, unit="index", bounds=(0, 1), plausible=(0.4, 0.6),
        grade="assumption", doc="Mean environment.", source="errata D4")
    environment_sd: float = param(0.05, unit="index", bounds=(0, 0.5), plausible=(0, 0.1),
        grade="assumption", doc="Spread of the environment.", source="errata D4")
    own_income_median_cny: float = param(30_000.0, unit="yuan/yr", bounds=(0.01, 1e7), plausible=(1e4, 6e4),
        doc="Median income of the collective from outside.", grade="official-statistics",
        source="errata D5: 57.7% of villages below 50,000 in 2019")
    own_income_sd_log: float = param(1.2, unit="log", bounds=(0, 3), plausible=(0.8, 1.5),
        grade="official-statistics", doc="Spread of the collective's own income.", source="errata D5, K2")
    money_years: float = param(0.5, unit="yr", bounds=(0, 10), plausible=(0, 2), grade="assumption",
        doc="Money of the collective in years of own income.", source="errata D5")


@dataclass
class FamilyStart:
    """Who lives in a household (errata D1)."""

    size_1_weight: float = param(0.08, unit="share", bounds=(0, 1), plausible=(0.05, 0.15),
        grade="assumption", doc="Weight of households with 1 member.", source=_INIT)
    size_2_weight: float = param(0.20, unit="share", bounds=(0, 1), plausible=(0.1, 0.3), grade="assumption",
        doc="Weight of households with 2 members.", source=_INIT)
    size_3_weight: float = param(0.22, unit="share", bounds=(0, 1), plausible=(0.1, 0.3), grade="assumption",
        doc="Weight of households with 3 members.", source=_INIT)
    size_4_weight: float = param(0.24, unit="share", bounds=(0, 1), plausible=(0.1, 0.3), grade="assumption",
        doc="Weight of households with 4 members.", source=_INIT)
    size_5_weight: float = param(0.16, unit="share", bounds=(0, 1), plausible=(0.05, 0.25),
        grade="assumption", doc="Weight of households with 5 members.", source=_INIT)
    size_6_weight: float = param(0.10, unit="share", bounds=(0.001, 1), plausible=(0.05, 0.2),
        grade="assumption", doc="Weight of households with 6 members.", source=_INIT)
    head_age_mean: float = param(47.0, unit="yr", bounds=(20, 90), plausible=(42, 55), grade="assumption",
        doc="Centre of the age of heads before truncation.", source=_INIT)
    head_age_sd: float = param(12.0, unit="yr", bounds=(0.1, 30), plausible=(8, 16), grade="assumption",
        doc="Spread of the age of heads before truncation.", source=_INIT)
    head_age_lowest: int = param(24, unit="yr", bounds=(16, 60), plausible=(20, 30), grade="assumption",
        doc="Youngest head.", source=_INIT)
    head_age_highest: int = param(85, unit="yr", bounds=(60, 110), plausible=(75, 95), grade="assumption",
        doc="Oldest head.", source=_INIT)
    old_head_age: int = param(48, unit="yr", bounds=(30, 80), plausible=(44, 52), grade="calibrated",
        doc="From this age of the head on a household is of the older kind.", source=_FAMILY)
    spouse_age_range: int = param(2, unit="yr", bounds=(0, 15), plausible=(0, 5), grade="assumption",
        doc="Largest age difference of spouses.", source=_FAMILY)
    child_gap: int = param(28, unit="yr", bounds=(15, 50), plausible=(22, 32), grade="calibrated",
        doc="Young head: age gap to the first child.", source=_FAMILY)
    second_child_gap: int = param(31, unit="yr", bounds=(15, 50), plausible=(24, 35), grade="calibrated",
        doc="Young head: age gap to the second child.", source=_FAMILY)
    third_child_gap: int = param(33, unit="yr", bounds=(15, 50), plausible=(26, 40), grade="calibrated",
        doc="Young head: age gap to the third child.", source=_FAMILY)
    second_child_share: float = param(0.5, unit="share", bounds=(0, 1), plausible=(0.3, 0.7),
        grade="assumption", doc="Young head: fourth member is a second child, else a grandparent.",
        source=_FAMILY)
    grandparent_gap: int = param(25, unit="yr", bounds=(15, 50), plausible=(22, 30), grade="calibrated",
        doc="Young head: years by which the head's parents are older.", source=_FAMILY)
    old_head_child_gap: int = param(26, unit="yr", bounds=(15, 50), plausible=(22, 30), grade="calibrated",
        doc="Older head: age gap to the grown-up child.", source=_FAMILY)
    child_spouse_gap: int = param(27, unit="yr", bounds=(15, 50), plausible=(22, 32), grade="calibrated",
        doc="Older head: age gap to the child's spouse.", source=_FAMILY)
    grandchild_gap: int = param(54, unit="yr", bounds=(35, 90), plausible=(48, 60), grade="calibrated",
        doc="Older head: age gap to the first grandchild.", source=_FAMILY)
    descendant_age_range: int = param(3, unit="yr", bounds=(0, 10), plausible=(1, 5), grade="assumption",
        doc="Largest deviation of a descendant's age from the gap, each year as likely.",
        source="smooths the ages that fixed gaps would leave empty or crowded")
    parent_age_lowest: int = param(18, unit="yr", bounds=(12, 30), plausible=(17, 21), grade="assumption",
        doc="Youngest age of a parent at the birth of a child whom the gaps would put before birth.",
        source="smooths the ages that fixed gaps would leave empty or crowded")
    late_child_age_highest: int = param(15, unit="yr", bounds=(0, 15), plausible=(5, 15), grade="assumption",
        doc="Largest age of a child whom the gaps would put before birth.",
        source="children stay below the age of work, so the shares of errata D1 hold")
    second_grandchild_gap: int = param(56, unit="yr", bounds=(35, 90), plausible=(50, 64), grade="calibrated",
        doc="Older head: age gap to the second grandchild.", source=_FAMILY)


@dataclass
class PeopleStart:
    """Schooling, health and livelihoods of persons at the start."""

    education_at_20: float = param(9.8, unit="yr", bounds=(0, 16), plausible=(8.5, 11), grade="survey",
        doc="Mean schooling at age 20.", source="model.md 3.2, checked with migrants [F37]")
    education_age_slope: float = param(0.065, unit="yr/yr", bounds=(0, 0.3), plausible=(0.04, 0.09),
        grade="survey", doc="Schooling lost per year of age above 20.",
        source="model.md 3.2, checked with migrants [F37]")
    education_reference_age: float = param(20.0, unit="yr", bounds=(10, 40), plausible=(18, 24),
        grade="assumption", doc="Age from which older cohorts have less schooling.", source=_INIT)
    education_sd: float = param(2.2, unit="yr", bounds=(0, 6), plausible=(1.5, 3), grade="survey",
        doc="Spread of schooling at a given age.", source="model.md 3.2, checked with migrants [F37]")
    education_highest: float = param(16.0, unit="yr", bounds=(9, 25), plausible=(15, 19), grade="assumption",
        doc="Most schooling.", source=_INIT)
    young_age: int = param(22, unit="yr", bounds=(0, 30), plausible=(18, 25), grade="assumption",
        doc="Below this age schooling is drawn as that of newborns (block demography).", source="errata D2")
    disabled_share_young: float = param(0.01, unit="share", bounds=(0, 1), plausible=(0.005, 0.02),
        grade="assumption", doc="Disabled among those below the middle age.", source="errata D2")
    disabled_share_old: float = param(0.04, unit="share", bounds=(0, 1), plausible=(0.02, 0.08),
        grade="assumption", doc="Disabled among those from the middle age on.", source="errata D2")
    disability_age: int = param(45, unit="yr", bounds=(0, 100), plausible=(40, 50), grade="assumption",
        doc="Middle age of the disability shares.", source="errata D2")
    school_entry_age: int = param(6, unit="yr", bounds=(3, 10), plausible=(6, 7), grade="assumption",
        doc="Age at which schooling begins.", source="errata D2")
    work_age_lowest: int = param(16, unit="yr", bounds=(10, 25), plausible=(15, 18),
        grade="official-statistics", doc="Youngest age of work.", source="model.md S6")
    work_age_highest: int = param(64, unit="yr", bounds=(50, 80), plausible=(60, 69), grade="assumption",
        doc="Oldest age with all livelihoods open.", source="model.md S6")
    farm_age_highest: int = param(74, unit="yr", bounds=(50, 100), plausible=(70, 80), grade="assumption",
        doc="Oldest age of farming.", source="model.md S6")
    home_share: float = param(0.03, unit="share", bounds=(0, 1), plausible=(0.02, 0.08), grade="calibrated",
        doc="Able persons of working age without work; the rest is split below.", source="errata D6")
    farm_share: float = param(0.46, unit="share", bounds=(0, 1), plausible=(0.35, 0.55), grade="survey",
        doc="Farming among the working.", source=_INIT)
    local_job_share: float = param(0.18, unit="share", bounds=(0, 1), plausible=(0.12, 0.25), grade="survey",
        doc="Local job among the working.", source=_INIT)
    migrant_share: float = param(0.30, unit="share", bounds=(0, 1), plausible=(0.25, 0.4), grade="survey",
        doc="Migrant work among the working.", source=_INIT)
    business_share: float = param(0.06, unit="share", bounds=(0, 1), plausible=(0.03, 0.1), grade="survey",
        doc="Own business among the working.", source=_INIT)
    farm_share_old: float = param(0.6, unit="share", bounds=(0, 1), plausible=(0.4, 0.8), grade="assumption",
        doc="Farming among the able above the working age.", source="model.md 3.2: older skewed to farm")
    farm_age_slope: float = param(0.4, unit="log/10 yr", bounds=(0, 3), plausible=(0.2, 1),
        grade="assumption", doc="Rise of the odds of farming with age.",
        source="model.md 3.2: older skewed to farm")
    migrant_age_slope: float = param(0.4, unit="log/10 yr", bounds=(0, 3), plausible=(0.2, 1),
        grade="assumption", doc="Fall of the odds of migrant work with age.",
        source="model.md 3.2: older skewed to farm")
    livelihood_reference_age: float = param(42.0, unit="yr", bounds=(16, 64), plausible=(36, 44),
        grade="calibrated", doc="Age at which the odds are those of the shares.",
        source="chosen so that the shares come out")
    stay_away_rate: float = param(0.8, unit="/yr", bounds=(0, 0.99), plausible=(0.7, 0.9), grade="assumption",
        doc="Migrants who add another year; sets the years away so far.",
        source="assumed: mean spell five years")
    years_away_highest: int = param(20, unit="yr", bounds=(0, 50), plausible=(15, 30), grade="assumption",
        doc="Longest spell away at the start.", source="assumed: migration in numbers began in the 1990s")


@dataclass
class HouseholdStart:
    """Wealth and traits of households at the start."""

    land_median_mu: float = param(6.2, unit="mu", bounds=(0.01, 1000), plausible=(4, 9),
        grade="official-statistics", doc="Median contracted land.", source="model.md 3.2 [R]")
    land_sd_log: float = param(0.6, unit="log", bounds=(0, 3), plausible=(0.4, 0.8), grade="assumption",
        doc="Spread of contracted land.", source="model.md 3.2 [R]")
    ability_sd_log: float = param(0.42, unit="log", bounds=(0, 2), plausible=(0.25, 0.55), grade="calibrated",
        doc="Spread of fixed productivity.", source="model.md 3.8: Gini")
    capital_median_cny: float = param(9_000.0, unit="yuan", bounds=(0.01, 1e7), plausible=(5e3, 1.5e4),
        grade="assumption", doc="Median productive capital.", source=_INIT)
    capital_sd_log: float = param(0.9, unit="log", bounds=(0, 3), plausible=(0.6, 1.2), grade="assumption",
        doc="Spread of productive capital.", source=_INIT)
    money_median_cny: float = param(12_000.0, unit="yuan", bounds=(0.01, 1e7), plausible=(6e3, 2.5e4),
        grade="assumption", doc="Median deposits.", source=_INIT)
    money_sd_log: float = param(1.0, unit="log", bounds=(0, 3), plausible=(0.7, 1.4), grade="assumption",
        doc="Spread of deposits.", source=_INIT)
    attitude_shape_1: float = param(2.2, unit="-", bounds=(0.1, 50), plausible=(1.5, 3), grade="assumption",
        doc="First shape of the Beta distribution of attitude.", source=_INIT)
    attitude_shape_2: float = param(2.8, unit="-", bounds=(0.1, 50), plausible=(2, 4), grade="assumption",
        doc="Second shape of the Beta distribution of attitude.", source=_INIT)
    attitude_education_slope: float = param(0.02, unit="share/yr", bounds=(0, 0.2), plausible=(0, 0.04),
        doc="Attitude per year of the head's schooling.", grade="assumption",
        source="model.md 3.2, errata D3")
    attitude_education_reference: float = param(8.0, unit="yr", bounds=(0, 16), plausible=(6, 10),
        grade="assumption", doc="Head's schooling without effect on attitude.", source=_INIT)
    attitude_age_slope: float = param(0.004, unit="share/yr", bounds=(0, 0.05), plausible=(0, 0.01),
        grade="assumption", doc="Attitude lost per year of the head's age.", source=_INIT)
    attitude_age_reference: float = param(45.0, unit="yr", bounds=(16, 90), plausible=(40, 50),
        grade="assumption", doc="Head's age without effect on attitude.", source=_INIT)
    motivation_shape_1: float = param(4.0, unit="-", bounds=(0.1, 50), plausible=(2, 6), grade="assumption",
        doc="First shape of the Beta distribution of motivation.", source=_INIT)
    motivation_shape_2: float = param(3.0, unit="-", bounds=(0.1, 50), plausible=(2, 6), grade="assumption",
        doc="Second shape of the Beta distribution of motivation.", source=_INIT)
    elite_share: float = param(0.12, unit="share", bounds=(0, 1), plausible=(0.05, 0.2), grade="assumption",
        doc="Households tied to village cadres.", source=_INIT)
    income_guess_cny: float = param(10_891.0, unit="yuan/person", bounds=(100, 1e6), plausible=(7e3, 1.2e4),
        doc="First guess of income before the burn-in measures it.", grade="official-statistics",
        source="national rural income 2013 in constant yuan, errata A3")


@dataclass
class NetworkStart:
    """Ties between households (model.md 3.2 item 4)."""

    lattice_degree: int = param(8, unit="households", bounds=(2, 40), plausible=(6, 12), grade="assumption",
        doc="Neighbours in the ring of a village before rewiring; even.", source="model.md 3.2 item 4")
    rewiring_share: float = param(0.10, unit="share", bounds=(0, 1), plausible=(0.05, 0.2),
        grade="assumption", doc="Ties redirected at random inside the village.",
        source="model.md 3.2 item 4: clustering .45")
    outside_share: float = param(0.05, unit="share", bounds=(0, 1), plausible=(0.02, 0.1), grade="assumption",
        doc="Ties redirected to another village, rather of like remoteness.", source="model.md 3.2 item 4")
    elite_extra_share: float = param(0.20, unit="share", bounds=(0, 2), plausible=(0.1, 0.5),
        grade="assumption", doc="Additional ties of elite households in the township.",
        source="model.md 3.2 item 4, errata D9")


@dataclass
class FirmStart:
    """Enterprises, their owners and members at the start."""

    number_cooperative: float = param(1.0, unit="per village", bounds=(0, 20), plausible=(0.5, 2),
        grade="assumption", doc="Mean number of cooperatives.", source=_FIRMS)
    number_processing: float = param(0.2, unit="per village", bounds=(0, 20), plausible=(0.1, 0.4),
        grade="assumption", doc="Mean number of processing enterprises.", source=_FIRMS)
    number_services: float = param(0.4, unit="per village", bounds=(0, 20), plausible=(0.2, 0.8),
        grade="assumption", doc="Mean number of enterprises in tourism and e-commerce.", source=_FIRMS)
    capital_10k_cooperative: float = param(60.0, unit="10k", bounds=(0.1, 1e5), plausible=(30, 120),
        grade="assumption", doc="Median capital of cooperatives.", source=_FIRMS)
    capital_10k_processing: float = param(300.0, unit="10k", bounds=(0.1, 1e5), plausible=(150, 600),
        grade="assumption", doc="Median capital of processing enterprises.", source=_FIRMS)
    capital_10k_services: float = param(100.0, unit="10k", bounds=(0.1, 1e5), plausible=(50, 200),
        grade="assumption", doc="Median capital in tourism and e-commerce.", source=_FIRMS)
    capital_sd_log: float = param(0.5, unit="log", bounds=(0, 2), plausible=(0.3, 0.8), grade="assumption",
        doc="Spread of capital.", source=_FIRMS)
    technology_sd_log: float = param(0.25, unit="log", bounds=(0, 2), plausible=(0.15, 0.35),
        grade="assumption", doc="Spread of technology.", source=_FIRMS)
    money_share: float = param(0.3, unit="of capital", bounds=(0, 5), plausible=(0.1, 0.5),
        grade="assumption", doc="Money of an enterprise.", source=_FIRMS)
    age_hazard: float = param(0.06, unit="/yr", bounds=(0.001, 0.99), plausible=(0.04, 0.09),
        grade="assumption", doc="Hazard of the geometric distribution of age.", source="errata D6")
    age_highest: int = param(30, unit="yr", bounds=(1, 60), plausible=(20, 40), grade="assumption",
        doc="Oldest enterprise.", source="errata D6")
    n_founders_cooperative: int = param(5, unit="households", bounds=(1, 50), plausible=(3, 10),
        grade="assumption", doc="Founding households of a cooperative.", source="errata E3")
    n_founders_services: int = param(3, unit="households", bounds=(1, 50), plausible=(1, 5),
        grade="assumption", doc="Owners in tourism and e-commerce.", source="errata E3")
    elite_founder_weight: float = param(2.0, unit="ratio", bounds=(0, 20), plausible=(1, 3),
        grade="assumption", doc="Weight of elite households among founders and members.",
        source="errata E3, D7")
    collective_share_cooperative: float = param(0.10, unit="share", bounds=(0, 1), plausible=(0, 0.3),
        doc="Collective's holding in a cooperative.", grade="assumption", source="errata E3")
    collective_share_processing: float = param(0.05, unit="share", bounds=(0, 1), plausible=(0, 0.3),
        doc="Collective's holding in a processing enterprise.", grade="assumption", source="errata E3")
    collective_share_services: float = param(0.05, unit="share", bounds=(0, 1), plausible=(0, 0.3),
        doc="Collective's holding in tourism and e-commerce.", grade="assumption", source="errata E3")
    n_members_cooperative: int = param(40, unit="households", bounds=(0, 5000), plausible=(20, 80),
        grade="assumption", doc="Nominal members of a cooperative.", source="errata D7")
    active_member_share: float = param(0.5, unit="share", bounds=(0, 1), plausible=(0.4, 0.6), grade="survey",
        doc="Members with a contract.", source="errata D7: 50.9% of members used no service [F15]")
    contract_share: float = param(0.3, unit="share", bounds=(0, 0.8), plausible=(0.1, 0.5),
        grade="assumption", doc="Share of farm sales under contract of active members.", source="errata D7")


@dataclass
class Place:
    """Size of the township and its start state."""

    n_villages: int = param(20, unit="villages", bounds=(1, 2000), grade="design", doc="Villages.",
        source="model.md 1.2")
    households_per_village: int = param(250, unit="households", bounds=(2, 5000), grade="design",
        doc="Households of each village.", source="model.md 1.2")
    village_productivity_mean: float = param(-0.5, unit="log", bounds=(-2, 2), plausible=(-0.8, 0.3),
        grade="calibrated", doc="Mean of village productivity: -0.5 poor county, 0 nation.",
        source="errata A14, K2: income ratio .645")
    villages: VillageStart = block(VillageStart)
    families: FamilyStart = block(FamilyStart)
    people: PeopleStart = block(PeopleStart)
    households: HouseholdStart = block(HouseholdStart)
    network: NetworkStart = block(NetworkStart)
    firms: FirmStart = block(FirmStart)
