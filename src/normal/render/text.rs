//! Reports as a person reads them: a line for an entity that is well, a page for one that is not.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::rows::{columns_of, table};
use crate::diagnostics::render::Styling;
use crate::normal::relation::EntityRelation;
use crate::normal::report::{Report, blamed};
use crate::normal::words::{counted, joined, listed};
use crate::text::SourceMap;
use crate::theory::{Analysis, Anomaly, KeyCount, NormalForm, Verdict, Violation, grouped};

/// Lists are cut to so many entries; JSON has them all.
pub(super) const SHOWN: usize = 12;

/// How much of each entity is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// A line for entities without violations.
    Brief,
    /// Everything of every entity.
    Full,
}

/// The reports, one after the other.
pub fn text(
    reports: &[Report<'_>],
    detail: Detail,
    sources: &SourceMap,
    styling: Styling,
) -> String {
    let width = reports.iter().map(|report| report.entity.name().to_string().width()).max();
    let mut out = String::new();
    for report in reports {
        let page = Page { report, sources, styling, out: String::new() };
        if detail == Detail::Brief && report.judged().violations.is_empty() {
            out.push_str(&page.line(width.unwrap_or(0)));
        } else {
            if !out.is_empty() && !out.ends_with("\n\n") {
                out.push('\n');
            }
            out.push_str(&page.full());
            out.push('\n');
        }
    }
    out.trim_end().to_owned() + "\n"
}

/// The last line: how many entities reach which form.
pub fn summary(reports: &[Report<'_>]) -> String {
    let forms = [
        NormalForm::Fourth,
        NormalForm::BoyceCodd,
        NormalForm::Third,
        NormalForm::Second,
        NormalForm::First,
    ];
    let mut parts = Vec::new();
    for form in forms {
        let count = reports.iter().filter(|report| report.judged().normal_form() == form).count();
        if count > 0 {
            parts.push(format!("{count} in {form}"));
        }
    }
    format!("{}: {}\n", counted(reports.len(), "entity", "entities"), parts.join(", "))
}

pub(super) struct Page<'r, 'd> {
    pub(super) report: &'r Report<'d>,
    sources: &'r SourceMap,
    styling: Styling,
    pub(super) out: String,
}

impl<'r, 'd> Page<'r, 'd> {
    pub(super) fn entity(&self) -> &'r EntityRelation<'d> {
        &self.report.entity
    }

    pub(super) fn judged(&self) -> &'r Analysis {
        self.report.judged()
    }

    fn paint(&self, text: &str, code: &str) -> String {
        match self.styling {
            Styling::Coloured => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            Styling::Plain => text.to_owned(),
        }
    }

    /// `✓ country  BCNF  code · name`
    fn line(&self, width: usize) -> String {
        let name = self.entity().name().to_string();
        let gap = " ".repeat(width.saturating_sub(name.width()));
        let keys: Vec<String> = self
            .judged()
            .keys
            .keys
            .iter()
            .take(4)
            .map(|key| joined(&self.entity().names_of(key), 6))
            .collect();
        let natural = match self.report.natural() {
            Some(natural) if !natural.has_key => "   no natural key",
            _ => "",
        };
        format!(
            "{} {name}{gap}  {:<4}  key {}{natural}\n",
            self.paint("✓", "32"),
            self.judged().normal_form().name(),
            keys.join(" · "),
        )
    }

    fn full(mut self) -> String {
        let broken = !self.judged().violations.is_empty();
        let mark = if broken { self.paint("✗", "31") } else { self.paint("✓", "32") };
        let name = self.paint(&self.entity().name().to_string(), "1");
        let _ = writeln!(self.out, "{mark} {name}");
        self.attributes();
        self.keys();
        self.form();
        self.cover();
        self.violations();
        self.proposals();
        let advice = &self.report.advice;
        let what = match advice.split {
            None => "leave it as it is".to_owned(),
            Some(form) => format!("split it to {form}"),
        };
        let what = self.paint(&what, "1");
        let _ = writeln!(self.out, "\n  advice       {what}: {}", advice.why);
        if let Some(form @ (NormalForm::Third | NormalForm::BoyceCodd)) = advice.split {
            let word = form.name().to_ascii_lowercase();
            let entity = self.entity().name().to_string();
            let _ =
                writeln!(self.out, "               schemagen normalize --write {word} {entity}");
        }
        self.out
    }

    fn row(&mut self, title: &str, text: &str) {
        let title = self.paint(&format!("{title:<12}"), "2");
        let _ = writeln!(self.out, "  {title} {text}");
    }

    fn attributes(&mut self) {
        let all = self.entity().relation.attributes();
        let prime = self.judged().primes.prime.clone();
        let names = joined(&self.entity().names_of(&all), SHOWN * 2);
        self.row("attributes", &names);
        let names = joined(&self.entity().names_of(&prime), SHOWN * 2);
        self.row("prime", &names);
    }

    fn keys(&mut self) {
        let entity = self.entity();
        let keys = &self.judged().keys;
        let lines: Vec<String> = keys
            .keys
            .iter()
            .take(SHOWN)
            .map(|key| {
                let names = joined(&entity.names_of(key), SHOWN);
                let names = if key.is_empty() {
                    "none: there is one row at most".to_owned()
                } else {
                    names
                };
                let made = key.is_subset(&entity.surrogate) && !key.is_empty();
                if made { format!("{names}   surrogate") } else { names }
            })
            .collect();
        let more = match keys.count {
            KeyCount::Exactly(count) if count > SHOWN => {
                Some(format!("… and {} more", count - SHOWN))
            }
            KeyCount::AtLeast(count) => {
                Some(format!("… at least {count} keys; the search stopped there"))
            }
            KeyCount::Exactly(_) => None,
        };
        let no_natural = self.report.natural().is_some_and(|natural| !natural.has_key);
        let surrogate = listed(entity.names_of(&entity.surrogate));
        let nullable: Vec<String> = entity
            .nullable_uniques
            .iter()
            .map(|unique| {
                format!(
                    "unique ({}) is no key: {} may be null, and nulls repeat",
                    unique.columns.join(", "),
                    listed(unique.nullable.iter().map(String::as_str))
                )
            })
            .collect();
        let mut title = "keys";
        for line in lines.into_iter().chain(more) {
            self.row(title, &line);
            title = "";
        }
        if no_natural {
            self.row("", &format!("no natural key: rows can repeat in everything but {surrogate}"));
        }
        for line in nullable {
            self.row("", &line);
        }
    }

    fn form(&mut self) {
        let judged = self.judged();
        let form = judged.normal_form();
        let mut text = self.paint(form.name(), "1");
        if !judged.exact || !judged.forms.is_certain() {
            text.push_str("   at least: the search met its bound before it could tell");
        }
        if let Some(natural) = self.report.natural()
            && natural.analysis.normal_form() < form
        {
            let surrogate = listed(self.entity().names_of(&self.entity().surrogate));
            let _ = write!(
                text,
                "   only {} without {surrogate}, which identifies rows and describes nothing",
                natural.analysis.normal_form()
            );
        }
        self.row("normal form", &text);
        if self.report.stored.is_some() {
            let plain = self.report.analysis.normal_form();
            if plain < form {
                let generated = listed(self.entity().names_of(&self.entity().generated));
                let text = format!("{plain} if {generated} counted, which the server keeps right");
                self.row("", &text);
            }
        }
        if judged.forms.fourth == Some(Verdict::Holds) {
            self.row("", "no multivalued dependency is left");
        }
    }

    fn cover(&mut self) {
        let cover = grouped(&self.judged().minimal_cover);
        let entity = self.entity();
        let lines: Vec<String> = cover
            .iter()
            .take(SHOWN)
            .map(|one| {
                format!(
                    "{} → {}",
                    joined(&entity.names_of(&one.left), SHOWN),
                    joined(&entity.names_of(&one.right), SHOWN)
                )
            })
            .chain((cover.len() > SHOWN).then(|| format!("… {} more", cover.len() - SHOWN)))
            .collect();
        let mut title = "cover";
        for line in lines {
            self.row(title, &line);
            title = "";
        }
    }

    fn violations(&mut self) {
        let violations = &self.judged().violations;
        for violation in violations.iter().take(SHOWN) {
            self.violation(violation);
        }
        if violations.len() > SHOWN {
            let _ = writeln!(self.out, "\n  … {} more violations", violations.len() - SHOWN);
        }
    }

    fn violation(&mut self, violation: &Violation) {
        let entity = self.entity();
        let arrow = if violation.form == NormalForm::Fourth { "↠" } else { "→" };
        let mut head = format!(
            "{} {arrow} {}",
            joined(&entity.names_of(&violation.left), SHOWN),
            joined(&entity.names_of(&violation.right), SHOWN)
        );
        if let Some((_, span)) = blamed(entity, violation)
            && let Some((path, place)) = self.sources.locate(span)
        {
            let _ = write!(head, "   {path}:{}", place.line);
        }
        let why = violation.why(&entity.relation);
        let lines = story(entity, violation, "      ");
        let form = self.paint(&format!("✗ {}", violation.form), "31");
        let _ = writeln!(self.out, "\n  {form}  {head}");
        let _ = writeln!(self.out, "      {why}");
        for line in lines {
            let _ = writeln!(self.out, "{line}");
        }
    }
}

/// What goes wrong, on rows.
pub fn story(entity: &EntityRelation<'_>, violation: &Violation, indent: &str) -> Vec<String> {
    let matter = &violation.left | &violation.right;
    let inner = format!("{indent}  ");
    let mut lines = Vec::new();
    match &violation.anomaly {
        Anomaly::Repetition { rows, repeated } => {
            let columns = columns_of(&matter, &rows.attributes);
            let name = entity.relation.names().get(*repeated).map_or("", String::as_str);
            lines.push(format!("{indent}both rows are allowed, and state `{name}` twice:"));
            lines.extend(table(entity, rows, &columns, &inner));
            if let Some(after) = violation.anomaly.after_careless_update() {
                lines.push(format!(
                    "{indent}change `{name}` in one of them alone, and the rows contradict each other:"
                ));
                lines.extend(table(entity, &after, &columns, &inner));
            }
        }
        Anomaly::Combination { rows, forced } => {
            let columns = columns_of(&matter, &rows.attributes);
            lines.push(format!("{indent}who stores these two rows"));
            lines.extend(table(entity, rows, &columns, &inner));
            lines.push(format!("{indent}has to store these as well:"));
            lines.extend(table(entity, forced, &columns, &inner));
        }
    }
    lines
}
