//! Types: the language's word where it means the very same, else the server's own spelling.

use crate::language;
use crate::schema::{DataType, QualifiedName};

use super::Writer;
use super::spell;

impl Writer<'_> {
    /// A type as an attribute of `context` has it.
    pub(super) fn type_text(&mut self, data_type: &DataType, context: Option<&str>) -> String {
        match data_type {
            DataType::Array { element } => format!("{}[]", self.type_text(element, context)),
            DataType::Named { name } => match self.type_path(name, context) {
                Some(path) => path,
                None => self.native_type(&self.dialect.qualified(name)),
            },
            DataType::Native { sql } => self.native_type(sql),
            _ => {
                let word = data_type.to_string();
                let same = language::is_type(data_type)
                    && self.dialect.canonical_type(data_type) == *data_type;
                match (same, self.dialect.render_type(data_type)) {
                    (false, Ok(rendered)) => self.native_type(&rendered.sql),
                    _ => word,
                }
            }
        }
    }

    fn native_type(&mut self, sql: &str) -> String {
        if sql.contains('\n') {
            self.note(format!("a type over several lines is cut: {}", sql.replace('\n', " ")));
        }
        format!("native(\"{}\")", sql.replace('"', "\"\"").replace('\n', " "))
    }

    /// An enum or a domain by its name, where the name means it.
    fn type_path(&self, name: &QualifiedName, context: Option<&str>) -> Option<String> {
        let declared = self.schema.enums.iter().any(|item| item.name == *name)
            || self.schema.domains.iter().any(|item| item.name == *name);
        let path = self.seen_from(name, context)?;
        let is_word = name.namespace.as_deref() == context && language::is_type_word(&name.name);
        (declared && !is_word && !self.doubled.contains(name)).then_some(path)
    }

    /// An object's name as it is written in a context; none where something nearer bears it.
    pub(super) fn seen_from(&self, name: &QualifiedName, context: Option<&str>) -> Option<String> {
        if name.namespace.as_deref() == context {
            return Some(spell::name(&name.name));
        }
        match (&name.namespace, context) {
            (Some(_), _) => Some(spell::path(name)),
            (None, Some(context)) => {
                let nearer = QualifiedName::new(Some(context), &*name.name);
                (!self.objects.contains(&nearer)).then(|| spell::name(&name.name))
            }
            (None, None) => Some(spell::name(&name.name)),
        }
    }
}
