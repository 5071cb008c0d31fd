from django.db import migrations

from barabar.reference.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("analysis", "0001_figure_decision")]
    operations = [append_only("analysis_figuredecision")]
