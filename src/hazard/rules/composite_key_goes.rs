use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6010",
    name: "composite-key-goes",
    level: Level::Warning,
    summary: "A key or an index over several columns goes with one of them",
    page: "\
# What it says
The column that is dropped is part of a unique key or an index over several columns.

# Why it matters
PostgreSQL drops the whole key, so that duplicates can come in; MySQL keeps it without the column, so that
rows that were fine become duplicates. Neither says so.

# What to do
Drop the key by name before, and make the one that is wanted instead.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let gone = matches!(action.kind, Kind::DropColumn | Kind::DropColumnIndexed);
    let table = context.table(&action.relation).filter(|_| gone)?;
    let name = action.part.as_ref()?;
    let of_several = |columns: &[String]| columns.len() > 1 && columns.contains(name);
    let keys =
        table.uniques.iter().filter(|key| of_several(&key.columns)).map(|key| key.name.clone());
    let indexes = table.indexes.iter().filter(|index| {
        let columns: Vec<String> = index.columns().map(str::to_owned).collect();
        of_several(&columns)
    });
    let first = keys.chain(indexes.map(|index| index.name.clone())).flatten().next()?;
    Some(
        Finding::new(format!(
            "`{first}` spans `{}` and other columns, and goes with it",
            action.place()
        ))
        .recipe(format!(
            "drop `{first}` first, and make the key that is wanted without the column"
        )),
    )
}
