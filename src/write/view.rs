//! Views and materialized views.

use crate::schema::View;

use super::Writer;
use super::spell;
use super::sql::standard;

impl Writer<'_> {
    pub(super) fn view(&mut self, view: &View) {
        self.line("");
        self.docs(&view.comment);
        let kind = if view.materialized { "materialized view" } else { "view" };
        let mut line = format!("{kind} {}", spell::name(&view.name.name));
        if !view.columns.is_empty() {
            line.push_str(&format!(" ({})", spell::names(&view.columns)));
        }
        if !view.options.is_empty() {
            let options: Vec<String> = view
                .options
                .iter()
                .map(|(name, value)| match value.as_str() {
                    "true" => spell::name(name),
                    _ => format!("{} = {}", spell::name(name), spell::value(value)),
                })
                .collect();
            line.push_str(&format!(" with ({})", options.join(", ")));
        }
        line.push_str(&spell::owner(&view.owner));
        self.line(&format!("{line} {{"));
        let query = standard(view.query.text(), self.dialect);
        self.line(query.trim());
        if view.indexes.is_empty() {
            self.line("}");
        } else {
            self.line("} indexes {");
            view.indexes.iter().for_each(|index| self.index(index));
            self.line("}");
        }
        self.column_comments(view);
    }
}
