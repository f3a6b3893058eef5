"""Which things have which value, as sets of bits: made once a snapshot, then cut and counted in microseconds."""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

DENSE_FROM: Final = 256  # a value that one thing in so many has gets its bits kept
RANKED: Final = 200  # values of one facet that are counted for display
NUMBER: Final = "I"


class Postings:
    """Values of one facet over things numbered 0 to size - 1."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._numbers: dict[str, array[int]] = {}
        self._bits: dict[str, int] = {}
        self._ranked: tuple[str, ...] | None = None
        self._known: int | None = None
        self._endings: Counter[str] | None = None

    def add(self, value: str, number: int) -> None:
        """Note that a thing has a value."""
        held = self._numbers.get(value)
        if held is None:
            held = self._numbers[value] = array(NUMBER)
        if not held or held[-1] != number:
            held.append(number)
        self._ranked = self._known = self._endings = None

    def settle(self) -> None:
        """Count and pack what pages show; what is asked later only looks it up. A thing noted twice counts once."""
        for value, numbers in self._numbers.items():
            once = set(numbers)
            if len(once) < len(numbers):
                self._numbers[value] = array(NUMBER, sorted(once))
        for value in self.ranked():
            self._bits_of(value)
        self.known()
        self._count_endings()

    def __len__(self) -> int:
        return len(self._numbers)

    def __contains__(self, value: str) -> bool:
        return value in self._numbers

    def values(self) -> Iterable[str]:
        """Every value, in no order."""
        return self._numbers.keys()

    def ranked(self) -> tuple[str, ...]:
        """The values that most things have, most frequent first, at most as many as are displayed."""
        if self._ranked is None:
            by_count = sorted(self._numbers, key=lambda value: (-len(self._numbers[value]), value))
            self._ranked = tuple(by_count[:RANKED])
        return self._ranked

    def bits(self, values: Iterable[str]) -> int:
        """The things that have any of some values; values nobody has add nothing."""
        found = 0
        for value in values:
            found |= self._bits_of(value)
        return found

    def known(self) -> int:
        """The things that have a value."""
        if self._known is None:
            self._known = pack((n for numbers in self._numbers.values() for n in numbers), self._size)
        return self._known

    def is_alone(self, value: str) -> bool:
        """Whether no other value ends in the same segment."""
        return value in self._numbers and self._count_endings()[last_segment(value)] == 1

    def count(self, value: str, among: int, among_bytes: bytes) -> int:
        """How many of some things, given as bits and as the same in bytes, have a value."""
        numbers = self._numbers.get(value)
        if numbers is None:
            return 0
        if len(numbers) * DENSE_FROM >= self._size:
            return (self._bits_of(value) & among).bit_count()
        return sum(1 for n in set(numbers) if among_bytes[n >> 3] >> (n & 7) & 1)

    def _count_endings(self) -> Counter[str]:
        if self._endings is None:
            self._endings = Counter(last_segment(one) for one in self._numbers)
        return self._endings

    def _bits_of(self, value: str) -> int:
        held = self._bits.get(value)
        if held is None:
            numbers = self._numbers.get(value, array(NUMBER))
            held = pack(numbers, self._size)
            if len(numbers) * DENSE_FROM >= self._size:
                self._bits[value] = held
        return held


def last_segment(value: str) -> str:
    """What stands after the last slash or hash of an IRI."""
    return value.replace("#", "/").rstrip("/").rpartition("/")[2]


def every(size: int) -> int:
    """The bits of all things."""
    return (1 << size) - 1


def to_bytes(bits: int, size: int) -> bytes:
    """Bits as bytes, the lowest first."""
    return bits.to_bytes((size >> 3) + 1, "little")


def numbers_of(bits: int, size: int, *, start: int = 0, count: int | None = None) -> Sequence[int]:
    """Numbers of the things in a set in rising order, from the `start`th on, at most `count` of them."""
    found: list[int] = []
    skipped = 0
    for place, byte in enumerate(to_bytes(bits, size)):
        if not byte:
            continue
        inside = byte.bit_count()
        if skipped + inside <= start:
            skipped += inside
            continue
        for bit in range(8):
            if byte >> bit & 1:
                if skipped >= start:
                    found.append(place * 8 + bit)
                    if count is not None and len(found) == count:
                        return found
                skipped += 1
    return found


def pack(numbers: Iterable[int], size: int) -> int:
    """Numbers as bits."""
    packed = bytearray((size >> 3) + 1)
    for n in numbers:
        packed[n >> 3] |= 1 << (n & 7)
    return int.from_bytes(packed, "little")
