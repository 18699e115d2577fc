"""The way to a dask scheduler: where it is, who works for it, and whether they would compute as we do."""

from __future__ import annotations

import asyncio
import json
import logging
import platform
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from experiments.running.engines import EngineError
from sim.parameter import Problem, nearest_name

if TYPE_CHECKING:
    from distributed import Worker

    from experiments.planning.options import RunOptions

SCHEMES = ("tcp", "tls", "ws", "wss")
"""How workers, scheduler and we may talk; ``tls`` and ``wss`` are encrypted."""

MOST_SHOWN = 10
"""Workers that one message names."""

_EXAMPLE = "such as tcp://10.0.0.5:8786"
_SILENT = logging.CRITICAL + 1

Facts = Mapping[str, str]
"""What must be equal on all machines, by its name."""


class StrangerError(RuntimeError):
    """A worker that would not compute what this machine would."""


def scheduler_address(options: RunOptions) -> str:
    """Return the address that the options name, empty for a local cluster; nothing is contacted.

    Raises
    ------
    EngineError
        When it has not the form of an address, or the scheduler file cannot be read.
    """
    if options.address and options.scheduler_file:
        raise EngineError("give address or scheduler_file, not both: they name the same thing")
    if options.scheduler_file:
        return _address_in(Path(options.scheduler_file))
    if options.address and (fault := _fault_of(options.address)):
        raise EngineError(str(Problem("address", options.address, fault)))
    return options.address


def _fault_of(address: str) -> str:
    """Return what is wrong with the form of an address, or an empty text.

    Examples
    --------
    >>> _fault_of("tcp://10.0.0.5:8786"), _fault_of("node7:8786")
    ('', '')
    >>> _fault_of("10.0.0.5")
    'must end in a port from 1 to 65535, such as tcp://10.0.0.5:8786'
    """
    parts = urlsplit(address if "://" in address else f"{SCHEMES[0]}://{address}")
    if parts.scheme not in SCHEMES:
        near = nearest_name(parts.scheme, list(SCHEMES)) or SCHEMES[0]
        return f"begins with none of {', '.join(SCHEMES)}; did you mean '{near}://{parts.netloc}'?"
    try:
        port = parts.port
    except ValueError:
        port = None
    if not port:
        return f"must end in a port from 1 to 65535, {_EXAMPLE}"
    if not parts.hostname or parts.path or parts.query or " " in address:
        return f"must be a machine and a port, {_EXAMPLE}"
    return ""


def _address_in(file: Path) -> str:
    """Return the address that a scheduler has written to a file."""
    try:
        address = json.loads(file.read_text(encoding="utf-8"))["address"]
    except OSError as error:
        reason = f"cannot be read ({error.strerror or error}): is the scheduler running?"
    except (ValueError, KeyError, TypeError):
        reason = "is not a file that `dask scheduler --scheduler-file` has written"
    else:
        fault = _fault_of(str(address))
        if not fault:
            return str(address)
        reason = f"holds {address!r}, which {fault}"
    raise EngineError(str(Problem("scheduler_file", str(file), reason)))


def knock(address: str, seconds: float) -> None:
    """Ask who is there; unlike a client that connects, this can be interrupted and leaves nothing behind.

    Raises
    ------
    Exception
        Whatever says that nobody is there, or somebody else than a scheduler.
    """
    answer: Future[str] = Future()

    def ask() -> None:
        try:
            answer.set_result(asyncio.run(asyncio.wait_for(_kind_of(address), seconds)))
        except Exception as error:
            answer.set_exception(error)

    # A thread of its own, because there may be a loop in this one (notebooks).
    threading.Thread(target=ask, daemon=True).start()
    if (kind := answer.result(2 * seconds)) != "Scheduler":
        raise ValueError(f"it is the address of a {kind.lower()}")


async def _kind_of(address: str) -> str:
    from distributed import Security, rpc

    async with rpc(address, connection_args=Security().get_connection_args("client")) as place:
        return str((await place.identity())["type"])


@lru_cache
def facts() -> Facts:
    """Return what decides whether another process computes what this one does."""
    from experiments.storage.provenance import source_hash, version

    return {
        "model version": version(),
        "model source": source_hash()[:16],
        "Python": ".".join(platform.python_version_tuple()[:2]),
        **{name: metadata.version(name) for name in ("numpy", "numba")},
    }


def facts_of(dask_worker: Worker) -> Facts:
    """Return the facts of the worker that this runs on; dask fills in which, because of the name."""
    return {**facts(), "threads": str(dask_worker.state.nthreads)}


def expected_facts() -> Facts:
    """Return what a worker must answer; one thread, because a run has its process for itself."""
    return {**facts(), "threads": "1"}


def difference(found: Facts, expected: Facts) -> str:
    """Return how a worker differs, in words; empty if it does not.

    Examples
    --------
    >>> difference({"numpy": "2.2.0", "threads": "4"}, {"numpy": "2.4.6", "threads": "1"})
    'numpy 2.2.0 where 2.4.6 is wanted, threads 4 where 1 is wanted'
    """
    return ", ".join(
        f"{name} {found.get(name, 'unknown')} where {value} is wanted"
        for name, value in expected.items()
        if found.get(name) != value
    )


def refuse_strangers(answers: Mapping[str, Any]) -> None:
    """Raise what is wrong with workers and the scheduler, all of them at once.

    Parameters
    ----------
    answers : mapping of address to facts, or to the error that came instead

    Raises
    ------
    EngineError
    """
    expected, lines = expected_facts(), []
    for place, answer in answers.items():
        if isinstance(answer, OSError):
            continue  # it died while it was asked; whoever replaces it is asked with its first job
        if isinstance(answer, Exception):
            lines.append(f"{place} cannot load the model: {answer}")
        elif found := difference(answer, expected):
            lines.append(f"{place} has {found}")
    if lines:
        more = [f"and {len(lines) - MOST_SHOWN} more"] if len(lines) > MOST_SHOWN else []
        raise EngineError("\n  ".join([*_STRANGERS, *lines[:MOST_SHOWN], *more]))


_STRANGERS = (
    "the cluster would not compute what this machine does: install the same versions everywhere and start"
    " workers with `--nthreads 1`",
)


@contextmanager
def silenced() -> Iterator[None]:
    """Keep the log of dask off the screen: what users must know is told in plain words."""
    loggers = [
        logging.getLogger(name)
        for name in ["asyncio", *logging.root.manager.loggerDict]
        if name.split(".")[0] in ("asyncio", "distributed", "tornado")
    ]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(_SILENT)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
