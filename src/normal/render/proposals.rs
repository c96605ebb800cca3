//! What could take an entity's place: decompositions beside each other, with what they cost.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::text::{Page, SHOWN};
use crate::normal::report::{Named, Proposal, described};
use crate::normal::words::{counted, joined};
use crate::theory::{Fragment, Verdict};

impl Page<'_, '_> {
    pub(super) fn proposals(&mut self) {
        let judged = self.judged();
        if judged.forms.boyce_codd == Verdict::Holds
            && judged.forms.fourth.is_none_or(|verdict| verdict.holds())
        {
            return;
        }
        let report = self.report;
        let mut columns = Vec::new();
        if judged.forms.third != Verdict::Holds {
            columns.push(self.proposal("3NF synthesis", &report.third, true));
        }
        if judged.forms.boyce_codd != Verdict::Holds {
            let keeps = judged.boyce_codd.normalised.holds();
            columns.push(self.proposal("BCNF decomposition", &report.boyce_codd, keeps));
        }
        if let Some(fourth) = &report.fourth {
            columns.push(self.proposal("4NF decomposition", fourth, true));
        }
        let same = columns.len() > 1
            && columns.windows(2).all(|pair| pair[0].get(1..) == pair[1].get(1..));
        if same {
            let titles: Vec<&str> =
                columns.iter().filter_map(|one| one.first()).map(String::as_str).collect();
            let title = format!("{}: the same", titles.join(" and "));
            columns.truncate(1);
            if let Some(first) = columns.first_mut().and_then(|column| column.first_mut()) {
                *first = title;
            }
        }
        self.out.push('\n');
        for line in side_by_side(&columns) {
            let _ = writeln!(self.out, "  {line}");
        }
    }

    /// A title, the relations, what is lost, what it costs.
    fn proposal(&self, title: &str, proposal: &Proposal, proven: bool) -> Vec<String> {
        let mut lines = vec![title.to_owned()];
        let width = proposal.relations.iter().map(|one| one.name.width()).max().unwrap_or(0);
        for one in proposal.relations.iter().take(SHOWN) {
            let gap = " ".repeat(width - one.name.width());
            lines.push(format!("  {}{gap}  {}", one.name, self.fragment(one)));
        }
        if proposal.relations.len() > SHOWN {
            lines.push(format!("  … {} more", proposal.relations.len() - SHOWN));
        }
        lines.push(match proposal.cost.lost.is_empty() {
            true => "  joins back without loss; keeps every dependency".to_owned(),
            false => "  joins back without loss".to_owned(),
        });
        if !proposal.cost.lost.is_empty() {
            lines.push(format!("  loses {}", described(self.entity(), &proposal.cost.lost)));
            lines.push(match self.judged().boyce_codd.preserving {
                Verdict::Broken => "  no decomposition into this form keeps it".to_owned(),
                _ => "  whether one that keeps it exists was too much to search".to_owned(),
            });
        }
        if !proven {
            lines
                .push("  the search met its bound: a relation may still break the form".to_owned());
        }
        for query in proposal.cost.queries.iter().take(5) {
            let rate = query.rate.map(|rate| format!(" {}", rated(rate))).unwrap_or_default();
            lines.push(format!(
                "  {}{rate}: + {}",
                query.name,
                counted(query.joins, "join", "joins")
            ));
        }
        match (proposal.cost.queries.len(), proposal.cost.asked) {
            (0, 1..) => lines.push("  no declared query needs a further join".to_owned()),
            (more @ 6.., _) => lines.push(format!("  … {} more queries", more - 5)),
            _ => {}
        }
        lines
    }

    /// `key → the rest`
    fn fragment(&self, named: &Named) -> String {
        let Fragment { attributes, key, .. } = &named.fragment;
        let (key, rest) = (self.entity().names_of(key), attributes - key);
        match self.entity().names_of(&rest).as_slice() {
            [] => format!("{} (all key)", joined(&key, SHOWN)),
            rest => format!("{} → {}", joined(&key, SHOWN), joined(rest, SHOWN)),
        }
    }
}

/// Executions a second in the unit that reads best.
fn rated(per_second: f64) -> String {
    for (seconds, unit) in [(1.0, "s"), (60.0, "min"), (3_600.0, "hour")] {
        if per_second * seconds >= 1.0 {
            return format!("{:.0}/{unit}", per_second * seconds);
        }
    }
    format!("{:.0}/day", per_second * 86_400.0)
}

/// Columns beside each other where they fit, below each other where they do not.
fn side_by_side(columns: &[Vec<String>]) -> Vec<String> {
    const ROOM: usize = 116;
    let widths: Vec<usize> = columns
        .iter()
        .map(|column| column.iter().map(|line| line.width()).max().unwrap_or(0))
        .collect();
    if widths.iter().sum::<usize>() + 3 * columns.len().saturating_sub(1) > ROOM {
        let mut lines = Vec::new();
        for column in columns {
            if !lines.is_empty() {
                lines.push(String::new());
            }
            lines.extend(column.iter().cloned());
        }
        return lines;
    }
    let height = columns.iter().map(Vec::len).max().unwrap_or(0);
    (0..height)
        .map(|row| {
            let mut line = String::new();
            for (column, width) in columns.iter().zip(&widths) {
                let cell = column.get(row).map_or("", String::as_str);
                line.push_str(cell);
                line.push_str(&" ".repeat(width - cell.width() + 3));
            }
            line.trim_end().to_owned()
        })
        .collect()
}
