"""The waiting line: turns, shares, and who leaves when it is full."""

from atlas.workers.queue import BACKGROUND, KEPT_FREE_S, OVERLOOKED_S, SLOW_S, FairQueue


def fill(queue: FairQueue[str], *items: str) -> list[str | None]:
    return [queue.add(item[0], item) for item in items]


def drain(queue: FairQueue[str]) -> list[str]:
    taken = []
    while (found := queue.next()) is not None:
        taken.append(found[1])
    return taken


def test_clients_take_turns() -> None:
    queue: FairQueue[str] = FairQueue(4, 10)
    fill(queue, "a1", "a2", "a3", "b1", "c1")
    assert drain(queue) == ["a1", "b1", "c1", "a2", "a3"]


def test_a_client_with_half_the_workers_lets_the_others_go_first() -> None:
    queue: FairQueue[str] = FairQueue(4, 10)
    queue.hold("a")
    queue.hold("a")
    fill(queue, "a1", "b1")
    assert drain(queue) == ["b1", "a1"]


def test_a_single_client_may_hold_every_worker() -> None:
    queue: FairQueue[str] = FairQueue(2, 10)
    queue.hold("a")
    fill(queue, "a1")
    assert queue.next() == ("a", "a1")


def test_a_full_line_turns_away_the_newest_of_the_greediest() -> None:
    queue: FairQueue[str] = FairQueue(2, 3)
    assert fill(queue, "a1", "a2", "a3", "b1") == [None, None, None, "a3"]
    assert drain(queue) == ["a1", "b1", "a2"]


def test_a_full_line_turns_the_greedy_client_itself_away() -> None:
    queue: FairQueue[str] = FairQueue(2, 2)
    assert fill(queue, "a1", "b1", "a2") == [None, None, "a2"]


def test_a_starved_client_is_found_only_when_another_holds_too_much() -> None:
    queue: FairQueue[str] = FairQueue(2, 10)
    queue.hold("a")
    fill(queue, "b1")
    assert queue.next_starved() is None
    queue.hold("a")
    assert queue.next_starved() == ("b", "b1")
    assert len(queue) == 0


def test_an_item_put_back_stays_first() -> None:
    queue: FairQueue[str] = FairQueue(2, 10)
    fill(queue, "a1", "a2", "b1")
    client, item = queue.next() or ("", "")
    queue.put_back(client, item)
    assert drain(queue) == ["a1", "b1", "a2"]


def test_workers_held_are_counted_until_given_back() -> None:
    queue: FairQueue[str] = FairQueue(2, 10)
    place = queue.hold("a")
    queue.hold("b")
    queue.release(place)
    assert queue.held == 1
    assert queue.running() == {"b": 1}


class Clock:
    """Time as a test tells it."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def run_job(queue: FairQueue[str], clock: Clock, client: str, seconds: float) -> None:
    place = queue.hold(client)
    clock.now += seconds
    queue.release(place)


def test_slow_clients_leave_half_the_workers_to_quick_ones() -> None:
    clock = Clock()
    queue: FairQueue[str] = FairQueue(2, 10, clock)
    run_job(queue, clock, "a", 1.0)
    run_job(queue, clock, "b", 1.0)
    run_job(queue, clock, "q", 0.001)
    assert queue.lets_in("a")
    queue.hold("a")
    assert not queue.lets_in("b")
    fill(queue, "b1", "q1")
    assert queue.next() == ("q", "q1")
    assert queue.next() is None


def test_slow_clients_have_all_workers_once_no_quick_one_comes() -> None:
    clock = Clock()
    queue: FairQueue[str] = FairQueue(2, 10, clock)
    run_job(queue, clock, "b", 1.0)
    run_job(queue, clock, "q", 0.001)
    queue.hold("a")
    clock.now += KEPT_FREE_S
    fill(queue, "b1")
    assert queue.next() == ("b", "b1")


def test_a_quick_client_is_starved_when_every_job_is_slow() -> None:
    clock = Clock()
    queue: FairQueue[str] = FairQueue(2, 10, clock)
    queue.hold("a")
    queue.hold("b")
    fill(queue, "q1")
    assert queue.next_starved() is None
    clock.now += 2 * SLOW_S
    assert queue.next_starved() == ("q", "q1")


def test_a_client_is_quick_again_after_quick_jobs() -> None:
    clock = Clock()
    queue: FairQueue[str] = FairQueue(2, 10, clock)
    run_job(queue, clock, "a", 4 * SLOW_S)
    run_job(queue, clock, "q", 0.001)
    queue.hold("s")
    clock.now += 2 * SLOW_S
    assert not queue.lets_in("a")
    for _ in range(2):
        run_job(queue, clock, "a", 0.001)
    assert queue.lets_in("a")


def test_the_background_holds_one_worker_at_most() -> None:
    queue: FairQueue[str] = FairQueue(4, 10)
    assert queue.lets_in(BACKGROUND)
    place = queue.hold(BACKGROUND)
    assert not queue.lets_in(BACKGROUND)
    queue.add(BACKGROUND, "counting")
    assert queue.next() is None
    assert queue.lets_in("a")
    queue.release(place)
    assert queue.next() == (BACKGROUND, "counting")


def test_the_background_comes_last_until_it_was_overlooked_for_long() -> None:
    clock = Clock()
    queue: FairQueue[str] = FairQueue(2, 10, clock)
    queue.add(BACKGROUND, "counting")
    fill(queue, "a1", "b1")
    assert queue.next() == ("a", "a1")
    clock.now += OVERLOOKED_S
    assert queue.next() == (BACKGROUND, "counting")
    assert queue.next() == ("b", "b1")


def test_the_background_takes_no_place_in_the_line_and_loses_none() -> None:
    queue: FairQueue[str] = FairQueue(2, 1)
    for item in ("first", "second", "third"):
        assert queue.add(BACKGROUND, item) is None
    assert fill(queue, "a1", "b1") == [None, "b1"]


def test_a_slow_client_may_work_beside_the_background() -> None:
    clock = Clock()
    queue: FairQueue[str] = FairQueue(2, 10, clock)
    run_job(queue, clock, "a", 1.0)
    run_job(queue, clock, "q", 0.001)
    queue.hold(BACKGROUND)
    clock.now += 2 * SLOW_S
    assert queue.lets_in("a")


def test_a_quick_client_is_starved_when_the_background_and_a_slow_one_have_all() -> None:
    clock = Clock()
    queue: FairQueue[str] = FairQueue(2, 10, clock)
    queue.hold(BACKGROUND)
    queue.hold("a")
    clock.now += 2 * SLOW_S
    fill(queue, "q1")
    assert queue.next_starved() == ("q", "q1")
