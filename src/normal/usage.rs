//! Which attributes of an entity the declared queries use.
//!
//! Read from the words of the SQL, not from a syntax tree: a query may be written for any server.
//! An alias that stands behind the entity's name is followed; a bare name counts unless another
//! table of the query has an attribute of that name, too. `*` counts for everything. Where this
//! errs, it errs towards more attributes, so towards more joins.

use std::collections::BTreeSet;

use super::relation::Tables;
use crate::design::{Design, Query};
use crate::schema::{QualifiedName, Table};
use crate::sql::{Piece, scan};
use crate::theory::{AttributeSet, Relation};

/// The declared queries in words.
pub struct Workload<'d> {
    readings: Vec<Reading<'d>>,
}

/// One query in words.
pub struct Reading<'d> {
    pub query: &'d Query,
    words: Words,
}

/// A statement's names and the few marks that matter.
pub struct Words(Vec<Word>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    /// In lower case, unless it was quoted.
    Name(String),
    Dot,
    Star,
    Comma,
    Open,
    Other,
}

/// Words that can stand behind a table's name without being its alias.
const NO_ALIAS: [&str; 22] = [
    "on",
    "using",
    "where",
    "join",
    "left",
    "right",
    "full",
    "inner",
    "outer",
    "cross",
    "natural",
    "group",
    "order",
    "having",
    "limit",
    "union",
    "set",
    "values",
    "returning",
    "window",
    "for",
    "lateral",
];

impl<'d> Workload<'d> {
    pub fn new(design: &'d Design) -> Workload<'d> {
        let reading = |query: &'d Query| Reading { query, words: Words::of(&query.sql) };
        Workload { readings: design.queries.iter().map(reading).collect() }
    }

    /// The queries that use the table, and which of its attributes.
    pub fn uses(
        &self,
        table: &Table,
        relation: &Relation,
        tables: &Tables<'_>,
    ) -> Vec<(&'d Query, AttributeSet)> {
        self.readings
            .iter()
            .filter_map(|reading| {
                Some((reading.query, reading.words.attributes_of(table, relation, tables)?))
            })
            .collect()
    }
}

impl Words {
    pub fn of(sql: &str) -> Words {
        let mut words = Vec::new();
        for (piece, range) in scan(sql) {
            match piece {
                Piece::Comment | Piece::Parameter(_) | Piece::Literal => words.push(Word::Other),
                Piece::QuotedName | Piece::BacktickName => {
                    let text = sql.get(range).unwrap_or_default();
                    let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
                    words.push(Word::Name(inner.to_owned()));
                }
                Piece::Code => code(sql.get(range).unwrap_or_default(), &mut words),
            }
        }
        Words(words)
    }

    /// The attributes of a table that are used; none where the statement does not mention it.
    pub fn attributes_of(
        &self,
        table: &Table,
        relation: &Relation,
        tables: &Tables<'_>,
    ) -> Option<AttributeSet> {
        let aliases = self.aliases(&table.name);
        if aliases.is_empty() {
            return None;
        }
        let others: Vec<&Table> = self
            .0
            .iter()
            .filter_map(|word| match word {
                Word::Name(name) => tables.get(&QualifiedName::bare(name)),
                _ => None,
            })
            .filter(|other| other.name != table.name)
            .collect();
        let mut used = AttributeSet::new();
        for (at, word) in self.0.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| self.0.get(at));
            let qualifier = match (before, at.checked_sub(2).and_then(|at| self.0.get(at))) {
                (Some(Word::Dot), Some(Word::Name(name))) => Some(name),
                _ => None,
            };
            let is_ours = qualifier.is_none_or(|name| aliases.contains(name.as_str()));
            match word {
                Word::Star if qualifier.is_some() && is_ours => return Some(relation.attributes()),
                Word::Star => {
                    let selects = match before {
                        Some(Word::Comma) => true,
                        Some(Word::Name(name)) => name == "select" || name == "distinct",
                        _ => false,
                    };
                    if selects && qualifier.is_none() {
                        return Some(relation.attributes());
                    }
                }
                Word::Name(name) if is_ours => {
                    let calls = matches!(self.0.get(at + 1), Some(Word::Open));
                    let shared = qualifier.is_none()
                        && others.iter().any(|other| other.column(name).is_some());
                    match position(relation, name) {
                        Some(position) if !shared && !calls => {
                            used.insert(position);
                        }
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        Some(used)
    }

    /// The names under which a table goes: its own, and what stands behind it.
    fn aliases(&self, table: &QualifiedName) -> BTreeSet<&str> {
        let mut aliases = BTreeSet::new();
        for (at, word) in self.0.iter().enumerate() {
            let Word::Name(name) = word else { continue };
            let introduced = match at.checked_sub(1).and_then(|at| self.0.get(at)) {
                Some(Word::Name(before)) => {
                    ["from", "join", "update", "into", "only", "using"].contains(&before.as_str())
                }
                Some(Word::Comma | Word::Open | Word::Dot) => true,
                _ => false,
            };
            if !name.eq_ignore_ascii_case(&table.name) || !introduced {
                continue;
            }
            aliases.insert(name.as_str());
            let behind = match self.0.get(at + 1) {
                Some(Word::Name(word)) if word == "as" => self.0.get(at + 2),
                other => other,
            };
            if let Some(Word::Name(alias)) = behind
                && !NO_ALIAS.contains(&alias.as_str())
            {
                aliases.insert(alias);
            }
        }
        aliases
    }
}

/// By SQL's rules: a name without quotes ignores case.
pub fn position(relation: &Relation, word: &str) -> Option<usize> {
    relation
        .position(word)
        .or_else(|| relation.names().iter().position(|name| name.eq_ignore_ascii_case(word)))
}

/// The words of a piece of plain SQL.
fn code(text: &str, words: &mut Vec<Word>) {
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_alphabetic() || first == '_' {
            let end = |c: char| !(c.is_alphanumeric() || c == '_' || c == '$');
            let length = rest.find(end).unwrap_or(rest.len());
            words.push(Word::Name(rest[..length].to_lowercase()));
            length
        } else {
            match first {
                '.' => words.push(Word::Dot),
                '*' => words.push(Word::Star),
                ',' => words.push(Word::Comma),
                '(' => words.push(Word::Open),
                c if c.is_whitespace() => {}
                _ => words.push(Word::Other),
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
}
