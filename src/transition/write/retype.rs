use super::Writer;
use crate::change::Fate;
use crate::emit::ColumnChange;
use crate::schema::{AtomKey, AtomKind, Column, DataType};
use crate::template::TemplateError;
use crate::transition::using::using;

impl Writer<'_, '_> {
    /// A column becomes what it is to be, its values with it.
    pub(super) fn retype(&mut self, key: &AtomKey) -> Result<(), TemplateError> {
        let (from, to) = (self.changes.from.column(key), self.changes.to.column(key));
        let (Some(from), Some(to)) = (from, to) else { return Ok(()) };
        let way = self.way(key, from, to);
        let same = from.data_type == to.data_type && way.is_none();
        if same && from.collation == to.collation && !self.is_collation_anew(to) {
            return Ok(());
        }
        let change = ColumnChange::Type {
            data_type: &to.data_type,
            collation: to.collation.as_deref(),
            using: way.as_deref(),
        };
        self.alter.alter_column(&key.object, &key.part, change)
    }

    /// What makes the new value of a column, where the server does not find it by itself.
    pub(super) fn way(&self, key: &AtomKey, from: &Column, to: &Column) -> Option<String> {
        let rendered = self.dialect.render_type(&to.data_type);
        let to_sql = rendered.map_or_else(|_| to.data_type.to_string(), |rendered| rendered.sql);
        let mapped = self.mapped_text(key, from);
        let moved = self.moved_type(&to.data_type);
        let changes = from.data_type != to.data_type || moved.is_some();
        match moved {
            _ if mapped.is_some() && changes => mapped.map(|text| format!("{text}::{to_sql}")),
            // Of the type that was put aside only what its values are written as goes over.
            Some(array) => {
                let text = if array { "text[]" } else { "text" };
                Some(format!("{}::{text}::{to_sql}", self.dialect.quote(&to.name)))
            }
            None => using(&to.name, &from.data_type, &to.data_type, &to_sql, self.dialect),
        }
    }

    fn is_collation_anew(&self, column: &Column) -> bool {
        let Some(name) = column.collation.as_deref() else { return false };
        let bare = name.rsplit('.').next().unwrap_or(name).trim_matches('"');
        let others = self.schema().others.iter();
        let mut called =
            others.filter(|other| other.kind == "collation" && other.name.name == bare);
        called.any(|other| self.fate(&other.name, AtomKind::Other, &other.kind) == Fate::Swap)
    }

    /// Whether the type is one that is made anew, and then, whether this is an array of it.
    fn moved_type(&self, data_type: &DataType) -> Option<bool> {
        match data_type {
            DataType::Array { element } => self.moved_type(element).map(|_| true),
            DataType::Named { name } => {
                let kinds =
                    [AtomKind::Enum, AtomKind::Domain, AtomKind::Composite, AtomKind::Range];
                let moved = |kind: &AtomKind| {
                    let id = self.changes.find(name, *kind, "");
                    id.is_some_and(|id| {
                        self.changes.fates[id] == Fate::Swap || self.changes.retaken.contains(&id)
                    })
                };
                kinds.iter().any(moved).then_some(false)
            }
            _ => None,
        }
    }
}
