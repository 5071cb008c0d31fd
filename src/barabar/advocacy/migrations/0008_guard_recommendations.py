from django.db import migrations

from barabar.reference.append_only import append_only, never_deleted


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0007_recommendations")]
    operations = [
        append_only("advocacy_recommendationversion"),
        append_only("advocacy_fulfilmentstate"),
        append_only("advocacy_answerlink"),
        never_deleted("advocacy_recommendation"),
        never_deleted("advocacy_sourcedocument"),
    ]
