from django.db import migrations

from barabar.reference.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("money", "0001_money")]
    operations = [append_only("money_moneyentry"), append_only("money_exchangerate")]
