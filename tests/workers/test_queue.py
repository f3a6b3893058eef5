"""The waiting line: turns, shares, and who leaves when it is full."""

from atlas.workers.queue import FairQueue


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
    queue.hold("a")
    queue.hold("b")
    queue.release("a")
    assert queue.held == 1
    assert dict(queue.running) == {"b": 1}
