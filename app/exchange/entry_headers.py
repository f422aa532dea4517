"""How the headers of contracts, trade and money are written. Pure."""

from collections.abc import Mapping

Synonyms = Mapping[str, tuple[str, ...]]

CUSTOMER: Synonyms = {
    "customer_number": ("客户编号", "客户档案编号", "Customer number"),
    "customer_uscc": ("统一社会信用代码", "信用代码", "USCC", "Credit code"),
    "customer_code": ("客户代码", "原系统客户编号", "CustomerID", "Customer code"),
    "customer_name": ("客户名称", "所属客户", "公司名称", "Customer", "Customer name", "Company"),
}
MONEY: Synonyms = {
    "amount": ("金额", "Amount", "InvoiceAmount", "合同金额", "应收金额", "回款金额"),
    "currency": ("币种", "Currency"),
    "rate": ("汇率", "对人民币汇率", "Rate to CNY"),
}
REMARK: Synonyms = {"remark": ("备注", "Remark")}
CONTRACT_HEADERS: Synonyms = {
    **CUSTOMER,
    **MONEY,
    **REMARK,
    "number": ("合同编号", "Contract number"),
    "source_no": ("来源编号", "Number in its source", "原合同编号"),
    "name": ("合同名称", "Contract name", "Title"),
    "type": ("合同类型", "Contract type"),
    "signed_on": ("签订日期", "Signed on", "Agreement date"),
    "start_on": ("开始日期", "生效日期", "Starts on", "Effective date"),
    "end_on": ("结束日期", "到期日期", "Ends on", "Expiration date"),
    "renewal": ("续签", "续期", "Renewal", "Renewal term"),
    "payment_terms": ("付款条件", "Payment terms"),
    "customer_signatory": ("客户签约人", "Customer's signatory"),
    "remind_days": ("提前提醒天数", "提醒天数", "提前提醒（天）", "Remind so many days before"),
    "original_count": ("正本份数", "正本數", "Originals"),
    "original_place": ("正本存放处", "正本存放地点", "存放地点", "Originals kept at"),
    "original_keeper": ("正本保管人", "保管人", "Originals kept by"),
    "copy_count": ("副本份数", "副本數", "Copies"),
    "is_perpetual": ("无固定期限", "無固定期限", "长期有效", "Without end"),
}
PRODUCT_HEADERS: Synonyms = {
    "code": ("产品编码", "产品编号", "Product code", "ProductID", "StockCode"),
    "name": ("产品名称", "Product name", "ProductName"),
    "unit": ("单位", "Unit"),
    "price": ("单价", "Price", "UnitPrice"),
}
TRANSACTION_HEADERS: Synonyms = {
    **CUSTOMER,
    **REMARK,
    "source_no": ("来源编号", "订单号", "订单编号", "OrderID", "Number in its source"),
    "happened_on": ("交易日期", "订单日期", "Date of trade", "OrderDate", "InvoiceDate"),
    "delivered_on": ("交货日期", "发货日期", "Delivered on", "ShippedDate"),
    "kind": ("交易类型", "Kind of trade"),
    "returns": ("原交易编号", "原交易", "退货原交易", "原订单号", "Returned from"),
    "currency": MONEY["currency"],
    "rate": MONEY["rate"],
    "invoice_no": ("发票号码", "发票号", "Invoice number"),
    "invoice_type": ("发票类型", "發票類型", "发票种类", "Type of invoice"),
    "tax_amount": ("税额", "稅額", "其中税额", "Tax in it", "Tax"),
    "delivery_status": ("交货状态", "發貨狀態", "发货状态", "Delivery status"),
    "sales_region": ("销售区域", "銷售區域", "Sales region"),
    "salesperson": ("销售员", "业务员", "銷售員", "業務員", "Salesperson", "EmployeeID"),
}
LINE_HEADERS: Synonyms = {
    **CUSTOMER,
    "order_no": (
        "交易编号", "订单号", "订单编号", "OrderID", "InvoiceNo", "Transaction number",
    ),
    "happened_on": ("交易日期", "Date of trade", "OrderDate", "InvoiceDate"),
    "currency": MONEY["currency"],
    "product": ("产品编码", "产品编号", "Product code", "ProductID", "StockCode"),
    "description": ("内容说明", "品名", "Description"),
    "unit": ("单位", "Unit"),
    "quantity": ("数量", "Quantity"),
    "price": ("单价", "Price", "UnitPrice"),
    "discount": ("折扣", "Discount"),
}  # fmt: skip
RECEIVABLE_HEADERS: Synonyms = {
    **CUSTOMER,
    **REMARK,
    "amount": MONEY["amount"],
    "currency": MONEY["currency"],
    "rate": MONEY["rate"],
    "period": ("期次", "期数", "期數", "Instalment"),
    "method": (
        "约定回款方式", "約定回款方式", "约定方式", "计划回款方式", "計劃回款方式", "回款方式",
        "Method agreed",
    ),
    "remind_days": ("提前提醒天数", "提醒天数", "提前提醒天數", "Remind so many days before"),
    "source_no": ("发票号码", "发票号", "Invoice number", "invoiceNumber"),
    "happened_on": (
        "开票或计划日期", "开票日期", "计划日期", "InvoiceDate", "Invoiced or planned on",
    ),
    "due_on": ("到期日", "应收日期", "Due on", "DueDate"),
    "contract": ("合同编号", "Contract number"),
    "is_disputed": ("有争议", "Disputed"),
}  # fmt: skip
PAYMENT_HEADERS: Synonyms = {
    **CUSTOMER,
    "is_advance": ("预收", "預收", "预收款", "是否预收", "In advance"),
    **MONEY,
    **REMARK,
    "source_no": ("来源编号", "Number in its source"),
    "happened_on": ("收款日期", "回款日期", "Received on", "SettledDate"),
    "receivable": ("应收编号", "发票号码", "发票号", "Receivable number", "invoiceNumber"),
    "contract": ("合同编号", "Contract number"),
    "refunds": (
        "退回的回款",
        "退款的回款",
        "原回款编号",
        "退回的回款编号",
        "Gives back the payment",
    ),
    "kind": ("收款类别", "Kind of payment"),
    "method": ("回款方式", "方式", "Method"),
    "payer": ("付款方", "Payer"),
    "bank_ref": ("银行流水号", "Bank reference"),
}
