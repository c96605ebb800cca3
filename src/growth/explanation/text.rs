use std::fmt::Write;

use super::words::{class, described, reach, verdict, violation};
use crate::advise::explanation::{rate, short, size, size as bytes};
use crate::diagnostics::render::Styling;
use crate::growth::partitions::Split;
use crate::growth::shards::Class;
use crate::growth::{
    Fitness, Growth, PartitionAdvice, ReplicaAdvice, Role, ShardAdvice, Size, Verdict,
};
use crate::text::figures::count;
use crate::text::{SourceMap, Span};

/// Queries shown for one table or key; JSON has them all.
const SHOWN: usize = 6;

/// Nothing where nothing is declared.
pub fn text(growth: &Growth, sources: &SourceMap, styling: Styling) -> String {
    let mut page = Page { sources, styling, out: String::new() };
    page.sizes(growth);
    page.partitions(&growth.partitions);
    page.shards(&growth.shards);
    page.replicas(&growth.replicas, growth);
    page.out
}

struct Page<'a> {
    sources: &'a SourceMap,
    styling: Styling,
    out: String,
}

impl Page<'_> {
    fn paint(&self, code: &str, text: &str) -> String {
        match self.styling {
            Styling::Coloured => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            Styling::Plain => text.to_owned(),
        }
    }

    fn head(&mut self, text: &str) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        let text = self.paint("1", text);
        let _ = writeln!(self.out, "{text}");
    }

    fn line(&mut self, text: impl AsRef<str>) {
        let _ = writeln!(self.out, "{}", text.as_ref().trim_end());
    }

    fn place(&self, span: Span) -> String {
        match self.sources.locate(span) {
            Some((path, position)) => format!("  {path}:{}", position.line),
            None => String::new(),
        }
    }

    fn sizes(&mut self, growth: &Growth) {
        if growth.tables.is_empty() {
            return;
        }
        self.head("Growth, with indexes");
        let cell = |size: Size| format!("{} rows, {}", count(size.rows), bytes(size.bytes));
        let mut rows = vec![["", "now", "in a year", "at the end of retention"].map(str::to_owned)];
        rows.extend(growth.tables.iter().map(|forecast| {
            let kept = forecast.retention.map(|(keep, kept)| format!("{} ({keep})", cell(kept)));
            [
                forecast.name.to_string(),
                cell(forecast.now),
                cell(forecast.in_a_year),
                kept.unwrap_or_default(),
            ]
        }));
        let width =
            |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths = [width(0), width(1), width(2)];
        for row in &rows {
            let mut line = " ".to_owned();
            for (cell, width) in row.iter().zip(widths) {
                let _ = write!(line, " {cell:<width$} ");
            }
            self.line(format!("{line} {}", row[3]));
        }
    }

    fn partitions(&mut self, advice: &[PartitionAdvice]) {
        if advice.is_empty() {
            return;
        }
        self.head("Partitions");
        for advice in advice {
            let (sign, colour) = match advice.verdict {
                Verdict::Split => ("+", "32"),
                Verdict::Change => ("~", "33"),
                Verdict::Blocked => ("!", "33"),
                Verdict::Needless => ("-", "2"),
                Verdict::Whole | Verdict::Fits => ("=", "2"),
            };
            let sign = self.paint(colour, sign);
            let is = advice.current.as_ref().map(|current| format!(" {}", self.split(current)));
            self.line(format!(
                "{sign} {}{}: {}",
                advice.table,
                is.unwrap_or_default(),
                verdict(advice.verdict)
            ));
            if let Some(proposal) = &advice.proposal {
                self.line(format!("    partition by {}", self.split(proposal)));
            }
            for reason in &advice.reasons {
                self.line(format!("    {reason}"));
            }
            for touch in advice.queries.iter().take(SHOWN) {
                let place = self.place(touch.span);
                self.line(format!(
                    "    for {}  {}: {}{place}",
                    touch.query,
                    rate(touch.rate),
                    reach(touch.reach)
                ));
            }
            if advice.queries.len() > SHOWN {
                self.line(format!("    and {} more queries", advice.queries.len() - SHOWN));
            }
            for obstacle in &advice.obstacles {
                self.line(format!("    but {obstacle}"));
            }
        }
    }

    fn split(&self, split: &Split) -> String {
        let parts = format!("{} of {}", count(split.parts), size(split.bytes));
        format!("{}  {}", described(split), self.paint("2", &format!("({parts})")))
    }

    fn shards(&mut self, advice: &[ShardAdvice]) {
        if advice.is_empty() {
            return;
        }
        self.head("Shards");
        for advice in advice {
            let (sign, colour) = if advice.accepted { ("+", "32") } else { ("!", "33") };
            let sign = self.paint(colour, sign);
            let declared = if advice.declared { ", as declared" } else { "" };
            self.line(format!(
                "{sign} by {}.{}{declared}: {} % of the reads and {} % of the writes stay on one shard",
                advice.root,
                advice.column,
                short(advice.reads * 100.0),
                short(advice.writes * 100.0)
            ));
            let of = |wanted: &dyn Fn(&Role) -> bool| {
                let names = advice.tables.iter().filter(|(_, role)| wanted(role));
                names.map(|(name, _)| name.to_string()).collect::<Vec<_>>().join(", ")
            };
            let groups = [
                ("together by the key", of(&|role| matches!(role, Role::Distributed(_)))),
                ("a copy on every shard", of(&|role| *role == Role::Reference)),
                ("on one machine", of(&|role| *role == Role::Apart)),
                ("without a place", of(&|role| *role == Role::Missing)),
            ];
            for (words, names) in groups.iter().filter(|(_, names)| !names.is_empty()) {
                self.line(format!("    {words}: {names}"));
            }
            let skew = &advice.skew;
            let even =
                if skew.even { "even enough" } else { "too few or too unlike for even shards" };
            self.line(format!(
                "    {} keys on {} shards: {even}; the fullest about {} times the mean",
                count(skew.keys),
                count(advice.shards),
                short(skew.fullest)
            ));
            let stray: Vec<_> =
                advice.routes.iter().filter(|route| route.class != Class::Single).collect();
            for route in stray.iter().take(SHOWN) {
                let place = self.place(route.span);
                self.line(format!(
                    "    {}  {}: {}, for {}{place}",
                    route.query,
                    rate(route.rate),
                    class(route.class),
                    route.why
                ));
            }
            if stray.len() > SHOWN {
                self.line(format!("    and {} more queries", stray.len() - SHOWN));
            }
            for found in &advice.violations {
                self.line(format!("    but {}", violation(found)));
            }
        }
    }

    fn replicas(&mut self, advice: &[ReplicaAdvice], growth: &Growth) {
        // A question of those who grow.
        if growth.partitions.is_empty() && growth.shards.is_empty() || advice.is_empty() {
            return;
        }
        let all: f64 = advice.iter().map(|query| query.rate).sum();
        if all <= 0.0 {
            return;
        }
        self.head("Read replicas");
        for (fitness, words) in [
            (Fitness::Any, "may be a moment behind"),
            (Fitness::AfterOwnWrites, "once the replica has what the reader wrote"),
            (Fitness::Primary, "only the primary"),
        ] {
            let own: Vec<&ReplicaAdvice> =
                advice.iter().filter(|query| query.fitness == fitness).collect();
            if own.is_empty() {
                continue;
            }
            let part: f64 = own.iter().map(|query| query.rate).sum::<f64>() / all;
            let names: Vec<&str> = own.iter().map(|query| query.query.as_str()).collect();
            self.line(format!("  {} % {words}: {}", short(part * 100.0), names.join(", ")));
        }
    }
}
