from django.db import models

from barabar.reference.text import TextField


class Territory(models.Model):
    """A place of the gazetteer: county, district, municipality, entity. Economies are definitions, not rows.

    `key` is ours and stable; codes of others (ISO 3166-2, GeoNames) are foreign identifiers.
    """

    key = models.SlugField(primary_key=True, max_length=80)
    economy = models.CharField(max_length=2)
    kind = models.CharField(max_length=30)
    name = TextField()
    official_form = TextField(blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    iso_code = models.CharField(max_length=10, blank=True)
    geonames = models.CharField(max_length=40, blank=True)
    aliases = models.JSONField(default=list, blank=True)
    seat = models.CharField(max_length=80, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    note = models.TextField(blank=True)
    source = models.TextField(blank=True)

    class Meta:
        ordering = ["economy", "kind", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["economy", "geonames"], name="one_geonames_code", condition=~models.Q(geonames="")
            ),
            models.UniqueConstraint(fields=["iso_code"], name="one_iso_code", condition=~models.Q(iso_code="")),
        ]

    def __str__(self) -> str:
        return str(self.name)
