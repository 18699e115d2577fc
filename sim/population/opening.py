"""Money at the start: paid out before the burn-in, and set back when the books of the first year open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Floats
from sim.ledger import Flow, Ledger, Sector

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass(frozen=True)
class OpeningMoney:
    """Money at the start in yuan, one number for each row of the table; posted as opening balance.

    Attributes
    ----------
    households, enterprises, collectives : array
    """

    households: Floats
    enterprises: Floats
    collectives: Floats

    def pay_out(self, ledger: Ledger) -> None:
        """Post the opening balance of every account."""
        ledger.post(Flow.OPENING_BALANCE, self.households, payee=Sector.HOUSEHOLDS)
        ledger.post(Flow.OPENING_BALANCE, self.enterprises, payee=Sector.ENTERPRISES)
        ledger.post(Flow.OPENING_BALANCE, self.collectives, payee=Sector.COLLECTIVES)


def settle_start_state(model: RuralModel, opening: OpeningMoney) -> None:
    """Open the books of 2013 after the burn-in (model.md 3.2): money as drawn, and the base of local demand.

    The median household gets its opening money again, enterprises and collectives all of theirs, since
    five years without entry, investment or building only pile up money. Ages stood still, so spells away
    of the young are cut to the years since they could leave.
    """
    households, committees, persons = model.households, model.committees, model.persons
    money_present = households.money_cny[model.township.in_statistics()]
    median = float(np.median(money_present)) if money_present.size else 0.0
    ratio = float(np.median(opening.households)) / median if median > 0 else 1.0
    for sector, money, target in (
        (Sector.HOUSEHOLDS, households.money_cny, households.money_cny * ratio),
        (Sector.ENTERPRISES, model.enterprises.money_cny, opening.enterprises),
        (Sector.COLLECTIVES, committees.money_cny, opening.collectives),
    ):
        change = target - money
        model.ledger.post(Flow.OPENING_BALANCE, np.maximum(change, 0.0), payee=sector)
        model.ledger.post(Flow.OPENING_WITHDRAWAL, np.maximum(-change, 0.0), payer=sector)
    spell = np.clip(persons.years_away, 1, persons.age - model.config.place.people.work_age_lowest)
    persons.years_away[:] = np.where(persons.years_away > 0, spell, 0)
    committees.base_consumption_cny[:] = committees.village_consumption_cny
    committees.base_business_labour[:] = committees.business_labour
