use crate::growth::Verdict;
use crate::growth::partitions::{Reach, Split};
use crate::growth::shards::{Class, Violation};
use crate::schema::PartitionStrategy;

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

/// What a query does to partitions.
pub fn reach(reach: Reach) -> &'static str {
    match reach {
        Reach::One => "one partition",
        Reach::Some => "some partitions",
        Reach::UntilEnough => "the newest first, until there are enough",
        Reach::All => "every partition",
    }
}

/// Whom a query asks.
pub fn class(class: Class) -> &'static str {
    match class {
        Class::Single => "one shard",
        Class::FanIn => "a few shards",
        Class::Scatter => "every shard",
        Class::Cross => "rows of several shards together",
    }
}
