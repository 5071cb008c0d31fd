from django.db import migrations

from barabar.reference.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("publishing", "0002_publications_and_bulletins")]
    operations = [append_only("publishing_bulletin"), append_only("publishing_bulletinfile")]
