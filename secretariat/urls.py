from django.urls import path

from secretariat.views import desk, reference, review, thesaurus, triage, weights, words

app_name = "secretariat"
urlpatterns = [
    path("", desk.show_desk, name="desk"),
    path("parked/", desk.show_parked, name="parked"),
    path("rebuild/", desk.show_rebuild, name="rebuild"),
    path("weights/", weights.edit_weights, name="weights"),
    path("decisions/", desk.list_decisions, name="decisions"),
    path("decisions/<slug:reference>/undo/", triage.undo, name="undo"),
    path("decisions/<slug:reference>/introduced/", triage.mark_introduced, name="introduced"),
    path("queues/<slug:queue>/", review.list_queue, name="queue"),
    path("review/<slug:reference>/", review.show_review, name="review"),
    path("review/<slug:reference>/step/", review.take_step, name="step"),
    path("review/<slug:reference>/seen/", review.mark_reviewed, name="reviewed"),
    path("suggestions/", triage.list_suggestions, name="suggestions"),
    path("suggestions/<slug:need>/<slug:offer>/", triage.show_suggestion, name="suggestion"),
    path("suggestions/<slug:need>/<slug:offer>/decide/", triage.decide, name="decide"),
    path("institutions/", reference.list_institutions, name="institutions"),
    path("institutions/new/", reference.edit_institution, name="institution-new"),
    path("institutions/<slug:code>/", reference.edit_institution, name="institution"),
    path("countries/", reference.list_countries, name="countries"),
    path("countries/<slug:code>/", reference.show_country, name="country"),
    path("countries/<slug:code>/side/", reference.edit_side, name="side"),
    path("countries/<slug:code>/memberships/new/", reference.edit_membership, name="membership-new"),
    path(
        "countries/<slug:code>/memberships/<slug:group>/<slug:start>/",
        reference.edit_membership,
        name="membership",
    ),
]

# Under an address of its own, `/thesaurus/`.
thesaurus_urls = (
    [
        path("", thesaurus.list_concepts, name="list"),
        path("new/", thesaurus.edit_concept, name="new"),
        path("generation/", weights.begin_refit, name="refit"),
        path("words/", words.list_words, name="words"),
        path("words/aside/", words.set_aside, name="word-aside"),
        path("words/back/", words.bring_back, name="word-back"),
        path("concepts/<slug:code>/", thesaurus.show_concept, name="concept"),
        path("concepts/<slug:code>/edit/", thesaurus.edit_concept, name="edit"),
        path("concepts/<slug:code>/merge/", thesaurus.merge, name="merge"),
        path("concepts/<slug:code>/retire/", thesaurus.retire, name="retire"),
        path("concepts/<slug:code>/restore/", thesaurus.restore, name="restore"),
    ],
    "thesaurus",
)
