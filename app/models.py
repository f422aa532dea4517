"""The register of tables: what exists. A test fails when a table is missing here."""

from app.access.asks import AccessAsk  # 查看申请
from app.access.models import Grant  # 授权申请
from app.approvals.delegations import Delegation  # 代理
from app.approvals.models import (
    ApprovalDecision,  # 审批意见
    ApprovalRequest,  # 审批申请
    ApprovalRule,  # 审批规则
    ApprovalStep,  # 审批步骤
)
from app.audit.models import AuditEntry, ChainHead  # 审计记录, 链头
from app.contracts.models import Contract, Project  # 合同, 合作项目
from app.contracts.money import Allocation, Payment, Receivable  # 核销, 回款, 应收
from app.contracts.trade import Product, Transaction, TransactionLine  # 产品, 交易, 交易明细
from app.core.numbers import NumberSequence  # 号段
from app.core.once import SentKey  # 请求凭证
from app.core.stored import StoredFile  # 存储文件
from app.customers.contacts import Contact, ContactLink  # 联系人, 任职关系
from app.customers.evidence import Evidence, Verification  # 佐证材料, 核验记录
from app.customers.models import Customer  # 客户
from app.customers.parts import (
    BankAccount,  # 银行账户
    CustomerAddress,  # 地址
    FormerName,  # 曾用名
    InvoiceTitle,  # 开票抬头
)
from app.customers.reviews import HandOver, ReviewMark  # 移交维护人, 审核记录
from app.customers.stages import CustomerStage  # 客户阶段
from app.customers.standards import CollectionStandard, StandardElement  # 采集标准, 采集要素
from app.desk.models import SavedView  # 视图
from app.dictionaries.models import DictionaryWord  # 字典项
from app.exchange.models import ImportBatch, ImportMapping, ImportRow  # 导入批次, 对照, 导入行
from app.security.models import (
    Department,  # 部门
    Duty,  # 登记分工
    LoginCounter,  # 登录计数
    Person,  # 用户
    RoleState,  # 权限版本
    RoleTerms,  # 角色条款
    Share,  # 授权查看
    UserSession,  # 会话
)
from app.service.complaints import Complaint, ComplaintPause  # 投诉, 投诉暂停
from app.service.models import ServiceRecord  # 服务记录
from app.work.models import JobRun  # 任务
from app.workday.comments import Comment, Mention  # 评论, 提及
from app.workday.models import FollowUp, FollowUpTemplate  # 跟进记录, 跟进模板
from app.workday.tasks import Task  # 任务

__all__ = [
    "AccessAsk",
    "Allocation",
    "ApprovalDecision",
    "ApprovalRequest",
    "ApprovalRule",
    "ApprovalStep",
    "AuditEntry",
    "BankAccount",
    "ChainHead",
    "CollectionStandard",
    "Comment",
    "Complaint",
    "ComplaintPause",
    "Contact",
    "ContactLink",
    "Contract",
    "Customer",
    "CustomerAddress",
    "CustomerStage",
    "Delegation",
    "Department",
    "DictionaryWord",
    "Duty",
    "Evidence",
    "FollowUp",
    "FollowUpTemplate",
    "FormerName",
    "Grant",
    "HandOver",
    "ImportBatch",
    "ImportMapping",
    "ImportRow",
    "InvoiceTitle",
    "JobRun",
    "LoginCounter",
    "Mention",
    "NumberSequence",
    "Payment",
    "Person",
    "Product",
    "Project",
    "Receivable",
    "ReviewMark",
    "RoleState",
    "RoleTerms",
    "SavedView",
    "SentKey",
    "ServiceRecord",
    "Share",
    "StandardElement",
    "StoredFile",
    "Task",
    "Transaction",
    "TransactionLine",
    "UserSession",
    "Verification",
]
