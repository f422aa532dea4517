"""采集 › 产品: what is traded, and at which price."""

from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from sqlalchemy import or_, select
from wtforms.validators import Optional

from app.contracts.trade import Product
from app.core.asking import Plan
from app.core.db import db
from app.core.lookup import lookup_results, typed_text
from app.core.narrowing import escape_like
from app.core.remote_fields import RemoteField
from app.core.screens import Interface, Screen
from app.core.words import N_
from app.dictionaries.finding import word_of, words_of
from app.dictionaries.models import Dictionary, DictionaryWord, word_name


class ProductView(Screen):
    """采集 › 产品."""

    datamodel = Interface(Product)
    base_permissions = ["can_list", "can_show", "can_add", "can_edit", "can_export"]
    route_base = "/products"
    class_permission_name = "Products"
    menu_name, menu_icon, record_word = N_("Products"), "package", N_("Product")
    number_column = "code"
    labels = {
        "code": N_("Product code"),
        "name": N_("Product name"),
        "category": N_("Product category"),
        "category_id": N_("Product category"),
        "unit": N_("Unit"),
        "price": N_("Price"),
        "is_active": N_("On sale"),
    }
    plan = Plan(
        entity=Product,
        columns=("code", "name", "category_id", "unit", "price", "is_active"),
        filters=("code", "name", "category_id", "is_active"),
        orders=("id", "name"),
        search=("code", "name"),
        labels={"category_id": (DictionaryWord, word_name)},
    )
    facets = ("is_active",)
    references = {"category_id": "/products/categories"}
    sections = form_sections = (
        (N_("Product"), ("code", "name", "category", "unit", "price", "is_active")),
    )
    clashes = {"code": N_("This product code is already in use.")}

    def field(self, name):
        if name == "category":
            return RemoteField(
                self.labels[name],
                validators=[Optional()],
                url="/products/categories",
                find=word_of(Dictionary.product_category),
            )
        return super().field(name)

    @expose("/categories")
    @has_access
    @permission_name("list")
    def categories(self):
        return lookup_results(words_of(Dictionary.product_category, typed_text()))

    @expose("/find")
    @has_access
    @permission_name("list")
    def find(self):
        pattern = f"%{escape_like(typed_text())}%"
        named = or_(*(c.ilike(pattern, escape="\\") for c in (Product.code, Product.name)))
        asked = select(Product.id, Product.name).where(named, Product.is_active).limit(20)
        return lookup_results(db.session.execute(asked))
