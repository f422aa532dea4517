"""采集 › 合作项目: what several contracts serve."""

from app.contracts.models import Project
from app.contracts.resting import void_free
from app.core.asking import Plan
from app.core.screens import Interface
from app.core.words import N_
from app.customers.entries import entered
from app.customers.entry_screens import Entries, Related, void_step
from app.customers.headings import CustomerHeading

CUSTOMER = {"customer_id": (CustomerHeading, lambda: CustomerHeading.name)}


class ProjectView(Entries):
    """采集 › 合作项目."""

    datamodel = Interface(Project)
    route_base = "/projects"
    class_permission_name = "Projects"
    menu_name, menu_icon, record_word = N_("Projects"), "briefcase", N_("Project")
    labels = {
        "number": N_("Project number"),
        "name": N_("Project name"),
        "customer": N_("Customer"),
        "customer_id": N_("Customer"),
        "from_on": N_("From"),
        "to_on": N_("Until"),
        "summary": N_("Summary"),
        "created_at": N_("Entered at"),
    }
    help_texts = {"number": N_("Left empty, it is numbered by the archive.")}
    plan = Plan(
        entity=Project,
        columns=("number", "name", "customer_id", "from_on", "to_on", "created_at"),
        filters=("name", "customer_id", "from_on", "to_on"),
        orders=("id",),
        search=("number", "name"),
        labels=CUSTOMER,
    )
    sections = form_sections = (
        (N_("Project"), ("customer", "number", "name", "from_on", "to_on", "summary")),
    )
    clashes = {"number": N_("This number is already in use.")}
    cells = {"created_at": lambda row: entered(getattr(row, "from_on", None), row.created_at)}
    steps = (void_step(N_("Take this project back?"), void_free),)


class CustomerProjectView(Related):
    """On a customer's page: what one works on together."""

    datamodel = Interface(Project)
    route_base = "/customer-projects"
    class_permission_name, main = "Projects", "ProjectView"
    menu_name, record_word = N_("Projects"), N_("Project")
    labels, plan, cells = ProjectView.labels, ProjectView.plan, ProjectView.cells
    lines = ("number", "name", "from_on", "to_on", "created_at")
