"""Entry in a hurry: five fields are a draft."""

from flask import flash, redirect, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import lazy_gettext
from flask_login import current_user
from wtforms import HiddenField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from app.core.choice_fields import ChoiceField
from app.core.clock import today
from app.core.db import db
from app.core.fields import CheckedField, DayField, LineField
from app.core.forms import SENT_BEFORE
from app.core.once import OnceSent, new_key
from app.core.remote_fields import RemoteField
from app.core.saving import save
from app.core.words import N_
from app.customers import passage
from app.customers.contacts import Contact, ContactLink
from app.customers.form_views import watched
from app.customers.models import Customer, new_numbers
from app.customers.phones import MOBILES, read_phone
from app.customers.rules import Basis, CustomerKind
from app.dictionaries.finding import word_of
from app.dictionaries.models import Dictionary
from app.security.actor import actor
from app.security.rules import Reach


class QuickForm(DynamicForm):
    """What one knows after a first telephone call."""

    form_key = HiddenField(default=new_key)
    name = LineField(lazy_gettext("Customer name"), validators=[InputRequired(), Length(max=200)])
    kind = ChoiceField(
        lazy_gettext("Customer kind"), [], CustomerKind, default=CustomerKind.enterprise
    )
    phone = CheckedField(
        lazy_gettext("Telephone"), validators=[Optional(), Length(max=40)], check=read_phone
    )
    contact = LineField(lazy_gettext("Contact person"), validators=[Optional(), Length(max=80)])
    source = RemoteField(
        lazy_gettext("Source"),
        validators=[Optional()],
        url="/customers/words/customer_source",
        find=word_of(Dictionary.customer_source),
    )
    first_contact_on = DayField(lazy_gettext("First contact on"), validators=[Optional()])
    relation_started_on = DayField(lazy_gettext("Relation since"), validators=[Optional()])
    basis = ChoiceField(
        lazy_gettext("Basis of keeping"),
        [],
        Basis,
        nullable=True,
        default=Basis.contract,
        description=lazy_gettext("For a person's data: the individual, or the contact person."),
    )

    def validate_first_contact_on(self, field):
        if field.data and field.data > today():
            raise ValidationError(str(N_("The first contact lies in the future.")))


class QuickView(BaseView):
    """登记 › 快速登记."""

    route_base = "/quick"
    default_view = "add"
    class_permission_name = "QuickEntry"
    base_permissions = ["can_add"]
    menu_name, menu_icon = N_("Quick entry"), "plus"

    @expose("/", methods=["GET", "POST"])
    @has_access
    @permission_name("add")
    def add(self):
        form = QuickForm()
        if not form.is_submitted():
            form.first_contact_on.data = today()
        elif number := _entered(form):
            return redirect(url_for("CustomerView.show", pk=number))
        first = ["name", "kind", "phone", "contact", "source"]
        more = ["first_contact_on", "relation_started_on", "basis"]
        return self.render_template(
            "kedang/form.html",
            title=str(self.menu_name),
            form=form,
            sections=[
                {"title": str(N_("What is known")), "fields": first, "open": True},
                {"title": str(N_("When and why")), "fields": more, "open": True},
            ],
            back_url=url_for("CustomerView.list"),
            save_label=str(N_("Save as a draft")),
            save_and_new=False,
            warnings=[],
            watched=watched("name", "phone") if self.may_look() else None,
        )

    def may_look(self):
        """Whether this reader may ask who a customer may be already."""
        return self.appbuilder.sm.has_access("can_add", "Customers")


def _entered(form):
    """The draft this form made, now or when it was sent before; None where it was refused."""
    once, customer, refusal = OnceSent(), Customer(), None
    if form.validate():
        refusal = save(db.session, lambda: _write(form, customer, once), {})
        if refusal is None:
            flash(str(N_("Saved as a draft. The rest can follow.")), "success")
            return customer.id
    number = once.made(db.session())
    if number is not None:
        flash(str(SENT_BEFORE), "info")
    elif refusal:
        flash(str(refusal), "danger")
    return number


def _write(form, customer, once):
    """A draft, and the contact person at it."""
    for name in ("name", "kind", "source", "first_contact_on", "relation_started_on"):
        setattr(customer, name, form[name].data)
    _reach(form, customer)
    user = current_user._get_current_object()
    customer.department_id = user.department_id
    customer.account_manager = user if actor().reach is Reach.own else None
    customer.check_facts()
    customer.number = new_numbers(db.session)[0]
    customer.derive()
    db.session.add(customer)
    if form.contact.data:
        _add_contact(form, customer)
    passage.assess(db.session(), customer)
    db.session.flush()
    once.keep(db.session(), customer.id)


def _reach(form, customer):
    """A person's telephone is sealed; an organisation's is plain."""
    if customer.kind is CustomerKind.individual:
        customer.basis, typed = form.basis.data, form.phone.data
        is_mobile = not typed or read_phone(typed).kind in MOBILES
        setattr(customer, "mobile" if is_mobile else "private_phone", typed)
    else:
        customer.phone = form.phone.data


def _add_contact(form, customer):
    contact = Contact(name=form.contact.data, basis=form.basis.data, customer=customer)
    contact.check_facts()
    contact.derive()
    db.session.add_all((contact, ContactLink(contact=contact, customer=customer)))
