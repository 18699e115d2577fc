"""Every parameter is read by something, and every default lies within its own statement."""

import dataclasses
import re

from sim.config import Config
from sim.model import RuralModel
from sim.parameter import flat, problems, replaced, statements, walk
from sim.runs import finish
from tests.helpers.township import tiny_config

# Read outside the model: by the executor that gives cash at equal cost.
READ_ELSEWHERE = {"policies.cash.equal_cost_to"}


def recorded(tree, prefix, seen):
    """Turn a block and its children into recorders of the parameters that are read."""
    names = set(statements(type(tree)))

    def read(self, name):
        if name in names:
            seen.add(prefix + name)
        return object.__getattribute__(self, name)

    for field in dataclasses.fields(tree):
        value = getattr(tree, field.name)
        if dataclasses.is_dataclass(value):
            recorded(value, f"{prefix}{field.name}.", seen)
    tree.__class__ = type(type(tree).__name__, (type(tree),), {"__getattribute__": read})


def test_every_parameter_is_read():
    """A parameter that nothing reads is a promise that nothing keeps."""
    config = replaced(
        tiny_config(),
        {"policies.cash.dose": 1.0, "policies.cash.amount_per_resident_cny": 10.0, "clock.end_year": 2025},
    )
    model = RuralModel(config, seed=1)
    seen: set[str] = set()
    recorded(model.config, "", seen)
    model._build(keep_journal=False)  # once more, now that reading is recorded
    finish(model)
    missing = set(flat(Config())) - seen - READ_ELSEWHERE
    assert not missing, sorted(missing)


def test_defaults_are_valid():
    assert problems(Config()) == []


def test_every_parameter_says_where_it_comes_from():
    limit = re.compile(
        r"[_.](lowest|highest|min|max|floor|ceiling|limit)(_|$)"
    )  # technical limits have no range
    for key, statement, _ in walk(Config()):
        assert statement.doc.endswith("."), key
        assert statement.source, key
        if statement.grade == "assumption" and isinstance(statement.default, float) and not limit.search(key):
            assert statement.plausible is not None, f"{key}: an assumption needs a range"


def test_the_status_quo_dose_is_the_default_dose():
    """A lever that starts later than 2021 has the status quo until then, the dose of the baseline."""
    config = Config()
    for name, lever in config.policies.levers().items():
        if name != "cash":
            assert lever.dose == config.context.status_quo_dose, name
