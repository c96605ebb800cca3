//! The rules of the language itself: what the parser can find.

use crate::diagnostics::{Level, Rule};

/// Every rule of this area.
pub static RULES: &[&Rule] = &[
    &UNEXPECTED,
    &UNKNOWN_WORD,
    &UNTERMINATED,
    &MALFORMED_NUMBER,
    &NESTED_TOO_DEEP,
    &NOT_TEXT,
    &NOT_FORMATTED,
];

pub static UNEXPECTED: Rule = Rule {
    code: "SG0001",
    name: "unexpected-token",
    level: Level::Error,
    summary: "the text does not follow the grammar at this place",
    page: "\
# What it says
Something stands where the language expects something else: a missing name, a missing bracket, two
attributes on one line, an expression without its parentheses.

# Why it matters
What follows on the line cannot be understood and takes no part in the design. The rest of the file is
still read, so one run shows all such places.

# What to do
Write what the message asks for. A line holds one attribute (`name: type …`) or one statement that begins
with a keyword; SQL expressions stand in parentheses; bodies stand in braces.
",
};

pub static UNKNOWN_WORD: Rule = Rule {
    code: "SG0002",
    name: "unknown-word",
    level: Level::Error,
    summary: "a word stands where a keyword is expected, and is none",
    page: "\
# What it says
A line, a modifier or a clause begins with a word the language does not know at this place.

# Why it matters
Guessing would make a slip of the finger a change of the database. Where one keyword is close to the word,
the rest of the line is read as if that keyword stood there, so that later messages stay useful.

# What to do
Take the suggested word, or make the line an attribute by a colon: `name: type`. In a name, any word is
allowed; only the first word of a line that has no colon is a keyword.
",
};

pub static UNTERMINATED: Rule = Rule {
    code: "SG0003",
    name: "unterminated",
    level: Level::Error,
    summary: "a string, comment, bracket or body is opened and never closed",
    page: "\
# What it says
The marked place opens a string, a quoted name, a comment, a dollar quote, a bracket or a body whose end
never comes.

# Why it matters
Everything up to the end of the file could belong to it. The parser takes up again at the next line, or at
the next item, and reports nothing else about the part in between.

# What to do
Close it. Strings and quoted names of the language end on the line they begin on, also inside parentheses; a
quote inside is doubled (`'it''s'`). A text over several lines stands in a dollar quote (`$$ … $$`) or in a
body in braces.
",
};

pub static MALFORMED_NUMBER: Rule = Rule {
    code: "SG0004",
    name: "malformed-number",
    level: Level::Error,
    summary: "a number, rate, duration or interval is not written as one",
    page: "\
# What it says
A count, a rate, a duration or an interval does not have the form its place asks for.

# Why it matters
Statistics, rates and retention steer advice and partitions; a misread unit would be wrong by orders of
magnitude.

# What to do
Counts: `1200`, `1.5k`, `2M`, `3B`. Rates: a count and a unit, `1200/s`, `5/min`, `3/hour`, `100/day`;
growth also `/week`, `/month`, `/year`. Durations: `500us`, `10ms`, `2s`. Intervals: a whole number and a
unit, `1 month`, `24 months`, with hour, day, week, month, quarter or year.
",
};

pub static NESTED_TOO_DEEP: Rule = Rule {
    code: "SG0005",
    name: "nested-too-deep",
    level: Level::Error,
    summary: "blocks are nested deeper than the language allows",
    page: "\
# What it says
Contexts are nested in contexts beyond the limit of 16, or an `only` block stands in another one.

# Why it matters
A context is a namespace of the database, and no server nests those; depth like this is a generator gone
wrong or a missing `}`.

# What to do
Close the contexts above, or put the inner ones side by side.
",
};

pub static NOT_TEXT: Rule = Rule {
    code: "SG0006",
    name: "not-text",
    level: Level::Error,
    summary: "the file is binary, not UTF-8, or too large to be an entity file",
    page: "\
# What it says
The file holds NUL bytes, is no valid UTF-8, or is larger than 1 GiB.

# Why it matters
Entity files are UTF-8 text. A file like this is something else with the ending `.sgen`, or was saved in
another encoding.

# What to do
Save the file as UTF-8, or take it out of the folder.
",
};

pub static NOT_FORMATTED: Rule = Rule {
    code: "SG2010",
    name: "not-formatted",
    level: Level::Error,
    summary: "a file is not in the one spelling of the language",
    page: "\
# What it says
`schemagen fmt` would change the file. Only `schemagen ci` asks.

# Why it matters
Where every file has the one spelling, a review shows what was changed and nothing else.

# What to do
Run `schemagen fmt` on the file, or let an editor or a hook do it.
",
};

#[cfg(test)]
mod tests {
    use super::RULES;

    #[test]
    fn every_page_has_its_three_headings_and_codes_ascend() {
        for rule in RULES {
            for heading in ["# What it says", "# Why it matters", "# What to do"] {
                assert!(rule.page.contains(heading), "{} lacks {heading}", rule.code);
            }
        }
        assert!(RULES.windows(2).all(|pair| pair[0].code < pair[1].code));
    }
}
