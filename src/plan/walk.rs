//! What the tables are like on the way: each step is judged by the schema that it meets.

use std::collections::HashMap;

use super::Step;
use crate::dialect::Dialect;
use crate::hazard::{Kind, classify};
use crate::schema::{AtomKey, AtomKind, Check, Expression, QualifiedName, Schema, Table};

/// The schema between two steps, as far as tables go.
pub(super) struct Walk<'t> {
    pub now: Schema,
    places: HashMap<QualifiedName, usize>,
    target: HashMap<&'t QualifiedName, &'t Table>,
}

impl<'t> Walk<'t> {
    pub fn new(before: &Schema, target: &'t Schema) -> Walk<'t> {
        let place = |(place, table): (usize, &Table)| (table.name.clone(), place);
        Walk {
            now: before.clone(),
            places: before.tables.iter().enumerate().map(place).collect(),
            target: target.tables.iter().map(|table| (&table.name, table)).collect(),
        }
    }

    pub fn has(&self, table: &QualifiedName) -> bool {
        self.places.contains_key(table)
    }

    pub fn pass(&mut self, step: &Step, dialect: Dialect<'_>) {
        let key = &step.statement.object;
        let actions = classify(&step.sql, dialect, None).actions;
        let does = Does { kinds: actions.iter().map(|action| action.kind).collect() };
        let target = self.target.get(&key.object).copied();
        let Some(place) = self.places.get(&key.object).copied() else {
            if let (AtomKind::Table, Some(target)) = (key.kind, target) {
                self.places.insert(target.name.clone(), self.now.tables.len());
                self.now.tables.push(Table { foreign_keys: Vec::new(), ..target.clone() });
            }
            return;
        };
        let table = &mut self.now.tables[place];
        if key.kind != AtomKind::Table {
            return pass_part(table, target, key, &does, &step.sql);
        }
        if does.any(&[Kind::DropTable, Kind::RenameTable]) {
            // The name is free; whatever comes is made anew.
            self.places.remove(&key.object);
            table.name = QualifiedName::bare("");
        } else if let Some(target) = target {
            // One statement says all that changes.
            *table =
                Table { foreign_keys: std::mem::take(&mut table.foreign_keys), ..target.clone() };
        }
    }
}

/// What a statement does.
struct Does {
    kinds: Vec<Kind>,
}

impl Does {
    fn any(&self, kinds: &[Kind]) -> bool {
        self.kinds.iter().any(|kind| kinds.contains(kind))
    }
}

fn pass_part(table: &mut Table, target: Option<&Table>, key: &AtomKey, does: &Does, sql: &str) {
    use AtomKind as K;
    let part = key.part.as_str();
    let wanted = target.and_then(|target| target.column(part));
    match key.kind {
        K::Column if does.any(&[Kind::DropColumn, Kind::DropColumnIndexed]) => {
            table.columns.retain(|one| one.name != part)
        }
        K::Column => match (table.column_mut(part), wanted) {
            (Some(column), Some(wanted)) => column.data_type = wanted.data_type.clone(),
            (None, Some(wanted)) => table.columns.push(wanted.clone()),
            _ => {}
        },
        K::NotNull => {
            if let Some(column) = table.column_mut(part) {
                column.nullable = does.any(&[Kind::DropNotNull]);
            }
        }
        K::Default => {
            if let Some(column) = table.column_mut(part) {
                column.default = wanted.and_then(|wanted| wanted.default.clone());
            }
        }
        K::Check => pass_check(table, part, does, sql),
        K::PrimaryKey if does.any(&DROPS_CONSTRAINT) => table.primary_key = None,
        K::PrimaryKey => table.primary_key = target.and_then(|target| target.primary_key.clone()),
        K::Index if does.any(&[Kind::DropIndex, Kind::DropIndexConcurrently]) => {
            table.indexes.retain(|one| one.part() != part)
        }
        K::Index => {
            let made =
                target.and_then(|target| target.indexes.iter().find(|one| one.part() == part));
            table.indexes.extend(made.cloned());
        }
        K::ForeignKey => {
            table.foreign_keys.retain(|one| one.part() != part);
            let keys = target.into_iter().flat_map(|target| &target.foreign_keys);
            let made = keys.filter(|one| one.part() == part && !does.any(&DROPS_CONSTRAINT));
            table.foreign_keys.extend(made.cloned());
        }
        _ => {}
    }
}

const DROPS_CONSTRAINT: [Kind; 3] =
    [Kind::DropConstraint, Kind::DropForeignKey, Kind::DropPrimaryKey];

/// Checks come and go that neither end of the way has: proofs for a moment.
fn pass_check(table: &mut Table, name: &str, does: &Does, sql: &str) {
    let known = table.checks.iter_mut().find(|check| check.name.as_deref() == Some(name));
    if does.any(&DROPS_CONSTRAINT) {
        table.checks.retain(|check| check.name.as_deref() != Some(name));
    } else if let Some(check) = known {
        check.not_valid = false;
    } else if let Some(expression) = checked(sql) {
        let mut check = Check::new(Some(name.to_owned()), Expression::new(expression));
        check.not_valid = does.any(&[Kind::AddCheckNotValid]);
        table.checks.push(check);
    }
}

/// What stands in the brackets behind `check`.
fn checked(sql: &str) -> Option<String> {
    let start = sql.find("check (")? + "check (".len();
    let end = sql.rfind(')')?;
    sql.get(start..end).map(str::to_owned)
}
