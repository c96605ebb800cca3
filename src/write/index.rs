//! Indexes of entities and of materialized views.

use crate::schema::{AtomKind, Index, IndexPart, NullsOrder, SortOrder, Table};

use super::Writer;
use super::key::{include, options};
use super::spell;

impl Writer<'_> {
    /// The indexes as lines; those that the language would refuse are returned.
    pub(super) fn indexes<'t>(&mut self, table: &'t Table) -> Vec<&'t Index> {
        let mut refused = Vec::new();
        for index in &table.indexes {
            match repeats(index) {
                true => refused.push(index),
                false => self.index(index),
            }
        }
        refused
    }

    /// An index over the same column twice: of use to a server, a slip in a design.
    pub(super) fn native_index(&mut self, table: &Table, index: &Index) {
        let place = table.indexes.iter().position(|other| std::ptr::eq(other, index));
        let whole = self.whole.table(&table.name);
        let named = place.and_then(|place| whole?.indexes.get(place)?.name.clone());
        let name = named.unwrap_or_default();
        let sql = self.statements_about(|key| {
            key.object == table.name
                && key.part == name
                && matches!(key.kind, AtomKind::Index | AtomKind::Comment)
        });
        self.native(&name, sql);
    }

    pub(super) fn index(&mut self, index: &Index) {
        self.docs(&index.comment);
        let (kind, method) = match index.method.as_deref() {
            Some("fulltext") => ("fulltext index", None),
            Some("spatial") => ("spatial index", None),
            method => ("index", method),
        };
        let parts: Vec<String> = index.parts.iter().map(|part| self.part(part)).collect();
        let mut line = format!("{kind}{} ({})", spell::label(&index.name), parts.join(", "));
        if index.unique {
            line.push_str(" unique");
        }
        if let Some(method) = method {
            line.push_str(&format!(" using {}", spell::name(method)));
        }
        line.push_str(&include(&index.include));
        if let Some(predicate) = &index.predicate {
            line.push_str(&format!(" where {}", self.parenthesised(predicate)));
        }
        if index.nulls_not_distinct {
            line.push_str(" nulls not distinct");
        }
        line.push_str(&options(&index.options));
        if index.invisible {
            line.push_str(" invisible");
        }
        self.line(&line);
    }

    fn part(&mut self, part: &IndexPart) -> String {
        let mut text = self.target(&part.target);
        if let Some(length) = part.prefix {
            text.push_str(&format!("({length})"));
        }
        if let Some(collation) = &part.collation {
            text.push_str(&format!(" collate {}", spell::dotted(collation)));
        }
        if let Some(class) = &part.operator_class {
            text.push_str(&format!(" {class}"));
        }
        if part.order == SortOrder::Descending {
            text.push_str(" desc");
        }
        match part.nulls {
            Some(NullsOrder::First) => text.push_str(" nulls first"),
            Some(NullsOrder::Last) => text.push_str(" nulls last"),
            None => {}
        }
        text
    }
}

fn repeats(index: &Index) -> bool {
    index.parts.iter().enumerate().any(|(place, part)| {
        index.parts.iter().take(place).any(|before| before.target == part.target)
    })
}
