import pytest

from atlas.access.callers.bucket import CLIENTS_KEPT, Buckets
from atlas.errors import BusyError


def test_burst_is_served_and_then_the_rate() -> None:
    buckets = Buckets(rate=2.0, burst=3)
    for _ in range(3):
        buckets.take("a", now=10.0)
    with pytest.raises(BusyError) as refused:
        buckets.take("a", now=10.0)
    assert refused.value.retry_after_s == 1
    buckets.take("a", now=10.5)
    with pytest.raises(BusyError):
        buckets.take("a", now=10.5)


def test_one_client_does_not_empty_the_bucket_of_another() -> None:
    buckets = Buckets(rate=0.1, burst=1)
    buckets.take("a", now=1.0)
    buckets.take("b", now=1.0)
    with pytest.raises(BusyError) as refused:
        buckets.take("a", now=1.0)
    assert refused.value.retry_after_s == 10


def test_bucket_never_holds_more_than_its_burst() -> None:
    buckets = Buckets(rate=100.0, burst=2)
    buckets.take("a", now=1.0)
    for _ in range(2):
        buckets.take("a", now=1_000.0)
    with pytest.raises(BusyError):
        buckets.take("a", now=1_000.0)


def test_rate_of_nothing_bounds_nothing() -> None:
    buckets = Buckets(rate=0, burst=1)
    for _ in range(100):
        buckets.take("a", now=1.0)
    assert not buckets._held


def test_clients_are_forgotten_when_there_are_very_many() -> None:
    buckets = Buckets(rate=1.0, burst=1)
    for number in range(CLIENTS_KEPT + 5):
        buckets.take(str(number), now=1.0)
    assert len(buckets._held) == CLIENTS_KEPT
