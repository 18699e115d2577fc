"""Values set in checked configurations at little cost: only blocks that are touched are copied.

Many configurations share most of their blocks then, so that they are compared and hashed block by block.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import is_dataclass, replace
from typing import Any

from experiments.planning.names import CHANGES, dated
from sim.config import Config
from sim.parameter import flat

_ENCODER = json.JSONEncoder(sort_keys=True, default=str)


def with_values(config: Config, values: Mapping[str, Any]) -> Config:
    """Return a configuration with dotted keys set, changes in mid-run among them; nothing is checked.

    Examples
    --------
    >>> config = Config()
    >>> changed = with_values(config, {"policies.training.dose": 0.5, "changes_from_year.2026.pay.rank": 1})
    >>> changed.policies.training.dose, changed.changes_from_year, config.changes_from_year
    (0.5, {2026: {'pay.rank': 1}}, {})
    >>> changed.policies.talent is config.policies.talent
    True
    """
    tree: dict[str, Any] = {}
    changes = {year: dict(changed) for year, changed in config.changes_from_year.items()}
    for key, value in values.items():
        if (change := dated(key)) is not None:
            changes.setdefault(change[0], {})[change[1]] = value
            continue
        *path, name = key.split(".")
        branch = tree
        for part in path:
            branch = branch.setdefault(part, {})
        branch[name] = value
    grown: Config = _grown(config, tree)
    return grown if changes == config.changes_from_year else replace(grown, changes_from_year=changes)


def _grown(block: Any, tree: Mapping[str, Any]) -> Any:
    """Return a copy of a block with the leaves of a tree set, its other blocks shared."""
    if not tree:
        return block
    grown = object.__new__(type(block))  # what `copy` does, in a tenth of its time
    vars(grown).update(vars(block))
    for name, value in tree.items():
        setattr(grown, name, _grown(getattr(block, name), value) if isinstance(value, dict) else value)
    return grown


def value_in(config: Config, key: str) -> Any:
    """Return the value of a dotted key; of a change in mid-run, the one in force from that year on."""
    if (change := dated(key)) is not None:
        for year in sorted(config.changes_from_year, reverse=True):
            if year <= change[0] and change[1] in config.changes_from_year[year]:
                return config.changes_from_year[year][change[1]]
        return value_in(config, change[1])
    value: Any = config
    for part in key.split("."):
        value = getattr(value, part)
    return value


def differing(mine: Any, other: Any, prefix: str = "") -> list[str]:
    """Return the dotted names whose values differ between two trees, without changes in mid-run."""
    found, others = [], vars(other)
    for name, value in vars(mine).items():
        if value is others[name]:
            continue
        if is_dataclass(value):
            found += differing(value, others[name], f"{prefix}{name}.")
        elif name != CHANGES and value != others[name]:
            found.append(f"{prefix}{name}")
    return found


def sharing(mine: Any, other: Any) -> Any:
    """Return a tree of which every block that equals the other's is the other's.

    Examples
    --------
    >>> one, two = Config(), with_values(Config(), {"pay.rank": 1})
    >>> sharing(two, one).policies is one.policies, sharing(two, one).pay is one.pay
    (True, False)
    """
    if mine == other:
        return other
    blocks = {name: value for name, value in vars(mine).items() if is_dataclass(value)}
    return replace(mine, **{name: sharing(value, getattr(other, name)) for name, value in blocks.items()})


class Digests:
    """SHA-256 of configurations, block by block: a block that many share is hashed once.

    Equal parameters have equal hashes, by whatever route they were set.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[bytes, object]] = {}  # the block stays alive, so its id stays its own
        self._numbers = {key for key, value in flat(Config()).items() if isinstance(value, float)}

    def of(self, config: Config) -> str:
        """Return the hash of a whole configuration."""
        known = self._known.get(id(config))
        return (known[0] if known else self._digest(config)).hex()

    def _digest(self, block: object) -> bytes:
        """Return the hash of a block that is new, from those of the blocks in it."""
        parts, values = [], {}
        for name, value in vars(block).items():  # in the order of the fields
            if (known := self._known.get(id(value))) is not None:
                parts.append(known[0])
            elif hasattr(type(value), "__dataclass_fields__"):
                parts.append(self._digest(value))
            else:
                values[name] = value if name != CHANGES else self._changes(value)
        if values:
            parts.append(_ENCODER.encode(values).encode())
        digest = hashlib.sha256(b"".join(parts)).digest()
        self._known[id(block)] = (digest, block)
        return digest

    def _changes(self, changes: Mapping[int, Mapping[str, Any]]) -> dict[int, dict[str, Any]]:
        """Return changes in mid-run without empty years, whole numbers as the numbers they stand for."""
        return {
            year: {key: float(value) if key in self._numbers else value for key, value in changed.items()}
            for year, changed in changes.items()
            if changed
        }
