//! The comparison table of docs/dialects.md, from the data.

use std::fmt::Write;

use super::{Capability, Dialects, Support};
use crate::dialect::data::DialectData;

impl Dialects {
    /// One Markdown table a group of capabilities; a column a dialect. Notes stand below the tables.
    pub fn comparison(&self) -> String {
        let all = || self.names().filter_map(|name| self.get(name));
        let dialects: Vec<&DialectData> = all().filter(|data| !data.overlay).collect();
        let mut notes: Vec<&str> = Vec::new();
        let mut text = String::new();
        let mut group = "";
        for capability in Capability::ALL {
            if capability.group() != group {
                group = capability.group();
                let _ = write!(text, "\n### {group}\n\n| |");
                for data in &dialects {
                    let _ = write!(
                        text,
                        " {} {} to {} |",
                        data.title, data.versions.oldest, data.versions.newest
                    );
                }
                let _ = write!(text, "\n|---|{}\n", "---|".repeat(dialects.len()));
            }
            let _ = write!(text, "| {} (`{}`) |", capability.title(), capability.key());
            for data in &dialects {
                let _ = write!(text, " {} |", cell(data, *capability, &mut notes));
            }
            text.push('\n');
        }
        for data in all().filter(|data| data.overlay) {
            self.overlay(data, &mut text, &mut notes);
        }
        text.push('\n');
        for (number, note) in notes.iter().enumerate() {
            let _ = writeln!(text, "{}. {note}", number + 1);
        }
        text
    }
}

impl Dialects {
    /// What an engine of several machines has otherwise than the dialect it is laid over.
    fn overlay<'d>(&'d self, data: &'d DialectData, text: &mut String, notes: &mut Vec<&'d str>) {
        let Some(base) = data.base.as_deref().and_then(|base| self.get(base)) else { return };
        let _ = write!(
            text,
            "\n### {} {} to {}{}\n\n| | {} | {} |\n|---|---|---|\n",
            data.title,
            data.versions.oldest,
            data.versions.newest,
            if data.proven { "" } else { ", emitted, not proven" },
            data.title,
            base.title
        );
        for capability in Capability::ALL {
            let support = |data: &'d DialectData| data.capabilities.get(capability);
            if support(data) != support(base) {
                let (own, other) = (cell(data, *capability, notes), cell(base, *capability, notes));
                let _ = writeln!(
                    text,
                    "| {} (`{}`) | {own} | {other} |",
                    capability.title(),
                    capability.key()
                );
            }
        }
    }
}

/// `yes`, `no`, `from 15`, with the number of its note.
fn cell<'d>(data: &'d DialectData, capability: Capability, notes: &mut Vec<&'d str>) -> String {
    let Some(support) = data.capabilities.get(&capability) else { return "no".into() };
    let Support { has, since, until, note } = support;
    let mut cell = match (has, since, until) {
        (false, _, _) => "no".to_owned(),
        (true, None, None) => "yes".to_owned(),
        (true, Some(since), None) => format!("from {since}"),
        (true, None, Some(until)) => format!("until {until}"),
        (true, Some(since), Some(until)) => format!("from {since} until {until}"),
    };
    if let Some(note) = note {
        let number = notes.iter().position(|known| known == note).unwrap_or_else(|| {
            notes.push(note);
            notes.len() - 1
        });
        let _ = write!(cell, " ({})", number + 1);
    }
    cell
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Dialects;

    const BEGIN: &str =
        "<!-- comparison: written by the test `the_documented_comparison_is_up_to_date` -->\n";
    const END: &str = "<!-- end of comparison -->\n";

    #[test]
    fn the_documented_comparison_is_up_to_date() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/dialects.md");
        let page = std::fs::read_to_string(&file).unwrap();
        let (before, rest) = page.split_once(BEGIN).unwrap();
        let (_, after) = rest.split_once(END).unwrap();
        let comparison = Dialects::builtin().unwrap().comparison();
        let expected = format!("{before}{BEGIN}{comparison}{END}{after}");
        if std::env::var_os("SCHEMAGEN_BLESS").is_some() {
            std::fs::write(&file, &expected).unwrap();
        } else {
            assert!(
                page == expected,
                "docs/dialects.md is out of date: run the tests with SCHEMAGEN_BLESS=1"
            );
        }
    }
}
