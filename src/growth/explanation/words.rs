use crate::growth::Verdict;
use crate::growth::partitions::Split;
use crate::growth::shards::Violation;
use crate::schema::PartitionStrategy;

/// `4G`, `1.2M`, `350k`: three figures.
pub fn count(number: f64) -> String {
    for (unit, factor) in [("G", 1e9), ("M", 1e6), ("k", 1e3)] {
        if number >= factor {
            return format!("{}{unit}", crate::advise::explanation::short(number / factor));
        }
    }
    crate::advise::explanation::short(number.round())
}

/// As the design would say it: `partition by range (at) every 1 month`.
pub fn described(split: &Split) -> String {
    let keys = split.keys.join(", ");
    let kind = match split.strategy {
        PartitionStrategy::Range => "range",
        PartitionStrategy::List => "list",
        PartitionStrategy::Hash => "hash",
        PartitionStrategy::Key => "key",
    };
    match (split.every, split.strategy) {
        (Some(every), _) => format!("{kind} ({keys}) every {every}"),
        (None, PartitionStrategy::Hash | PartitionStrategy::Key) => {
            format!("{kind} ({keys}) partitions {}", split.parts)
        }
        (None, _) => format!("{kind} ({keys})"),
    }
}

pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Whole => "stays in one piece",
        Verdict::Split => "split it",
        Verdict::Blocked => "should be split, and cannot be as it is",
        Verdict::Fits => "fits",
        Verdict::Change => "split it otherwise",
        Verdict::Needless => "one piece would do",
    }
}

pub fn violation(violation: &Violation) -> String {
    format!("{}: {}; {}", violation.table, violation.why, violation.remedy)
}
