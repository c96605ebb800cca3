use serde::Serialize;
use serde_json::Value;

use super::{Comparison, Only, Side, Sides};
use crate::schema::FieldDifference;

/// Format version 1: fields are added, never changed.
#[derive(Serialize)]
struct Document<'d> {
    format_version: u32,
    equal: bool,
    /// Whether every difference has a server's word behind it.
    proven: bool,
    dialect: &'d str,
    a: SideDocument<'d>,
    b: SideDocument<'d>,
    differences: Vec<Change<'d>>,
    notes: &'d [String],
}

#[derive(Serialize)]
struct SideDocument<'d> {
    source: &'d str,
    version: String,
    /// What read it, for people.
    read_by: &'d str,
}

#[derive(Serialize)]
struct Change<'d> {
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<&'d str>,
    object: &'d str,
    /// What of the object: `column`, `index`, …; `table` is the object itself.
    kind: Value,
    #[serde(skip_serializing_if = "str::is_empty")]
    part: &'d str,
    change: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<Field<'d>>,
    proven: bool,
}

#[derive(Serialize)]
struct Field<'d> {
    name: &'d str,
    a: &'d Value,
    b: &'d Value,
}

pub fn json(sides: &Sides, comparison: &Comparison) -> serde_json::Result<String> {
    let mut differences: Vec<Change<'_>> = Vec::new();
    for found in &comparison.differences {
        let key = &found.difference.key;
        let (change, fields) = match &found.difference.fields {
            FieldDifference::Missing => ("only_in_a", Vec::new()),
            FieldDifference::Unexpected => ("only_in_b", Vec::new()),
            FieldDifference::Changed(fields) => {
                ("changed", fields.iter().map(|(name, a, b)| Field { name, a, b }).collect())
            }
        };
        differences.push(Change {
            namespace: key.object.namespace.as_deref(),
            object: &key.object.name,
            kind: serde_json::to_value(key.kind)?,
            part: &key.part,
            change,
            fields,
            proven: found.proven,
        });
    }
    for (item, only) in &comparison.unmodelled {
        differences.push(Change {
            namespace: None,
            object: &item.name,
            kind: Value::String(item.kind.clone()),
            part: "",
            change: if *only == Only::A { "only_in_a" } else { "only_in_b" },
            fields: Vec::new(),
            proven: true,
        });
    }
    let document = Document {
        format_version: 1,
        equal: comparison.equal(),
        proven: comparison.differences.iter().all(|found| found.proven),
        dialect: &sides.dialect,
        a: side(&sides.a),
        b: side(&sides.b),
        differences,
        notes: &comparison.notes,
    };
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

fn side(side: &Side) -> SideDocument<'_> {
    SideDocument {
        source: &side.name,
        version: side.read.info.version.to_string(),
        read_by: side.read.label(),
    }
}
