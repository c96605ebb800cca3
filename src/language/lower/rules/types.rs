//! Rules about the types of attributes.

use crate::diagnostics::{Level, Rule};

pub(super) static RULES: &[&Rule] = &[
    &UNKNOWN_TYPE,
    &TYPE_SPELLING,
    &TYPE_ARGUMENTS,
    &IDENTITY_TYPE,
    &CONFLICTING_MODIFIERS,
    &ENUM_DEFAULT,
];

pub static UNKNOWN_TYPE: Rule = Rule {
    code: "SG0121",
    name: "unknown-type",
    level: Level::Error,
    summary: "the type of an attribute is neither SQL's nor one of the design",
    page: "\
# What it says
The marked word is no type of the language, and neither an enum nor a domain has that name in this context
or the default one.

# Why it matters
A column needs a type. The rest of the entity is read as if one stood there.

# What to do
Take the suggested name. The types are `smallint int bigint decimal(p,s) real double boolean text varchar(n)
char(n) bytes date time timestamp timestamptz interval uuid json`, arrays `T[]`, enums and domains. A type
that only one server knows is written `native(\"tsvector\")`.
",
};

pub static TYPE_SPELLING: Rule = Rule {
    code: "SG2003",
    name: "type-spelling",
    level: Level::Info,
    summary: "a type is written in another spelling than the language's own",
    page: "\
# What it says
The type is understood, and the language spells it differently: `int` for `integer`, `text` for `string`,
`boolean` for `bool`, `timestamp` for `datetime`, and so on.

# Why it matters
One spelling for one thing makes designs easy to search and to compare.

# What to do
Write the suggested word; the finding carries the fix.
",
};

pub static TYPE_ARGUMENTS: Rule = Rule {
    code: "SG0123",
    name: "type-arguments",
    level: Level::Error,
    summary: "a type has arguments it cannot have, or lacks those it needs",
    page: "\
# What it says
The numbers in parentheses after the type are missing, too many, or out of range: `varchar(n)` and `char(n)`
take a length of at least 1, `decimal(p,s)` a precision from 1 to 1000 and a scale that is not greater,
times and timestamps 0 to 6 digits of seconds; other types take none.

# Why it matters
The server would refuse the column, or quietly take something else.

# What to do
Correct the numbers.
",
};

pub static IDENTITY_TYPE: Rule = Rule {
    code: "SG0124",
    name: "identity-type",
    level: Level::Error,
    summary: "an identity attribute is not an integer",
    page: "\
# What it says
`identity` numbers rows, and stands on an attribute whose type is not `smallint`, `int` or `bigint`.

# Why it matters
Servers number integers only.

# What to do
Make it `bigint identity`; for a `uuid` take `default uuid_v7()`.
",
};

pub static CONFLICTING_MODIFIERS: Rule = Rule {
    code: "SG0125",
    name: "conflicting-modifiers",
    level: Level::Error,
    summary: "modifiers of one attribute exclude each other",
    page: "\
# What it says
An attribute is at once two of: numbered by the server (`identity`), computed (`generated`), given a default
or set `on update`; or it is nullable and numbered.

# Why it matters
Each of them says where the value comes from, and there can be one answer.

# What to do
Keep the one that is meant.
",
};

pub static ENUM_DEFAULT: Rule = Rule {
    code: "SG0126",
    name: "enum-default",
    level: Level::Error,
    summary: "the default of an attribute is no value of its enum",
    page: "\
# What it says
The attribute is of an enum, and its default is a text that is not among the enum's values; or a value without quotes, which
SQL reads as a name.

# Why it matters
The server would refuse the column, or every row that relies on the default.

# What to do
Correct the default, put it in quotes (`default 'new'`), or add the value to the enum.
",
};
