use crate::diagnostics::{Level, Rule};

pub static TRANSITIVE_DEPENDENCY: Rule = Rule {
    code: "SG1203",
    name: "transitive-dependency",
    level: Level::Warning,
    summary: "an entity is not in third normal form: an attribute depends on something other than a key",
    page: "\
# What it says
The declared dependencies prove it: attributes that are no key determine an attribute that is in no key. The
finding shows two rows that are both allowed and state the same fact twice.

    entity customer {
      id: uuid primary key default uuid_v7()
      zip: varchar(10)
      city: varchar(100)
      fd zip -> city
    }

# Why it matters
The city of a zip code stands in every row with that zip code. An update that misses a row leaves two cities for one
zip code, and nothing in the database notices.

# What to do
Give the fact a table of its own: `schemagen normalize --write 3nf ENTITY` does so, and moves the data. Where the
dependency does not hold for every row, remove the `fd` line. Where the repetition is wanted, as with addresses that are
kept as they were written, say why: `allow SG1203 \"reason\"`.
",
};
