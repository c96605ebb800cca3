use crate::diagnostics::{Level, Rule};

pub static UNDECIDED: Rule = Rule {
    code: "SG1209",
    name: "normal-form-undecided",
    level: Level::Info,
    summary: "the normal form of an entity would take too long to find out",
    page: "\
# What it says
The dependencies of the entity give so many candidate keys that the check stopped counting. What it reports about the
entity is proven; whether there is more is open.

# Why it matters
Whether an attribute belongs to some key is one of the questions for which no fast method is known. Designs made by people
hardly ever come near the bound: look for dependencies that were declared by mistake.

# What to do
`schemagen normalize ENTITY` searches longer. If the answer is of no interest: `allow SG1209 \"reason\"`.
",
};
