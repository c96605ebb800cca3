use crate::diagnostics::{Level, Rule};

pub static INDEPENDENT_FACTS: Rule = Rule {
    code: "SG1204",
    name: "independent-facts",
    level: Level::Warning,
    summary: "an entity is not in fourth normal form: it combines facts that have nothing to do with each other",
    page: "\
# What it says
A declared multivalued dependency (`mvd`) has a left side that is no key: for each of its values, every value on the
right has to be stored with every value of the other attributes. The finding shows two rows and those they force.

    entity course_offer {
      course: varchar(50)
      teacher: varchar(50)
      book: varchar(50)
      primary key (course, teacher, book)
      mvd course ->> teacher
    }

# Why it matters
A new teacher means a row for every book of the course. One row less, and a query that starts from the book no longer
finds the teacher.

# What to do
Make a table for each of the independent facts; `schemagen normalize ENTITY` shows them. Where the combinations do mean
something (this teacher uses that book), the dependency does not hold: remove the `mvd` line. Otherwise say why it stays:
`allow SG1204 \"reason\"`.
",
};
