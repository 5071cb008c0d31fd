from django.db import migrations

from barabar.reference.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("coordination", "0006_visits")]
    operations = [append_only("coordination_finding")]
