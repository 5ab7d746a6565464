"""The five contracts of the sample.

FILUSDT carries the figures of its moment (README.md says which of them are recorded facts):
price 0.836, a rate of -0.00040602 settled at 16:00 UTC, a basis of -11.4 bps, a top-trader
ratio of 2.19, open interest near 36 million dollars. All else is invented.
"""

from __future__ import annotations

from tests.sample.market import Contract

FILUSDT = Contract(
    symbol="FILUSDT",
    price="0.836",
    tick="0.001",
    draw=9,
    interval=8,
    daily_vol=0.043,
    volume=4_600_000,
    open_interest=43_100_000,
    premium=(-0.00036, 0.00028),
    long_shares=(0.672, 0.655, 0.668),
    premiums=(
        # 08:00 to 15:00: the formula turns their weighted mean, -0.00090602, into the settled
        # rate; 16:00 to 20:00; and the moment's basis.
        "-0.00080602", "-0.00096602", "-0.00086602", "-0.00092602",
        "-0.00087602", "-0.00091602", "-0.00089602", "-0.00092852",
        "-0.00068000", "-0.00072000", "-0.00066000", "-0.00071000", "-0.00074000",
        "-0.00114000",
    ),
    top_position=("2.19", "0.6865", "0.3135"),
)  # fmt: skip

BTCUSDT = Contract(
    symbol="BTCUSDT",
    price="68412.70",
    tick="0.10",
    interval=8,
    daily_vol=0.022,
    volume=5_200,
    open_interest=84_500,
    premium=(-0.00034, 0.00018),
    long_shares=(0.561, 0.548, 0.572),
)

ETHUSDT = Contract(
    symbol="ETHUSDT",
    price="2061.35",
    tick="0.01",
    draw=3,
    interval=8,
    daily_vol=0.030,
    volume=142_000,
    open_interest=2_190_000,
    premium=(-0.00038, 0.00021),
    long_shares=(0.584, 0.602, 0.631),
)

SOLUSDT = Contract(
    symbol="SOLUSDT",
    price="86.4200",
    tick="0.0100",
    draw=4,
    interval=8,
    daily_vol=0.036,
    volume=1_150_000,
    open_interest=8_400_000,
    premium=(-0.00047, 0.00026),
    long_shares=(0.643, 0.688, 0.701),
    premiums=(
        "-0.00096000", "-0.00101000", "-0.00104000", "-0.00099000", "-0.00103000", "-0.00105000",
    ),
    slip=100,
)  # fmt: skip

ARBUSDT = Contract(
    symbol="ARBUSDT",
    price="0.0962",
    tick="0.0001",
    interval=4,
    daily_vol=0.046,
    volume=21_000_000,
    open_interest=221_000_000,
    premium=(-0.00040, 0.00024),
    long_shares=(0.617, 0.634, 0.652),
    listed=True,
)

CONTRACTS = (FILUSDT, BTCUSDT, ETHUSDT, SOLUSDT, ARBUSDT)
