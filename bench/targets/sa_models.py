"""The shared tables as SQLAlchemy models, for the FAB and Flask-Admin targets."""
import datetime
from decimal import Decimal
from sqlalchemy import Boolean, Date, ForeignKey, Integer, Numeric, String
from sqlalchemy.orm import mapped_column, relationship


def define(Model):
    class Named:
        id = mapped_column(Integer, primary_key=True)
        name = mapped_column(String(40), nullable=False)

        def __repr__(self):
            return self.name

    class Region(Named, Model):
        __tablename__ = "crm_region"

    class Industry(Named, Model):
        __tablename__ = "crm_industry"

    class Department(Named, Model):
        __tablename__ = "crm_department"

    class Customer(Model):
        __tablename__ = "crm_customer"
        id = mapped_column(Integer, primary_key=True)
        customer_no = mapped_column(String(20), unique=True, nullable=False)
        name = mapped_column(String(120), nullable=False)
        kind = mapped_column(String(12), nullable=False, index=True)
        region_id = mapped_column(ForeignKey("crm_region.id"), nullable=False, index=True)
        industry_id = mapped_column(ForeignKey("crm_industry.id"), nullable=False, index=True)
        grade = mapped_column(String(2), nullable=False, index=True)
        credit_tier = mapped_column(String(4), nullable=False)
        status = mapped_column(String(10), nullable=False, index=True)
        phone = mapped_column(String(20), nullable=False)
        uscc = mapped_column(String(18), nullable=False)
        department_id = mapped_column(ForeignKey("crm_department.id"), nullable=False, index=True)
        created_on = mapped_column(Date, nullable=False, default=datetime.date.today)
        annual_sales = mapped_column(Numeric(16, 2), nullable=False, index=True, default=Decimal(0))
        region = relationship("Region")
        industry = relationship("Industry")
        department = relationship("Department")

        def __repr__(self):
            return self.name

    class Contact(Model):
        __tablename__ = "crm_contact"
        id = mapped_column(Integer, primary_key=True)
        customer_id = mapped_column(ForeignKey("crm_customer.id"), nullable=False, index=True)
        name = mapped_column(String(40), nullable=False)
        title = mapped_column(String(20), nullable=False)
        phone = mapped_column(String(20), nullable=False)
        is_primary = mapped_column(Boolean, nullable=False, default=False)
        customer = relationship("Customer")

        def __repr__(self):
            return self.name

    return Region, Industry, Department, Customer, Contact


LIST = ["customer_no", "name", "kind", "region", "industry", "grade", "credit_tier", "status", "phone", "uscc",
        "department", "created_on", "annual_sales"]
