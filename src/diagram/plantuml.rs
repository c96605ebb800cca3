//! The picture as PlantUML, in its notation with crow's feet.

use std::fmt::Write;

use super::{Cardinality, Change, Detail, EdgeKind, Picture};
use crate::text::markup::line;

pub fn plantuml(picture: &Picture, detail: Detail) -> String {
    let mut out = format!(
        "@startuml\ntitle {}\nhide circle\nhide empty members\nskinparam linetype ortho\n",
        text(&picture.title)
    );
    for (group, context) in picture.groups.iter().enumerate() {
        let _ = writeln!(out, "package \"{}\" {{", text(&context.name));
        for at in (0..picture.nodes.len()).filter(|at| picture.nodes[*at].group == Some(group)) {
            entity(picture, at, detail, &mut out);
        }
        out.push_str("}\n");
    }
    for at in (0..picture.nodes.len()).filter(|at| picture.nodes[*at].group.is_none()) {
        entity(picture, at, detail, &mut out);
    }
    for edge in &picture.edges {
        let (from, to) = (edge.from.node, edge.to.node);
        let _ = match edge.kind {
            EdgeKind::Inherits => writeln!(out, "e{to} <|-- e{from}"),
            kind => {
                let line = if kind == EdgeKind::Identifying { "--" } else { ".." };
                let colour = match edge.change {
                    Change::Same => line.to_owned(),
                    Change::Added => "-[#green,bold]-".to_owned(),
                    Change::Dropped => "-[#red,dashed]-".to_owned(),
                    Change::Altered | Change::Renamed => "-[#orange,bold]-".to_owned(),
                };
                let (left, right) = (left(edge.to.cardinality), right(edge.from.cardinality));
                writeln!(out, "e{to} {left}{colour}{right} e{from} : {}", text(&edge.label))
            }
        };
    }
    out.push_str("@enduml\n");
    out
}

fn entity(picture: &Picture, at: usize, detail: Detail, out: &mut String) {
    let node = &picture.nodes[at];
    let colour = match node.change {
        Change::Same => "",
        Change::Added => " #d3eddb",
        Change::Dropped => " #fbdfe3",
        Change::Altered => " #fbe8c8",
        Change::Renamed => " #dbe7fa",
    };
    let _ = writeln!(out, "entity \"{}\" as e{at}{colour} {{", text(&super::measure::title(node)));
    let kept = |row: &&super::Row| match detail {
        Detail::Names => false,
        Detail::Keys => row.is_key() || row.change != Change::Same,
        Detail::Attributes | Detail::All => true,
    };
    let (keys, others): (Vec<_>, Vec<_>) =
        node.rows.iter().filter(kept).partition(|row| row.primary);
    for (rows, before) in [(&keys, ""), (&others, "  --\n")] {
        if rows.is_empty() {
            continue;
        }
        out.push_str(before);
        for row in rows.iter() {
            let needed = if row.nullable { " " } else { "*" };
            let sign = row.change.sign();
            let keys: Vec<String> = row.keys().iter().map(|key| format!(" <<{key}>>")).collect();
            let _ = writeln!(
                out,
                "  {needed} {sign}{} : {}{}",
                text(&row.name),
                text(&super::measure::row_type(row)),
                keys.concat()
            );
        }
    }
    out.push_str("}\n");
}

fn left(cardinality: Cardinality) -> &'static str {
    match cardinality {
        Cardinality::One => "||",
        Cardinality::ZeroOrOne => "|o",
        Cardinality::Many => "}o",
    }
}

fn right(cardinality: Cardinality) -> &'static str {
    match cardinality {
        Cardinality::One => "||",
        Cardinality::ZeroOrOne => "o|",
        Cardinality::Many => "o{",
    }
}

/// PlantUML reads markup in every text; what is neither a letter, a digit nor harmless is written by its number.
fn text(words: &str) -> String {
    let mut out = String::new();
    for letter in line(words).chars() {
        match letter {
            ' ' | '.' | ',' | '(' | ')' | '?' | '+' | '−' | '»' | '→' | ':' => {
                out.push(letter)
            }
            letter if letter.is_alphanumeric() => out.push(letter),
            letter if letter.is_control() => out.push('\u{fffd}'),
            // Two of them are markup, one is not.
            '_' if !out.ends_with('_') => out.push('_'),
            letter => {
                let _ = write!(out, "<U+{:04X}>", u32::from(letter));
            }
        }
    }
    out
}
