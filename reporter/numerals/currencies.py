"""Currencies as they are printed: signs, codes and words."""

from __future__ import annotations

import re
from typing import Final

CURRENCY_SIGNS: Final = {
    "$": "usd", "us$": "usd", "a$": "aud", "au$": "aud", "c$": "cad", "ca$": "cad",
    "hk$": "hkd", "s$": "sgd", "nz$": "nzd", "nt$": "twd", "r$": "brl", "mx$": "mxn",
    "mex$": "mxn", "€": "eur", "£": "gbp", "¥": "jpy", "₩": "krw", "₹": "inr", "₽": "rub",
    "₺": "try", "₪": "ils", "₫": "vnd", "₦": "ngn", "฿": "thb", "₱": "php", "₴": "uah",
    "₸": "kzt", "rs": "inr",
}  # fmt: skip
"""``¥`` is read as yen, which it is more often than yuan."""

COIN_SIGNS: Final = {"₿": "BTC", "Ξ": "ETH"}

CURRENCY_CODES: Final = {
    "USD": "usd", "USDT": "usd", "USDC": "usd", "RMB": "cny", "CNH": "cny",
    **{
        code: code.lower()
        for code in re.findall(
            r"[A-Z]{3}",
            "EUR GBP JPY CNY CHF AUD CAD HKD SGD NZD KRW INR TWD SEK NOK DKK PLN CZK HUF ZAR BRL "
            "MXN TRY ILS THB IDR MYR PHP VND NGN RUB UAH AED SAR KZT PKR",
        )
    },
}  # fmt: skip
"""Stablecoin amounts are read as dollars."""

CURRENCY_WORDS: Final = {
    "dollar": "usd", "dollars": "usd", "euro": "eur", "euros": "eur", "pound": "gbp",
    "pounds": "gbp", "yen": "jpy", "yuan": "cny", "renminbi": "cny", "franc": "chf",
    "francs": "chf", "won": "krw", "rupee": "inr", "rupees": "inr", "rouble": "rub",
    "roubles": "rub", "ruble": "rub", "rubles": "rub", "rand": "zar", "reais": "brl",
    "baht": "thb", "ringgit": "myr", "rupiah": "idr", "zloty": "pln", "shekel": "ils",
    "shekels": "ils", "hryvnia": "uah", "naira": "ngn",
}  # fmt: skip

CURRENCY_OF: Final = {
    "us": "", "u.s.": "", "british": "", "swiss": "", "japanese": "", "chinese": "", "korean": "",
    "south korean": "", "indian": "", "russian": "", "brazilian": "", "australian": "aud",
    "canadian": "cad", "hong kong": "hkd", "singapore": "sgd", "new zealand": "nzd",
    "taiwan": "twd", "pakistani": "pkr",
}  # fmt: skip
"""Whose dollars or rupees they are; empty where the word alone says it."""
