"""What a long run of many rows may do about Python's search for rings of dead objects."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: New objects between two looks at the youngest; Python's own 700 come with every few rows.
NEW_OBJECTS = 20_000


@contextmanager
def seldom_searched() -> Iterator[None]:
    """What the program itself is made of is looked at no more, and what is new less often.

    Blocks of rows leave hardly any rings, and each look would walk over all that is loaded.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
