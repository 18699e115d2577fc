"""Parameter statements, validation and error messages."""

from dataclasses import dataclass

import pytest

from sim.parameter import ConfigurationError, block, flat, param, problems, replaced, walk


def number(default, **kwargs):
    return param(
        default, **{"unit": "share", "doc": "A share.", "source": "test", "grade": "assumption", **kwargs}
    )


@dataclass
class Inner:
    training_dose: float = number(0.3, bounds=(0, 1))
    years: int = number(3, bounds=(0, 10), unit="yr")


@dataclass
class Outer:
    inner: Inner = block(Inner)
    name: str = number("a")
    is_on: bool = number(True)


def test_walk_yields_dotted_names():
    assert list(flat(Outer())) == ["inner.training_dose", "inner.years", "name", "is_on"]
    assert [statement.unit for _, statement, _ in walk(Outer())] == ["share", "yr", "share", "share"]


def test_replaced_leaves_the_original_alone_and_converts_whole_numbers():
    original = Outer()
    changed = replaced(original, {"inner.training_dose": 1, "inner.years": 4.0})
    assert changed.inner.training_dose == 1.0
    assert isinstance(changed.inner.training_dose, float)
    assert isinstance(changed.inner.years, int)
    assert original.inner.training_dose == 0.3


def test_all_errors_come_at_once_with_value_range_unit_and_nearest_name():
    with pytest.raises(ConfigurationError) as caught:
        replaced(
            Outer(), {"inner.trainig_dose": 0.5, "inner.training_dose": 1.5, "inner.years": 2.5, "is_on": 1}
        )
    text = str(caught.value)
    assert len(caught.value.problems) == 4
    for part in ("inner.trainig_dose", "did you mean 'inner.training_dose'", "1.5", "between 0 and 1 (share)",
                 "2.5", "whole number", "true or false"):  # fmt: skip
        assert part in text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "0.5", None, True])
def test_non_numbers_are_refused(value):
    with pytest.raises(ConfigurationError):
        replaced(Outer(), {"inner.training_dose": value})


@pytest.mark.parametrize(
    "kwargs",
    [{"grade": "guess"}, {"bounds": None}, {"bounds": (0, 0.1)}, {"plausible": (0.5, 1), "bounds": (0, 1)}],
)
def test_inconsistent_statements_are_refused(kwargs):
    with pytest.raises(ValueError, match=r"."):
        number(0.3, **{"bounds": (0, 1), **kwargs})


def test_defaults_have_no_problem():
    assert problems(Outer()) == []


def test_a_text_outside_its_choices_is_refused_with_the_nearest():
    @dataclass
    class Block:
        rule: str = number("logit", choices=("logit", "imitate"))

    assert replaced(Block(), {"rule": "imitate"}).rule == "imitate"
    with pytest.raises(ConfigurationError, match="one of logit, imitate; did you mean 'imitate'"):
        replaced(Block(), {"rule": "imitat"})
    with pytest.raises(ValueError, match="not one of"):
        number("other", choices=("logit", "imitate"))
