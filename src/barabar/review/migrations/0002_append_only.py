from django.db import migrations

from barabar.reference.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("review", "0001_initial")]
    operations = [
        append_only("review_approvedvalue"),
        append_only("review_approvednarrative"),
    ]
