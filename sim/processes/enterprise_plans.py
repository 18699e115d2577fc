"""Enterprises plan the year's staff from last year's product prices (model.md 1.4 step 6, S8.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import YUAN_PER_10K
from sim.processes.enterprise_rules import planned_staff, village_advantage_factor, village_pay_10k

if TYPE_CHECKING:
    from sim.model import RuralModel


def enterprises_plan_labour(model: RuralModel) -> None:
    """Each enterprise plans the staff that pays at last year's product price and the village's pay."""
    enterprises, committees, rules = model.enterprises, model.committees, model.config.enterprises
    advantage = village_advantage_factor(rules, committees.infrastructure, committees.talent_stock)
    pay_10k = village_pay_10k(
        model.now.local_pay_10k, committees.village_productivity_log, model.config.pay.ability_share
    )
    staff = planned_staff(
        rules,
        enterprises.kind,
        np.exp(enterprises.technology_log - enterprises.gaming_loss_log) * advantage[enterprises.village],
        enterprises.capital_cny / YUAN_PER_10K,
        model.market.product_price[enterprises.kind],
        pay_10k[enterprises.village],
        enterprises.n_plants,
    )
    enterprises.labour_target[:] = np.where(enterprises.is_active, staff, 0)
