use serde::Serialize;

use super::{Setting, Writer};
use crate::schema::{AtomKey, AtomKind, View};
use crate::template::{TemplateError, qualified};

/// `create_view.hbs` and `create_materialized_view.hbs`.
#[derive(Serialize)]
pub(super) struct CreateView<'a> {
    pub name: String,
    /// It takes the place of one that is there.
    pub replaces: bool,
    pub columns: &'a [String],
    pub query: String,
    pub algorithm: Option<&'a str>,
    pub definer: Option<&'a str>,
    pub sql_security: Option<&'a str>,
    pub check_option: Option<&'a str>,
    pub tablespace: Option<&'a str>,
    /// All other options.
    pub options: Vec<Setting<'a>>,
}

/// Options with a place of their own.
const PLACED: [&str; 5] = ["algorithm", "definer", "sql_security", "check_option", "tablespace"];

impl<'s> Writer<'s> {
    pub(super) fn view(&mut self, view: &View) -> Result<(), TemplateError> {
        self.view_statement(view, false)?;
        let kind = if view.materialized { "materialized view" } else { "view" };
        for index in &view.indexes {
            self.create_index(&view.name, index)?;
        }
        self.owner(kind, &view.name, &view.owner)?;
        self.object_comment(kind, &view.name, &view.comment)?;
        for (column, comment) in &view.column_comments {
            self.member_comment("column", &view.name, column, &Some(comment.clone()))?;
        }
        Ok(())
    }

    /// The view alone.
    pub(super) fn view_statement(
        &mut self,
        view: &View,
        replaces: bool,
    ) -> Result<(), TemplateError> {
        let option = |name: &str| view.options.get(name).map(String::as_str);
        let model = CreateView {
            name: qualified(&view.name),
            replaces,
            columns: &view.columns,
            query: dedented(view.query.text().trim()),
            algorithm: option("algorithm"),
            definer: option("definer"),
            sql_security: option("sql_security"),
            check_option: option("check_option"),
            tablespace: option("tablespace"),
            options: view
                .options
                .iter()
                .filter(|(name, _)| !PLACED.contains(&name.as_str()))
                .map(|(name, value)| Setting { name, value })
                .collect(),
        };
        let key = AtomKey::new(&view.name, AtomKind::View, "");
        let (template, kind) = match view.materialized {
            true => ("create_materialized_view", "materialized view"),
            false => ("create_view", "view"),
        };
        let word = if replaces { "replace" } else { "create" };
        self.statement(template, &model, key, format!("{word} {kind} {}", view.name))
    }
}

/// Lines after the first, moved to the left by what they have in common: a query is indented where it
/// was written, not where it is printed. Texts with quotes over lines stay as they are.
fn dedented(query: &str) -> String {
    let rest = || query.lines().skip(1).filter(|line| !line.trim().is_empty());
    let shared =
        rest().map(|line| line.len() - line.trim_start_matches(' ').len()).min().unwrap_or(0);
    let broken_quote = |quote: char| query.lines().any(|line| line.matches(quote).count() % 2 == 1);
    if shared == 0 || broken_quote('\'') || broken_quote('"') || query.contains("$$") {
        return query.to_owned();
    }
    let mut lines = query.lines();
    let mut text = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        text.push('\n');
        text.push_str(line.get(shared..).unwrap_or_default());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::dedented;

    #[test]
    fn lines_lose_what_they_share_unless_a_text_runs_over_them() {
        assert_eq!(
            dedented("select a\n     from b\n\n    where c"),
            "select a\n from b\n\nwhere c"
        );
        assert_eq!(dedented("select 'x\n  y'\n  from b"), "select 'x\n  y'\n  from b");
        assert_eq!(dedented("select 1"), "select 1");
    }
}
