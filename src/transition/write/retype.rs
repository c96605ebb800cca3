use super::Writer;
use crate::change::Fate;
use crate::emit::ColumnChange;
use crate::schema::{AtomKey, AtomKind, DataType};
use crate::template::TemplateError;
use crate::transition::using::using;

impl Writer<'_, '_> {
    /// A column becomes what it is to be, its values with it.
    pub(super) fn retype(&mut self, key: &AtomKey) -> Result<(), TemplateError> {
        let (from, to) = (self.changes.from.column(key), self.changes.to.column(key));
        let (Some(from), Some(to)) = (from, to) else { return Ok(()) };
        let rendered = self.dialect.render_type(&to.data_type);
        let to_sql = rendered.map_or_else(|_| to.data_type.to_string(), |rendered| rendered.sql);
        let mapped = self.mapped_text(key, from);
        let changes = from.data_type != to.data_type || self.moved_type(&to.data_type).is_some();
        let way = match self.moved_type(&to.data_type) {
            _ if mapped.is_some() && changes => mapped.map(|text| format!("{text}::{to_sql}")),
            // Of the type that was put aside only what its values are written as goes over.
            Some(array) => {
                let text = if array { "text[]" } else { "text" };
                Some(format!("{}::{text}::{to_sql}", self.dialect.quote(&key.part)))
            }
            None => using(&key.part, &from.data_type, &to.data_type, &to_sql, self.dialect),
        };
        let same = from.data_type == to.data_type && way.is_none();
        if same && from.collation == to.collation {
            return Ok(());
        }
        let usual = (from.collation.is_some() && to.collation.is_none()).then_some("default");
        let change = ColumnChange::Type {
            data_type: &to.data_type,
            collation: to.collation.as_deref().or(usual),
            using: way.as_deref(),
        };
        self.alter.alter_column(&key.object, &key.part, change)
    }

    /// Whether the type is one that is made anew, and then, whether this is an array of it.
    fn moved_type(&self, data_type: &DataType) -> Option<bool> {
        match data_type {
            DataType::Array { element } => self.moved_type(element).map(|_| true),
            DataType::Named { name } => {
                let kinds =
                    [AtomKind::Enum, AtomKind::Domain, AtomKind::Composite, AtomKind::Range];
                kinds.iter().any(|kind| self.fate(name, *kind, "") == Fate::Swap).then_some(false)
            }
            _ => None,
        }
    }
}
