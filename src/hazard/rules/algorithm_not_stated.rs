use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6503",
    name: "algorithm-not-stated",
    level: Level::Info,
    summary: "The statement leaves it to the server how it goes about it",
    page: "\
# What it says
An `alter table` does not state `algorithm=`.

# Why it matters
What was instant in one version is a copy in another, and nobody notices before the table is big.

# What to do
State what is expected: the server refuses (1845, 1846) where it cannot.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let effect = context.effect(action)?;
    let algorithm = effect.algorithm.as_deref()?;
    let first = context.classified.actions.first().is_some_and(|first| std::ptr::eq(first, action));
    let silent = context.classified.algorithm.is_none() && context.classified.lock.is_none();
    let quick = algorithm != "copy" && context.classified.actions.len() == 1;
    let partition = matches!(action.kind, Kind::AddPartition | Kind::DropPartition);
    let asks = context.begins("alter") || context.begins("create");
    (first && silent && quick && asks && !partition).then(|| {
        let lock =
            if algorithm == "instant" { String::new() } else { format!(", lock={}", effect.lock) };
        Finding::new("it does not say how quick it has to be".to_owned())
            .recipe(format!("algorithm={algorithm}{lock}"))
    })
}
