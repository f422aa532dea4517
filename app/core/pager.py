"""Where a list's page leads on to, and how many rows there are."""

from typing import Any

from app.core.asking import NUMBERED_ROWS, Asked
from app.core.links import PLACES, link, restart
from app.core.listing import COUNT_LIMIT, Found


def places(asked: Asked, found: Found) -> dict[str, Any]:
    ahead = {**dict.fromkeys(PLACES), "after": found.last_place}
    back = {**dict.fromkeys(PLACES), "before": found.first_place}
    return {
        "first_url": restart() if found.has_previous else None,
        "prev_url": link(**back) if found.has_previous and found.rows else None,
        "next_url": link(**ahead) if found.has_next and found.rows else None,
        "last_url": restart(last=1) if found.has_next else None,
        "pages": _numbers(asked, found),
    }


def _numbers(asked: Asked, found: Found) -> list[dict[str, Any]]:
    """Page numbers near the start only: far pages are reached by place, not by counting."""
    if found.start is None:
        return []
    rows = NUMBERED_ROWS if found.is_more_than_count else found.count
    most = min(-(-rows // asked.size), NUMBERED_ROWS // asked.size)
    low = max(1, min(asked.page - 2, most - 4))
    return [
        {"n": n, "url": restart(page=n) if n > 1 else restart(), "current": n == asked.page}
        for n in range(low, min(low + 5, most + 1))
    ]


def count_text(found: Found) -> str:
    return f"{COUNT_LIMIT:,}+" if found.is_more_than_count else f"{found.count:,}"
