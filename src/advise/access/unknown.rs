use sqlparser::ast::Ident;

use super::Relation;
use super::builder::Builder;
use super::outputs::Body;
use crate::text::Span;

/// Names that servers know without a column of that name.
const GIVEN: [&str; 24] = [
    "cmax",
    "cmin",
    "ctid",
    "current_date",
    "current_role",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "false",
    "level",
    "localtime",
    "localtimestamp",
    "oid",
    "rowid",
    "rownum",
    "session_user",
    "sysdate",
    "tableoid",
    "true",
    "unknown",
    "user",
    "xmax",
    "xmin",
];

/// A name that no table in sight has.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct UnknownName {
    /// In small letters; none where its table was named, so that it is no result column's.
    pub plain: Option<String>,
    pub what: String,
    pub span: Span,
}

impl Builder<'_> {
    /// Writes down a name that means nothing, where all columns in sight are known.
    pub(super) fn unknown_name(&mut self, qualifier: Option<&Ident>, own: &Ident) {
        // The places of a view's text are in no query.
        if self.standing_for.is_some() {
            return;
        }
        let entries = self.frames.iter().flat_map(|frame| {
            frame.entries.iter().map(|entry| (entry, &self.blocks[frame.block].uses))
        });
        let table = |body: &Body, uses: &[super::Use]| match body {
            Body::Table(id) => match uses[*id].relation {
                Relation::Table(table) => Some(self.catalog.table(table).name.to_string()),
                _ => None,
            },
            _ => None,
        };
        let plain = own.value.to_lowercase();
        let unknown = match qualifier {
            Some(qualifier) => {
                let mut named =
                    entries.filter(|(entry, _)| entry.name.eq_ignore_ascii_case(&qualifier.value));
                let found = named.next().and_then(|(entry, uses)| table(&entry.body, uses));
                found.map(|name| (None, format!("`{name}` has no column `{}`", own.value)))
            }
            None => {
                let whole = |name: &str| name.eq_ignore_ascii_case(&own.value);
                let names: Option<Vec<String>> = entries
                    .map(|(entry, uses)| table(&entry.body, uses).filter(|_| !whole(&entry.name)))
                    .collect();
                // What stands between double quotes may be a text, and a sign begins a variable.
                let is_name = own.quote_style != Some('"')
                    && plain.starts_with(|c: char| c.is_alphabetic() || c == '_')
                    && !GIVEN.contains(&plain.as_str());
                match names.as_deref() {
                    Some([only]) if is_name => {
                        Some((Some(plain), format!("`{only}` has no column `{}`", own.value)))
                    }
                    Some([_, ..]) if is_name => Some((
                        Some(plain),
                        format!("none of its tables has a column `{}`", own.value),
                    )),
                    _ => None,
                }
            }
        };
        if let Some((plain, what)) = unknown {
            let span = self.island.place(own.span);
            if !self.unknown.iter().any(|known| known.span == span) {
                self.unknown.push(UnknownName { plain, what, span });
            }
        }
    }

    /// The names that are left when those of result columns are taken out.
    pub(super) fn unknown_names(&mut self) -> Vec<(String, Span)> {
        let aliases = &self.aliases;
        let names = std::mem::take(&mut self.unknown);
        let left = names
            .into_iter()
            .filter(|name| name.plain.as_ref().is_none_or(|plain| !aliases.contains(plain)));
        left.map(|name| (name.what, name.span)).collect()
    }
}
