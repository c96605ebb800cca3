//! Objects that are kept as the statements that make them: what of them can change where they stand.

use super::{Changes, Fate};
use crate::schema::{AtomKey, OtherObject};

pub(super) fn of_change(changes: &Changes<'_>, key: &AtomKey) -> Fate {
    let find = |side: &super::Side<'_>| {
        side.schema
            .others
            .iter()
            .find(|other| other.name == key.object && other.part_of_key() == key.part)
            .cloned()
    };
    let (Some(from), Some(to)) = (find(&changes.from), find(&changes.to)) else {
        return Fate::Replace;
    };
    if from.kind == "collation" && from.statements.first() != to.statements.first() {
        return Fate::Swap;
    }
    let made = |other: &OtherObject| -> Vec<String> {
        let made = other.statements.iter().filter(|text| tail(text).is_none());
        made.map(|text| {
            options_of(&other.kind, text).map_or(text.as_str(), |(made, _)| made).to_owned()
        })
        .collect()
    };
    if made(&from) == made(&to) { Fate::ALTER } else { Fate::Replace }
}

/// A statement that says something of an object that stands: up to what it says, and what undoes it.
pub struct Tail<'t> {
    pub about: &'t str,
    pub undone: String,
}

/// What a statement of an object says of it when it stands; none where it makes it.
pub fn tail(statement: &str) -> Option<Tail<'_>> {
    let until = |word: &str| statement.find(word).and_then(|at| statement.get(..at));
    if statement.starts_with("COMMENT ON ") {
        let about = until(" IS '")?;
        return Some(Tail { about, undone: format!("{about} IS NULL") });
    }
    if statement.starts_with("ALTER EVENT TRIGGER ")
        && let Some(about) = until(" DISABLE").or_else(|| until(" ENABLE"))
    {
        return Some(Tail { about, undone: format!("{about} ENABLE") });
    }
    let about = until(" OWNER TO ").filter(|_| statement.starts_with("ALTER "))?;
    Some(Tail { about, undone: format!("{about} OWNER TO current_user") })
}

/// The options at the end of the statement that makes a foreign object, apart from the rest of it.
pub fn options_of<'t>(
    kind: &str,
    statement: &'t str,
) -> Option<(&'t str, Vec<(&'t str, &'t str)>)> {
    if !matches!(kind, "foreign server" | "foreign table" | "foreign data wrapper")
        || !statement.starts_with("CREATE ")
    {
        return None;
    }
    let start = match kind {
        "foreign table" => statement.rfind("\n) SERVER ")?,
        _ => 0,
    };
    let Some(at) = statement.get(start..)?.find(" OPTIONS (").map(|at| at + start) else {
        return Some((statement, Vec::new()));
    };
    let (made, rest) = (statement.get(..at)?, statement.get(at + " OPTIONS (".len()..)?);
    let mut rest = rest.strip_suffix(')')?;
    let mut options = Vec::new();
    while !rest.is_empty() {
        let at = rest.find(" '")?;
        let name = rest.get(..at)?;
        let value = rest.get(at + 1..)?;
        // A quote inside is said twice.
        let mut end = 1;
        loop {
            end += value.get(end..)?.find('\'')? + 1;
            if !value.get(end..)?.starts_with('\'') {
                break;
            }
            end += 1;
        }
        options.push((name, value.get(..end)?));
        rest = value.get(end..)?.trim_start_matches(", ");
    }
    Some((made, options))
}

#[cfg(test)]
mod tests {
    use super::options_of;

    #[test]
    fn options_are_read_with_their_quotes() {
        let text = "CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'it''s', \"a b\" '')";
        let (made, options) = options_of("foreign server", text).expect("options");
        assert_eq!(made, "CREATE SERVER s FOREIGN DATA WRAPPER w");
        assert_eq!(options, [("host", "'it''s'"), ("\"a b\"", "''")]);
    }
}
