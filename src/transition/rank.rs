//! Where a reader expects an action, when nothing else decides: what others need first, what loses
//! something last.

use super::actions::Verb;
use crate::schema::{AtomKey, AtomKind};

pub(super) fn rank(verb: Verb, key: &AtomKey) -> u8 {
    use AtomKind as K;
    match verb {
        Verb::Drop => match key.kind {
            K::Column | K::Attribute => 60,
            K::Table | K::Partition | K::View | K::Sequence => 61,
            K::Routine | K::Enum | K::Domain | K::Composite | K::Range | K::Other => 62,
            K::Extension | K::Namespace | K::Role | K::Membership => 63,
            K::Grant | K::Comment | K::Owner | K::Option => 50,
            K::Default | K::Identity | K::Generated => 23,
            K::NotNull => 25,
            K::PrimaryKey | K::Unique => 27,
            K::Check | K::Exclusion => 29,
            K::Index => 30,
            K::ForeignKey => 32,
            K::Placement => 34,
            K::Trigger => 37,
            K::Policy | K::RowSecurity => 38,
            _ => 10,
        },
        Verb::Aside => 12,
        Verb::Finish => 64,
        Verb::Copy => 25,
        Verb::Create | Verb::Alter => match key.kind {
            K::Database | K::Namespace | K::Role | K::Membership => 0,
            K::Extension => 1,
            K::Enum | K::Domain | K::DomainDefault | K::DomainCheck => 14,
            K::Composite | K::Attribute | K::Range => 14,
            K::Sequence if key.part.is_empty() => 15,
            K::Table | K::PartitionKey | K::Partition => 20,
            K::Column => 22,
            K::Generated | K::Identity | K::Default => 24,
            K::NotNull => 26,
            K::Sequence => 27,
            K::PrimaryKey | K::Unique => 28,
            K::Check | K::Exclusion => 30,
            K::Index => 31,
            K::Placement => 32,
            K::ForeignKey => 33,
            K::View => 35,
            K::Routine => 36,
            K::Trigger => 38,
            K::RowSecurity => 39,
            K::Policy => 40,
            K::Other => 42,
            K::Option => 43,
            K::Owner => 44,
            K::Grant => 45,
            K::Comment => 46,
        },
    }
}
