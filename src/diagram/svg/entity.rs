//! A box: its name, badges, attributes, indexes, and the findings about them.

use std::fmt::Write;

use super::Placed;
use crate::diagnostics::Level;
use crate::diagram::measure::{self, HEADER, KEY, LINE, MARKS, PILLS, ROW, fit};
use crate::diagram::{Change, Mark};
use crate::text::markup::{line, xml as escape};

pub fn draw(placed: &Placed<'_>, at: usize, out: &mut String) {
    let node = &placed.picture.nodes[at];
    let shape = &placed.shapes[at];
    let place = placed.layout.boxes[at];
    let (x, y, width) = (place.x, place.y, place.width);
    let change = class(node.change);
    let _ = write!(
        out,
        "<g class=\"entity{change}\" data-entity=\"{at}\" role=\"group\" aria-label=\"{}\" \
         transform=\"translate({x} {y})\">",
        escape(&line(&label(placed, at))),
    );
    if let Some(comment) = &node.comment {
        let _ = write!(out, "<title>{}</title>", escape(&line(comment)));
    }
    let round = format!("M0 {HEADER}V6Q0 0 6 0H{}Q{width} 0 {width} 6V{HEADER}Z", width - 6);
    let _ = write!(
        out,
        "<rect class=\"box\" width=\"{width}\" height=\"{}\" rx=\"6\"/><path class=\"head\" d=\"{round}\"/>",
        place.height
    );
    // The line around it lies above its ground.
    let _ = write!(
        out,
        "<rect class=\"box rim\" width=\"{width}\" height=\"{}\" rx=\"6\"/>",
        place.height
    );
    let room = width - 20 - if node.marks.is_empty() { 0 } else { MARKS };
    let title = fit(&line(&measure::title(node)), 15, room);
    let _ = write!(out, "<text class=\"title\" x=\"10\" y=\"20\">{}</text>", escape(&title));
    mark(&node.marks, width - MARKS, HEADER / 2, out);
    for (at, pills) in shape.pills.iter().enumerate() {
        let top = HEADER + 4 + at as i32 * PILLS;
        for (badge, left, wide) in pills {
            let badge = &node.badges[*badge];
            let _ = write!(
                out,
                "<g class=\"pill {}\"><rect x=\"{left}\" y=\"{top}\" width=\"{wide}\" height=\"16\" rx=\"8\"/>\
                 <text x=\"{}\" y=\"{}\">{}</text></g>",
                badge.kind.word(),
                left + 7,
                top + 12,
                escape(&fit(&line(&badge.text), 10, wide - 12)),
            );
        }
    }
    for (at, row) in shape.rows.iter().enumerate() {
        draw_row(shape, &node.rows[*row], width, shape.rows_top + at as i32 * ROW, out);
    }
    if shape.hidden > 0 {
        let top = shape.rows_top + shape.rows.len() as i32 * ROW;
        let _ = write!(
            out,
            "<text class=\"type more\" x=\"10\" y=\"{}\">+ {} more</text>",
            top + 14,
            shape.hidden
        );
    }
    if shape.lines > 0 {
        let _ = write!(out, "<path class=\"rule\" d=\"M0 {0}H{width}\"/>", shape.lines_top);
    }
    for (at, words) in node.lines[..shape.lines].iter().enumerate() {
        let words = line(words);
        let _ = write!(
            out,
            "<text class=\"line\" x=\"10\" y=\"{}\">{}",
            shape.lines_top + at as i32 * LINE + 14,
            escape(&fit(&words, 10, width - 18)),
        );
        if measure::text(&words, 10) > width - 18 {
            let _ = write!(out, "<title>{}</title>", escape(&words));
        }
        out.push_str("</text>");
    }
    out.push_str("</g>\n");
}

fn draw_row(
    shape: &measure::Shape,
    row: &crate::diagram::Row,
    width: i32,
    top: i32,
    out: &mut String,
) {
    let _ = write!(out, "<g class=\"row{}\">", class(row.change));
    let mut about: Vec<String> = Vec::new();
    about.extend(row.value.clone());
    about.extend(row.comment.clone());
    if !about.is_empty() {
        let _ = write!(out, "<title>{}</title>", escape(&line(&about.join(" · "))));
    }
    if row.change != Change::Same {
        let _ = write!(
            out,
            "<rect class=\"wash\" x=\"1\" y=\"{top}\" width=\"{}\" height=\"{ROW}\"/>",
            width - 2
        );
    }
    for (at, key) in row.keys().iter().enumerate() {
        let left = 6 + at as i32 * KEY;
        let _ = write!(
            out,
            "<g class=\"key {key}\"><rect x=\"{left}\" y=\"{}\" width=\"17\" height=\"13\" rx=\"3\"/>\
             <text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{key}</text></g>",
            top + 4,
            left + 8,
            top + 14,
        );
    }
    let primary = if row.primary { " primary" } else { "" };
    let sign = row.change.sign();
    let sign = if sign.is_empty() { String::new() } else { format!("{sign} ") };
    // The name comes first; the type takes what is left.
    let room = width - shape.keys - 10 - MARKS;
    let name = fit(&line(&format!("{sign}{}", row.name)), 12, room - 30);
    let left = room - measure::bold(&name, 12) - 10;
    let kind = fit(&line(&measure::row_type(row)), 11, left.max(20));
    let _ = write!(
        out,
        "<text class=\"name{primary}\" x=\"{}\" y=\"{}\">{}</text>\
         <text class=\"type\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
        shape.keys,
        top + 14,
        escape(&name),
        width - MARKS - 4,
        top + 14,
        escape(&kind),
    );
    mark(&row.marks, width - MARKS, top + ROW / 2, out);
    out.push_str("</g>");
}

fn class(change: Change) -> String {
    match change {
        Change::Same => String::new(),
        other => format!(" {}", other.word()),
    }
}

/// Findings: a sign for the worst of them, by shape and colour; their words are its title.
fn mark(marks: &[Mark], left: i32, middle: i32, out: &mut String) {
    let Some(worst) = marks.iter().map(|mark| mark.level).max() else { return };
    let words: Vec<String> = marks
        .iter()
        .map(|mark| format!("{} {}: {}", mark.level.name(), mark.code, line(&mark.message)))
        .collect();
    let x = left + 5;
    let (shape, sign) = match worst {
        Level::Error => (format!("M{} {middle}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0z", x - 6), "!"),
        Level::Warning => (format!("M{x} {}l7 12h-14z", middle - 7), "!"),
        Level::Info => (format!("M{} {}h11v11h-11z", x - 5, middle - 5), "i"),
    };
    let _ = write!(
        out,
        "<g class=\"mark {}\"><title>{}</title><path d=\"{shape}\"/><text x=\"{x}\" y=\"{}\" \
         text-anchor=\"middle\">{sign}</text></g>",
        worst.name(),
        escape(&words.join("\n")),
        middle + 4,
    );
}

/// What a screen reader says of the box.
fn label(placed: &Placed<'_>, at: usize) -> String {
    let node = &placed.picture.nodes[at];
    let changed = match node.change {
        Change::Same => String::new(),
        change => format!(", {}", change.word()),
    };
    let refers = placed.picture.edges.iter().filter(|edge| edge.from.node == at).count();
    let findings = node.all_marks().count();
    let mut text =
        format!("{}{changed}: {} attributes, {refers} references", node.name, node.rows.len());
    if findings > 0 {
        text.push_str(&format!(", {findings} findings"));
    }
    text
}
