from django.db import migrations

from barabar.reference.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0004_practices_readings_projects")]
    operations = [append_only("advocacy_reading"), append_only("advocacy_reply")]
