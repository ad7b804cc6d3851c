"""Who can show that a criterion is true: a seller's word alone is never enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nextcall.model import Criterion, Place, Text, Verification

if TYPE_CHECKING:
    from collections.abc import Iterable

_PLACE = Place("sales/process.yaml")
_THEIRS = (
    Verification.CUSTOMER_ACTION,
    Verification.CUSTOMER_STATEMENT,
    Verification.CUSTOMER_DOCUMENT,
)


def criterion(verified_by: Verification | None, alternatives: Iterable[Criterion] = ()) -> Criterion:
    return Criterion(
        place=_PLACE, id=None, criterion=Text("Agreed"), verified_by=verified_by, alternatives=tuple(alternatives)
    )


@pytest.mark.parametrize("verified_by", _THEIRS)
def test_what_the_customer_does_says_or_writes_shows_it(verified_by: Verification) -> None:
    assert criterion(verified_by).is_shown_by_customer


@pytest.mark.parametrize("verified_by", [Verification.SELLER_ASSERTION, None])
def test_our_word_alone_does_not_and_neither_does_evidence_of_nobody(verified_by: Verification | None) -> None:
    assert not criterion(verified_by).is_shown_by_customer
    assert not criterion(verified_by, [criterion(Verification.SELLER_ASSERTION), criterion(None)]).is_shown_by_customer


@pytest.mark.parametrize("verified_by", _THEIRS)
def test_an_alternative_of_the_customers_is_as_good(verified_by: Verification) -> None:
    assert criterion(Verification.SELLER_ASSERTION, [criterion(verified_by)]).is_shown_by_customer
    assert criterion(verified_by, [criterion(Verification.SELLER_ASSERTION)]).is_shown_by_customer


def test_every_way_to_verify_is_the_customers_or_ours() -> None:
    assert {*_THEIRS, Verification.SELLER_ASSERTION} == set(Verification)
