use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::dialect::Capability;
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6108",
    name: "set-not-null",
    level: Level::Warning,
    summary: "Setting not null reads the whole table under the strongest lock",
    page: "\
# What it says
A column becomes not null, and nothing proves yet that no row has a null there.

# Why it matters
All rows are read while readers and writers wait, and one null makes it fail.

# What to do
PostgreSQL 12 to 17: add `check (c is not null) not valid`, validate it, set not null (no scan any more),
drop the check, each in a transaction of its own. From 18: `add constraint … not null c not valid`, then
validate. MySQL: count the nulls first; it rebuilds the table in place.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let column = context.quoted(action.part_name());
    let table = &action.relation;
    let sets = matches!(action.kind, Kind::SetNotNull | Kind::AddNotNullConstraint);
    let scans = context.effect(action).is_some_and(|effect| effect.scans);
    (sets && scans).then(|| {
        let recipe = match context.dialect.effect(Kind::AddNotNullConstraintNotValid.name()).is_some() {
            true => format!(
                "alter table {table} add constraint … not null {column} not valid | validate constraint …"
            ),
            false if context.dialect.has(Capability::NotValidConstraints) => format!(
                "alter table {table} add constraint … check ({column} is not null) not valid | validate constraint … | \
                 alter column {column} set not null | drop constraint …"
            ),
            false => "fill the nulls first, and count that none is left".to_owned(),
        };
        Finding::new(format!("every row is read for nulls in `{}` while {} wait", action.place(), context.waiting(action)))
            .recipe(recipe)
    })
}
