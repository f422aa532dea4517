"""How many lists a second a server gives to many readers at once; how soon it is there after a
start, and what it then holds in memory.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from bench.browser import Client
from bench.drive import Emit
from bench.target import Target

READERS = 8
SECONDS = 5.0
ROUNDS = 3
STARTS = 5
ABOUT = f"""Page 1 of the list to {READERS} readers at once, two workers a target, each target for
{SECONDS:g} s in turn and {ROUNDS} times over; the readers share the machine's cores with it. A
start is of the target alone, from its command to the first page it gives, the median of {STARTS};
MB is the resident size of its largest process after a login and a list.
"""


def rates(targets: Sequence[Target], emit: Emit) -> None:
    """Page 1 of the list to eight readers at once, each target for some seconds in turn."""
    live = [target for target in targets if target.process]
    given: dict[str, list[float]] = {target.name: [] for target in live}
    for _ in range(ROUNDS):
        for target in live:
            given[target.name].append(_rate(target))
    for target in live:
        emit(target=target.name, page="rate", per_second=statistics.median(given[target.name]))


def _rate(target: Target) -> float:
    path, until = target.path(target.spec["pages"]["list"]), time.perf_counter() + SECONDS
    begun = time.perf_counter()
    with ThreadPoolExecutor(READERS) as readers:
        counts = readers.map(lambda _: _read(target, path, until), range(READERS))
        return sum(counts) / (time.perf_counter() - begun)


def _read(target: Target, path: str, until: float) -> int:
    """How often one reader was given the page; a refusal ends the measurement."""
    client, count = Client(target.client.port, target.client.cookies), 0
    while time.perf_counter() < until:
        answer = client.get(path)
        if answer.status != 200:
            raise SystemExit(f"{target.name}: {path} answered {answer.status}")
        count += 1
    return count


def starts(made: Sequence[Callable[[], Target]], port: int, emit: Emit) -> None:
    """Each target alone: from its command to the first page it gives, and its size then."""
    taken: dict[str, list[tuple[float, float]]] = {}
    for _ in range(STARTS):
        for make in made:
            target, begun = make(), time.perf_counter()
            target.start(port)
            try:
                seconds = time.perf_counter() - begun
                target.log_in()
                target.client.get(target.path(target.spec["pages"]["list"]))
                taken.setdefault(target.name, []).append((seconds, target.resident()))
            finally:
                target.stop()
    for name, both in taken.items():
        seconds, held = (statistics.median(figures) for figures in zip(*both, strict=True))
        emit(target=name, page="start", start_s=seconds, held_mb=held)
