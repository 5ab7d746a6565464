"""Units of physics and data: read so that their number is, named as what a count counts.

The list is closed: metals and energy are priced in them, miners and data centres use them. Any
other unit leaves a bare count behind, whose value is right.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_WORDS: Final = {
    name: unit
    for unit, names in (
        ("kilograms", "kilogram kilograms kilogramme kilogrammes kilo kilos"),
        ("grams", "gram grams gramme grammes"),
        ("milligrams", "milligram milligrams"),
        ("tonnes", "tonne tonnes"),
        ("tons", "ton tons"),
        ("ounces", "ounce ounces"),
        ("barrels", "barrel barrels"),
        ("bushels", "bushel bushels"),
        ("gallons", "gallon gallons"),
        ("litres", "litre litres liter liters"),
        ("metres", "metre metres meter meters"),
        ("kilometres", "kilometre kilometres kilometer kilometers"),
        ("centimetres", "centimetre centimetres centimeter centimeters"),
        ("miles", "mile miles"),
        ("feet", "foot feet"),
        ("inches", "inch inches"),
        ("yards", "yard yards"),
        ("acres", "acre acres"),
        ("hectares", "hectare hectares"),
        ("watts", "watt watts"),
        ("kilowatts", "kilowatt kilowatts"),
        ("megawatts", "megawatt megawatts"),
        ("gigawatts", "gigawatt gigawatts"),
        ("kilowatt hours", "kilowatt-hour kilowatt-hours"),
        ("megawatt hours", "megawatt-hour megawatt-hours"),
        ("gigawatt hours", "gigawatt-hour gigawatt-hours"),
        ("terawatt hours", "terawatt-hour terawatt-hours"),
        ("joules", "joule joules"),
        ("bytes", "byte bytes"),
        ("megabytes", "megabyte megabytes"),
        ("gigabytes", "gigabyte gigabytes"),
        ("terabytes", "terabyte terabytes"),
        ("exahashes", "exahash exahashes"),
        ("terahashes", "terahash terahashes"),
    )
    for name in names.split()
}
_SYMBOLS: Final = {
    "kg": "kilograms", "mg": "milligrams", "lb": "pounds", "lbs": "pounds", "oz": "ounces",
    "bbl": "barrels", "bbls": "barrels", "km": "kilometres", "cm": "centimetres", "mi": "miles",
    "ft": "feet", "ha": "hectares", "mph": "miles per hour", "km/h": "kilometres per hour",
    "kW": "kilowatts", "MW": "megawatts", "GW": "gigawatts", "TW": "terawatts",
    "kWh": "kilowatt hours", "MWh": "megawatt hours", "GWh": "gigawatt hours",
    "TWh": "terawatt hours", "KB": "kilobytes", "kB": "kilobytes", "MB": "megabytes",
    "GB": "gigabytes", "TB": "terabytes", "PB": "petabytes", "TH/s": "terahashes per second",
    "PH/s": "petahashes per second", "EH/s": "exahashes per second",
    "ZH/s": "zettahashes per second", "MHz": "megahertz", "GHz": "gigahertz",
    "°C": "degrees Celsius", "°F": "degrees Fahrenheit",
}  # fmt: skip


def _either(names: dict[str, str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_MEASURE: Final = re.compile(
    rf"[\s\u00a0-]{{1,2}}(?:(square|cubic)\s)?((?i:{_either(_WORDS)}))(?:\s(squared|cubed))?(?![^\W_])"
    rf"|[\s\u00a0]?({_either(_SYMBOLS)})(?:\^?([23²³])|\s(squared|cubed))?(?![^\W_])"
    r"|[\s\u00a0-]degrees?\s(?i:(celsius|fahrenheit|centigrade))\b"
)
_DIMENSIONS: Final = {
    "2": "square ", "²": "square ", "square": "square ", "squared": "square ",
    "3": "cubic ", "³": "cubic ", "cubic": "cubic ", "cubed": "cubic ",
}  # fmt: skip


class Measure(NamedTuple):
    """A unit of physics or data, by its name in the plural, and where it ends."""

    name: str
    end: int


def measure_at(text: str, pos: int) -> Measure | None:
    """The unit of physics or data that stands right behind a number, or None."""
    match = _MEASURE.match(text, pos)
    if match is None:
        return None
    before, word, after, symbol, exponent, squared, degrees = match.groups()
    if degrees:
        name = "Fahrenheit" if degrees.lower() == "fahrenheit" else "Celsius"
        return Measure(f"degrees {name}", match.end())
    dimension = _DIMENSIONS.get(before or after or exponent or squared or "", "")
    name = _WORDS[word.lower()] if word else _SYMBOLS[symbol]
    return Measure(dimension + name, match.end())
