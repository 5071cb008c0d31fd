from django.db import migrations

from barabar.reference.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("coordination", "0008_drafting_footing_files")]
    operations = [append_only("coordination_footing")]
