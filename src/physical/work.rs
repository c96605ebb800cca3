use std::collections::HashMap;

use super::Physical;
use super::calendar::Date;
use super::names::Names;
use super::origin::Origin;
use crate::design::{Design, Query};
use crate::diagnostics::{Diagnostic, Rule};
use crate::dialect::{Capability, Dialect};
use crate::schema::{AtomKey, AtomKind, QualifiedName, Schema, Table};
use crate::text::Span;

/// What the passes hand on to each other.
pub(super) struct Work<'d> {
    pub design: &'d Design,
    pub dialect: Dialect<'d>,
    pub as_of: Date,
    pub schema: Schema,
    pub origin: Origin,
    pub names: Names,
    /// Functions that raw blocks of this dialect define, in lower case.
    pub functions: Vec<String>,
    findings: Vec<Diagnostic>,
}

impl<'d> Work<'d> {
    pub fn new(design: &'d Design, dialect: Dialect<'d>, as_of: Date) -> Work<'d> {
        Work {
            design,
            dialect,
            as_of,
            schema: design.schema.clone(),
            origin: Origin::default(),
            names: Names::new(dialect),
            functions: Vec::new(),
            findings: Vec::new(),
        }
    }

    pub fn has(&self, capability: Capability) -> bool {
        self.dialect.has(capability)
    }

    pub fn lacks(&self, capability: Capability) -> bool {
        !self.dialect.has(capability)
    }

    /// Whether the design is for this dialect alone, so that its SQL is this dialect's own; an engine that is laid
    /// over a server's dialect reads that server's SQL.
    pub fn own_sql(&self) -> bool {
        let base = self.dialect.data.servers();
        match self.design.targets.as_slice() {
            [only] => only.dialect == self.dialect.name() || base == Some(only.dialect.as_str()),
            _ => false,
        }
    }

    pub fn title(&self) -> &'d str {
        self.dialect.title()
    }

    pub fn report(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// Reports at the place of an atom.
    pub fn report_at(&mut self, key: &AtomKey, finding: Diagnostic, label: &str) {
        let span = self.span(key);
        self.report(finding.at_some(span, label));
    }

    pub fn span(&self, key: &AtomKey) -> Option<Span> {
        self.origin.span(self.design, key)
    }

    /// A finding that something is held in a weaker form.
    pub fn loss(&mut self, rule: &'static Rule, key: &AtomKey, message: String, why: String) {
        self.report_at(key, Diagnostic::new(rule, message).note(why), "");
    }

    /// Runs a pass over every table. The pass sees the rest of the schema without its tables.
    pub fn each_table(&mut self, mut pass: impl FnMut(&mut Work<'d>, &mut Table)) {
        let mut tables = std::mem::take(&mut self.schema.tables);
        for table in &mut tables {
            pass(self, table);
        }
        self.schema.tables = tables;
    }

    /// The places of the tables in their list.
    pub fn table_places(&self) -> HashMap<QualifiedName, usize> {
        self.schema
            .tables
            .iter()
            .enumerate()
            .map(|(place, table)| (table.name.clone(), place))
            .collect()
    }

    pub fn finish(mut self) -> (Physical, Vec<Diagnostic>) {
        let name = self.dialect.name();
        let base = self.dialect.data.servers();
        let speaks = |query: &&Query| {
            query.only.as_deref().is_none_or(|only| only == name || base == Some(only))
        };
        let queries = self.design.queries.iter().filter(speaks).cloned().collect();
        Diagnostic::sort(&mut self.findings);
        self.findings.dedup();
        let own_sql = self.own_sql();
        let physical = Physical {
            own_sql,
            schema: self.schema,
            queries,
            functions: self.functions,
            origin: self.origin,
        };
        (physical, self.findings)
    }
}

pub(super) fn column_key(table: &QualifiedName, column: &str) -> AtomKey {
    AtomKey::new(table, AtomKind::Column, column)
}

/// `a`, `a and b`, `a, b and c`, each in backticks.
pub(super) fn quoted_list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
