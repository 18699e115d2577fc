"""Government closes its books: higher levels pay for what was spent, and taxes are handed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.ledger import Flow, Sector

if TYPE_CHECKING:
    from sim.model import RuralModel


def government_closes_its_books(model: RuralModel) -> None:
    """Higher levels cover the year's public spending; taxes and other receipts are handed on (errata B3)."""
    spent = model.ledger.total(payer=Sector.GOVERNMENT)
    model.ledger.post(Flow.CENTRAL_TRANSFER, spent)
    model.ledger.post(Flow.TAX_REMITTED, max(float(model.government.money_cny[0]), 0.0))
