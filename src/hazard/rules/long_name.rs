use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::dialect::LengthUnit;
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6405",
    name: "long-name",
    level: Level::Error,
    summary: "A name is longer than the server keeps",
    page: "\
# What it says
A new name is longer than the server's limit.

# Why it matters
PostgreSQL cuts it without an error, so that two names can become one and a later `drop` misses; the others
refuse.

# What to do
A shorter name.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Any, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let limit = context.dialect.limits().identifier;
    let length = |name: &str| match limit.unit {
        LengthUnit::Bytes => name.len(),
        LengthUnit::Characters => name.chars().count(),
    };
    let made = matches!(action.kind, Kind::RenameTable | Kind::RenameColumn)
        .then_some(action.to.as_deref())
        .flatten();
    let names = [Some(action.relation.name.as_str()), action.part.as_deref(), made];
    let long = names.into_iter().flatten().find(|name| length(name) > limit.max)?;
    Some(
        Finding::new(format!(
            "`{long}` has more than {} {}",
            limit.max,
            match limit.unit {
                LengthUnit::Bytes => "bytes",
                LengthUnit::Characters => "characters",
            }
        ))
        .recipe("a shorter name"),
    )
}
