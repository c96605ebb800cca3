//! Views.

use super::{Reader, Why, expected};
use crate::schema::{Expression, View};
use crate::sql::cursor::Cursor;

impl Reader<'_> {
    /// A view; `head` stands behind `CREATE`, `cursor` behind `VIEW`.
    pub fn create_view(
        &mut self,
        mut head: Cursor<'_>,
        cursor: &mut Cursor<'_>,
    ) -> Result<(), Why> {
        cursor.eat_all(&["if", "not", "exists"]);
        let name = self.name(cursor)?;
        let mut view = View::new(name.clone(), Expression::default());
        if let Some(columns) = cursor.group() {
            view.columns = super::text::names(columns);
        }
        if !cursor.eat("as") {
            return Err(expected("`as`", cursor));
        }
        let start = cursor.position();
        let mut check = None;
        let mut end = None;
        while let Some(token) = cursor.peek() {
            let with = cursor.clone();
            if token.is("with") {
                cursor.next();
                let local = cursor.eat("local");
                let cascaded = cursor.eat("cascaded");
                if cursor.eat_all(&["check", "option"]) && cursor.is_at_end() {
                    check = Some(if local && !cascaded { "local" } else { "cascaded" });
                    end = Some(with.slice(start).to_owned());
                    break;
                }
                continue;
            }
            if cursor.group().is_none() {
                cursor.next();
            }
        }
        view.query = Expression::new(end.unwrap_or_else(|| cursor.slice(start).to_owned()));
        let mut algorithm = None;
        let mut security = None;
        let mut definer = None;
        while !head.is_at_end() && !head.is("view") {
            if head.eat("algorithm") {
                head.eat("=");
                algorithm = head.name().map(|word| word.to_lowercase());
            } else if head.eat_all(&["sql", "security"]) {
                security = head.name().map(|word| word.to_lowercase());
            } else if head.eat("definer") {
                head.eat("=");
                if let (Some(user), true, Some(host)) = (head.name(), head.eat("@"), head.name()) {
                    let quoted = |name: &str| format!("`{}`", name.replace('`', "``"));
                    definer = Some(format!("{}@{}", quoted(&user), quoted(&host)));
                }
            } else {
                head.next();
            }
        }
        let said = [
            ("algorithm", algorithm.filter(|word| word != "undefined")),
            // Whoever loads a dump is this one mostly.
            ("definer", definer.filter(|definer| definer != "`root`@`localhost`")),
            ("check_option", check.map(str::to_owned)),
            ("sql_security", security.filter(|word| word != "definer")),
        ];
        for (option, value) in said {
            view.options.extend(value.map(|value| (option.to_owned(), value)));
        }
        // What a dump makes as a stand-in for a view goes when the view comes.
        self.tables.shift_remove(&name);
        self.views.insert(name, view);
        Ok(())
    }
}
