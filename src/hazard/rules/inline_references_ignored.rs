use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::dialect::Capability;
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6506",
    name: "inline-references-ignored",
    level: Level::Error,
    summary: "The server takes no notice of an inline reference",
    page: "\
# What it says
A column says `references …` on a MySQL before 9.0.

# Why it matters
The words are read and thrown away: there is no foreign key.

# What to do
`foreign key (column) references …` as a clause of its own.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Any, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let ignored =
        context.effect(action).is_none() && context.dialect.has(Capability::StorageEngines);
    (action.kind == Kind::AddColumnReferences && ignored).then(|| {
        Finding::new(format!("there will be no foreign key from `{}`", action.place()))
            .recipe("foreign key (…) references … as a clause of its own")
    })
}
