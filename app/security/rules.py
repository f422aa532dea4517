"""What the words of access mean: 密级, reach, and who may give out rights. Pure."""

from app.core.words import N_, Choice


class Security(Choice):
    """密级, lowest first."""

    public = N_("Public")
    internal = N_("Internal")
    restricted = N_("Trade secret")
    confidential = N_("Core trade secret")


class Reach(Choice):
    """How far a role sees: which rows, before the 密级 is asked."""

    none = N_("No business records")
    own = N_("Own customers")
    department = N_("Own department and below")
    company = N_("Whole company")


LEVELS = tuple(Security)
REACHES = tuple(Reach)


def cleared_for(clearance: Security) -> tuple[Security, ...]:
    """The levels a person with this clearance may see."""
    return LEVELS[: LEVELS.index(clearance) + 1]


def widest(reaches: list[Reach]) -> Reach:
    """Several roles see what the widest of them sees."""
    return max(reaches, key=REACHES.index, default=Reach.none)
