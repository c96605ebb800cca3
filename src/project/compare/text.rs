use std::fmt::Write;

use serde_json::Value;

use super::{Comparison, Found, Only, Sides};
use crate::diagnostics::render::Styling;
use crate::schema::{AtomKey, AtomKind, DataType, FieldDifference, QualifiedName, Schema};

/// The comparison as a person reads it: one block an object, both values, and which side has what.
pub fn text(sides: &Sides, comparison: &Comparison, styling: Styling) -> String {
    let (bold, off) = match styling {
        Styling::Coloured => ("\u{1b}[1m", "\u{1b}[0m"),
        Styling::Plain => ("", ""),
    };
    let mut text = String::new();
    let width = sides.a.name.chars().count().max(sides.b.name.chars().count());
    for (letter, side) in [("A", &sides.a), ("B", &sides.b)] {
        let how = match &side.read {
            read if read.label().is_empty() => String::new(),
            read if read.live => format!("  running on {}", read.label()),
            read => format!("  read by {}", read.label()),
        };
        let line = format!("{letter}  {:width$}{how}", side.name);
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text.push('\n');
    let mut objects = 0;
    let mut previous: Option<String> = None;
    for found in &comparison.differences {
        if follows_from_object(found, &comparison.differences) {
            continue;
        }
        let key = &found.difference.key;
        let heading = heading(key, &sides.a.read.schema, &sides.b.read.schema);
        if previous.as_ref() != Some(&heading) {
            objects += 1;
            let _ = writeln!(text, "{bold}{heading}{off}");
            previous = Some(heading);
        }
        line(&mut text, found);
    }
    for (item, only) in &comparison.unmodelled {
        objects += 1;
        let _ = writeln!(text, "{bold}{} {}{off}\n  {}", item.kind, item.name, only.words());
    }
    if comparison.equal() {
        let parts = sides.a.read.schema.atoms().len();
        let _ = writeln!(text, "equal in all {parts} parts");
    } else {
        let _ = writeln!(text, "\n{}", counts(comparison, objects));
    }
    for note in &comparison.notes {
        let _ = writeln!(text, "note: {note}");
    }
    text
}

fn counts(comparison: &Comparison, objects: usize) -> String {
    let shown = comparison
        .differences
        .iter()
        .filter(|found| !follows_from_object(found, &comparison.differences))
        .count()
        + comparison.unmodelled.len();
    let many = |count: usize, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    };
    format!(
        "{} in {}",
        many(shown, "difference", "differences"),
        many(objects, "object", "objects")
    )
}

/// Whether the whole object, or the whole column, is missing on one side, of which this is only a part.
fn follows_from_object(found: &Found, all: &[Found]) -> bool {
    let key = &found.difference.key;
    if is_object(key.kind) {
        return false;
    }
    let start = all.partition_point(|other| other.difference.key.object < key.object);
    all[start..].iter().take_while(|other| other.difference.key.object == key.object).any(|other| {
        let whole = is_object(other.difference.key.kind)
            || other.difference.key.kind == AtomKind::Routine
                && is_owner_of_routine(key)
                && other.difference.key.part == key.part
            || other.difference.key.kind == AtomKind::Column
                && key.kind != AtomKind::Column
                && other.difference.key.part == key.part;
        whole
            && std::mem::discriminant(&other.difference.fields)
                == std::mem::discriminant(&found.difference.fields)
            && !matches!(found.difference.fields, FieldDifference::Changed(_))
    })
}

/// Of one of several routines of a name.
fn is_owner_of_routine(key: &AtomKey) -> bool {
    key.kind == AtomKind::Owner && key.part.starts_with('(')
}

fn is_object(kind: AtomKind) -> bool {
    matches!(
        kind,
        AtomKind::Namespace
            | AtomKind::Role
            | AtomKind::Extension
            | AtomKind::Enum
            | AtomKind::Domain
            | AtomKind::Composite
            | AtomKind::Range
            | AtomKind::Sequence
            | AtomKind::Table
            | AtomKind::View
    )
}

/// `table shop.customer`.
fn heading(key: &AtomKey, a: &Schema, b: &Schema) -> String {
    if key.object.name.is_empty() {
        return "database".to_owned();
    }
    if key.kind == AtomKind::Routine || is_owner_of_routine(key) {
        return format!("routine {}{}", key.object, key.part);
    }
    let kind = if is_object(key.kind) {
        key.kind.words()
    } else {
        object_kind(a, &key.object).or_else(|| object_kind(b, &key.object)).unwrap_or("object")
    };
    format!("{kind} {}", key.object)
}

fn object_kind(schema: &Schema, name: &QualifiedName) -> Option<&'static str> {
    let is = |other: &QualifiedName| other == name;
    if schema.tables.iter().any(|table| is(&table.name)) {
        Some("table")
    } else if schema.views.iter().any(|view| is(&view.name)) {
        Some("view")
    } else if schema.sequences.iter().any(|sequence| is(&sequence.name)) {
        Some("sequence")
    } else if schema.routines.iter().any(|routine| is(&routine.name)) {
        Some("routine")
    } else if schema.enums.iter().any(|item| is(&item.name)) {
        Some("enum")
    } else if schema.domains.iter().any(|domain| is(&domain.name)) {
        Some("domain")
    } else if schema.composites.iter().any(|composite| is(&composite.name)) {
        Some("composite type")
    } else if schema.ranges.iter().any(|range| is(&range.name)) {
        Some("range type")
    } else if schema.namespaces.iter().any(|namespace| is(&QualifiedName::bare(&namespace.name))) {
        Some("schema")
    } else {
        None
    }
}

fn line(text: &mut String, found: &Found) {
    let key = &found.difference.key;
    let unproven = if found.proven { "" } else { "  (unproven)" };
    let subject = subject(key);
    match &found.difference.fields {
        FieldDifference::Missing => {
            let _ = writeln!(text, "  {subject}{}{unproven}", Only::A.words());
        }
        FieldDifference::Unexpected => {
            let _ = writeln!(text, "  {subject}{}{unproven}", Only::B.words());
        }
        FieldDifference::Changed(fields) => {
            for (name, a, b) in fields {
                let (a, b) = (value(name, a, b), value(name, b, a));
                if a.contains('\n') || b.contains('\n') || a.len() + b.len() > 100 {
                    let _ = writeln!(text, "  {subject}{name} differs{unproven}");
                    for (letter, value) in [("A", a), ("B", b)] {
                        for (index, line) in value.lines().enumerate() {
                            let letter = if index == 0 { letter } else { " " };
                            let _ = writeln!(text, "    {letter} {line}");
                        }
                    }
                } else {
                    let _ = writeln!(text, "  {subject}{name} is {a} in A, {b} in B{unproven}");
                }
            }
        }
    }
}

/// `column email: `; nothing for the object itself.
fn subject(key: &AtomKey) -> String {
    if is_object(key.kind) || key.kind == AtomKind::Routine {
        return String::new();
    }
    let words = key.kind.words();
    let words = words.strip_suffix(" of").or_else(|| words.strip_suffix(" on")).unwrap_or(words);
    let words = words.strip_suffix(" of domain").unwrap_or(words);
    match (key.kind, key.part.as_str()) {
        (_, "") => format!("{words}: "),
        (AtomKind::Owner, _) => format!("{words}: "),
        (AtomKind::NotNull, part) => format!("column {part}: not null "),
        (AtomKind::Default | AtomKind::Identity | AtomKind::Generated, part) => {
            format!("column {part}: {words} ")
        }
        (AtomKind::Comment, part) => format!("comment on {part}: "),
        (_, part) => format!("{words} {part}: "),
    }
}

/// A field's value for people; the other side's tells what an absent one means.
fn value(name: &str, value: &Value, other: &Value) -> String {
    match value {
        Value::Null if matches!(other, Value::Bool(_)) => "no".to_owned(),
        Value::Null => "absent".to_owned(),
        _ if matches!(name, "type" | "subtype") => {
            serde_json::from_value::<DataType>(value.clone())
                .map_or_else(|_| value.to_string(), |data_type| type_words(&data_type))
        }
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Array(items) => {
            let words: Vec<String> = items.iter().map(|item| self::value("", item, item)).collect();
            words.join(", ")
        }
        Value::Object(fields) => {
            let words: Vec<String> = fields
                .iter()
                .filter(|(_, field)| !field.is_null())
                .map(|(name, field)| match (name.as_str(), field) {
                    ("column" | "expression" | "value", Value::String(text)) => text.clone(),
                    ("target", field) => self::value("", field, field),
                    (name, Value::Bool(true)) => name.to_owned(),
                    (name, field) => format!("{name} {}", self::value("", field, field)),
                })
                .collect();
            words.join(" ")
        }
        Value::Number(number) => number.to_string(),
    }
}

fn type_words(data_type: &DataType) -> String {
    match data_type {
        DataType::Native { sql } => sql.clone(),
        other => other.to_string(),
    }
}

impl Only {
    fn words(self) -> &'static str {
        match self {
            Only::A => "only in A",
            Only::B => "only in B",
        }
    }
}
