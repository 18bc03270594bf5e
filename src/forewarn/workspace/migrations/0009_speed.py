from django.db import migrations, models

import forewarn.workspace.models.book


class Migration(migrations.Migration):
    dependencies = [
        ("workspace", "0008_portfolio"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="bookshift",
            name="workspace_shift_once",
        ),
        migrations.RemoveIndex(
            model_name="bookline",
            name="book_renewal",
        ),
        migrations.AddField(
            model_name="bookshift",
            name="scope",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="bookstate",
            name="laid",
            field=models.TextField(default=forewarn.workspace.models.book.new_mark),
        ),
        migrations.AddField(
            model_name="bookstate",
            name="revision",
            field=models.TextField(default=forewarn.workspace.models.book.new_mark),
        ),
        migrations.AddIndex(
            model_name="bookline",
            index=models.Index(
                fields=["effective_band", "effective_place", "shown", "account_id"],
                name="book_band",
            ),
        ),
        migrations.AddIndex(
            model_name="bookline",
            index=models.Index(
                fields=["renews_on", "effective_place", "shown", "account_id"], name="book_renewal"
            ),
        ),
        migrations.AddIndex(
            model_name="bookline",
            index=models.Index(fields=["plan", "account_id"], name="book_plan"),
        ),
        migrations.AddIndex(
            model_name="bookline",
            index=models.Index(fields=["-arr", "account_id"], name="book_revenue"),
        ),
        migrations.AddIndex(
            model_name="bookline",
            index=models.Index(fields=["moved", "account_id"], name="book_moved"),
        ),
        migrations.AddIndex(
            model_name="bookline",
            index=models.Index(fields=["kinds", "urgent", "account_id"], name="book_kinds"),
        ),
        migrations.AddIndex(
            model_name="bookline",
            index=models.Index(fields=["owner", "divergence", "kinds"], name="book_owner_asks"),
        ),
        migrations.AddIndex(
            model_name="bookline",
            index=models.Index(fields=["lists"], name="book_lists"),
        ),
        migrations.AddIndex(
            model_name="bookline",
            index=models.Index(
                condition=models.Q(("held", ""), _negated=True), fields=["urgent"], name="book_held"
            ),
        ),
        migrations.AddConstraint(
            model_name="bookshift",
            constraint=models.UniqueConstraint(
                fields=("began_on", "ended_on", "scope"), name="workspace_shift_once"
            ),
        ),
    ]
