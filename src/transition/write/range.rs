use super::Writer;
use crate::dialect::Capability;
use crate::schema::{AtomKey, QualifiedName, Schema};
use crate::template::TemplateError;
use crate::transition::aside::aside;

impl Writer<'_, '_> {
    /// What a range brings along keeps its name when the range is put aside: the functions that make
    /// its values, and the type of many ranges with its own.
    pub(super) fn aside_range(
        &mut self,
        key: &AtomKey,
        range: &QualifiedName,
        beside: &QualifiedName,
    ) -> Result<(), TemplateError> {
        let schema = self.changes.from.schema;
        let Some(item) = schema.ranges.iter().find(|item| item.name == *range) else {
            return Ok(());
        };
        let rendered = self.dialect.render_type(&item.subtype);
        let of = rendered.map_or_else(|_| item.subtype.to_string(), |rendered| rendered.sql);
        let mut functions = vec![
            (range.clone(), format!("{of}, {of}"), beside.name.clone()),
            (range.clone(), format!("{of}, {of}, text"), beside.name.clone()),
        ];
        if self.dialect.has(Capability::Multiranges) {
            let many = multirange(schema, range);
            let many_beside = aside(self.changes, &many);
            self.alter.rename_object("type", &many, &many_beside.name, key.clone())?;
            let one = self.dialect.qualified(beside);
            for arguments in [String::new(), one.clone(), format!("{one}[]")] {
                functions.push((many.clone(), arguments, many_beside.name.clone()));
            }
        }
        for (name, arguments, to) in functions {
            let (name, to) = (self.dialect.qualified(&name), self.dialect.quote(&to));
            let sql = format!("alter function {name}({arguments}) rename to {to}");
            self.alter.verbatim(&sql, key.clone(), format!("rename function {name} to {to}"))?;
        }
        Ok(())
    }
}

/// The name of the type of many ranges that belongs to a range.
fn multirange(schema: &Schema, range: &QualifiedName) -> QualifiedName {
    let said = schema.ranges.iter().find(|item| item.name == *range);
    let said = said.and_then(|item| item.options.get("multirange_type_name"));
    let usual = || match range.name.contains("range") {
        true => range.name.replacen("range", "multirange", 1),
        false => format!("{}_multirange", range.name),
    };
    let bare = |name: &String| name.rsplit('.').next().unwrap_or(name).trim_matches('"').to_owned();
    range.sibling(said.map_or_else(usual, bare))
}
