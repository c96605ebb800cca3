use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::growth::explanation::described;
use crate::growth::{Growth, Verdict};

pub static MISFIT_PARTITIONS: Rule = Rule {
    code: "SG5002",
    name: "misfit-partitions",
    level: Level::Info,
    summary: "partitions do not fit what grows or what is asked",
    page: "\
# What it says
A table is split, but most of the rate of its queries reads every partition, or a partition becomes far too large or
far too small, or there are too many of them.

    entity event { partition by range (at) every 1 day ahead 3  rows 5M grows 10k/day  keep 3 years }

# Why it matters
A partition that no query leaves out makes each query dearer. Partitions of megabytes are all cost; those of hundreds of
gigabytes are as unwieldy as the whole was. Beyond a few hundred, every plan that cannot leave them out is slow.

# What to do
Take the interval or the key that the finding names; `schemagen advise` shows the figures.
",
};

pub(super) fn find(growth: &Growth, findings: &mut Vec<Diagnostic>) {
    for advice in growth.partitions.iter().filter(|advice| advice.verdict == Verdict::Change) {
        let mut finding = Diagnostic::new(
            &MISFIT_PARTITIONS,
            format!("the partitions of `{}` do not fit", advice.table),
        )
        .at(advice.span, "");
        for words in advice.reasons.iter().chain(&advice.obstacles) {
            finding = finding.note(words.clone());
        }
        if let Some(proposal) = &advice.proposal {
            finding = finding.help(format!("`partition by {}`", described(proposal)));
        }
        findings.push(finding);
    }
}
