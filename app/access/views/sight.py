"""What somebody sees, and why: for who administers, confirms or audits rights."""

from typing import Any

from flask import abort, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.access import matrix, sight
from app.access.grants import department_words, role_words
from app.core.clock import local
from app.core.db import db
from app.core.listing import COUNT_LIMIT
from app.core.values import DEEPEST_PERSON, id_told
from app.core.words import N_
from app.security.models import Person
from app.security.rights import read_all


class SightView(BaseView):
    """One person's rights and reach in words, and a question about one customer."""

    route_base = "/people/why"
    class_permission_name = "Sight"
    base_permissions = ["can_show"]
    menu_name = N_("What somebody sees, and why")

    @expose("/<pk>")
    @has_access
    def show(self, pk):
        person = self._fetch(pk)
        who, told = sight.actor_of(person), request.args.get("customer", "")[:40].replace("\0", "")
        count = sight.visible_count(who)
        return self.render_template(
            "kedang/sight.html",
            title=str(N_("What they see: %(who)s")) % {"who": person},
            person=person,
            who=who,
            roles=self._roles(person),
            departments=sorted(department_words().get(str(pk), "") for pk in who.departments),
            shares=sight.live_shares(person),
            kinds=sight.kinds_of(who),
            why=person.glass_reason if who.glass_until else "",
            count=f"{COUNT_LIMIT:,}+" if count > COUNT_LIMIT else f"{count:,}",
            glass=who.glass_until and local(who.glass_until).strftime("%H:%M"),
            told=told,
            verdict=sight.verdict(told, who) if told.strip() else None,
            opens=self._opens(person),
            back_url=url_for("PersonView.show", pk=person.id),
        )

    @staticmethod
    def _fetch(pk: str) -> Person:
        number = id_told(pk, DEEPEST_PERSON) or abort(404)
        asked = select(Person).where(Person.id == number).options(selectinload(Person.roles))
        return db.session.scalar(asked) or abort(404)

    def _opens(self, person: Person) -> bool:
        """Whether any role opens the customer register at all."""
        ids = frozenset(role.id for role in person.roles)
        rights = self.appbuilder.sm.terms_of(ids).rights
        return bool({("can_list", "Customers"), ("can_show", "Customers")} & rights)

    def _roles(self, person: Person) -> list[dict[str, Any]]:
        """Each role's rights, screen by screen."""
        terms, words = read_all(db.session()), role_words()
        rows = [row for group in matrix.read(self.appbuilder) for row in group.rows]
        return [
            {
                "label": words.get(role.name, role.name),
                "reach": terms[role.id].reach,
                "screens": list(_screens(rows, terms[role.id].rights)),
            }
            for role in person.roles
            if role.id in terms
        ]


def _screens(rows, rights):
    for row in rows:
        held = [row.word(verb) for verb, screen in row.pairs if (verb, screen) in rights]
        if held:
            yield {"label": row.label, "words": held}
