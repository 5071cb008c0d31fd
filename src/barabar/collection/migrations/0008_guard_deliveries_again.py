from django.db import migrations

from barabar.reference.append_only import guarded_again


class Migration(migrations.Migration):
    dependencies = [("collection", "0007_further_questions")]
    operations = [guarded_again("collection_delivery")]
