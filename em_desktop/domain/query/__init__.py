"""The filter language: ``val/accuracy > 0.97 and optimizer == "adam" and modified < 7d``.

`parse` makes a `Condition` of a text. `accepts` asks one row, `select` all rows of a
table at once; both mean the same (`values` says what). `complete` tells what may be
typed next, `tokenize` what stands where.

    condition  = word | field comparison | "not" condition | "(" condition ")"
                 | condition ["and"] condition | condition "or" condition
    field      = name | `name` | function "(" name ")"
    comparison = ("==" | "=" | "!=" | "<" | "<=" | ">" | ">=") (value | `name` | function(name))
                 | ["not"] "in" "(" value {"," value} ")"
                 | ["not"] ("contains" | "like" | "matches") text
                 | "is" ["not"] "missing"
    value      = 0.97 | 1e-3 | "text" | text | true | false | nan | 7d | 1h30m | 20MB
                 | 2026-11-01 | 2026-11-01T12:30

A word without a comparison is looked for in a row's name, labels, type and status. "and"
binds stronger than "or".
"""

from em_desktop.domain.query.complete import (
    Completion,
    CompletionKind,
    Named,
    Vocabulary,
    complete,
    unknown_fields,
)
from em_desktop.domain.query.faults import QueryError, QueryFault
from em_desktop.domain.query.parser import parse
from em_desktop.domain.query.rows import Row, accepts
from em_desktop.domain.query.syntax import (
    EVERYTHING,
    Condition,
    Field,
    Function,
    fields_of,
    words_of,
)
from em_desktop.domain.query.tokens import Token, TokenKind, name_text, quoted, tokenize
from em_desktop.domain.query.values import FieldValue

__all__ = [
    "EVERYTHING",
    "Completion",
    "CompletionKind",
    "Condition",
    "Field",
    "FieldValue",
    "Function",
    "Named",
    "QueryError",
    "QueryFault",
    "Row",
    "Token",
    "TokenKind",
    "Vocabulary",
    "accepts",
    "complete",
    "fields_of",
    "name_text",
    "parse",
    "quoted",
    "tokenize",
    "unknown_fields",
    "words_of",
]
