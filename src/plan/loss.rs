//! Steps that lose what rows hold, and the leave they need.

use std::collections::BTreeSet;

use crate::change::OWNED_BY;
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::schema::{AtomKind, QualifiedName, Schema};
use crate::transition::{Transition, Verb};

pub static DATA_LOSS: Rule = Rule {
    code: "SG6901",
    name: "data-loss",
    level: Level::Error,
    summary: "a step of the plan loses what rows hold, and nobody said that it may",
    page: "\
# What it says
The plan drops a table, a partition or a column, and with it what its rows hold. Nothing in the design says that a
former name is meant, and the command line does not allow the loss.

# Why it matters
What is dropped is gone: the step's reversal makes the table or the column again, but not its values.

# What to do
If the object got a new name, say so in the design: `entity customer was client`, `note: text was remark`. If its
values may go, allow it: `--allow destructive:client` for a table, `--allow destructive:client.remark` for a column.
",
};

pub const RULES: &[&Rule] = &[&DATA_LOSS];

/// What the command line allows to be lost.
#[derive(Debug, Clone, Default)]
pub struct Allowed {
    names: BTreeSet<String>,
}

impl Allowed {
    /// `destructive:TABLE`, `destructive:TABLE.COLUMN`, `destructive:*`.
    pub fn parse(words: &[String]) -> Result<Allowed, String> {
        let mut names = BTreeSet::new();
        for word in words {
            match word.split_once(':') {
                Some(("destructive", name)) if !name.is_empty() => names.insert(name.to_owned()),
                _ => {
                    return Err(format!(
                        "`--allow {word}` is not understood: it takes `destructive:TABLE` or `destructive:TABLE.COLUMN`"
                    ));
                }
            };
        }
        Ok(Allowed { names })
    }

    fn allows(&self, object: &QualifiedName, part: Option<&str>) -> bool {
        let table = object.to_string();
        let column = part.map(|part| format!("{table}.{part}"));
        self.names.contains("*")
            || self.names.contains(&table)
            || column.is_some_and(|column| self.names.contains(&column))
    }
}

/// What the way loses without leave. `is_empty` says of tables that no row is in them.
pub fn losses(
    transition: &Transition,
    from: &Schema,
    allowed: &Allowed,
    is_empty: &dyn Fn(&QualifiedName) -> bool,
) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for step in transition.moves.iter().filter(|step| step.verb == Verb::Drop) {
        let (object, part) = (&step.key.object, step.key.part.as_str());
        let (what, name, column) = match step.key.kind {
            AtomKind::Table => ("table", object.to_string(), None),
            AtomKind::Partition => {
                let drops = step.statements.iter().any(|one| one.sql.starts_with("drop"));
                if !drops {
                    continue;
                }
                ("partition", part.to_owned(), Some(part))
            }
            AtomKind::Column if part != OWNED_BY => {
                let column = from.table(object).and_then(|table| table.column(part));
                if column.is_some_and(|column| column.generated.is_some()) {
                    continue;
                }
                ("column", format!("{object}.{part}"), Some(part))
            }
            _ => continue,
        };
        if allowed.allows(object, column) || is_empty(object) {
            continue;
        }
        findings.push(
            Diagnostic::new(
                &DATA_LOSS,
                format!("the plan drops {what} `{name}`, with all that its rows hold"),
            )
            .note("no reversal brings the values back")
            .help(format!(
                "allow it with `--allow destructive:{name}`, or name what it became with `was` in the design"
            )),
        );
    }
    findings
}
