"""The office's addresses, room by room of the work. A screen brings its views module and its lines here."""

from django.urls import path

from barabar.office.advocacy_urls import practice_pages
from barabar.office.coordination_urls import coordinating
from barabar.office.plan_urls import plan_pages
from barabar.office.publication_urls import publication_pages
from barabar.office.recommendation_urls import recommendation_pages
from barabar.office.views import (
    account,
    chase,
    clashes,
    contacts,
    coordination,
    explore,
    field_forms,
    files,
    issues,
    journal,
    measure,
    municipal,
    offline,
    requests,
    review,
    sending,
    sign_in,
)
from barabar.office.views import cycles as cycle_pages
from barabar.office.views import events as event_pages
from barabar.office.views import institutions as institution_pages
from barabar.office.views import money as money_pages
from barabar.office.views import overview as overview_page
from barabar.office.views import reports as report_pages

app_name = "office"

own_account = [
    path("", sign_in.home, name="home"),
    path("sign-in/", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-out/", sign_in.SignOut.as_view(), name="sign-out"),
    path("account/", account.account, name="account"),
    path("account/away/", contacts.absences, name="absences"),
    path("account/away/<int:number>/back/", contacts.back, name="absence-back"),
    path("waiting/", offline.waiting, name="waiting"),
    path("no-connection/", offline.no_connection, name="no-connection"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("service-worker.js", offline.service_worker, name="service-worker"),
    path("calendar/<str:key>.ics", contacts.own_calendar, name="own-calendar"),
]
answering = [
    path("requests/", requests.requests, name="requests"),
    path("requests/<int:return_id>/", requests.request_page, name="request"),
    path("requests/<int:return_id>/measures/<int:measure_id>/", measure.measure, name="measure"),
    path("requests/<int:return_id>/measures/<int:measure_id>/deliver/", offline.deliver, name="deliver"),
    path(
        "requests/<int:return_id>/measures/<int:measure_id>/files/<uuid:file_id>/",
        offline.arriving_file,
        name="arriving-file",
    ),
    path("requests/<int:return_id>/clashes/", clashes.clashes, name="clashes"),
    path("requests/<int:return_id>/send/", sending.send, name="send"),
    path("requests/<int:return_id>/receipt/", sending.receipt, name="receipt"),
    path("requests/<int:return_id>/workbook/", files.workbook, name="workbook"),
    path("requests/<int:return_id>/workbook/upload/", files.upload_workbook, name="upload-workbook"),
    path("requests/<int:return_id>/field-form/", field_forms.field_form, name="field-form"),
    path("requests/<int:return_id>/submissions/", field_forms.upload_submissions, name="upload-submissions"),
    path("requests/<int:return_id>/workbook/<int:upload_id>/", files.marked_workbook, name="marked-workbook"),
    path("requests/<int:return_id>/municipal/", municipal.municipal, name="municipal"),
    path("requests/<int:return_id>/municipal/gather/", municipal.gather, name="gather"),
]
both_sides = [
    path("returns/<int:return_id>/versions/<int:number>/", sending.version, name="version"),
    path("evidence/<int:evidence_id>/", files.evidence, name="evidence"),
]
reviewing = [
    path("review/", review.review, name="review"),
    path("review/approve/", review.approve_many, name="approve-many"),
    path("review/<int:return_id>/", review.review_return, name="review-return"),
    path("review/<int:return_id>/remark/", review.remark, name="remark"),
    path("review/<int:return_id>/decide/", review.decide, name="decide"),
    path("chase/", chase.chase_view, name="chase"),
    path("chase/<int:return_id>/", contacts.contacts, name="contacts"),
    path("chase/<int:return_id>/remind/", contacts.reminder, name="remind"),
    path("chase/chase.csv", chase.chase_csv, name="chase-csv"),
]
publishing = [
    path("overview/", overview_page.overview, name="overview"),
    path("reports/", report_pages.reports, name="reports"),
    path("reports/<slug:key>/", report_pages.report, name="report"),
    path("reports/<slug:key>/release/", report_pages.release, name="release"),
    path("reports/<slug:key>/<str:language>.<slug:name>", report_pages.report_file, name="report-file"),
]
keeping = [
    path("cycles/", cycle_pages.cycles, name="cycles"),
    path("cycles/<slug:key>/pack/", cycle_pages.cycle_pack, name="cycle-pack"),
    path("cycles/<slug:key>/<slug:verb>/", cycle_pages.cycle_action, name="cycle-action"),
    path("institutions/", institution_pages.institutions, name="institutions"),
    path("institutions/<slug:key>/", institution_pages.institution, name="institution"),
    path("institutions/<slug:key>/token/", institution_pages.new_token, name="new-token"),
    path("institutions/token/<int:number>/revoke/", institution_pages.end_token, name="end-token"),
    path("institutions/successor/<int:membership_id>/", institution_pages.successor, name="successor"),
    path("institutions/password/<int:membership_id>/", institution_pages.new_password, name="new-password"),
]
money = [
    path("money/", money_pages.index, name="money"),
    path("money/documents/", money_pages.documents, name="budget-documents"),
    path("money/documents/<slug:key>/", money_pages.document, name="budget-document"),
    path("money/documents/<slug:key>/<int:number>/", money_pages.item, name="budget-item"),
    path("money/measures/<path:key>/", money_pages.measure_money, name="measure-money"),
    path("money/amounts/<int:number>/correct/", money_pages.correct, name="money-correct"),
    path("money/amounts/<int:number>/withdraw/", money_pages.withdraw, name="money-withdraw"),
    path("money/rates/", money_pages.rates, name="rates"),
]
coordinating = [
    path("coordination/", coordination.index, name="coordination"),
    *coordinating,
    path("coordination/events/", event_pages.index, name="events"),
    path("coordination/events/add/", event_pages.add, name="event-add"),
    path("coordination/events/<slug:key>/", event_pages.event, name="event"),
    path("coordination/events/<slug:key>/edit/", event_pages.edit, name="event-edit"),
    path("coordination/events/<slug:key>/add/<slug:part>/", event_pages.add_part, name="event-part"),
    path("coordination/bodies/add/", coordination.add_body, name="body-add"),
    path("coordination/bodies/<slug:key>/", coordination.body, name="body"),
    path("coordination/bodies/<slug:key>/edit/", coordination.edit_body, name="body-edit"),
    path("coordination/seats/<int:number>/end/", coordination.end_seat, name="seat-end"),
]
advocating = [
    path("issues/", issues.index, name="issues"),
    path("issues/enter/", issues.enter, name="issue-enter"),
    path("issues/<int:number>/", issues.issue, name="issue"),
    path("issues/<int:number>/publish/", issues.publish, name="issue-publish"),
    path("issues/<int:number>/words/", issues.reword, name="issue-reword"),
    path("issues/<int:number>/<slug:verb>/", issues.decide, name="issue-decide"),
    path("issues/steps/<int:number>/answer/", issues.answer, name="issue-answer"),
    path("issues/files/<int:number>/", issues.file, name="issue-file"),
    path("issues/raisings/<int:number>/<slug:verb>/", issues.raising, name="raising"),
]
tables = [
    path("explore/", explore.show, name="explore"),
    path("explore/answers/", explore.facts, name="explore-facts"),
    path("explore/table.<slug:kind>", explore.file, name="explore-file"),
]
records = [path("journal/", journal.journal, name="journal")]

urlpatterns = [
    *own_account,
    *answering,
    *both_sides,
    *reviewing,
    *publishing,
    *keeping,
    *plan_pages,
    *money,
    *coordinating,
    *advocating,
    *practice_pages,
    *recommendation_pages,
    *publication_pages,
    *tables,
    *records,
]
