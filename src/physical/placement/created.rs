//! Triggers as the statements that create them say.

use crate::sql::identifiers;

/// One `create trigger`, as far as it is told from its words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Created {
    pub name: String,
    /// The table, without its namespace.
    pub on: String,
    /// What stands before the table: `before`, `update`, `of`, a column, …
    pub events: Vec<String>,
    pub constraint: bool,
    /// It looks at all changed rows together.
    pub referencing: bool,
}

/// In the order of the text; what is dropped or switched is left out.
pub(super) fn created_triggers(sql: &str) -> Vec<Created> {
    let words: Vec<&str> = identifiers(sql).collect();
    let is = |place: usize, word: &str| {
        words.get(place).is_some_and(|found| found.eq_ignore_ascii_case(word))
    };
    let mut found = Vec::new();
    for place in (0..words.len()).filter(|place| is(*place, "trigger")) {
        let before = place.wrapping_sub(1);
        let created = ["create", "replace", "constraint"].iter().any(|word| is(before, word));
        let on = (place..words.len()).find(|place| is(*place, "on"));
        let (Some(name), Some(on)) = (words.get(place + 1), on.filter(|_| created)) else {
            continue;
        };
        // A namespace may stand before the table's name; no word of a trigger's does behind it.
        let ends = [
            "for",
            "referencing",
            "execute",
            "when",
            "not",
            "deferrable",
            "from",
            "as",
            "initially",
        ];
        let stop = (on + 1..words.len().min(on + 3))
            .find(|place| ends.iter().any(|end| is(*place, end)))
            .unwrap_or(words.len().min(on + 3));
        let Some(table) = words.get(stop.saturating_sub(1)).filter(|_| stop > on + 1) else {
            continue;
        };
        let head =
            (stop..words.len()).take_while(|place| !is(*place, "each") && !is(*place, "execute"));
        found.push(Created {
            name: (*name).to_owned(),
            on: (*table).to_owned(),
            events: words[place + 2..on].iter().map(|word| word.to_ascii_lowercase()).collect(),
            constraint: is(before, "constraint"),
            referencing: head.into_iter().any(|place| is(place, "referencing")),
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Created, created_triggers};

    #[test]
    fn triggers_are_found_with_their_tables() {
        let text = "create function f() returns trigger as $$ begin end $$;
            create or replace trigger a before update on app.\"order\" for each row execute function f();
            create constraint trigger b after insert on item deferrable for each row execute function f();
            create trigger c after insert or delete on item referencing new table as n for each statement execute function f()";
        let names = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let one = |name: &str, on: &str, events: &[&str]| Created {
            name: name.to_owned(),
            on: on.to_owned(),
            events: names(events),
            constraint: false,
            referencing: false,
        };
        assert_eq!(
            created_triggers(text),
            [
                one("a", "order", &["before", "update"]),
                Created { constraint: true, ..one("b", "item", &["after", "insert"]) },
                Created {
                    referencing: true,
                    ..one("c", "item", &["after", "insert", "or", "delete"])
                },
            ]
        );
    }
}
