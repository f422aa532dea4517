"""What the tests of requests over REST send: a step, a decision."""

from app.approvals.models import ApprovalRequest
from tests.core.writing import one

EN = {"Accept-Language": "en"}
REASON = "not part of the project"


def step(browser, resource, number, name, heading=EN, **body):
    return browser.post(f"{one(resource, number)}/steps/{name}", json=body, headers=heading)


def decide(browser, number, name="approve", **body):
    return step(browser, "approval_request", number, name, **body)


def status(machine, pk):
    with machine() as session:
        return session.get_one(ApprovalRequest, pk).status
