use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::dialect::{Blocks, Capability};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6203",
    name: "no-lock-timeout",
    level: Level::Info,
    summary: "Nothing bounds how long a statement waits for its lock",
    page: "\
# What it says
A statement takes a lock that others wait for, and no `lock_timeout` was set before it.

# Why it matters
It waits behind one long query, and the whole traffic of the table waits behind it: a short change becomes
an outage.

# What to do
`set lock_timeout = '500ms'` (MySQL: `set session lock_wait_timeout = 2`) at the top, and another try when
it gives up. `migrate up` does both by itself.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let waits = context.blocks(action) > Blocks::Nothing && action.kind != Kind::LockTable;
    let sets_none = !context.session.lock_timeout && !context.dialect.data.locks.is_empty();
    (waits && sets_none && !context.dialect.has(Capability::WithoutRowid)).then(|| {
        Finding::new(format!(
            "it waits for its lock on `{}` as long as it takes, and others wait behind it",
            action.relation
        ))
        .recipe("set a lock_timeout first, and try again when it gives up")
    })
}
