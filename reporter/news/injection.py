"""Signs that a text speaks to a model or a template instead of to a reader.

Such an item is quarantined and reported: it is neither read for facts nor quoted. The list
is a filter in front of the real protection (nothing of an item is ever executed or rendered
as a template), so it may be short; it must not catch ordinary news.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_START: Final = r"(?:^|[.!?:;\n]\s*|[\"'“‘(]\s*)(?:please[ ])?"
"""Where an order begins: a headline that uses the word in another way has it elsewhere."""

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
      (?:headline|lede|dek|bullets?|paragraphs?|summary[ ]line
      |opening(?![ ](?:bell|hour|minute|session|trade|day|week|month|quarter)))\b
    | START (?:add|append|embed|insert|include)\b .{0,60}
      \b(?:in|into|to)[ ]the[ ](?:article|text)\b
    | START (?:say|write|mention|pretend)[ ]that\b (?![ ](?:again|down|to))
    | START tell[ ](?:the[ ]|your[ ]|all[ ])?(?:readers?|users?)\b
    | START (?:answer|reply|respond)[ ](?:only[ ])?(?:in|with|as)\b
    | START (?:decode|decrypt|decipher)[ ](?:this[ ]|it[ ])?and[ ]
      (?:follow|obey|execute|run|print)\b
    # set it a task
    | START (?:translate|paraphrase|rephrase|rewrite|summari[sz]e|proofread)[ ]
      (?:the|this|these|all|each|every|it)\b
    | START (?:write|compose|draft|provide|give|create|generate|develop|show|tell)[ ]
      (?:me[ ]|us[ ])? (?:an?|the|some)[ ](?:[\w-]+[ ]){0,3} (?:poem|story|essay|letter|speech
      |introduction|summary|paragraph|example|equivalent|translation)\b
    | START (?:explain|describe|outline)[ ](?:how[ ].{3,60}|the[ ].{3,60})
      \b(?:in[ ]simple[ ]terms|with[ ]an[ ]example|step[ ]by[ ]step)\b
    | START (?:explain|describe|outline)[ ]the[ ](?:theory|process|concept|life[ -]?cycle)[ ]of\b
    | \b(?:can|could|would)[ ]you[ ](?:please[ ])?(?:show|give|write)[ ](?:me|us)[ ](?:an?|some)\b
    | \bhow[ ]do[ ]you[ ]say\b
    | START (?:replace|misspell|capitali[sz]e|reverse|jumble[ ]up|scramble|rearrange|convert)
      [ ](?:(?:all|the|every|each)[ ])*(?:\w+[ ])?(?:letters?|vowels?|consonants?|words?)\b
    | \bmake[ ](?:every|each)[ ](?:sentence|paragraph)\b
    | \brepeat[ ](?:all[ ])?the[ ]words[ ](?:above|before)\b
    # marks of a conversation, a template, or active content
    | </?(?:system|assistant|user|instructions?)> | <\|[a-z_]+\|> | \[/?inst\]
    | (?:^|\n)\s*(?:system|assistant)[ ]?:
    | \{\{ | \}\} | \{% | %\} | \$\{ | \[\[\w+: | \[[\w-]+(?:\.[\w-]+){2,}\] | (?:^|\n)\#{1,6}[ ]\w
    | !\[[^\]]*\]\( | \bjavascript: | \bdata:text/html
    | <(?:script|iframe|object|embed)\b | <\w[^<>]*[ ]on\w+[ ]?=
    """.replace("START", _START),
    re.VERBOSE,
)
_TAGS: Final = re.compile("(?<![\U0001f3f4\U000e0000-\U000e007f])[\U000e0000-\U000e007f]")
"""Invisible letters anywhere but behind the black flag, where they name a country's part."""
_SPACED: Final = re.compile(r"(?<!\S)(?:\S[ ]){3,}\S(?![^\s,.!?])")


def instructs(text: str) -> bool:
    """Whether the text carries an instruction to a model, a template reference or active code.

    Characters that cannot be seen are taken out first, and letters that stand apart put together,
    so that neither can split a word.
    """
    if _TAGS.search(text):
        return True
    normal = unicodedata.normalize("NFKC", text).lower()
    seen = "".join(sign for sign in normal if unicodedata.category(sign) != "Cf")
    joined = _SPACED.sub(lambda match: match[0].replace(" ", ""), seen)
    return any(_SIGNS.search(re.sub(r"[^\S\n]+", " ", one)) for one in (seen, joined))
