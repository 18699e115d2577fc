"""What is seen while runs are made: a bar with the time left, or log lines where there is no terminal."""

from __future__ import annotations

import _thread
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any

QUIET_SECONDS = 2.0
"""Preparations shorter than this are not worth a word."""

_SHORTEST_PAUSE, _LONGEST_PAUSE = 5.0, 60.0
_LINES_SO_FAR = 12
"""The time so far in so many pauses, between the bounds: the lines thin out after the first minute."""

_SECONDS_TO_REPEAT = 0.5


def say(text: str) -> None:
    """Print a line beside the results (standard error), so that results can be redirected."""
    print(text, file=sys.stderr, flush=True)


def spoken(seconds: float) -> str:
    """Return a time in the unit that fits it.

    Examples
    --------
    >>> spoken(7.2), spoken(600), spoken(20_000)
    ('7 s', '10 min', '5.6 h')
    """
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


@contextmanager
def patience(text: str, done: Callable[[float], str]) -> Iterator[None]:
    """Say ``text`` when the work inside takes long, and how long it took at its end."""
    started = time.perf_counter()
    timer = threading.Timer(QUIET_SECONDS, say, [text])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    seconds = time.perf_counter() - started
    if seconds > QUIET_SECONDS:
        say(done(seconds))


@contextmanager
def insistent_interrupt() -> Iterator[None]:
    """Repeat a Ctrl-C until it is heard: the compiler's callbacks swallow one that meets them."""
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    repeats: list[threading.Timer] = []

    def interrupt(number: int, frame: FrameType | None) -> None:
        repeats.append(threading.Timer(_SECONDS_TO_REPEAT, _thread.interrupt_main))
        repeats[-1].daemon = True
        repeats[-1].start()
        signal.default_int_handler(number, frame)

    signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        for timer in repeats:
            timer.cancel()
        signal.signal(signal.SIGINT, signal.default_int_handler)


class Progress:
    """Count finished runs: a tqdm bar on a terminal, else a line now and then.

    The time left follows from the mean rate since work began: runs come back in clumps, and a rate of the
    last few would jump with each of them.

    Parameters
    ----------
    total : int
    title : str
    initial : int
        Runs that were finished before; they tell nothing of the rate.
    left : str
        What is said of the ``{time}`` left, in the language of the title.
    """

    def __init__(self, total: int, title: str, initial: int = 0, left: str = ", about {time} left") -> None:
        self.total, self.title, self.initial, self.left = total, title, initial, left
        self.done = initial
        self.started = self.said = self.last = time.perf_counter()
        self.bar: Any = None

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            from tqdm import tqdm

            self.bar = tqdm(
                total=self.total, desc=self.title, unit="run", initial=self.done, leave=False, smoothing=0
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar is not None:
            self.bar.close()

    def advance(self) -> None:
        """Count one more finished run."""
        now = time.perf_counter()
        left, self.last = self._seconds_left(now), now
        self.done += 1
        if self.bar is not None:
            self.bar.update()
        elif now - self.said >= self._pause(now) or self.done == self.total:
            ahead = self.left.format(time=spoken(left)) if left and self.done < self.total else ""
            say(f"{self.title}: {self.done}/{self.total}{ahead}")
            self.said = now

    def _seconds_left(self, now: float) -> float:
        """Return the time left, from the rate up to the run before: this one may begin a clump."""
        if self.done == self.initial:
            return 0.0
        per_run = (self.last - self.started) / (self.done - self.initial)
        return max(0.0, per_run * (self.total - self.done) - (now - self.last))

    def _pause(self, now: float) -> float:
        """Return the seconds between lines: a log of a night needs fewer than one of a minute."""
        return min(_LONGEST_PAUSE, max(_SHORTEST_PAUSE, (now - self.started) / _LINES_SO_FAR))

    def say(self, text: str) -> None:
        """Print a line without tearing the bar."""
        if self.bar is None:
            say(text)
        else:
            self.bar.write(text, file=sys.stderr)
