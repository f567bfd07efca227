"""The addresses that a twin's pages have, by the names that links use."""

from dataclasses import dataclass

from django.urls import URLPattern, path

from postings.views import (
    MyPostingsView,
    PostingCreateView,
    PostingDetailView,
    PostingEditView,
    PostingListView,
    PostingStepView,
    PostingTranslationView,
)


@dataclass(frozen=True)
class TwinViews:
    listing: type[PostingListView]
    mine: type[MyPostingsView]
    create: type[PostingCreateView]
    detail: type[PostingDetailView]
    edit: type[PostingEditView]
    translate: type[PostingTranslationView]
    step: type[PostingStepView]


def posting_urls(views: TwinViews) -> list[URLPattern]:
    return [
        path("", views.listing.as_view(), name="list"),
        path("mine/", views.mine.as_view(), name="mine"),
        path("new/", views.create.as_view(), name="create"),
        path("<slug:reference>/", views.detail.as_view(), name="detail"),
        path("<slug:reference>/edit/", views.edit.as_view(), name="edit"),
        path(
            "<slug:reference>/translations/<slug:language>/",
            views.translate.as_view(),
            name="translate",
        ),
        path("<slug:reference>/steps/<slug:name>/", views.step.as_view(), name="step"),
    ]
