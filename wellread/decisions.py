"""What a human says about a waiting plan: approve it, change it, or send it back."""

from typing import Literal

from wellread.domain import Frozen, Limits, Plan


class Approve(Frozen):
    """The plan and its limits are right as they are."""

    type: Literal["approve"] = "approve"


class Edit(Frozen):
    """This plan and these limits instead; code checks them before they count."""

    type: Literal["edit"] = "edit"
    plan: Plan
    limits: Limits


class Reject(Frozen):
    """Plan again, with this in mind."""

    type: Literal["reject"] = "reject"
    remark: str


Decision = Approve | Edit | Reject
