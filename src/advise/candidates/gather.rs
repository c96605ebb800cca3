use std::collections::BTreeSet;

use super::Proposer;
use crate::advise::access::Operand;
use crate::advise::access::{Block, ColumnId, Relation, Target, Test, Tested, UseId};
use crate::advise::shape::{Fact, FactKind, KeyPart, Shape};
use crate::schema::DataType;

/// What one use of a table gives an index to work with.
pub(super) struct Gathered {
    pub table: usize,
    /// Fixed to one value, what is shared most first.
    pub equal: Vec<KeyPart>,
    /// Fixed to a few values.
    pub among: Vec<KeyPart>,
    pub ranges: Vec<KeyPart>,
    /// Joined columns, one set for each table they lead to.
    pub joins: Vec<Vec<KeyPart>>,
    pub order: Vec<KeyPart>,
    pub group: Vec<KeyPart>,
    pub extremum: Option<KeyPart>,
    pub needed: BTreeSet<ColumnId>,
    pub facts: Vec<Fact>,
    pub limited: bool,
    /// Rows that one execution reads.
    pub rows: f64,
}

impl Proposer<'_> {
    pub(super) fn gather(&self, block: &Block, of: UseId, rows: f64) -> Option<Gathered> {
        let used = &block.uses[of];
        let Relation::Table(table) = used.relation else { return None };
        let mut found = Gathered {
            table,
            equal: Vec::new(),
            among: Vec::new(),
            ranges: Vec::new(),
            joins: Vec::new(),
            order: Vec::new(),
            group: Vec::new(),
            extremum: None,
            needed: used.needed.clone(),
            facts: Vec::new(),
            limited: block.limit.is_some(),
            rows,
        };
        for tested in &used.tests {
            let Some(part) = self.key_part(tested) else { continue };
            let list = match &tested.test {
                Test::Equal(_) | Test::IsNull => &mut found.equal,
                Test::In(..) => &mut found.among,
                Test::Range { .. } | Test::RowRange(_) => &mut found.ranges,
                Test::Prefix(_) => &mut found.ranges,
                _ => continue,
            };
            if !list.contains(&part) {
                list.push(part);
            }
            if let Test::RowRange(rest) = &tested.test {
                found.order.extend(rest.iter().map(|column| KeyPart::column(*column)));
            }
        }
        found.facts = used.tests.iter().filter_map(|tested| self.fact(table, tested)).collect();
        self.by_sharing(table, &mut found.equal);
        for other in 0..block.uses.len() {
            let columns: BTreeSet<ColumnId> = block
                .edges_of(of)
                .filter(|(_, partner, ..)| *partner == other)
                .map(|(own, ..)| own)
                .collect();
            let mut parts: Vec<KeyPart> = columns.into_iter().map(KeyPart::column).collect();
            self.by_sharing(table, &mut parts);
            if !parts.is_empty() && !found.joins.contains(&parts) {
                found.joins.push(parts);
            }
        }
        if block.order.iter().all(|key| key.from == of) && !block.order.is_empty() {
            found.order = order_parts(block, self.abilities.descending);
        }
        if block.group.iter().all(|(from, _)| *from == of) {
            found.group = block
                .group
                .iter()
                .map(|(_, target)| KeyPart {
                    target: target.clone(),
                    descending: false,
                    operator_class: None,
                })
                .collect();
        }
        found.extremum = block
            .extremum
            .filter(|(from, _)| *from == of)
            .map(|(_, column)| KeyPart::column(column));
        if !self.abilities.expressions {
            let plain = |part: &KeyPart| matches!(part.target, Target::Column(_));
            for list in [
                &mut found.equal,
                &mut found.among,
                &mut found.ranges,
                &mut found.order,
                &mut found.group,
            ] {
                if !list.iter().all(plain) {
                    list.retain(plain);
                }
            }
        }
        Some(found)
    }

    fn key_part(&self, tested: &Tested) -> Option<KeyPart> {
        if let Target::Expression(text, _) = &tested.target
            && !is_stable(text)
        {
            return None;
        }
        let prefix = matches!(tested.test, Test::Prefix(_));
        let operator_class =
            (prefix && self.abilities.classes).then(|| "text_pattern_ops".to_owned());
        Some(KeyPart { target: tested.target.clone(), descending: false, operator_class })
    }

    /// What most queries share first, then what has most values.
    fn by_sharing(&self, table: usize, parts: &mut [KeyPart]) {
        let rank = |part: &KeyPart| match &part.target {
            Target::Column(column) => {
                let shared = self.shared.get(&(table, *column)).copied().unwrap_or(0);
                let distinct = self.statistics.tables[table].columns[*column].distinct;
                (shared, distinct)
            }
            Target::Expression(..) => (0, 0.0),
        };
        parts.sort_by(|a, b| {
            let (a, b) = (rank(a), rank(b));
            b.0.cmp(&a.0).then(b.1.total_cmp(&a.1))
        });
    }

    /// A literal test that could be the condition of a partial index.
    fn fact(&self, table: usize, tested: &Tested) -> Option<Fact> {
        let Target::Column(column) = tested.target else { return None };
        let kind = match &tested.test {
            Test::IsNull => FactKind::IsNull,
            Test::Equal(Operand::Literal(text)) => FactKind::Equals(text.clone()),
            _ => return None,
        };
        let schema = self.catalog.table(table);
        let text = crate::advise::shape::normal(&tested.text);
        let recurs = self.recurring.get(&(table, text)).is_some_and(|count| *count >= 2);
        let hides = kind == FactKind::IsNull && schema.columns[column].nullable;
        // A state that queries ask for by name: a queue, what is open, what is active.
        let state = matches!(schema.columns[column].data_type, DataType::Boolean)
            || self.is_enum(&schema.columns[column].data_type);
        let figures = &self.statistics.tables[table];
        let part = crate::advise::cost::selectivity(tested, schema, figures);
        (recurs || hides || state && part <= 0.35).then(|| Fact {
            column: Some(column),
            kind,
            text: tested.text.clone(),
        })
    }
}

impl Proposer<'_> {
    fn is_enum(&self, data_type: &DataType) -> bool {
        match data_type {
            DataType::Named { name } => {
                self.catalog.schema.enums.iter().any(|known| known.name == *name)
            }
            _ => false,
        }
    }
}

/// The order's columns as an index keeps them: read backwards, all-descending is all-ascending.
fn order_parts(block: &Block, descending: bool) -> Vec<KeyPart> {
    let mixed = block.order.iter().any(|key| key.descending)
        && block.order.iter().any(|key| !key.descending);
    block
        .order
        .iter()
        .map(|key| KeyPart {
            target: key.target.clone(),
            descending: mixed && descending && key.descending,
            operator_class: None,
        })
        .collect()
}

/// Whether an expression gives the same value for the same row at any time, as far as its text tells.
fn is_stable(text: &str) -> bool {
    let text = text.to_lowercase();
    let moving = [
        "now(",
        "random(",
        "current_",
        "clock_timestamp",
        "to_char(",
        "age(",
        "date_trunc(",
        "extract(",
        "::date",
        "as date)",
        "as timestamp",
        "count(",
        "sum(",
        "like",
        "case ",
        "to_timestamp",
        "to_date",
        "$",
        ":",
    ];
    !moving.iter().any(|word| text.contains(word))
}

/// The parts of several lists in order, each target once.
pub(super) fn joined(lists: &[&[KeyPart]]) -> Vec<KeyPart> {
    let mut parts: Vec<KeyPart> = Vec::new();
    for part in lists.iter().flat_map(|list| list.iter()) {
        if !parts.iter().any(|known| known.target == part.target) {
            parts.push(part.clone());
        }
    }
    parts
}

pub(super) fn shape(table: usize, key: Vec<KeyPart>) -> Option<Shape> {
    (!key.is_empty()).then(|| Shape::proposed(table, key))
}
