"""docs/benchmarks.md from what was measured."""


def main() -> None:
    """Write the page."""
