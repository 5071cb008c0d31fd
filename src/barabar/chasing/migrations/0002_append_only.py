from django.db import migrations

from barabar.reference.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("chasing", "0001_contact_and_absence")]
    operations = [append_only("chasing_contact")]
