//! A chain of migrations proven on a scratch engine: there, back and there again, with rows in every table.

use std::collections::{BTreeMap, BTreeSet};

use super::folder::Folder;
use super::replay::step;
use super::run::MigrateError;
use crate::dialect::Dialect;
use crate::emit::is_beside;
use crate::engine::Engine;
use crate::hazard::{Ahead, Kind, Setting, classify, hazards};
use crate::migrations::Migration;
use crate::rows::{ATTEMPTS, Rows};
use crate::runner::Direction;
use crate::schema::{AtomKind, Difference, FieldDifference, QualifiedName, Schema, compare};

/// What came of one migration.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Proven {
    pub migration: String,
    /// Rows that lay in the tables before it.
    pub rows: u64,
    /// Each a sentence: what is not as it should be.
    pub failures: Vec<String>,
    /// What could not be looked at, and why.
    pub notes: Vec<String>,
}

/// What came of a chain.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Chain {
    pub engine: String,
    pub migrations: Vec<Proven>,
    /// What the last migration leads to.
    pub end: Schema,
}

impl Chain {
    pub fn holds(&self) -> bool {
        self.migrations.iter().all(|one| one.failures.is_empty())
    }
}

/// Rows that each table gets before the next migration.
const ROWS: usize = 6;

/// Proves a folder on an engine.
pub fn verify(
    engine: &mut dyn Engine,
    folder: &Folder,
    dialect: Dialect<'_>,
    report: &dyn Fn(&str),
) -> Result<Chain, MigrateError> {
    let mut chain = Chain { engine: engine.info().label.clone(), ..Chain::default() };
    let mut before = engine.introspect()?;
    for migration in &folder.migrations {
        report(&format!("proving {}", migration.name));
        let mut proven = Proven { migration: migration.name.to_string(), ..Proven::default() };
        let counts = fill(engine, &before, dialect, &mut proven)?;
        proven.rows = counts.values().sum();
        let lost = may_lose(&migration.up, &before, dialect);
        step(engine, migration, Direction::Up, dialect)?;
        let after = engine.introspect()?;
        same_rows(engine, &counts, &after, &lost, "on the way there", dialect, &mut proven);
        if migration.down.is_some() {
            back(engine, migration, dialect, &before, &after, &counts, &lost, &mut proven)?;
        } else {
            proven.notes.push("there is no `down.sql`: the way back is not proven".to_owned());
        }
        chain.migrations.push(proven);
        before = after;
    }
    chain.end = before;
    Ok(chain)
}

#[expect(clippy::too_many_arguments, reason = "the two ends of the way, and what lay there")]
fn back(
    engine: &mut dyn Engine,
    migration: &Migration,
    dialect: Dialect<'_>,
    before: &Schema,
    after: &Schema,
    counts: &BTreeMap<QualifiedName, u64>,
    lost: &BTreeSet<QualifiedName>,
    proven: &mut Proven,
) -> Result<(), MigrateError> {
    step(engine, migration, Direction::Down, dialect)?;
    let undone = engine.introspect()?;
    proven.failures.extend(differs("`down.sql` does not lead back", before, &undone));
    let mut lost = lost.clone();
    lost.extend(may_lose(migration.down.as_deref().unwrap_or_default(), after, dialect));
    same_rows(engine, counts, &undone, &lost, "on the way back", dialect, proven);
    step(engine, migration, Direction::Up, dialect)?;
    let again = engine.introspect()?;
    proven.failures.extend(differs("`up.sql` leads elsewhere the second time", after, &again));
    Ok(())
}

/// What differs between two catalogs, as sentences.
pub fn differs(what: &str, wanted: &Schema, found: &Schema) -> Vec<String> {
    const SHOWN: usize = 8;
    let mut differences: Vec<Difference> = compare(wanted, found);
    // Roles are the server's, for all its databases: they are made, and never dropped.
    differences.retain(|difference| {
        let is_role = matches!(difference.key.kind, AtomKind::Role | AtomKind::Membership);
        !(is_role && matches!(difference.fields, FieldDifference::Unexpected))
    });
    let count = differences.len();
    let mut sentences: Vec<String> = differences
        .into_iter()
        .take(SHOWN)
        .map(|difference| format!("{what}: {} differs", difference.key))
        .collect();
    if count > SHOWN {
        sentences.push(format!("{what}: {} more differ", count - SHOWN));
    }
    sentences
}

/// Puts rows into every table that has none, and counts those of all.
fn fill(
    engine: &mut dyn Engine,
    schema: &Schema,
    dialect: Dialect<'_>,
    proven: &mut Proven,
) -> Result<BTreeMap<QualifiedName, u64>, MigrateError> {
    let mut rows = Rows::new(schema, dialect);
    let mut counts = BTreeMap::new();
    // What is there to follow another table is written by nobody else.
    for table in rows.tables().into_iter().filter(|table| !is_beside(table)) {
        let there = count(engine, &table.name, dialect).unwrap_or_default();
        let mut made = 0;
        let mut why = None;
        for number in 0..ROWS {
            // Behind the rows that earlier migrations met.
            let number = number + usize::try_from(there).unwrap_or_default();
            for attempt in 0..ATTEMPTS {
                let Some(row) = rows.row(table, number, attempt) else {
                    why.get_or_insert_with(|| "a table that it refers to has none".to_owned());
                    break;
                };
                match engine.execute(&row.sql) {
                    Ok(()) => {
                        rows.keep(table, row);
                        made += 1;
                        break;
                    }
                    Err(error) => {
                        why = Some(error.to_string().lines().next().unwrap_or_default().to_owned())
                    }
                }
            }
        }
        if made == 0 && there == 0 {
            proven.notes.push(format!(
                "no rows could be made up for `{}`: {}",
                table.name,
                why.unwrap_or_default()
            ));
        }
        counts.insert(table.name.clone(), there + made);
    }
    // A row of one table can bring one of another.
    for (table, counted) in &mut counts {
        *counted = count(engine, table, dialect).unwrap_or(*counted);
    }
    Ok(counts)
}

fn count(engine: &mut dyn Engine, table: &QualifiedName, dialect: Dialect<'_>) -> Option<u64> {
    let quote = |name: &str| dialect.quote(name);
    let name = match &table.namespace {
        Some(namespace) => format!("{}.{}", quote(namespace), quote(&table.name)),
        None => quote(&table.name),
    };
    let rows = engine.rows(&format!("select count(*) from {name}")).ok()?;
    rows.into_iter().flatten().flatten().next()?.parse().ok()
}

/// No table that is still there has fewer rows, but those that the migration says it takes rows from.
fn same_rows(
    engine: &mut dyn Engine,
    counts: &BTreeMap<QualifiedName, u64>,
    after: &Schema,
    lost: &BTreeSet<QualifiedName>,
    way: &str,
    dialect: Dialect<'_>,
    proven: &mut Proven,
) {
    for (table, before) in counts {
        if after.table(table).is_none() || lost.contains(table) {
            continue;
        }
        let found = count(engine, table, dialect).unwrap_or_default();
        if found < *before {
            proven.failures.push(format!("`{table}` had {before} rows and has {found} {way}"));
        }
    }
}

/// The tables that a script says it takes rows from.
fn may_lose(script: &str, before: &Schema, dialect: Dialect<'_>) -> BTreeSet<QualifiedName> {
    let Ok(script) = crate::migrations::script(script, dialect) else { return BTreeSet::new() };
    let mut lost = BTreeSet::new();
    let ahead = Ahead::of(script.steps.iter().map(|step| step.sql.as_str()), dialect);
    let setting = Setting { ahead: ahead.clone(), ..Setting::default() };
    for step in script.steps {
        let loses = hazards(&step.sql, Some(before), dialect, &setting)
            .iter()
            .any(|hazard| hazard.loses.is_some());
        for action in classify(&step.sql, dialect, Some(before)).actions {
            let takes = matches!(
                action.kind,
                Kind::DropTable | Kind::DeleteRows | Kind::DeleteAllRows | Kind::Truncate
            );
            let of_rows = loses
                && !matches!(
                    action.kind,
                    Kind::DropColumn | Kind::DropColumnIndexed | Kind::SetType
                );
            let returns = ahead.replaced.contains(&action.relation);
            if (takes || of_rows) && !returns {
                lost.insert(action.relation);
            }
        }
    }
    lost
}
