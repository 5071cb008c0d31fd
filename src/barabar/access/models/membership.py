from django.db import models

from .account import Account
from .organisation import Organisation


class Membership(models.Model):
    """An account's role in an organisation, from a day until a day. A role is a key of definitions/roles.yaml."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=40)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors")

    class Meta:
        ordering = ["organisation_id", "role", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "organisation", "role"], condition=models.Q(until=None), name="one_open_membership"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.role} · {self.organisation_id}"
