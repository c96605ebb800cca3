//! Rules about references between entities.

use crate::diagnostics::{Level, Rule};

pub(super) static RULES: &[&Rule] = &[
    &REFERENCE_TARGET,
    &REFERENCE_COLUMNS,
    &REFERENCE_TYPES,
    &REFERENCE_CYCLE,
    &REFERENCE_ACTION,
    &ACTION_WITHOUT_DEFAULT,
    &CROSSES_CONTEXTS,
];

pub static REFERENCE_TARGET: Rule = Rule {
    code: "SG0141",
    name: "reference-target",
    level: Level::Error,
    summary: "a reference does not meet a key",
    page: "\
# What it says
The referenced attributes are not the primary key or a unique key of their entity.

# Why it matters
A foreign key points at exactly one row, so its target must be unique; servers refuse anything else.

# What to do
Refer to the key, or make the target unique. A composite key is referred to by a line of its own: `ref (a,
b) to entity (x, y)`, its columns in the order of the key.
",
};

pub static REFERENCE_COLUMNS: Rule = Rule {
    code: "SG0142",
    name: "reference-columns",
    level: Level::Error,
    summary: "a reference does not name as many attributes on both sides",
    page: "\
# What it says
The lists before and after `to` differ in length.

# Why it matters
Each referring attribute belongs to one referenced attribute.

# What to do
Complete the shorter list.
",
};

pub static REFERENCE_TYPES: Rule = Rule {
    code: "SG0143",
    name: "reference-types",
    level: Level::Error,
    summary: "a referring attribute has another type than its target",
    page: "\
# What it says
The types of two attributes that a reference pairs are not the same.

# Why it matters
Servers refuse most such pairs; where one is accepted, comparing values of two types can keep an index from
being used.

# What to do
Give both the same type; `name: ref entity` takes the target's type by itself.
",
};

pub static REFERENCE_CYCLE: Rule = Rule {
    code: "SG0144",
    name: "reference-cycle",
    level: Level::Error,
    summary: "references take their types from each other in a circle",
    page: "\
# What it says
The type of a `ref` attribute is that of its target, whose type is that of another `ref`, and so on back to
the start.

# Why it matters
No attribute of the circle ever gets a type.

# What to do
Write the type of one of them out and declare the reference as a line: `ref (a) to entity (b)`.
",
};

pub static REFERENCE_ACTION: Rule = Rule {
    code: "SG0145",
    name: "reference-action",
    level: Level::Error,
    summary: "an action of a reference would break the rules of its own attribute",
    page: "\
# What it says
`set null` stands on a reference whose attribute may not be null.

# Why it matters
The action would fail whenever it is needed.

# What to do
Mark the attribute `?`, or take `restrict` or `cascade`.
",
};

pub static ACTION_WITHOUT_DEFAULT: Rule = Rule {
    code: "SG2004",
    name: "action-without-default",
    level: Level::Warning,
    summary: "`set default` on an attribute that has no default",
    page: "\
# What it says
A reference says `on delete set default` or `on update set default`, and the attribute has no default.

# Why it matters
The server would set NULL instead, or fail where the attribute may not be null.

# What to do
Give the attribute a default that exists in the target, or take another action.
",
};

pub static CROSSES_CONTEXTS: Rule = Rule {
    code: "SG2005",
    name: "reference-crosses-contexts",
    level: Level::Info,
    summary: "a reference leads into another context",
    page: "\
# What it says
The foreign key refers to an entity of another context.

# Why it matters
Contexts are meant to change and move on their own; each reference across ties their tables into one
database and one deployment.

# What to do
Nothing, where that is meant. Otherwise keep the identifier as a plain attribute, without the reference.
",
};
