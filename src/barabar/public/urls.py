from django.urls import path

from barabar.public.plan_urls import plan_pages
from barabar.public.views import coordination, data, explore, issues, money, overview, pages, reports, trace

app_name = "public"
urlpatterns = [
    path("", overview.show, name="overview"),
    *plan_pages,
    path("reports/", reports.index, name="reports"),
    path("reports/<slug:key>/", reports.show, name="report"),
    path("reports/<slug:key>/<str:language>.<slug:name>", reports.file, name="report-file"),
    path("trace/", trace.find, name="trace-find"),
    path("trace/<str:code>/", trace.show, name="trace"),
    path("data/", data.index, name="data"),
    path("data/values.csv", data.values, name="values"),
    path("data/money.csv", data.money, name="money"),
    path("explore/", explore.show, name="explore"),
    path("explore/answers/", explore.facts, name="explore-facts"),
    path("explore/table.<slug:kind>", explore.file, name="explore-file"),
    path("money/", money.index, name="money-page"),
    path("money/package.zip", money.package, name="money-package"),
    path("money/documents/<slug:key>/", money.document, name="budget-document"),
    path("coordination/", coordination.index, name="coordination"),
    path("coordination/commitments/", coordination.commitments, name="commitments"),
    path("coordination/commitments/commitments.csv", coordination.commitments_file, name="commitments-file"),
    path("coordination/commitments/<int:number>/", coordination.commitment, name="commitment"),
    path("coordination/events/", coordination.events, name="events"),
    path("coordination/events/<slug:key>/", coordination.event, name="event"),
    path("coordination/calendar.ics", coordination.calendar_file, name="events-calendar"),
    path("coordination/bodies/<slug:key>/", coordination.body, name="body"),
    path("issues/", issues.index, name="issues"),
    path("issues/raise/", issues.raise_one, name="raise-issue"),
    path("issues/answers/", issues.answers, name="issue-answers"),
    path("issues/answers.csv", issues.answers_file, name="issue-answers-file"),
    path("issues/follow/<str:token>/", issues.follow, name="follow"),
    path("issues/follow/<str:token>/stop/", issues.stop, name="follow-stop"),
    path("issues/<int:number>/", issues.issue, name="issue"),
    path("about/", pages.about, name="about"),
    path("licence/", pages.licence, name="licence"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
]
