import os
from django.conf import settings
from django.contrib import admin
from import_export import resources
from import_export.admin import ImportExportModelAdmin
from .models import Contact, Customer, Service, Transaction

if settings.BENCH_UNFOLD:
    from unfold.admin import ModelAdmin, TabularInline
else:
    from django.contrib.admin import ModelAdmin, TabularInline

BASES = (ModelAdmin, ImportExportModelAdmin) if settings.BENCH_UNFOLD else (ImportExportModelAdmin,)
LIST = ["customer_no", "name", "kind", "region", "industry", "grade", "credit_tier", "status", "phone", "uscc",
        "department", "created_on", "annual_sales"]


class CustomerResource(resources.ModelResource):
    class Meta:
        model, fields = Customer, ["id"] + LIST
        if os.environ.get("DJ_BULK") == "1":     # the library's documented fast path
            use_bulk, batch_size, skip_diff, skip_html_diff, force_init_instance = True, 1000, True, True, True


class ContactInline(TabularInline):
    model, extra = Contact, 1


@admin.register(Customer)
class CustomerAdmin(*BASES):
    resource_classes = [CustomerResource]
    list_display, list_per_page, ordering = LIST, 25, ["id"]
    list_filter = ["status", "kind", "region"]
    list_select_related = ["region", "industry", "department"]
    search_fields = ["name"]
    inlines = [ContactInline]
    show_full_result_count = os.environ.get("DJ_FULL_COUNT", "1") == "1"


@admin.register(Contact)
class ContactAdmin(ModelAdmin):
    list_display = ["name", "title", "phone", "customer"]


@admin.register(Transaction)
class TransactionAdmin(ModelAdmin):
    list_display = ["number", "customer", "happened_on", "kind", "amount", "currency", "created_on"]
    list_filter = ["kind", "currency"]
    list_select_related, list_per_page, ordering = ["customer"], 25, ["-id"]
    search_fields = ["number", "source_no", "invoice_no"]
    raw_id_fields = ["customer"]


@admin.register(Service)
class ServiceAdmin(ModelAdmin):
    list_display = ["number", "customer", "kind", "happened_on", "priority", "status", "created_on"]
    list_filter = ["status", "kind"]
    list_select_related, list_per_page, ordering = ["customer"], 25, ["-id"]
    search_fields = ["number", "content", "result"]
    raw_id_fields = ["customer"]
