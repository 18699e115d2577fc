"""What is seen while seeds run: a bar with the time left, or log lines where there is no terminal."""

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

_SECONDS_BETWEEN_LINES = 5.0
_SECONDS_TO_REPEAT = 0.5


def say(text: str) -> None:
    """Print a line beside the results (standard error), so that results can be redirected."""
    print(text, file=sys.stderr, flush=True)


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
    """Count finished tasks: a tqdm bar on a terminal, else a line every few seconds."""

    def __init__(self, total: int, title: str, initial: int = 0) -> None:
        self.total, self.title, self.done = total, title, initial
        self.started = self.said = time.perf_counter()
        self.bar: Any = None

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            from tqdm import tqdm

            self.bar = tqdm(total=self.total, desc=self.title, unit="run", initial=self.done, leave=False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar is not None:
            self.bar.close()

    def advance(self) -> None:
        """Count one more finished task."""
        self.done += 1
        now = time.perf_counter()
        if self.done == 1:
            self.started = now  # the first task also waited for its worker: it tells nothing of the rest
        if self.bar is not None:
            self.bar.update()
        elif now - self.said >= _SECONDS_BETWEEN_LINES or self.done == self.total:
            left = (now - self.started) / max(self.done - 1, 1) * (self.total - self.done)
            ahead = f", about {left:.0f} s left" if left > 0 else ""
            say(f"{self.title}: {self.done}/{self.total}{ahead}")
            self.said = now

    def say(self, text: str) -> None:
        """Print a line without tearing the bar."""
        if self.bar is None:
            say(text)
        else:
            self.bar.write(text, file=sys.stderr)
