use crate::diagnostics::{Level, Rule};

pub static DETERMINANT_IS_NO_KEY: Rule = Rule {
    code: "SG1205",
    name: "determinant-is-no-key",
    level: Level::Warning,
    summary: "an entity is not in Boyce-Codd normal form: what is no key determines part of a key",
    page: "\
# What it says
The declared dependencies prove it: attributes that are no key determine an attribute that belongs to a key. Third
normal form allows that; the fact is stored more than once all the same.

    entity lesson {
      student: varchar(50)
      subject: varchar(50)
      teacher: varchar(50)
      primary key (student, subject)
      fd teacher -> subject
    }

# Why it matters
The subject of a teacher stands in every one of their lessons, and one lesson can say otherwise.

# What to do
`schemagen normalize ENTITY` shows the decomposition and what it costs. Sometimes it loses a dependency: then no key
enforces it any more, and third normal form is the better place to stop. Say so: `allow SG1205 \"reason\"`. Otherwise
`schemagen normalize --write bcnf ENTITY` splits the entity.
",
};
