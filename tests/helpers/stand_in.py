"""What processes read of a model, around a hand-made township; tests replace any part."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from sim.agents import Network, Township
from sim.config import Config
from sim.ledger import Ledger
from sim.random_streams import RandomStreams
from sim.terms import Terms


class StandIn(SimpleNamespace):
    """A plain object with the attributes of a model; the network is that of the township."""

    @property
    def network(self) -> Network:
        return self.township.network


def stand_in(township: Township, *, year: int, seed: int, **now: Any) -> StandIn:
    """Return a stand-in in an open year with default parameters; ``now`` is the year's outside world."""
    ledger = Ledger(township.accounts(), keep_journal=True)
    ledger.open_year(year)
    return StandIn(
        config=Config(),
        township=township,
        persons=township.persons,
        households=township.households,
        enterprises=township.enterprises,
        holdings=township.holdings,
        committees=township.committees,
        market=township.market,
        government=township.government,
        programmes=township.programmes,
        ledger=ledger,
        streams=RandomStreams(seed),
        terms=Terms(),
        now=SimpleNamespace(**now),
        year=year,
        is_burn_in=False,
    )
