"""What is seen while runs are made: lines that thin out, a time left that does not jump, interrupts heard."""

import contextlib
import os
import re
import signal
import time
from itertools import pairwise

import pytest

from experiments.words import progress
from experiments.words.progress import Progress, insistent_interrupt


@pytest.fixture
def clock(monkeypatch):
    """A clock that is set by hand."""
    now = [0.0]
    monkeypatch.setattr(progress.time, "perf_counter", lambda: now[0])
    return now


def lines_of(clock, capsys, moments, total, initial=0):
    """The lines that are said when runs are finished at some moments: (moment, done, seconds left)."""
    found = []
    with Progress(total, "Simulating", initial) as shown:
        for moment in moments:
            clock[0] = moment
            shown.advance()
            for line in capsys.readouterr().err.splitlines():
                done, whole, left, unit = re.fullmatch(
                    r"Simulating: (\d+)/(\d+)(?:, about ([\d.]+) (s|min|h) left)?", line
                ).groups()
                assert int(whole) == total
                seconds = float(left or 0) * {"s": 1, "min": 60, "h": 3600, None: 0}[unit]
                found.append((moment, int(done), seconds))
    return found


def test_the_time_left_is_right_when_runs_come_in_clumps(clock, capsys):
    moments = [16.0 * (1 + place // 32) for place in range(640)]  # two workers, 16 runs each, 1 s a run
    lines = lines_of(clock, capsys, moments, 640)
    assert len(lines) >= 10
    for moment, _, left in lines[:-1]:
        if moment > 16:  # before, nothing is known
            assert left == pytest.approx(320 - moment, abs=30)
    assert lines[-1] == (320, 640, 0)


def test_runs_that_were_stored_before_tell_nothing_of_the_rate(clock, capsys):
    lines = lines_of(clock, capsys, [1.0 * place for place in range(1, 101)], 1000, initial=900)
    assert lines[0] == (5, 905, 95)
    assert all(left == 100 - moment for moment, _, left in lines)
    assert lines[-1] == (100, 1000, 0)


def test_lines_thin_out_in_a_long_sweep(clock, capsys):
    lines = lines_of(clock, capsys, [0.5 * place for place in range(1, 72_001)], 72_000)
    gaps = [later[0] - earlier[0] for earlier, later in pairwise(lines)]
    assert gaps[:3] == [5, 5, 5]
    assert max(gaps) == 60
    assert len(lines) < 36_000 / 60 + 60


def test_a_short_study_says_its_end_only(clock, capsys):
    assert lines_of(clock, capsys, [0.1, 0.2, 0.3], 3) == [(0.3, 3, 0)]


def test_the_time_left_can_be_said_in_another_language(clock, capsys):
    with Progress(10, "模拟", left="，约剩{time}") as shown:
        for clock[0] in (4, 8):
            shown.advance()
    assert capsys.readouterr().err == "模拟: 2/10，约剩32 s\n"


@pytest.mark.skipif(os.name == "nt", reason="looks at a pseudo-terminal")
def test_a_terminal_gets_a_bar_of_runs(monkeypatch):
    import pty
    import termios

    parent, child = pty.openpty()
    termios.tcsetwinsize(parent, (24, 80))
    with os.fdopen(child, "w") as terminal:
        monkeypatch.setattr("sys.stderr", terminal)
        with Progress(40, "Simulating", 30) as shown:
            for _ in range(5):
                shown.advance()
            shown.bar.refresh()
            shown.say("a line of its own")
    seen = os.read(parent, 100_000).decode()
    os.close(parent)
    assert "35/40" in seen
    assert "a line of its own" in seen


def swallow_an_interrupt_and_wait():
    with contextlib.suppress(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    for _ in range(50):
        time.sleep(0.1)


def test_a_swallowed_interrupt_comes_again():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt), insistent_interrupt():
            swallow_an_interrupt_and_wait()
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)
