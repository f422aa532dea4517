"""06:00: plan the care visits of the next fortnight from the care plans."""

from datetime import date

from sqlalchemy.orm import Session

from app.care.planning import due_plans, plan_visit

BLOCK = 50  # One transaction a block: nobody waits half a second for the lock.
BLOCKS = 100


def plan_care(session: Session, today: date) -> str:
    made = left = 0
    for _ in range(BLOCKS):
        due = due_plans(session, today, BLOCK)
        for plan in due:
            if plan_visit(session, plan, today):
                made += 1
            else:
                left += 1
        session.commit()
        if len(due) < BLOCK:
            break
    return f"{made} visits planned, {left} occasions left out"
