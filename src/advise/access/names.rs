use sqlparser::ast::{Expr, Ident};

use super::builder::Builder;
use super::idents::mentioned;
use super::outputs::{Body, Frame, Meaning};
use super::terms::{bare, unqualified};
use super::{Target, UseId};

impl Builder<'_> {
    /// What a column name means, innermost first; what it reads is marked. None: of an outer block,
    /// or unknown.
    pub fn resolve(&mut self, path: &[Ident]) -> Option<Meaning> {
        let (own, qualifier) = match path {
            [own] => (own, None),
            [.., qualifier, own] => (own, Some(qualifier)),
            [] => return None,
        };
        let current = self.current();
        let found = self.frames.iter().rev().find_map(|frame| {
            let meaning = self.meaning(frame, qualifier, own)?;
            Some((frame.block, meaning))
        });
        let Some((block, meaning)) = found else {
            self.unknown_name(qualifier, own);
            return None;
        };
        let marks = match &meaning {
            Meaning::Column(id, column) => vec![(*id, *column)],
            Meaning::Computed(columns) => columns.clone(),
            Meaning::Derived(_) => Vec::new(),
        };
        for (id, column) in &marks {
            self.blocks[block].uses[*id].needed.insert(*column);
        }
        if block == current {
            return Some(meaning);
        }
        let outer = match meaning {
            Meaning::Column(id, _) | Meaning::Derived(id) => id,
            Meaning::Computed(columns) => columns.first().map_or(0, |(id, _)| *id),
        };
        self.blocks[current].outer.get_or_insert(outer);
        None
    }

    fn meaning(&self, frame: &Frame, qualifier: Option<&Ident>, own: &Ident) -> Option<Meaning> {
        for entry in &frame.entries {
            if qualifier.is_some_and(|name| !entry.name.eq_ignore_ascii_case(&name.value)) {
                continue;
            }
            let found = match &entry.body {
                Body::Table(id) => match self.blocks[frame.block].uses[*id].relation {
                    super::Relation::Table(table) => {
                        self.catalog.column(table, own).map(|column| Meaning::Column(*id, column))
                    }
                    _ => None,
                },
                Body::Flat(columns) => columns
                    .iter()
                    .find(|(name, _)| name.eq_ignore_ascii_case(&own.value))
                    .map(|(_, meaning)| meaning.clone()),
                Body::Derived(id, columns) => {
                    let known = columns.iter().any(|name| name.eq_ignore_ascii_case(&own.value));
                    (known || qualifier.is_some()).then_some(Meaning::Derived(*id))
                }
                Body::Open(id) => qualifier.is_some().then_some(Meaning::Derived(*id)),
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// A column or an expression over columns of one table of this block.
    pub fn target(&mut self, expression: &Expr) -> Option<(UseId, Target)> {
        let expression = bare(expression);
        let path = match expression {
            Expr::Identifier(name) => vec![name.clone()],
            Expr::CompoundIdentifier(path) => path.clone(),
            _ => return self.computed(expression),
        };
        match self.resolve(&path)? {
            Meaning::Column(id, column) => Some((id, Target::Column(column))),
            _ => None,
        }
    }

    fn computed(&mut self, expression: &Expr) -> Option<(UseId, Target)> {
        let found = mentioned(expression);
        if found.names.is_empty() || !found.queries.is_empty() || found.aggregates {
            return None;
        }
        let mut of = None;
        let mut columns = Vec::new();
        for path in &found.names {
            match self.resolve(path)? {
                Meaning::Column(id, column) if of.is_none_or(|other| other == id) => {
                    of = Some(id);
                    columns.push(column);
                }
                _ => return None,
            }
        }
        columns.sort_unstable();
        columns.dedup();
        Some((of?, Target::Expression(unqualified(expression), columns)))
    }
}
