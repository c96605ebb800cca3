//! What looks as if it only got another name. It is said with a score and never acted on: which of the two is meant,
//! only people know.

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::schema::{Column, QualifiedName, Schema, Table};
use crate::text::likeness;

pub static MAYBE_RENAMED: Rule = Rule {
    code: "SG6903",
    name: "maybe-renamed",
    level: Level::Info,
    summary: "something goes and something like it comes: it may have got another name",
    page: "\
# What it says
A table, a column, an enum or a value of one goes, and another comes that is much like it. The score says how much, of
a hundred: what both have in common, and a little how alike their names are.

# Why it matters
A plan that drops the one and makes the other loses what rows hold. A rename keeps it, and is over in a moment.

# What to do
If it is a rename, say so: with `was` in the design, with `--rename order.total=amount`, or in a file of answers
(`--answers FILE`; `--write-answers FILE` begins one with all that is open). If it is none, answer
`\"order.total\" = false` there, and nobody asks again.
",
};

/// What may have got another name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaybeRenamed {
    /// For people: `table`, `column`, …
    pub kind: &'static str,
    /// As an answer names it: `order`, `order.total`, `order_status:paused`.
    pub what: String,
    /// The new name alone.
    pub to: String,
    /// Of a hundred.
    pub score: usize,
}

/// Below it nobody is asked.
const LEAST: usize = 60;
/// With more pairs than these a person would not read what is said of them.
const PAIRS: usize = 10_000;

/// What of one schema may be called otherwise in the other. `answered` says what people have decided on.
pub fn maybe_renamed(
    from: &Schema,
    to: &Schema,
    answered: &dyn Fn(&str) -> bool,
) -> Vec<MaybeRenamed> {
    let mut found = tables(from, to);
    for old in &from.tables {
        if let Some(new) = to.table(&old.name).filter(|new| *new != old) {
            found.extend(columns(old, new));
        }
    }
    found.extend(enums(from, to));
    for old in &from.enums {
        if let Some(new) = to.enums.iter().find(|new| new.name == old.name) {
            found.extend(values(&old.name, &old.values, &new.values));
        }
    }
    found.retain(|one| !answered(&one.what));
    found
}

/// The finding, with what answers it.
pub fn ask(one: &MaybeRenamed) -> Diagnostic {
    let MaybeRenamed { kind, what, to, score } = one;
    let message =
        format!("{kind} `{what}` goes and `{to}` comes, which are alike ({score} of 100)");
    Diagnostic::new(&MAYBE_RENAMED, message).help(format!(
        "if it is the same under another name, say `was` in the design or `--rename {what}={to}`"
    ))
}

/// The best pairs, each side once, the best first.
fn paired<'o, 'n, T>(
    old: &[&'o T],
    new: &[&'n T],
    score: impl Fn(&T, &T) -> usize,
) -> Vec<(&'o T, &'n T, usize)> {
    if old.len() * new.len() > PAIRS {
        return Vec::new();
    }
    let mut all: Vec<(usize, usize, usize)> = Vec::new();
    for (place, one) in old.iter().enumerate() {
        for (other, two) in new.iter().enumerate() {
            let score = score(one, two);
            if score >= LEAST {
                all.push((score, place, other));
            }
        }
    }
    all.sort_by_key(|(score, place, other)| (std::cmp::Reverse(*score), *place, *other));
    let (mut from, mut to) = (vec![false; old.len()], vec![false; new.len()]);
    let mut pairs = Vec::new();
    for (score, place, other) in all {
        if !from[place] && !to[other] {
            (from[place], to[other]) = (true, true);
            pairs.push((old[place], new[other], score));
        }
    }
    pairs
}

fn tables(from: &Schema, to: &Schema) -> Vec<MaybeRenamed> {
    let old: Vec<&Table> = from.tables.iter().filter(|one| to.table(&one.name).is_none()).collect();
    let new: Vec<&Table> = to.tables.iter().filter(|one| from.table(&one.name).is_none()).collect();
    let mut found = Vec::new();
    for (old, new, score) in paired(&old, &new, table_score) {
        let what = old.name.to_string();
        let inner = columns(old, new);
        found.push(MaybeRenamed { kind: "table", what, to: new.name.name.clone(), score });
        found.extend(inner);
    }
    found
}

/// Four fifths are the columns, one is the name.
fn table_score(old: &Table, new: &Table) -> usize {
    if old.name.namespace != new.name.namespace || old.columns.is_empty() {
        return 0;
    }
    let mut points = 0;
    let mut left: BTreeMap<String, usize> = BTreeMap::new();
    for column in new.columns.iter().filter(|one| old.column(&one.name).is_none()) {
        *left.entry(column.data_type.to_string()).or_default() += 1;
    }
    for column in &old.columns {
        let here = new.column(&column.name);
        points += match here {
            Some(other) if other.data_type == column.data_type => 100,
            Some(_) => 50,
            // It may have got another name itself.
            None => match left.get_mut(&column.data_type.to_string()).filter(|count| **count > 0) {
                Some(count) => {
                    *count -= 1;
                    40
                }
                None => 0,
            },
        };
    }
    let shape = points / old.columns.len().max(new.columns.len());
    let name = likeness(&old.name.name, &new.name.name);
    // A key alone is like every other.
    if old.columns.len().min(new.columns.len()) < 2 && name < 50 {
        return 0;
    }
    (shape * 4 + name) / 5
}

fn columns(old: &Table, new: &Table) -> Vec<MaybeRenamed> {
    let gone: Vec<&Column> =
        old.columns.iter().filter(|one| new.column(&one.name).is_none()).collect();
    let come: Vec<&Column> =
        new.columns.iter().filter(|one| old.column(&one.name).is_none()).collect();
    let pairs = paired(&gone, &come, |one, two| column_score((old, one), (new, two)));
    let found = pairs.into_iter().map(|(one, two, score)| MaybeRenamed {
        kind: "column",
        what: format!("{}.{}", old.name, one.name),
        to: two.name.clone(),
        score,
    });
    found.collect()
}

/// The type is most of it: without that nothing is alike.
fn column_score((old, one): (&Table, &Column), (new, two): (&Table, &Column)) -> usize {
    if one.data_type != two.data_type || one.generated != two.generated {
        return 0;
    }
    let place = |table: &Table, name: &str| table.columns.iter().position(|one| one.name == name);
    let near = place(old, &one.name) == place(new, &two.name);
    let alike = [
        (one.nullable == two.nullable, 15),
        (one.default == two.default, 5),
        (one.identity.is_some() == two.identity.is_some(), 5),
        (role(old, &one.name) == role(new, &two.name), 10),
        (near, 5),
    ];
    let points: usize = alike.iter().filter(|(is, _)| *is).map(|(_, points)| points).sum();
    40 + points + likeness(&one.name, &two.name) / 5
}

/// What a column is for: in the key, unique, a reference and to what.
fn role<'t>(table: &'t Table, column: &str) -> (bool, bool, Option<&'t QualifiedName>) {
    let has = |columns: &[String]| columns.iter().any(|name| name == column);
    (
        table.primary_key.as_ref().is_some_and(|key| has(&key.columns)),
        table.uniques.iter().any(|unique| has(&unique.columns)),
        table.foreign_keys.iter().find(|key| has(&key.columns)).map(|key| &key.references),
    )
}

fn enums(from: &Schema, to: &Schema) -> Vec<MaybeRenamed> {
    let old: Vec<_> =
        from.enums.iter().filter(|one| !to.enums.iter().any(|two| two.name == one.name)).collect();
    let new: Vec<_> =
        to.enums.iter().filter(|one| !from.enums.iter().any(|two| two.name == one.name)).collect();
    let pairs = paired(&old, &new, |one, two| {
        if one.name.namespace != two.name.namespace {
            return 0;
        }
        let shared = one.values.iter().filter(|value| two.values.contains(value)).count();
        let all = one.values.len().max(two.values.len()).max(1);
        (shared * 100 / all * 4 + likeness(&one.name.name, &two.name.name)) / 5
    });
    let found = pairs.into_iter().map(|(one, two, score)| MaybeRenamed {
        kind: "enum",
        what: one.name.to_string(),
        to: two.name.name.clone(),
        score,
    });
    found.collect()
}

/// A value that stands where another stood.
fn values(name: &QualifiedName, old: &[String], new: &[String]) -> Vec<MaybeRenamed> {
    if old.len() != new.len() {
        return Vec::new();
    }
    let pairs = old.iter().zip(new).filter(|(one, two)| !new.contains(one) && !old.contains(two));
    let found = pairs.map(|(one, two)| MaybeRenamed {
        kind: "value",
        what: format!("{name}:{one}"),
        to: two.clone(),
        score: LEAST + likeness(one, two) * (100 - LEAST) / 100,
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::{column_score, maybe_renamed};
    use crate::schema::{Column, DataType, QualifiedName, Schema, Table};

    fn table(name: &str, columns: &[(&str, DataType)]) -> Table {
        let mut table = Table::new(QualifiedName::bare(name));
        table.columns = columns.iter().map(|(name, of)| Column::new(*name, of.clone())).collect();
        table
    }

    fn found(from: Vec<Table>, to: Vec<Table>) -> Vec<String> {
        let of = |tables| Schema { tables, ..Schema::default() };
        let found = maybe_renamed(&of(from), &of(to), &|what| what == "t.answered");
        found.into_iter().map(|one| format!("{} {} {}", one.what, one.to, one.score)).collect()
    }

    #[test]
    fn what_is_alike_is_asked_about_and_nothing_else() {
        let old = || table("t", &[("id", DataType::Int), ("mail", DataType::Text)]);
        let new = |name, of| table("t", &[("id", DataType::Int), (name, of)]);
        assert_eq!(found(vec![old()], vec![new("email", DataType::Text)]), ["t.mail email 96"]);
        assert_eq!(found(vec![old()], vec![new("email", DataType::Int)]), Vec::<String>::new());
        assert_eq!(found(vec![old()], vec![old()]), Vec::<String>::new());
        let answered = table("t", &[("id", DataType::Int), ("answered", DataType::Text)]);
        assert_eq!(found(vec![answered], vec![old()]), Vec::<String>::new());
    }

    #[test]
    fn tables_are_alike_by_their_columns() {
        let columns = [("id", DataType::Int), ("total", DataType::Real), ("note", DataType::Text)];
        let (deal, purchase) = (table("deal", &columns), table("purchase", &columns));
        let other = table("purchase", &[("id", DataType::Int), ("when", DataType::Date)]);
        assert_eq!(found(vec![deal.clone()], vec![purchase]), ["deal purchase 82"]);
        assert_eq!(found(vec![deal.clone()], vec![other.clone()]), Vec::<String>::new());
        let (one, two) = (&deal.columns[2], &other.columns[1]);
        assert_eq!(column_score((&deal, one), (&other, two)), 0);
    }
}
