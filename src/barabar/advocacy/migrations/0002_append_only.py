from django.db import migrations

from barabar.reference.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0001_issues")]
    operations = [append_only("advocacy_issuestep"), append_only("advocacy_stepoutcome")]
