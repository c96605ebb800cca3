use crate::advise::explanation::size;
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::growth::explanation::described;
use crate::growth::{Growth, Verdict};

pub static OUTGROWN_TABLE: Rule = Rule {
    code: "SG5001",
    name: "outgrown-table",
    level: Level::Info,
    summary: "a table outgrows one piece",
    page: "\
# What it says
By `rows`, `grows` and `keep`, a table that is in one piece becomes so large, or loses so many rows to retention, that
partitions pay, and most of its queries name the column it would be split by.

    entity reading { at: timestamptz  rows 800M grows 5M/day  keep 1 year }

# Why it matters
Tens of gigabytes in one piece are long to vacuum, to index and to back up, and deleting what is too old costs as much
as writing it did. Splitting later means moving all rows.

# What to do
Write the `partition by` line that the finding proposes; `schemagen advise` shows its figures and which queries read
which partitions.
",
};

pub(super) fn find(growth: &Growth, findings: &mut Vec<Diagnostic>) {
    for advice in growth.partitions.iter().filter(|advice| advice.verdict == Verdict::Split) {
        let Some(proposal) = &advice.proposal else { continue };
        let mut finding = Diagnostic::new(
            &OUTGROWN_TABLE,
            format!("`{}` grows to {} in one piece", advice.table, size(advice.horizon.bytes)),
        )
        .at(advice.span, "")
        .help(format!("`partition by {}` fits what its queries ask", described(proposal)));
        for obstacle in &advice.obstacles {
            finding = finding.note(obstacle.clone());
        }
        findings.push(finding);
    }
}
