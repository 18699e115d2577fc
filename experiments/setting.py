"""Values set in checked configurations at little cost: only blocks that are touched are copied.

Many configurations share most of their blocks then, so that they are compared and hashed block by block.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from copy import copy
from dataclasses import fields, is_dataclass, replace
from typing import Any

from experiments.names import dated
from sim.config import Config
from sim.parameter import flat


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
    grown = copy(block)
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
    found = []
    for item in fields(mine):
        one, two = getattr(mine, item.name), getattr(other, item.name)
        if one is two:
            continue
        if is_dataclass(one):
            found += differing(one, two, f"{prefix}{item.name}.")
        elif "parameter" in item.metadata and one != two:
            found.append(f"{prefix}{item.name}")
    return found


class Digests:
    """SHA-256 of configurations, block by block: a block that many share is hashed once.

    Equal parameters have equal hashes, by whatever route they were set.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[str, object]] = {}  # the block stays alive, so its id stays its own
        self._numbers = {key for key, value in flat(Config()).items() if isinstance(value, float)}

    def of(self, block: Any) -> str:
        """Return the hash of a block of parameters, or of a whole configuration."""
        known = self._known.get(id(block))
        if known is None:
            stated = {item.name: self._stated(getattr(block, item.name)) for item in fields(block)}
            text = json.dumps(stated, sort_keys=True, default=str)
            known = self._known[id(block)] = (hashlib.sha256(text.encode()).hexdigest(), block)
        return known[0]

    def _stated(self, value: Any) -> Any:
        """Return what stands for a value: its hash for a block, changes in mid-run as years with numbers."""
        if is_dataclass(value):
            return self.of(value)
        if not isinstance(value, dict):
            return value
        return {
            year: {key: float(item) if key in self._numbers else item for key, item in changes.items()}
            for year, changes in value.items()
            if changes
        }
