use crate::diagnostics::{Level, Rule};

pub static PARTIAL_DEPENDENCY: Rule = Rule {
    code: "SG1202",
    name: "partial-dependency",
    level: Level::Warning,
    summary: "an entity is not in second normal form: part of a key determines an attribute",
    page: "\
# What it says
The declared dependencies prove it: some attributes of a candidate key, but not all of them, determine an
attribute that is in no key. The finding shows two rows that are both allowed and state the same fact twice.

    entity order_line {
      order_no: bigint
      product_no: bigint
      product_name: varchar(100)
      quantity: int
      primary key (order_no, product_no)
      fd product_no -> product_name
    }

# Why it matters
The name of a product stands in every line that sells it. An update that misses one line leaves two names for
one product; a product without orders has no name at all; deleting the last line forgets the name.

# What to do
Give the fact a table of its own: `schemagen normalize --write 3nf ENTITY` does so, and moves the data. Where the
attribute is meant as a copy of what was true at the time, the dependency does not hold: remove the `fd` line. Where the
repetition is wanted, say why: `allow SG1202 \"reason\"`.
",
};
