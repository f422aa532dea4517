"""The register of tables: what exists. A test fails when a table is missing here."""

from app.audit.models import AuditEntry, ChainHead  # 审计记录, 链头
from app.core.numbers import NumberSequence  # 号段
from app.customers.models import Customer  # 客户
from app.exchange.models import ImportBatch, ImportMapping, ImportRow  # 导入批次, 对照, 导入行
from app.security.models import (
    Department,  # 部门
    LoginCounter,  # 登录计数
    Person,  # 用户
    RoleState,  # 权限版本
    RoleTerms,  # 角色条款
    Share,  # 授权查看
    UserSession,  # 会话
)
from app.work.models import JobRun  # 任务

__all__ = [
    "AuditEntry",
    "ChainHead",
    "Customer",
    "Department",
    "ImportBatch",
    "ImportMapping",
    "ImportRow",
    "JobRun",
    "LoginCounter",
    "NumberSequence",
    "Person",
    "RoleState",
    "RoleTerms",
    "Share",
    "UserSession",
]
