import pytest
from tests.newsroom.test_newsroom_told_before import *
from reporter.writing import updates
from reporter.writing.wordings import wordings
LATER: Entry = ("Kalshi says margin trades to clear from 14 April 2026", "Kalshi told the regulator that margin trades will start on 14 April 2026 in all states.", 1)
@pytest.mark.parametrize("extra", [AMOUNT, LATER])
def test_all(desk, run, carry, monkeypatch, extra):
    carry([MARGIN, COURT]); run(slot="a")
    carry([extra, MARGIN, COURT])
    real = updates.Voice.say
    for n in range(8):
        def say(self, message, options, **slots):
            options = tuple(options)
            if message.startswith("updates."):
                options = (options[n % len(options)],)
            return real(self, message, options, **slots)
        monkeypatch.setattr(updates.Voice, "say", say)
        d = run(slot=f"x", force=True)
        c = document(d)
        print(c["state"], c["articles"][0]["headline"]["text"], "|", c["articles"][0]["sections"][0]["sentences"][1]["text"])
        for f in c["findings"]: print("   ", f["code"], f["severity"], f["place"], f["seen"], f["message"])
