from django.db import migrations

from barabar.reference.append_only import append_only, never_deleted


class Migration(migrations.Migration):
    dependencies = [("coordination", "0004_conclusions_and_commitments")]
    operations = [
        append_only("coordination_conclusion"),
        append_only("coordination_commitmentstate"),
        never_deleted("coordination_commitment"),
        never_deleted("coordination_agendaitem"),
    ]
