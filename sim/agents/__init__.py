"""State and identity of everybody in the township; no behaviour, no schedule, no policy."""

from sim.agents.committee import Committees, Remoteness
from sim.agents.enterprise import Enterprises, Holdings, Kind
from sim.agents.government import Government, Programmes, RestOfWorld
from sim.agents.household import Households
from sim.agents.market import Market
from sim.agents.network import Network
from sim.agents.person import COUNTY_EMPLOYER, NO_EMPLOYER, Livelihood, Persons
from sim.agents.township import Township

__all__ = [
    "COUNTY_EMPLOYER",
    "NO_EMPLOYER",
    "Committees",
    "Enterprises",
    "Government",
    "Holdings",
    "Households",
    "Kind",
    "Livelihood",
    "Market",
    "Network",
    "Persons",
    "Programmes",
    "Remoteness",
    "RestOfWorld",
    "Township",
]
