use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::dialect::Capability;
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6128",
    name: "missing-reference-index",
    level: Level::Info,
    summary: "A foreign key has no index on its own side",
    page: "\
# What it says
A foreign key is added, and no index of the referencing table begins with its columns.

# Why it matters
Each delete and each change of a key in the referenced table reads the whole referencing one.

# What to do
Build the index first, concurrently. MySQL makes one by itself.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let adds = matches!(action.kind, Kind::AddForeignKey | Kind::AddForeignKeyNotValid);
    let table = context.table(&action.relation).filter(|_| adds && !action.columns.is_empty())?;
    if context.dialect.has(Capability::InlineIndexes) {
        return None;
    }
    let serves = |columns: &[String]| columns.starts_with(&action.columns);
    let served = table.indexes.iter().any(|index| {
        let columns: Vec<String> = index.columns().map(str::to_owned).collect();
        serves(&columns)
    }) || table.primary_key.iter().any(|key| serves(&key.columns))
        || table.uniques.iter().any(|key| serves(&key.columns));
    (!served).then(|| {
        Finding::new(format!(
            "no index of `{}` begins with {}",
            action.relation,
            action.columns.join(", ")
        ))
        .recipe("create index concurrently on the referencing columns first")
    })
}
