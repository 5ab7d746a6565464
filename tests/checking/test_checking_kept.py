"""Results that are kept: each is made once, and there are never more than so many."""

from __future__ import annotations

from collections.abc import Callable

from reporter.checking.kept import Kept


def squares(made: list[int]) -> Callable[[int], Callable[[], int]]:
    """A maker for each number that notes when it is called."""

    def of(number: int) -> Callable[[], int]:
        def make() -> int:
            made.append(number)
            return number * number

        return make

    return of


def test_a_result_is_made_once_for_each_key() -> None:
    made: list[int] = []
    kept, square = Kept[int](), squares(made)
    assert [kept.of(number, square(number)) for number in (3, 4, 3, 4)] == [9, 16, 9, 16]
    assert made == [3, 4]


def test_too_many_results_are_given_up_and_made_anew() -> None:
    made: list[int] = []
    kept, square = Kept[int](most=2), squares(made)
    assert [kept.of(number, square(number)) for number in (1, 2, 3, 1, 3)] == [1, 4, 9, 1, 9]
    assert made == [1, 2, 3, 1]
