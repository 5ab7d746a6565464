"""Signs that a text speaks to a model or a template instead of to a reader.

Such an item is quarantined and reported: it is neither read for facts nor quoted. The list
is a filter in front of the real protection (nothing of an item is ever executed or rendered
as a template), so it may be short; it must not catch ordinary news.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_SIGNS: Final = re.compile(
    r"""
    # take back what it was told
    \b(?:ignore|disregard|forget|override)\b .{0,30}
    \b(?:previous|prior|above|earlier|preceding|your|all)\b .{0,20}
    \b(?:instructions?|prompts?|rules|directions|guidelines|context)\b
    # talk about its set-up
    | \b(?:system|developer)[ ](?:prompt|message)s?\b
    | \b(?:reveal|print|repeat|output|disclose)[ ](?:your|the)[ ]
      (?:(?:system|hidden|initial)[ ])?(?:prompt|instructions?|api[ ]key|secrets?)\b
    # give it a part to play
    | \byou[ ]are[ ]now[ ](?:an?|in|acting|no[ ]longer|free[ ]to|dan)\b
    | \b(?:as|you[ ]are)[ ]an?[ ](?:ai|artificial[ ]intelligence|large|language)[ ]
      (?:language[ ])?(?:model|assistant|chatbot)\b
    | \b(?:pretend|act|respond|behave)[ ](?:to[ ]be|as[ ]if[ ]you|as[ ]though[ ]you)\b
    # address it
    | \b(?:new|following|these)[ ]instructions?[ ](?:for|to)[ ](?:the[ ]|an?[ ])?
      (?:ai|assistant|model|llm)\b
    | \b(?:dear|attention|note[ ]to|hey|hello),?[ ]
      (?:ai|llm|assistant|language[ ]model|chatbot)s?\b
    | \bdo[ ]not[ ](?:tell|inform|mention[ ](?:this|it)[ ]to)[ ]the[ ](?:user|reader)\b
    # order what the answer shall hold
    | \byour[ ](?:\w+[ ]){0,2}(?:answers?|responses?|reply|replies|output)\b
    | \b(?:print|write|say|insert|append|embed|output|include|add|put)\b .{0,80}?
      \b(?:in|into|to|below|at[ ]the[ ]end[ ]of)[ ](?:the|each|every|all)[ ]
      (?:headline|lede|dek|bullets?|paragraphs?)\b
    # marks of a conversation, a template, or active content
    | </?(?:system|assistant|user|instructions?)> | <\|[a-z_]+\|> | \[/?inst\]
    | (?:^|\n)\s*(?:system|assistant)[ ]?:
    | \{\{ | \}\} | \{% | %\}
    | !\[[^\]]*\]\( | \bjavascript: | \bdata:text/html
    """,
    re.VERBOSE,
)


def instructs(text: str) -> bool:
    """Whether the text carries an instruction to a model, a template reference or active code.

    Characters that cannot be seen are taken out first, so that they cannot split a word.
    """
    normal = unicodedata.normalize("NFKC", text).lower()
    seen = "".join(sign for sign in normal if unicodedata.category(sign) != "Cf")
    return _SIGNS.search(re.sub(r"[^\S\n]+", " ", seen)) is not None
