//! Advice as a person reads it: one paragraph an index, the queries it serves with the line of each.

use std::fmt::Write;

use super::{rate, short, size};
use crate::advise::advice::{Added, Advice, Other, Reason, Removed, RoleKind, Why, described};
use crate::diagnostics::render::Styling;
use crate::text::{SourceMap, Span};

/// Queries shown for one index; JSON has them all.
const SHOWN: usize = 6;

struct Page<'a> {
    sources: &'a SourceMap,
    styling: Styling,
    out: String,
}

pub fn text(advice: &Advice, sources: &SourceMap, styling: Styling) -> String {
    let mut page = Page { sources, styling, out: String::new() };
    page.section("add", "+", "32", advice.added.iter().filter(|added| added.replaces.is_empty()));
    page.section(
        "change",
        "~",
        "33",
        advice.added.iter().filter(|added| !added.replaces.is_empty()),
    );
    page.removed(advice);
    page.summary(advice);
    page.out
}

impl Page<'_> {
    fn paint(&self, code: &str, text: &str) -> String {
        match self.styling {
            Styling::Coloured => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            Styling::Plain => text.to_owned(),
        }
    }

    fn line(&mut self, text: impl AsRef<str>) {
        self.out.push_str(text.as_ref().trim_end());
        self.out.push('\n');
    }

    fn place(&self, span: Span) -> String {
        match self.sources.locate(span) {
            Some((path, position)) => format!("{path}:{}", position.line),
            None => String::new(),
        }
    }

    fn section<'b>(
        &mut self,
        title: &str,
        sign: &str,
        colour: &str,
        added: impl Iterator<Item = &'b Added>,
    ) {
        for added in added {
            let sign = self.paint(colour, sign);
            let line = self.paint("1", &format!("index {}", described(&added.index)));
            self.line(format!("{sign} {title:<6} {}  {line}", added.table));
            self.added(added);
            self.line("");
        }
    }

    fn added(&mut self, added: &Added) {
        for name in &added.replaces {
            self.line(format!("    instead of {name}"));
        }
        let queries: Vec<[String; 4]> = added
            .reasons
            .iter()
            .take(SHOWN)
            .map(|reason| {
                [
                    reason.query.clone(),
                    rate(reason.rate),
                    format!("{} → {}", short(reason.without), short(reason.with)),
                    self.place(reason.query_span),
                ]
            })
            .collect();
        let width = |column: usize| {
            queries.iter().map(|row| row[column].chars().count()).max().unwrap_or(0)
        };
        let widths = [width(0), width(1), width(2)];
        for (row, reason) in queries.iter().zip(&added.reasons) {
            let mut line = "    for".to_owned();
            for (cell, width) in row.iter().zip(widths) {
                let _ = write!(line, "  {cell}{}", " ".repeat(width - cell.chars().count()));
            }
            let _ = write!(line, "  {}", row[3]);
            self.line(line);
            self.line(format!("         {}", self.paint("2", &roles(reason, self.sources))));
        }
        if added.reasons.len() > SHOWN {
            self.line(format!("    and {} more queries", added.reasons.len() - SHOWN));
        }
        let writes = upkeep(added);
        self.line(format!(
            "    {} on disk; saves {} a second; {writes}",
            size(added.bytes),
            short(added.benefit)
        ));
        for other in &added.others {
            self.line(format!(
                "    not {}: {} ({})",
                described(&other.index),
                price(other, added),
                size(other.bytes)
            ));
        }
        for note in &added.notes {
            self.line(format!("    note: {note}"));
        }
    }

    fn removed(&mut self, advice: &Advice) {
        for removed in &advice.removed {
            if matches!(removed.why, Why::Replaced(_)) {
                continue;
            }
            let sign = self.paint("31", "-");
            let line = self.paint("1", &format!("index {}", described(&removed.index)));
            self.line(format!("{sign} drop   {}  {line}", removed.table));
            self.line(format!("    {}; {} on disk", why(removed), size(removed.bytes)));
            self.line("");
        }
    }

    fn summary(&mut self, advice: &Advice) {
        let (before, after) = advice.totals();
        if advice.added.is_empty() && advice.removed.is_empty() {
            let queries = advice.queries.len();
            self.line(format!(
                "Nothing to add and nothing to drop: the indexes serve {queries} {}.",
                if queries == 1 { "query" } else { "queries" }
            ));
            return;
        }
        let drops = advice
            .removed
            .iter()
            .filter(|removed| !matches!(removed.why, Why::Replaced(_)))
            .count();
        let part = if before > 0.0 { after / before * 100.0 } else { 100.0 };
        self.line(format!(
            "{} to add ({}), {drops} to drop. All queries together: {} → {} a second ({} %).",
            advice.added.len(),
            size(advice.bytes()),
            short(before),
            short(after),
            short(part)
        ));
        self.line("Costs are in pages read in sequence; docs/index-advice.md says how they are estimated.");
    }
}

/// Why another index than the advised one was not chosen.
pub fn price(other: &Other, added: &Added) -> String {
    if other.dearer > 0.005 {
        format!("its queries would cost {} % more", short(other.dearer * 100.0))
    } else if other.bytes > added.bytes {
        "no faster, and larger".to_owned()
    } else {
        "no better for these queries together".to_owned()
    }
}

/// Why an index may go.
pub fn why(removed: &Removed) -> String {
    let name =
        if removed.name.is_empty() { "it".to_owned() } else { format!("`{}`", removed.name) };
    match &removed.why {
        Why::Within(other) => {
            format!("{name} is the beginning of `{other}`, which serves its queries")
        }
        Why::Same(other) => format!("{name} repeats `{other}`"),
        Why::Replaced(other) => format!("`{other}` does its work too"),
        Why::Unused => {
            format!("no query that is declared uses {name}, and no foreign key needs it")
        }
    }
}

/// `customer_id equality, placed_at order (queries.sgen:6), total covering`.
pub fn roles(reason: &Reason, sources: &SourceMap) -> String {
    let word = |kind: RoleKind| match kind {
        RoleKind::Equality => "equality",
        RoleKind::Range => "range",
        RoleKind::Join => "join",
        RoleKind::Order => "order",
        RoleKind::Group => "group",
        RoleKind::Search => "search",
        RoleKind::Condition => "condition",
        RoleKind::Covering => "covering",
    };
    let mut parts = Vec::new();
    let mut covering = Vec::new();
    for role in &reason.roles {
        if role.kind == RoleKind::Covering {
            covering.push(role.column.clone());
            continue;
        }
        let line = role.span.and_then(|span| {
            let (_, position) = sources.locate(span)?;
            Some(format!(":{}", position.line))
        });
        parts.push(format!(
            "{} {}{}",
            role.column,
            word(role.kind),
            line.map(|line| format!(" ({line})")).unwrap_or_default()
        ));
    }
    if !covering.is_empty() {
        parts.push(format!("{} covering", covering.join(", ")));
    }
    parts.join(" · ")
}

/// What an index costs where rows are written.
pub fn upkeep(added: &Added) -> String {
    match added.writes > 0.0 {
        true => format!(
            "{} entries a second to write, which cost {}",
            short(added.writes),
            short(added.upkeep)
        ),
        false => "no writes are declared".to_owned(),
    }
}
