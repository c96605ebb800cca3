//! An entity as a relation: its attributes, and every dependency with the line that says it.

use std::collections::HashMap;

use super::{checks, generated, references, surrogate};
use crate::design::{Design, EntityFacts};
use crate::schema::{AtomKey, AtomKind, IndexTarget, QualifiedName, Table};
use crate::text::Span;
use crate::theory::{AttributeSet, Dependency, Multivalued, Relation};

/// One entity, as the theory sees it.
pub struct EntityRelation<'d> {
    pub table: &'d Table,
    /// None for a table of which only the schema is known.
    pub facts: Option<&'d EntityFacts>,
    pub relation: Relation,
    /// Who says each dependency of `relation`, in its order.
    pub sources: Vec<Source>,
    /// Where each multivalued dependency of `relation` stands.
    pub multivalued_at: Vec<Span>,
    /// Single numbered or random attributes that identify rows and describe nothing.
    pub surrogate: AttributeSet,
    /// What the server computes.
    pub generated: AttributeSet,
    /// Unique keys that are no candidate keys, because their NULLs may repeat.
    pub nullable_uniques: Vec<NullableUnique>,
}

/// Who says a dependency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub kind: SourceKind,
    /// None where no text says it, as for a schema that was read from a server.
    pub span: Option<Span>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceKind {
    /// An `fd` line.
    Declared,
    PrimaryKey,
    /// A unique constraint, a unique index or an exclusion of equals, over columns that are not null.
    Unique,
    /// A generated column: what it is computed from determines it.
    Generated,
    /// A check that says how one column follows from others.
    Check,
    /// A dependency of the entity that a reference of several attributes leads to.
    Reference(QualifiedName),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NullableUnique {
    pub columns: Vec<String>,
    /// Those of them that may be null.
    pub nullable: Vec<String>,
    pub span: Option<Span>,
}

impl SourceKind {
    pub fn is_key(&self) -> bool {
        matches!(self, SourceKind::PrimaryKey | SourceKind::Unique)
    }

    /// As the text output calls it.
    pub fn words(&self) -> String {
        match self {
            SourceKind::Declared => "fd".to_owned(),
            SourceKind::PrimaryKey => "primary key".to_owned(),
            SourceKind::Unique => "unique".to_owned(),
            SourceKind::Generated => "generated".to_owned(),
            SourceKind::Check => "check".to_owned(),
            SourceKind::Reference(other) => format!("from `{other}`"),
        }
    }
}

/// The tables of a design by name: looking one up in the schema walks all of them.
pub struct Tables<'d> {
    by_name: HashMap<&'d QualifiedName, &'d Table>,
}

impl<'d> Tables<'d> {
    pub fn new(design: &'d Design) -> Tables<'d> {
        let named = |table: &'d Table| (&table.name, table);
        Tables { by_name: design.schema.tables.iter().map(named).collect() }
    }

    pub fn get(&self, name: &QualifiedName) -> Option<&'d Table> {
        self.by_name.get(name).copied()
    }
}

impl<'d> EntityRelation<'d> {
    /// None for a table in which two columns share a name: such a thing was reported elsewhere.
    pub fn new(
        design: &'d Design,
        tables: &Tables<'d>,
        table: &'d Table,
    ) -> Option<EntityRelation<'d>> {
        let names = table.columns.iter().map(|column| column.name.as_str());
        let relation = Relation::new(names).ok()?;
        let facts = design.entities.get(&table.name);
        let mut entity = EntityRelation {
            table,
            facts,
            relation,
            sources: Vec::new(),
            multivalued_at: Vec::new(),
            surrogate: surrogate::surrogates(design, table),
            generated: AttributeSet::new(),
            nullable_uniques: Vec::new(),
        };
        entity.keys(design);
        entity.declared();
        generated::add(design, &mut entity);
        checks::add(design, &mut entity);
        references::add(design, tables, &mut entity);
        Some(entity)
    }

    pub fn name(&self) -> &'d QualifiedName {
        &self.table.name
    }

    pub fn names_of(&self, set: &AttributeSet) -> Vec<&str> {
        self.relation.names_of(set)
    }

    /// Adds a dependency, unless a name in it is no attribute.
    pub(super) fn depends<S: AsRef<str>>(&mut self, left: &[S], right: &[S], source: Source) {
        if self.relation.depends(left, right).is_ok() {
            self.sources.push(source);
        }
    }

    /// Adds a dependency by position, unless it says nothing.
    pub(super) fn depends_on(&mut self, left: AttributeSet, right: AttributeSet, source: Source) {
        let dependency = Dependency::new(left, right);
        if !dependency.is_trivial() {
            self.relation.dependencies.push(dependency);
            self.sources.push(source);
        }
    }

    /// Whether a column may hold NULL; a column that does not exist counts as one that may.
    pub(super) fn is_nullable(&self, attribute: usize) -> bool {
        let key = self.table.primary_key.as_ref();
        self.table.columns.get(attribute).is_none_or(|column| {
            column.nullable && !key.is_some_and(|key| key.columns.contains(&column.name))
        })
    }

    fn declared(&mut self) {
        let Some(facts) = self.facts else { return };
        for dependency in &facts.dependencies {
            let source = Source { kind: SourceKind::Declared, span: Some(dependency.span) };
            self.depends(&dependency.left, &dependency.right, source);
        }
        for dependency in &facts.multivalued {
            let sides = (self.relation.set(&dependency.left), self.relation.set(&dependency.right));
            if let (Ok(left), Ok(right)) = sides {
                self.relation.multivalued.push(Multivalued::new(left, right));
                self.multivalued_at.push(dependency.span);
            }
        }
    }

    fn keys(&mut self, design: &Design) {
        let table = self.table;
        let span = |kind, part: &str| design.span(&AtomKey::new(&table.name, kind, part));
        if let Some(key) = &table.primary_key
            && let Ok(left) = self.relation.set(&key.columns)
        {
            let source =
                Source { kind: SourceKind::PrimaryKey, span: span(AtomKind::PrimaryKey, "") };
            self.depends_on(left, self.relation.attributes(), source);
        }
        for unique in &table.uniques {
            let at = span(AtomKind::Unique, &unique.part());
            self.unique(&unique.columns, unique.nulls_not_distinct, at);
        }
        for index in table.indexes.iter().filter(|index| index.unique) {
            let whole = index.predicate.is_none()
                && index.parts.iter().all(|part| {
                    part.prefix.is_none() && matches!(part.target, IndexTarget::Column(_))
                });
            if whole {
                let columns: Vec<String> = index.columns().map(str::to_owned).collect();
                let at = span(AtomKind::Index, &index.part());
                self.unique(&columns, index.nulls_not_distinct, at);
            }
        }
        for exclusion in &table.exclusions {
            let columns: Option<Vec<String>> = exclusion
                .elements
                .iter()
                .map(|element| match &element.target {
                    IndexTarget::Column(name) if element.operator == "=" => Some(name.clone()),
                    _ => None,
                })
                .collect();
            if let (Some(columns), None) = (columns, &exclusion.predicate) {
                self.unique(&columns, false, span(AtomKind::Exclusion, &exclusion.part()));
            }
        }
    }

    /// A unique key is a candidate key where its columns are not null. With `nulls not distinct`
    /// a NULL counts as a value, as it does in the theory.
    fn unique(&mut self, columns: &[String], nulls_are_values: bool, span: Option<Span>) {
        let Ok(left) = self.relation.set(columns) else { return };
        let nullable: Vec<String> = left
            .iter()
            .filter(|attribute| self.is_nullable(*attribute))
            .filter_map(|attribute| self.relation.names().get(attribute).cloned())
            .collect();
        if nullable.is_empty() || nulls_are_values {
            let source = Source { kind: SourceKind::Unique, span };
            self.depends_on(left, self.relation.attributes(), source);
        } else {
            self.nullable_uniques.push(NullableUnique {
                columns: columns.to_vec(),
                nullable,
                span,
            });
        }
    }
}
