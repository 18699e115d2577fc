"""How an enterprise comes into being: its row, its holders and the money they pay in (errata E3, E4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.agents.enterprise import Enterprises, Holdings
from sim.arrays import Floats, Ints, sum_by
from sim.ledger import Flow, Purpose, Sector
from sim.processes.enterprise_rules import by_kind, technology_start, village_pay_10k
from sim.processes.shocks import demand_shocks_log
from sim.random_streams import Stream, stable_id

if TYPE_CHECKING:
    from sim.model import RuralModel

FOUNDING = 1
"""Draw of the technology stream that sets the start; draw 0 is the yearly change."""
OUTSIDER, PUBLIC = 0, 1
"""Stand for the first founder in the identity of an enterprise of outside investors or of government."""


@dataclass
class Founding:
    """One enterprise to be founded; without founders an outside investor or government pays the equity."""

    village: int
    kind: int
    founders: Ints
    equity_cny: Floats
    technology_gain_log: float
    grant_cny: float = 0.0
    is_project: bool = False


def open_enterprises(model: RuralModel, foundings: list[Founding]) -> None:
    """Append the new enterprises with their holders and post grants, equity and the purchase of capital."""
    foundings = sorted(foundings, key=lambda item: (item.village, item.kind, _identity(model, item)))
    table = _new_rows(model, foundings)
    capital = table.capital_cny
    rows = model.enterprises.append(table)
    model.holdings.append(_new_holdings(model, foundings, rows))
    model.township.sort_holdings()
    _pay_equity(model, foundings, rows)
    model.ledger.post(Flow.ENTERPRISE_COSTS, capital, payers=rows)


def _pay_equity(model: RuralModel, foundings: list[Founding], rows: Ints) -> None:
    """Post the equity of founding households with their grants, of outside investors and of government."""
    post, pairs = model.ledger.post, list(zip(rows, foundings, strict=True))
    groups = [(row, founding) for row, founding in pairs if founding.founders.size]
    if groups:
        leaders = np.array([founding.founders[0] for _, founding in groups])
        grants = np.array([founding.grant_cny for _, founding in groups])
        post(Flow.STARTUP_GRANT, grants, payees=leaders, purpose=Purpose.TALENT)
        founders = np.concatenate([founding.founders for _, founding in groups])
        equity = np.concatenate([founding.equity_cny for _, founding in groups])
        payees = np.repeat([row for row, _ in groups], [founding.founders.size for _, founding in groups])
        post(Flow.EQUITY_PAID_IN, equity, payers=founders, payees=payees, payer=Sector.HOUSEHOLDS)
    investors = ((Sector.REST_OF_WORLD, Purpose.GENERAL), (Sector.GOVERNMENT, Purpose.PROJECTS))
    for is_project, (payer, purpose) in enumerate(investors):
        theirs = [pair for pair in pairs if not pair[1].founders.size and pair[1].is_project == is_project]
        payees = np.array([row for row, _ in theirs], np.int64)
        equity = np.array([founding.equity_cny.sum() for _, founding in theirs])
        post(Flow.EQUITY_PAID_IN, equity, payees=payees, payer=payer, purpose=purpose)


def _identity(model: RuralModel, founding: Founding) -> int:
    """Return the permanent identity of an enterprise, from village, kind, year and first founder."""
    first = PUBLIC if founding.is_project else OUTSIDER
    if founding.founders.size:
        first = int(model.households.uid[founding.founders[0]])
    return stable_id(int(model.committees.uid[founding.village]), founding.kind, model.year, first)


def _new_rows(model: RuralModel, foundings: list[Founding]) -> Enterprises:
    """Return the rows of the new enterprises; their technology is quoted at the reference year's pay."""
    committees, market = model.committees, model.market
    rules, table = model.config.enterprise_turnover, Enterprises(len(foundings))
    table.village[:] = [founding.village for founding in foundings]
    table.kind[:] = [founding.kind for founding in foundings]
    table.founding_year[:] = model.year
    table.uid[:] = np.array([_identity(model, founding) for founding in foundings], np.uint64)
    table.is_project[:] = [founding.is_project for founding in foundings]
    equity = np.array([founding.equity_cny.sum() for founding in foundings])
    table.public_equity_cny[:] = table.public_money_cny[:] = equity * table.is_project
    table.capital_cny[:] = table.founding_capital_cny[:] = rules.equity_capital_share * equity
    pay_10k = market.reference_pay_10k if market.reference_pay_10k > 0 else model.now.local_pay_10k
    private = model.streams.normals(Stream.TECHNOLOGY, table.uid, model.year, FOUNDING)
    public = model.streams.normals(Stream.PROJECT_QUALITY, table.uid, model.year)
    noise = np.where(table.is_project, public, private)
    gain = np.array([founding.technology_gain_log for founding in foundings])
    productivity_log = committees.village_productivity_log[table.village]
    village_pay = village_pay_10k(pay_10k, productivity_log, model.config.pay.ability_share)
    start = np.log(technology_start(model.config.enterprises, table.kind, village_pay))
    table.technology_log[:] = start + gain + model.config.place.firms.technology_sd_log * noise
    # Enterprises are founded after the shocks of the year were drawn; theirs follow here.
    table.demand_shock_log[:] = demand_shocks_log(model, table.uid)
    return table


def _new_holdings(model: RuralModel, foundings: list[Founding], rows: Ints) -> Holdings:
    """Return the holdings of new enterprises: founders by equity beside the collective (E3)."""
    new = np.repeat(np.arange(len(foundings)), [founding.equity_cny.size for founding in foundings])
    equity = np.concatenate([founding.equity_cny for founding in foundings])
    is_outside = np.array([founding.founders.size == 0 for founding in foundings])
    outsider = np.zeros(1, np.int64)
    holders = [founding.founders if founding.founders.size else outsider for founding in foundings]
    kind = np.array([founding.kind for founding in foundings])
    is_project = np.array([founding.is_project for founding in foundings])
    collective = by_kind(model.config.place.firms, "collective_share")[kind]
    collective = np.where(is_project, 1.0, collective)
    holdings = Holdings(len(new) + len(foundings))
    holdings.enterprise[:] = np.concatenate([rows[new], rows])
    holdings.holder[:] = np.concatenate([*holders, [founding.village for founding in foundings]])
    sector = np.where(is_outside, Sector.REST_OF_WORLD, Sector.HOUSEHOLDS)[new]
    holdings.sector[:] = np.concatenate([sector, np.full(len(foundings), Sector.COLLECTIVES)])
    founders_weight = (1 - collective)[new] * equity / sum_by(new, equity, len(foundings))[new]
    holdings.weight[:] = np.concatenate([founders_weight, collective])
    holdings.keep(holdings.weight > 0)
    return holdings
