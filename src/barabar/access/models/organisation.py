from django.db import models

from barabar.reference.models import Territory
from barabar.reference.text import TextField


class Organisation(models.Model):
    """An institution in the tree: regional body, contact point, ministry, municipality, directorate, committee …

    Work belongs to organisations, never to accounts. `path` holds the keys from the root down ("/region/al/…/"), so
    that "everything below" is one comparison; it is written by the action that places the organisation.
    """

    key = models.SlugField(primary_key=True, max_length=80)
    kind = models.CharField(max_length=30)
    name = TextField()
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=400, unique=True)
    economy = models.CharField(max_length=2, blank=True)
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="organisations"
    )
    language = models.CharField(max_length=10, default="sq")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return str(self.name)

    def is_under(self, other: "Organisation") -> bool:
        """True for the organisation itself and for everything below `other`."""
        return self.path.startswith(other.path)
