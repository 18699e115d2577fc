"""Libraries that only a calibration needs: one clear message where they are missing."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence

from sim.parameter import ConfigurationError, Problem

INSTALL = 'pip install "rural-revitalization-sim[calibration]"'


def need(packages: Sequence[str] = ("sklearn", "threadpoolctl")) -> None:
    """Refuse to begin without libraries that will be needed later.

    Raises
    ------
    ConfigurationError
        That names what is missing and how to install it.
    """
    missing = [name for name in packages if importlib.util.find_spec(name) is None]
    if missing:
        message = f"not installed; get what calibration needs with: {INSTALL}"
        raise ConfigurationError([Problem("package", name, message) for name in missing])
