//! The picture as Graphviz DOT: a table per entity with a port at every row.

use std::fmt::Write;

use super::{Cardinality, Change, Detail, EdgeKind, End, Picture};
use crate::text::markup::{line, xml as escape};

pub fn dot(picture: &Picture, detail: Detail) -> String {
    let mut out = format!(
        "digraph {} {{\n  graph [rankdir=RL, splines=spline, nodesep=0.4, ranksep=1.2, fontname=\"Helvetica\"]\n  \
         node [shape=plain, fontname=\"Helvetica\", fontsize=11]\n  edge [dir=both, color=\"#61708a\", \
         fontname=\"Helvetica\", fontsize=9]\n",
        quoted(&picture.title)
    );
    for (group, context) in picture.groups.iter().enumerate() {
        let _ = writeln!(
            out,
            "  subgraph cluster_{group} {{\n    label={}; style=\"rounded,dashed\"; color=\"#a9b4c4\"",
            quoted(&line(&context.name))
        );
        for (at, _) in
            picture.nodes.iter().enumerate().filter(|(_, node)| node.group == Some(group))
        {
            node(picture, at, detail, "    ", &mut out);
        }
        out.push_str("  }\n");
    }
    for (at, _) in picture.nodes.iter().enumerate().filter(|(_, node)| node.group.is_none()) {
        node(picture, at, detail, "  ", &mut out);
    }
    for edge in &picture.edges {
        let shown = |end: &End| -> String {
            let row =
                end.rows.first().filter(|row| keeps(&picture.nodes[end.node].rows[**row], detail));
            row.map(|row| format!(":r{row}")).unwrap_or_default()
        };
        let mut looks = match edge.kind {
            EdgeKind::Inherits => "arrowtail=none, arrowhead=empty, style=dotted".to_owned(),
            kind => format!(
                "arrowtail={}, arrowhead={}, penwidth={}",
                arrow(edge.from.cardinality),
                arrow(edge.to.cardinality),
                if kind == EdgeKind::Identifying { 1.8 } else { 1.0 }
            ),
        };
        if edge.change != Change::Same {
            let _ = write!(looks, ", color=\"{}\", style=bold", colour(edge.change));
            let _ = write!(looks, ", label={}", quoted(edge.change.sign()));
        }
        let _ = writeln!(
            out,
            "  e{}{} -> e{}{} [{looks}, tooltip={}]",
            edge.from.node,
            shown(&edge.from),
            edge.to.node,
            shown(&edge.to),
            quoted(&line(&edge.label))
        );
    }
    out.push_str("}\n");
    out
}

fn keeps(row: &super::Row, detail: Detail) -> bool {
    match detail {
        Detail::Names => false,
        Detail::Keys => row.is_key() || row.change != Change::Same,
        Detail::Attributes | Detail::All => true,
    }
}

fn node(picture: &Picture, at: usize, detail: Detail, indent: &str, out: &mut String) {
    let node = &picture.nodes[at];
    let ground = match node.change {
        Change::Same => "#e4e9f2",
        change => wash(change),
    };
    let _ = write!(
        out,
        "{indent}e{at} [label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\" cellpadding=\"4\" \
         color=\"#b9c2cf\"><tr><td colspan=\"3\" bgcolor=\"{ground}\"><b>{}</b></td></tr>",
        escape(&line(&super::measure::title(node)))
    );
    if detail != Detail::Names && !node.badges.is_empty() {
        let badges: Vec<String> =
            node.badges.iter().map(|badge| escape(&line(&badge.text))).collect();
        let _ = write!(
            out,
            "<tr><td colspan=\"3\"><font point-size=\"9\">{}</font></td></tr>",
            badges.join(" · ")
        );
    }
    for (place, row) in node.rows.iter().enumerate().filter(|(_, row)| keeps(row, detail)) {
        let ground = match row.change {
            Change::Same => String::new(),
            change => format!(" bgcolor=\"{}\"", wash(change)),
        };
        let marks = if row.marks.is_empty() { "" } else { " ⚠" };
        let sign = row.change.sign();
        let _ = write!(
            out,
            "<tr><td>{}</td><td align=\"left\"{ground}>{sign}{}{marks}</td><td port=\"r{place}\" align=\"left\">{} </td></tr>",
            row.keys().join(" "),
            escape(&line(&row.name)),
            escape(&line(&super::measure::row_type(row))),
        );
    }
    out.push_str("</table>>]\n");
}

fn arrow(cardinality: Cardinality) -> &'static str {
    match cardinality {
        Cardinality::One => "teetee",
        Cardinality::ZeroOrOne => "teeodot",
        Cardinality::Many => "crowodot",
    }
}

fn colour(change: Change) -> &'static str {
    match change {
        Change::Added => "#1f8a45",
        Change::Dropped => "#c22f3d",
        Change::Altered => "#c77700",
        Change::Renamed => "#3d74c7",
        Change::Same => "#61708a",
    }
}

fn wash(change: Change) -> &'static str {
    match change {
        Change::Added => "#d3eddb",
        Change::Dropped => "#fbdfe3",
        Change::Altered => "#fbe8c8",
        Change::Renamed => "#dbe7fa",
        Change::Same => "#ffffff",
    }
}

/// A text of DOT. Its `\n`, `\N` and `\G` would mean something, so backslashes are doubled.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            // Shown in tooltips and titles of SVG, where entities are read.
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            letter if letter.is_control() => out.push('\u{fffd}'),
            letter => out.push(letter),
        }
    }
    out + "\""
}
