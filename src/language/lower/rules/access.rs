//! Rules about roles, grants and policies.

use crate::diagnostics::{Level, Rule};

pub(super) static RULES: &[&Rule] = &[&PRIVILEGE, &POLICY, &MEMBERSHIP];

pub static PRIVILEGE: Rule = Rule {
    code: "SG0181",
    name: "privilege",
    level: Level::Error,
    summary: "a privilege does not exist for this kind of object",
    page: "\
# What it says
The privilege cannot be granted on the object: tables know `select insert update delete truncate references
trigger maintain`, sequences `usage select update`, schemas `usage create`, and columns `select insert
update references`.

# Why it matters
The server would refuse the grant.

# What to do
Take a privilege that fits the object.
",
};

pub static POLICY: Rule = Rule {
    code: "SG0182",
    name: "policy",
    level: Level::Error,
    summary: "a policy has conditions its command does not use",
    page: "\
# What it says
`using` selects the rows a command may see and does not apply to `insert`; `check` judges rows that are
written and does not apply to `select` and `delete`; a policy needs at least one of the two.

# Why it matters
The server would refuse the policy, or the condition would never be asked.

# What to do
Move the condition to the clause that applies.
",
};

pub static MEMBERSHIP: Rule = Rule {
    code: "SG0183",
    name: "membership",
    level: Level::Error,
    summary: "roles are members of each other in a circle",
    page: "\
# What it says
Following `in` from a role leads back to itself.

# Why it matters
The server would refuse the last of these memberships.

# What to do
Remove one of them.
",
};
