"""Whether a colleague sees a customer: yes or no, asked of the gate itself."""

from app.audit.chain import Who
from app.customers.models import Customer
from app.security.acting import actor_for
from app.security.models import Person
from app.security.standing import standing


def sees(person: Person, customer_id: int) -> bool:
    """Whether an active person's roles and department show them this customer."""
    if not person.active:
        return False
    who = actor_for(person, Who(f"user:{person.username}", person.id))
    found = standing(Customer, str(customer_id), who)
    return bool(found and found["visible"])
