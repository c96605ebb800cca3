//! Columns as attributes, with what is about one column alone on its line.

use std::collections::{HashMap, HashSet};

use crate::schema::{
    Check, Column, Deferral, GeneratedStorage, IdentityMode, Table, UniqueConstraint,
};
use crate::sql::identifiers;

use super::Writer;
use super::definition::sequence_options;
use super::reference::Reference;
use super::spell;

/// A check longer than this stands on a line of its own.
const LONGEST_CHECK: usize = 70;

/// What of a table stands on the lines of its attributes.
pub(super) struct Folded<'t> {
    primary_key: Option<&'t str>,
    uniques: HashSet<&'t str>,
    /// By column; a column may have several.
    checks: HashMap<&'t str, Vec<&'t Check>>,
}

impl<'t> Folded<'t> {
    pub fn of(table: &'t Table) -> Folded<'t> {
        let single = |columns: &'t [String]| match columns {
            [only] if table.column(only).is_some() => Some(only.as_str()),
            _ => None,
        };
        let key = table.primary_key.as_ref().filter(|key| {
            key.name.is_none()
                && key.include.is_empty()
                && key.deferral == Deferral::NotDeferrable
                && key.options.is_empty()
                && key.comment.is_none()
        });
        let mut uniques = HashSet::new();
        for unique in table.uniques.iter().filter(|unique| is_plain(unique)) {
            uniques.extend(single(&unique.columns));
        }
        let mut checks: HashMap<&str, Vec<&Check>> = HashMap::new();
        for check in &table.checks {
            if let Some(column) = about(check, table) {
                checks.entry(column).or_default().push(check);
            }
        }
        Folded { primary_key: key.and_then(|key| single(&key.columns)), uniques, checks }
    }

    pub fn has_primary_key(&self) -> bool {
        self.primary_key.is_some()
    }

    pub fn has_unique(&self, unique: &UniqueConstraint) -> bool {
        is_plain(unique)
            && matches!(unique.columns.as_slice(), [only] if self.uniques.contains(only.as_str()))
    }

    pub fn has_check(&self, check: &Check) -> bool {
        self.checks.values().flatten().any(|known| std::ptr::eq(*known, check))
    }
}

fn is_plain(unique: &UniqueConstraint) -> bool {
    unique.name.is_none()
        && unique.include.is_empty()
        && !unique.nulls_not_distinct
        && unique.deferral == Deferral::NotDeferrable
        && unique.options.is_empty()
        && unique.comment.is_none()
}

/// The one column that a check is about, where it may stand on the column's line.
fn about<'t>(check: &Check, table: &'t Table) -> Option<&'t str> {
    let text = check.expression.text();
    let alone = !check.not_valid
        && !check.not_enforced
        && !check.no_inherit
        && check.comment.is_none()
        && text.len() <= LONGEST_CHECK
        && !text.contains('\n');
    if !alone {
        return None;
    }
    let words: HashSet<&str> = identifiers(text).collect();
    let mut named =
        table.columns.iter().map(|column| column.name.as_str()).filter(|name| words.contains(name));
    let only = named.next()?;
    named.next().is_none().then_some(only)
}

impl Writer<'_> {
    pub(super) fn attribute(
        &mut self,
        table: &Table,
        column: &Column,
        folded: &Folded<'_>,
        references: &[Reference<'_>],
    ) {
        let context = table.name.namespace.as_deref();
        self.docs(&column.comment);
        let reference = references.iter().find(|reference| reference.is_on(&column.name));
        let mut line = format!("{}: ", spell::name(&column.name));
        match reference.filter(|reference| reference.implies_type) {
            Some(reference) => line.push_str(&format!("ref {}", reference.path)),
            None => line.push_str(&self.type_text(&column.data_type, context)),
        }
        if column.nullable {
            line.push('?');
        }
        self.identity(&mut line, column);
        if folded.primary_key == Some(column.name.as_str()) {
            line.push_str(" primary key");
        }
        if folded.uniques.contains(column.name.as_str()) {
            line.push_str(" unique");
        }
        if let Some(reference) = reference {
            if !reference.implies_type {
                line.push_str(&format!(" ref {}", reference.path));
            }
            line.push_str(&reference.clauses);
        }
        self.values(&mut line, column);
        for check in folded.checks.get(column.name.as_str()).into_iter().flatten() {
            let condition = self.parenthesised(&check.expression);
            line.push_str(&format!(" check{} {condition}", spell::label(&check.name)));
        }
        let sequence = column.identity.as_ref().and_then(|own| own.sequence_name.as_ref());
        if let Some(sequence) = sequence {
            line.push_str(&format!(" set sequence = {}", spell::value(&sequence.to_string())));
        }
        if column.invisible {
            line.push_str(" invisible");
        }
        for (name, value) in &column.options {
            line.push_str(&format!(" set {} = {}", spell::dotted(name), spell::value(value)));
        }
        self.line(&line);
    }

    fn identity(&mut self, line: &mut String, column: &Column) {
        let Some(identity) = &column.identity else { return };
        line.push_str(" identity");
        if identity.mode == IdentityMode::Always {
            line.push_str(" always");
        }
        let options = sequence_options(&identity.sequence);
        if !options.is_empty() {
            line.push_str(&format!(" ({options})"));
        }
    }

    /// Where the values come from when nobody gives one, and their collation.
    fn values(&mut self, line: &mut String, column: &Column) {
        if let Some(collation) = &column.collation {
            line.push_str(&format!(" collate {}", spell::dotted(collation)));
        }
        if let Some(default) = &column.default {
            line.push_str(&format!(" default {}", self.value(default, &column.data_type)));
        }
        if let Some(generated) = &column.generated {
            let storage = match generated.storage {
                GeneratedStorage::Stored => "stored",
                GeneratedStorage::Virtual => "virtual",
            };
            let expression = self.parenthesised(&generated.expression);
            line.push_str(&format!(" generated {expression} {storage}"));
        }
        if let Some(on_update) = &column.on_update {
            line.push_str(&format!(" on update {}", self.value(on_update, &column.data_type)));
        }
    }
}
