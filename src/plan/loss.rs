//! Steps that lose what rows hold, and the leave they need.

use std::collections::BTreeSet;

use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::schema::{AtomKey, AtomKind, QualifiedName, Schema};
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

/// What the command line allows to be lost.
#[derive(Debug, Clone, Default)]
pub struct Allowed {
    names: BTreeSet<String>,
}

impl Allowed {
    /// `destructive:TABLE`, `destructive:TABLE.COLUMN` (or a partition's name there), `destructive:*`.
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

/// Rows that belong to nobody where others are taken over by other tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unclaimed {
    pub table: QualifiedName,
    /// The columns of which they lose what they hold; none where they go themselves.
    pub columns: Vec<String>,
    /// The tables that take what the others hold.
    pub takers: Vec<QualifiedName>,
}

impl Unclaimed {
    pub fn is_allowed(&self, allowed: &Allowed) -> bool {
        let mut columns = self.columns.iter();
        allowed.allows(&self.table, None)
            || !self.columns.is_empty()
                && columns.all(|column| allowed.allows(&self.table, Some(column)))
    }

    /// As leave is given for it.
    pub fn names(&self) -> Vec<String> {
        match self.columns.is_empty() {
            true => vec![self.table.to_string()],
            false => self.columns.iter().map(|one| format!("{}.{one}", self.table)).collect(),
        }
    }

    pub fn findings(&self) -> Vec<Diagnostic> {
        let takers: Vec<String> = self.takers.iter().map(|table| format!("`{table}`")).collect();
        let takers = takers.join(" or ");
        let what = if self.columns.is_empty() { "table" } else { "column" };
        let finding = |name: String| {
            let message = format!(
                "the plan drops {what} `{name}`, and what it holds in rows that belong to no row of {takers} goes nowhere"
            );
            Diagnostic::new(&DATA_LOSS, message)
                .note("a running database that is asked (`--from URL`) and has no such row needs no leave")
                .help(format!("allow it with `--allow destructive:{name}`"))
        };
        self.names().into_iter().map(finding).collect()
    }
}

/// Something that goes, and what goes with it.
struct Lost<'t> {
    what: &'static str,
    name: String,
    object: &'t QualifiedName,
    part: Option<&'t str>,
}

/// What the way loses without leave. `is_empty` says of tables that no row is in them.
pub fn losses(
    transition: &Transition,
    from: &Schema,
    allowed: &Allowed,
    is_empty: &dyn Fn(&QualifiedName) -> bool,
) -> Vec<Diagnostic> {
    lost(transition, from)
        .into_iter()
        .filter(|lost| !allowed.allows(lost.object, lost.part) && !is_empty(lost.object))
        .map(|Lost { what, name, .. }| {
            Diagnostic::new(
                &DATA_LOSS,
                format!("the plan drops {what} `{name}`, with all that its rows hold"),
            )
            .note("no reversal brings the values back")
            .help(format!(
                "allow it with `--allow destructive:{name}`, or name what it became with `was` in the design"
            ))
        })
        .collect()
}

/// What the way loses without leave, as leave is given for it.
pub fn lost_names(
    transition: &Transition,
    from: &Schema,
    allowed: &Allowed,
    is_empty: &dyn Fn(&QualifiedName) -> bool,
) -> Vec<String> {
    let lost = lost(transition, from).into_iter();
    lost.filter(|lost| !allowed.allows(lost.object, lost.part) && !is_empty(lost.object))
        .map(|lost| lost.name)
        .collect()
}

/// Sentences about what goes without leave, as nothing is in it.
pub fn empty_losses(
    transition: &Transition,
    from: &Schema,
    is_empty: &dyn Fn(&QualifiedName) -> bool,
) -> Vec<String> {
    lost(transition, from)
        .into_iter()
        .filter(|lost| is_empty(lost.object))
        .map(|Lost { what, name, object, .. }| match what {
            "table" => format!("{what} `{name}` may go: no row is in it"),
            _ => format!("{what} `{name}` may go: no row is in `{object}`"),
        })
        .collect()
}

/// Every table, partition and column whose values go.
fn lost<'t>(transition: &'t Transition, from: &Schema) -> Vec<Lost<'t>> {
    let kept = |key: &&AtomKey| !transition.kept.contains(*key);
    let dropped = transition.moves.iter().filter(|step| step.verb == Verb::Drop);
    let dropped = dropped.filter(|step| kept(&&step.key));
    let whole = dropped.filter_map(|step| {
        let (object, part) = (&step.key.object, step.key.part.as_str());
        match step.key.kind {
            AtomKind::Table => {
                Some(Lost { what: "table", name: object.to_string(), object, part: None })
            }
            AtomKind::Partition => {
                let drops = step.statements.iter().any(|one| one.sql.starts_with("drop"));
                let name = part.to_owned();
                drops.then_some(Lost { what: "partition", name, object, part: Some(part) })
            }
            _ => None,
        }
    });
    let columns = transition.columns_gone.iter().filter(kept).filter_map(|key| {
        let column = from.table(&key.object).and_then(|table| table.column(&key.part));
        let computed = column.is_some_and(|column| column.generated.is_some());
        let name = format!("{}.{}", key.object, key.part);
        let (object, part) = (&key.object, Some(key.part.as_str()));
        (!computed).then_some(Lost { what: "column", name, object, part })
    });
    let partitions = transition.partitions_gone.iter().map(|key| {
        let (object, part) = (&key.object, Some(key.part.as_str()));
        Lost { what: "partition", name: format!("{}.{}", key.object, key.part), object, part }
    });
    whole.chain(columns).chain(partitions).collect()
}
