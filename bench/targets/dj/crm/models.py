from django.db import models


class Region(models.Model):
    name = models.CharField(max_length=40)
    __str__ = lambda self: self.name

    class Meta:
        db_table, managed = "crm_region", False


class Industry(models.Model):
    name = models.CharField(max_length=40)
    __str__ = lambda self: self.name

    class Meta:
        db_table, managed = "crm_industry", False


class Department(models.Model):
    name = models.CharField(max_length=40)
    __str__ = lambda self: self.name

    class Meta:
        db_table, managed = "crm_department", False


class Customer(models.Model):
    customer_no = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, db_index=True)
    region = models.ForeignKey(Region, models.PROTECT)
    industry = models.ForeignKey(Industry, models.PROTECT)
    grade = models.CharField(max_length=2, db_index=True)
    credit_tier = models.CharField(max_length=4)
    status = models.CharField(max_length=10, db_index=True)
    phone = models.CharField(max_length=20)
    uscc = models.CharField(max_length=18)
    department = models.ForeignKey(Department, models.PROTECT)
    created_on = models.DateField()
    annual_sales = models.DecimalField(max_digits=16, decimal_places=2, db_index=True)
    __str__ = lambda self: self.name

    class Meta:
        db_table, managed = "crm_customer", False


class Contact(models.Model):
    customer = models.ForeignKey(Customer, models.CASCADE)
    name = models.CharField(max_length=40)
    title = models.CharField(max_length=20)
    phone = models.CharField(max_length=20)
    is_primary = models.BooleanField(default=False)
    __str__ = lambda self: self.name

    class Meta:
        db_table, managed = "crm_contact", False


class Transaction(models.Model):
    number = models.CharField(max_length=20, unique=True)
    customer = models.ForeignKey(Customer, models.PROTECT)
    happened_on = models.DateField(db_index=True)
    kind = models.CharField(max_length=12, db_index=True)
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    currency = models.CharField(max_length=3, db_index=True)
    source_no = models.CharField(max_length=64, null=True, blank=True)
    invoice_no = models.CharField(max_length=64, null=True, blank=True)
    created_on = models.DateField()
    __str__ = lambda self: self.number

    class Meta:
        db_table, managed = "crm_transaction", False


class Service(models.Model):
    number = models.CharField(max_length=20, unique=True)
    customer = models.ForeignKey(Customer, models.PROTECT)
    kind = models.CharField(max_length=12, db_index=True)
    channel = models.CharField(max_length=12)
    priority = models.CharField(max_length=8)
    status = models.CharField(max_length=10, db_index=True)
    happened_on = models.DateField(db_index=True)
    content = models.TextField()
    result = models.TextField(null=True, blank=True)
    created_on = models.DateField()
    __str__ = lambda self: self.number

    class Meta:
        db_table, managed = "crm_service", False
