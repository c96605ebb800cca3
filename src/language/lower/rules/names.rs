//! Rules about names and what is said once.

use crate::diagnostics::{Level, Rule};

pub(super) static RULES: &[&Rule] = &[
    &DUPLICATE_NAME,
    &UNKNOWN_ENTITY,
    &UNKNOWN_ATTRIBUTE,
    &UNKNOWN_MIXIN,
    &UNKNOWN_ROLE,
    &UNKNOWN_DIALECT,
    &UNKNOWN_OBJECT,
    &NAMES_DIFFER_BY_CASE,
    &INCLUDE_CYCLE,
    &CONTEXT_NESTED,
    &SCHEMA_TWICE,
    &SAID_TWICE,
    &NOTHING_INSIDE,
    &LINE_PLACE,
];

pub static DUPLICATE_NAME: Rule = Rule {
    code: "SG0101",
    name: "duplicate-name",
    level: Level::Error,
    summary: "one name is given to two things of one kind",
    page: "\
# What it says
Two things that share a name space have one name: two entities of a context (views, enums, domains and
sequences count as well, as they do on Postgres), two queries, two roles, two attributes of an entity (those
of its mixins included), two constraints or indexes of an entity, two values of an enum, two partitions.

# Why it matters
Every reference to the name would be ambiguous, and the database would refuse the second one. The first is
kept; the second takes no part in the design.

# What to do
Rename one of the two marked places, or remove it.
",
};

pub static UNKNOWN_ENTITY: Rule = Rule {
    code: "SG0102",
    name: "unknown-entity",
    level: Level::Error,
    summary: "a reference, a query or a grant names an entity that does not exist",
    page: "\
# What it says
The marked name is meant to be an entity or a view, and the design has none of that name. Names are looked
up in the context they are written in, then in the default one; anything else is written `context.name`.

# Why it matters
Nothing can be built on a table that is not there: the database would refuse the statement.

# What to do
Correct the name (the message suggests the nearest one), add the entity, or write the context in front.
",
};

pub static UNKNOWN_ATTRIBUTE: Rule = Rule {
    code: "SG0103",
    name: "unknown-attribute",
    level: Level::Error,
    summary: "a key, an index, an expression or a query names an attribute that does not exist",
    page: "\
# What it says
The marked name is meant to be an attribute of the entity, and the entity (with its mixins) has none of that
name.

# Why it matters
Keys, indexes, checks, dependencies and queries are statements about attributes; a slip in a name makes them
statements about nothing, and the database would refuse them.

# What to do
Correct the name or add the attribute.
",
};

pub static UNKNOWN_MIXIN: Rule = Rule {
    code: "SG0104",
    name: "unknown-mixin",
    level: Level::Error,
    summary: "an include names a mixin that does not exist",
    page: "\
# What it says
`include` names a mixin that no file defines. Mixins are looked up in the context of the entity, then in the
default one.

# Why it matters
The entity lacks the attributes and lines the mixin would bring, so other messages about it may be wrong:
they are withheld.

# What to do
Correct the name, or define the mixin: `mixin NAME { … }`.
",
};

pub static UNKNOWN_ROLE: Rule = Rule {
    code: "SG0105",
    name: "unknown-role",
    level: Level::Error,
    summary: "a grant, a policy, an owner or a membership names a role that does not exist",
    page: "\
# What it says
The marked role is not declared by a `role` line. `public`, `current_user`, `current_role` and
`session_user` are always known.

# Why it matters
Granting to a role that is not there fails on the server, and a slip in a role's name is a hole or a wall in
the access rules.

# What to do
Correct the name, or declare the role: `role NAME`.
",
};

pub static UNKNOWN_DIALECT: Rule = Rule {
    code: "SG0106",
    name: "unknown-dialect",
    level: Level::Error,
    summary: "a target, an `only` block or a native block names an unknown dialect",
    page: "\
# What it says
The dialects are `postgres`, `mysql`, `mariadb` and `sqlite`.

# Why it matters
What stands in a block for an unknown dialect would never be used, in silence.

# What to do
Correct the name.
",
};

pub static UNKNOWN_OBJECT: Rule = Rule {
    code: "SG0107",
    name: "unknown-object",
    level: Level::Error,
    summary: "a grant names a sequence or a schema that does not exist",
    page: "\
# What it says
The object after `on` is neither declared in the files nor one every server has.

# Why it matters
The grant would fail on the server.

# What to do
Correct the name, or declare the object.
",
};

pub static NAMES_DIFFER_BY_CASE: Rule = Rule {
    code: "SG2002",
    name: "names-differ-by-case",
    level: Level::Warning,
    summary: "two names differ in nothing but upper and lower case",
    page: "\
# What it says
Two objects of one kind have names that are equal once case is ignored, as `Order` and `order`.

# Why it matters
MySQL on Windows and macOS, SQLite everywhere, and every unquoted name in a Postgres query ignore case:
there the two are one.

# What to do
Give one of them another name.
",
};

pub static INCLUDE_CYCLE: Rule = Rule {
    code: "SG0109",
    name: "include-cycle",
    level: Level::Error,
    summary: "mixins include each other in a circle",
    page: "\
# What it says
Following the `include` lines of a mixin leads back to itself; the message shows the way.

# Why it matters
The list of attributes would never end.

# What to do
Remove one `include` of the circle, or move what both need into a third mixin.
",
};

pub static CONTEXT_NESTED: Rule = Rule {
    code: "SG0110",
    name: "nested-context",
    level: Level::Error,
    summary: "a context stands inside another context",
    page: "\
# What it says
A context is a namespace of the database (a schema on Postgres, a database on MySQL), and those do not nest.

# Why it matters
No server could hold it.

# What to do
Put the inner context beside the outer one.
",
};

pub static SCHEMA_TWICE: Rule = Rule {
    code: "SG0111",
    name: "schema-twice",
    level: Level::Error,
    summary: "two schema lines say different things",
    page: "\
# What it says
A design has one `schema` line; several files may repeat it, but only in the same words.

# Why it matters
Which targets and which name hold would depend on the order of files.

# What to do
Keep one of the two lines.
",
};

pub static SAID_TWICE: Rule = Rule {
    code: "SG0112",
    name: "said-twice",
    level: Level::Error,
    summary: "something that can be said once is said again",
    page: "\
# What it says
A line or a modifier of which there can be one (`rows`, `owner`, `partition by`, `default`, …) stands a
second time.

# Why it matters
Only one of them can hold, and the reader cannot know which. The first is taken.

# What to do
Remove one of the two.
",
};

pub static NOTHING_INSIDE: Rule = Rule {
    code: "SG0113",
    name: "nothing-inside",
    level: Level::Error,
    summary: "an entity without attributes, or an enum without values",
    page: "\
# What it says
The marked entity has no attributes, or the marked enum no values.

# Why it matters
Most servers refuse a table without columns; an enum without values admits nothing.

# What to do
Add at least one, or remove the whole.
",
};

pub static LINE_PLACE: Rule = Rule {
    code: "SG0114",
    name: "line-place",
    level: Level::Error,
    summary: "a line stands in an `only` block and holds everywhere",
    page: "\
# What it says
An `only DIALECT { … }` block holds what changes a table on one dialect: types, keys, constraints, indexes,
partitions, policies and options. The marked line is about the entity itself.

# Why it matters
Rows, dependencies, tags and references are the same on every server; a design in which they were not could
not be checked.

# What to do
Move the line out of the block.
",
};
