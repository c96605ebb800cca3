//! An entity's lines become a table and the facts about it.
//!
//! Every part is added even if something about it is wrong, as long as it still means something:
//! a constraint on an attribute that does not exist is left out, a check that names one is kept.

mod attribute;
mod facts;
mod foreign_key;
mod index;
mod key;
mod overlay;
mod partition;
mod partition_bounds;
mod policy;
mod subpartition;

pub use index::{method as index_method, options as index_options};

use std::collections::HashMap;

use crate::design::{EntityFacts, Spanned};
use crate::diagnostics::Diagnostic;
use crate::language::ast::{self, AstNode};
use crate::schema::{AtomKind, DataType, Expression, QualifiedName, RowSecurity, Table};
use crate::text::Span;

use super::entity::{Attribute, Entity, Line, Origin};
use super::names::{Once, unknown};
use super::place::{InFile, Word, listed};
use super::rules;
use super::sql::{Columns, Names, check_names, parse_expression};
use super::world::{Output, World};

/// Builds the table and the facts of one entity.
pub fn build(world: &World<'_>, entity: &Entity, out: &mut Output) {
    let mut builder = Builder::new(world, entity, &entity.columns, None, out);
    builder.head();
    for attribute in &entity.attributes {
        builder.attribute(attribute);
    }
    for line in &entity.lines {
        builder.line(line);
    }
    builder.finish();
}

/// Rows that lie beside others must be placed by as many attributes.
pub fn check_shards(out: &mut Output) {
    let mut findings = Vec::new();
    for (name, facts) in &out.design.entities {
        let Some((shard, with)) =
            facts.shard.as_ref().and_then(|shard| Some((shard, shard.with.as_ref()?)))
        else {
            continue;
        };
        let Some(other) = out.design.entities.get(with) else { continue };
        let finding = |message: String| {
            Diagnostic::new(&rules::SHARDING, message).at(shard.span, "lies beside it")
        };
        if let Some(place) = other.reference_table {
            let message = format!("`{name}` lies beside `{with}`, which is on every shard");
            findings.push(
                finding(message).at(place, "a copy on every shard").help("leave out the `with`"),
            );
        } else if let Some(key) = &other.shard
            && key.columns.len() != shard.columns.len()
        {
            let message = format!(
                "`{name}` is placed by {} and `{with}` by {}",
                listed(shard.columns.iter().map(String::as_str)),
                listed(key.columns.iter().map(String::as_str))
            );
            findings.push(finding(message).at(key.span, "its shard key"));
        }
    }
    out.report_all(findings);
}

/// What is known while a table grows.
struct Builder<'w, 's, 'o> {
    world: &'w World<'s>,
    entity: &'w Entity,
    /// The entity's attributes and those of the `only` block that is being read.
    columns: &'w Columns,
    /// The dialect of the `only` block.
    only: Option<String>,
    out: &'o mut Output,
    table: Table,
    facts: EntityFacts,
    /// Names of keys and indexes, of references and of checks: whether a server lets two of them share a
    /// name, `physical` knows.
    constraints: [Once; 3],
    policies: Once,
    said: HashMap<&'static str, Span>,
    primary_key_at: Option<Span>,
}

impl<'w, 's, 'o> Builder<'w, 's, 'o> {
    fn new(
        world: &'w World<'s>,
        entity: &'w Entity,
        columns: &'w Columns,
        only: Option<String>,
        out: &'o mut Output,
    ) -> Builder<'w, 's, 'o> {
        Builder {
            world,
            entity,
            columns,
            only,
            out,
            table: Table::new(entity.name.clone()),
            facts: EntityFacts {
                body: entity.here.node(&entity.node),
                ..EntityFacts::new(entity.word.span)
            },
            constraints: Default::default(),
            policies: Once::default(),
            said: HashMap::new(),
            primary_key_at: None,
        }
    }

    /// The words on the entity's own line.
    fn head(&mut self) {
        let (node, here) = (&self.entity.node, self.entity.here);
        self.said(AtomKind::Table, "", self.entity.word.span);
        self.table.comment = node.docs();
        if self.table.comment.is_some() {
            self.said(AtomKind::Comment, "", self.entity.word.span);
        }
        let context = self.entity.name.namespace.as_deref();
        for path in node.inherits() {
            match self.world.entity(context, &here.path(path)) {
                Ok(index) => {
                    self.table.inherits.push(self.world.entities[index].name.clone());
                }
                Err(finding) => self.out.report(finding),
            }
        }
        self.facts.was = node.was().map(|name| spanned(here.word(name)));
        self.facts.tags = here.words(node.tags()).into_iter().map(spanned).collect();
        if let Some(owner) = node.owner() {
            self.owner(here.word(owner));
        }
    }

    fn line(&mut self, line: &Line) {
        let origin = &line.origin;
        match &line.node {
            ast::Line::PrimaryKey(node) => self.primary_key(node, origin),
            ast::Line::Unique(node) => self.unique(node, origin),
            ast::Line::Ref(node) => self.reference(node, origin),
            ast::Line::Check(node) => self.check(node, origin),
            ast::Line::Exclude(node) => self.exclude(node, origin),
            ast::Line::Index(node) => self.index(node, origin),
            ast::Line::Partition(node) => self.partition(node, origin),
            ast::Line::Policy(node) => self.policy(node, origin),
            ast::Line::RowSecurity(node) => self.row_security(node, origin),
            ast::Line::Set(node) => self.set(node, origin),
            ast::Line::Owner(node) => {
                if let Some(name) = node.name() {
                    self.owner(origin.here.word(name));
                }
            }
            ast::Line::Only(node) => self.overlay(node, origin),
            node => self.fact(node, origin),
        }
    }

    /// Checks that need the whole table, then the table itself.
    fn finish(mut self) {
        if self.entity.attributes.is_empty()
            && self.table.inherits.is_empty()
            && self.entity.complete
            && self.entity.node.body().is_some()
        {
            self.report(
                Diagnostic::new(
                    &rules::NOTHING_INSIDE,
                    format!("`{}` has no attributes", self.entity.name),
                )
                .at(self.entity.word.span, "an entity needs at least one"),
            );
        } else if self.table.primary_key.is_none()
            && self.entity.keys.primary.is_none()
            && self.entity.complete
        {
            self.missing_primary_key();
        }
        self.check_facts();
        // Thousands of tables live long, and none of them grows again.
        self.table.columns.shrink_to_fit();
        self.facts.attributes.shrink_to_fit();
        self.out.design.entities.insert(self.entity.name.clone(), self.facts);
        self.out.design.schema.tables.push(self.table);
    }

    // ---- what all lines use

    fn report(&mut self, finding: Diagnostic) {
        self.out.report(finding);
    }

    /// Remembers where an atom of this table was said. Overlays are no part of the schema.
    fn said(&mut self, kind: AtomKind, part: impl Into<String>, span: Span) {
        if self.only.is_none() {
            self.out.said(&self.entity.name, kind, part, span);
        }
    }

    fn comment(&mut self, node: &impl AstNode, part: &str, span: Span) -> Option<String> {
        let comment = node.docs();
        if comment.is_some() {
            self.said(AtomKind::Comment, part, span);
        }
        comment
    }

    /// False, and a finding, where the same was said before.
    fn first(&mut self, what: &'static str, span: Span) -> bool {
        match self.said.get(what) {
            Some(first) => {
                let message = format!("`{what}` is said twice about `{}`", self.entity.name);
                let finding = Diagnostic::new(&rules::SAID_TWICE, message)
                    .at(span, "said again here")
                    .at(*first, "said first here");
                self.report(finding);
                false
            }
            None => {
                self.said.insert(what, span);
                true
            }
        }
    }

    /// Whether the word names an attribute; a finding if not.
    fn has_column(&mut self, word: &Word) -> bool {
        let known = self.columns.contains(&word.text);
        // With an unknown mixin nobody knows.
        if !known && self.entity.complete {
            let message = format!("`{}` has no attribute `{}`", self.entity.name, word.text);
            let columns = self.columns;
            self.report(unknown(
                &rules::UNKNOWN_ATTRIBUTE,
                message,
                word,
                "no such attribute",
                columns.iter(),
            ));
        }
        known
    }

    /// The names of a list of attributes; none where one does not exist.
    fn column_list(&mut self, words: &[Word]) -> Option<Vec<String>> {
        let mut good = !words.is_empty();
        let mut names: Vec<String> = Vec::with_capacity(words.len());
        for word in words {
            good &= self.has_column(word);
            if names.contains(&word.text) {
                self.report(
                    Diagnostic::new(
                        &rules::REPEATED_COLUMN,
                        format!("`{}` is named twice in one list", word.text),
                    )
                    .at(word.span, "named again here"),
                );
                continue;
            }
            names.push(word.text.clone());
        }
        good.then_some(names)
    }

    fn data_type(&self, column: &str) -> Option<&'w DataType> {
        self.entity.attribute(column)?.data_type.as_ref()
    }

    /// The dialect of the SQL here: that of the `only` block, or the only one the design is for.
    fn dialect(&self) -> Option<String> {
        self.only.clone().or_else(|| self.out.alone().map(str::to_owned))
    }

    /// An expression over the entity's attributes, checked.
    fn expression(&mut self, here: InFile, sql: &ast::SqlText) -> Expression {
        if let Some(island) = self.world.island(here, sql) {
            let names = Names::Attributes { columns: self.columns, entity: &self.entity.name.name };
            match parse_expression(island, self.dialect().as_deref()) {
                Ok(Some(expression)) if self.entity.complete => {
                    self.out.report_all(check_names(&expression, island, names));
                }
                Ok(_) => {}
                Err(finding) => self.out.report_unread(finding),
            }
        }
        Expression::new(sql.text.as_str())
    }

    /// An expression that may use no attributes, as a default.
    fn constant(&mut self, here: InFile, sql: &ast::SqlText) -> Expression {
        if let Some(island) = self.world.island(here, sql)
            && let Err(finding) = parse_expression(island, self.dialect().as_deref())
        {
            self.out.report_unread(finding);
        }
        Expression::new(sql.text.as_str())
    }

    /// The name of a constraint or an index, which only one of its sort may have.
    fn constraint_name(
        &mut self,
        sort: Sort,
        name: Option<ast::Name>,
        origin: &Origin,
    ) -> Option<String> {
        let word = origin.here.word(name?);
        let owner = format!("`{}`", self.entity.name);
        let [keys, references, checks] = &mut self.constraints;
        let (names, what) = match sort {
            Sort::Key => (keys, "constraint or index"),
            Sort::Reference => (references, "reference"),
            Sort::Check => (checks, "check"),
        };
        match names.add(what, &owner, &word) {
            Some(finding) => {
                self.report(finding);
                None
            }
            None => Some(word.text),
        }
    }

    fn check(&mut self, node: &ast::CheckClause, origin: &Origin) {
        let name = self.constraint_name(Sort::Check, node.name(), origin);
        let Some(condition) = node.condition() else { return };
        let span = origin.here.node(node);
        let expression = self.expression(origin.here, &condition);
        let mut check = crate::schema::Check::new(name, expression);
        for state in node.states() {
            match state.as_str() {
                "not valid" => check.not_valid = true,
                "not enforced" => check.not_enforced = true,
                _ => check.no_inherit = true,
            }
        }
        check.comment = self.comment(node, &check.part(), span);
        if self.table.checks.iter().any(|known| known.part() == check.part()) {
            return self.twice("check", span);
        }
        self.said(AtomKind::Check, check.part(), span);
        self.table.checks.push(check);
    }

    /// Reports a constraint that stands a second time, word for word.
    fn twice(&mut self, what: &str, span: Span) {
        let message = format!("`{}` has the same {what} twice", self.entity.name);
        self.report(Diagnostic::new(&rules::SAID_TWICE, message).at(span, "remove this one"));
    }

    fn owner(&mut self, role: Word) {
        if !self.first("owner", role.span) {
            return;
        }
        self.out.report_all(self.world.check_role(&role));
        self.said(AtomKind::Owner, "", role.span);
        self.table.owner = Some(role.text);
    }

    fn set(&mut self, node: &ast::SetOption, origin: &Origin) {
        let (Some(name), Some(value)) = (node.name(), node.value()) else { return };
        let (span, name) = (origin.here.node(node), name.text());
        if name == "unlogged" {
            self.said(AtomKind::Table, "", span);
            self.table.unlogged = !OFF.contains(&value.text.to_ascii_lowercase().as_str());
            return;
        }
        if self.table.options.contains_key(&name) {
            let message = format!("`{name}` is set twice for `{}`", self.entity.name);
            return self
                .report(Diagnostic::new(&rules::SAID_TWICE, message).at(span, "set again here"));
        }
        self.said(AtomKind::Option, name.as_str(), span);
        self.table.options.insert(name, value.text);
    }

    fn row_security(&mut self, node: &ast::RowSecurity, origin: &Origin) {
        let span = origin.here.node(node);
        if self.first("row security", span) {
            self.table.row_security = match (node.forced(), node.disabled()) {
                (true, _) => RowSecurity::Forced,
                (_, true) => return self.table.row_security = RowSecurity::Off,
                _ => RowSecurity::Enabled,
            };
            self.said(AtomKind::RowSecurity, "", span);
        }
    }

    fn missing_primary_key(&mut self) {
        let name = &self.entity.name;
        let finding =
            Diagnostic::new(&rules::MISSING_PRIMARY_KEY, format!("`{name}` has no primary key"))
                .at(self.entity.word.span, "nothing tells its rows apart");
        let unique = self.table.uniques.iter().find(|unique| {
            unique
                .columns
                .iter()
                .all(|column| self.table.column(column).is_some_and(|column| !column.nullable))
        });
        let finding = match unique {
            Some(unique) => finding.help(format!(
                "{} identifies rows already: make it the primary key",
                listed(unique.columns.iter().map(String::as_str))
            )),
            None => finding.help("mark the attribute that identifies a row `primary key`"),
        };
        self.report(finding);
    }
}

/// Which names a constraint's or an index's must differ from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Key,
    Reference,
    Check,
}

/// Values that switch an option off.
const OFF: [&str; 4] = ["off", "false", "no", "0"];

fn spanned(word: Word) -> Spanned<String> {
    Spanned { value: word.text, span: word.span }
}

/// The referenced entity's name for messages, and its columns.
fn names_of(attribute: &Attribute, entity: &QualifiedName) -> String {
    format!("{entity}.{}", attribute.name.text)
}
