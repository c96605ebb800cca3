//! How large boxes are: widths of texts in Helvetica, and what a box shows at each detail.
//!
//! Widths are those of Helvetica's metrics, which Arial and Liberation Sans share, with room to spare for
//! fonts that run wider; what is longer than a box may be is cut.

use unicode_width::UnicodeWidthChar;

use super::model::{Node, Picture};

/// How much of an entity is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Boxes with a name.
    Names,
    /// And with the attributes of keys and references.
    Keys,
    /// And with all attributes.
    Attributes,
    /// And with indexes and checks.
    All,
}

pub const ROW: i32 = 20;
pub const HEADER: i32 = 30;
pub const PILLS: i32 = 20;
pub const LINE: i32 = 16;
const LEAST: i32 = 150;
const MOST: i32 = 340;
/// A key mark before a name.
pub const KEY: i32 = 19;
/// The column of findings behind the types.
pub const MARKS: i32 = 16;

/// A box as it is drawn: what it shows, and where inside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    pub width: i32,
    pub height: i32,
    /// Badges, line by line: place in the node's badges, left edge, width.
    pub pills: Vec<Vec<(usize, i32, i32)>>,
    /// Places in the node's rows, in order.
    pub rows: Vec<usize>,
    /// How many rows are left out.
    pub hidden: usize,
    pub lines: usize,
    /// The width of the key marks before the names.
    pub keys: i32,
    /// Where the rows begin.
    pub rows_top: i32,
    pub lines_top: i32,
}

impl Detail {
    /// What can be read at a glance: the more entities, the less of each.
    pub fn for_picture(picture: &Picture) -> Detail {
        match picture.nodes.len() {
            0..=30 => Detail::All,
            31..=120 => Detail::Attributes,
            _ => Detail::Keys,
        }
    }
}

impl Shape {
    pub fn of(node: &Node, detail: Detail) -> Shape {
        let rows: Vec<usize> = match detail {
            Detail::Names => Vec::new(),
            Detail::Keys => (0..node.rows.len())
                .filter(|row| {
                    let row = &node.rows[*row];
                    row.is_key() || row.change != super::Change::Same
                })
                .collect(),
            Detail::Attributes | Detail::All => (0..node.rows.len()).collect(),
        };
        let hidden = if detail == Detail::Keys { node.rows.len() - rows.len() } else { 0 };
        let lines = if detail == Detail::All { node.lines.len() } else { 0 };
        let marks = rows.iter().map(|row| node.rows[*row].keys().len()).max().unwrap_or(0);
        let keys = 8 + marks as i32 * KEY;
        let mut width = bold(&title(node), 14) + 24 + if node.marks.is_empty() { 0 } else { MARKS };
        for row in rows.iter().map(|row| &node.rows[*row]) {
            let kind = text(&row_type(row), 11);
            let sign = if row.change == super::Change::Same { 0 } else { 14 };
            width = width.max(keys + sign + bold(&row.name, 12) + 18 + kind + 10 + MARKS);
        }
        for line in &node.lines[..lines] {
            width = width.max(text(line, 10) + 20);
        }
        for badge in &node.badges {
            width = width.max(text(&badge.text, 10) + 14 + 20);
        }
        let width = width.clamp(LEAST, MOST);
        // Whole tens: boxes of one column look the same more often.
        let width = (width + 9) / 10 * 10;
        let mut pills: Vec<Vec<(usize, i32, i32)>> = Vec::new();
        let mut left = width;
        let shown = if detail == Detail::Names { 0 } else { node.badges.len() };
        for (place, badge) in node.badges[..shown].iter().enumerate() {
            let wide = (text(&badge.text, 10) + 14).min(width - 20);
            if left + wide > width - 10 {
                pills.push(Vec::new());
                left = 10;
            }
            if let Some(line) = pills.last_mut() {
                line.push((place, left, wide));
            }
            left += wide + 5;
        }
        let rows_top = HEADER + if pills.is_empty() { 0 } else { pills.len() as i32 * PILLS + 4 };
        let more = i32::from(hidden > 0);
        let rows_bottom = rows_top + (rows.len() as i32 + more) * ROW;
        let lines_top = rows_bottom + if lines > 0 { 4 } else { 0 };
        let height = lines_top + lines as i32 * LINE + if rows_bottom > HEADER { 6 } else { 0 };
        Shape { width, height, pills, rows, hidden, lines, keys, rows_top, lines_top }
    }

    /// The middle of a row, of the header where the row is not shown.
    pub fn port(&self, rows: &[usize]) -> i32 {
        let shown = rows.first().and_then(|row| self.rows.iter().position(|shown| shown == row));
        shown.map_or(HEADER / 2, |at| self.rows_top + at as i32 * ROW + ROW / 2)
    }
}

/// What stands in the header.
pub fn title(node: &Node) -> String {
    let sign = node.change.sign();
    let former = node.before.as_ref().map(|name| format!(" (was {name})")).unwrap_or_default();
    match sign {
        "" => node.name.name.clone(),
        sign => format!("{sign} {}{former}", node.name.name),
    }
}

/// The type, with `?` where it may be null.
pub fn row_type(row: &super::Row) -> String {
    let mark = if row.nullable { "?" } else { "" };
    let before = row.before.as_ref().map(|before| format!(" (was {before})")).unwrap_or_default();
    format!("{}{mark}{before}", row.data_type)
}

/// The width of a text, rounded up.
pub fn text(text: &str, size: i32) -> i32 {
    let sum: i32 = text.chars().map(advance).sum();
    // Eight in a hundred to spare for fonts that run wider.
    (sum * size * 108 + 99_999) / 100_000
}

pub fn bold(words: &str, size: i32) -> i32 {
    text(words, size) * 107 / 100 + 1
}

/// As much of a text as fits, with an ellipsis where something is cut.
pub fn fit(words: &str, size: i32, width: i32) -> String {
    if text(words, size) <= width {
        return words.to_owned();
    }
    let mut kept = String::new();
    for letter in words.chars() {
        kept.push(letter);
        if text(&kept, size) + size > width {
            kept.pop();
            break;
        }
    }
    kept.trim_end().to_owned() + "…"
}

/// In thousandths of the size.
fn advance(letter: char) -> i32 {
    const ASCII: [u16; 95] = [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556,
        556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722,
        722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722,
        667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556,
        556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500,
        500, 334, 260, 334, 584,
    ];
    match (letter as usize).checked_sub(32).and_then(|at| ASCII.get(at)) {
        Some(width) => i32::from(*width),
        None => match letter.width() {
            None | Some(0) => 0,
            Some(1) => 610,
            Some(_) => 1000,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_measured_and_cut() {
        assert!(text("iiii", 12) < text("mmmm", 12));
        assert_eq!(fit("short", 12, 200), "short");
        let cut = fit("a very long name of something", 12, 80);
        assert!(cut.ends_with('…') && text(&cut, 12) <= 80, "{cut}");
        assert_eq!(text("e\u{301}", 12), text("e", 12));
    }
}
