import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workspace", "0002_trail_is_final"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attended",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account_id", models.TextField()),
                ("kinds", models.TextField()),
                ("as_of", models.DateField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="bookline",
            name="kinds",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="bookline",
            name="urgent",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="bookline",
            name="why",
            field=models.TextField(blank=True),
        ),
        migrations.AddIndex(
            model_name="bookline",
            index=models.Index(fields=["urgent"], name="book_urgent"),
        ),
        migrations.AddField(
            model_name="attended",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="attended",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="attended",
            constraint=models.UniqueConstraint(
                fields=("member", "account_id"), name="workspace_attended_once"
            ),
        ),
        # The book laid out before knows no reasons: it is laid out anew.
        migrations.RunSQL("DELETE FROM workspace_bookstate", migrations.RunSQL.noop),
    ]
