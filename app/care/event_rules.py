"""How somebody answers an invitation to an event. Pure."""

from app.core.words import N_, Choice, RuleError


class Response(Choice):
    """应邀情况."""

    invited = N_("Invited")
    came = N_("Came")
    declined = N_("Declined")


class ResponseStep(Choice):
    """What becomes of an invitation."""

    come = N_("Came")
    decline = N_("Declined")


S, T = Response, ResponseStep
NEXT = {
    (S.invited, T.come): S.came,
    (S.invited, T.decline): S.declined,
    (S.declined, T.come): S.came,  # They came after all.
}


def after(status: Response, step: ResponseStep) -> Response:
    """What an answer leads to; RuleError where it was given already."""
    if (status, step) not in NEXT:
        raise RuleError(N_("This invitation is already answered otherwise."))
    return NEXT[status, step]
