//! What a folder of migrations and a database's record say of each other.

use super::record::{Applied, State};
use crate::migrations::{Migration, MigrationName, checksum};

/// How one migration stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    Pending,
    /// Begun and not at its end; the direction is in the record.
    CutOff(Applied),
    Applied(Applied),
}

/// What stands in the way of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// Its file is not what was run.
    Edited(MigrationName),
    /// It was run, and its files are gone.
    Missing { version: String, name: String },
    /// It is older than one that was run.
    OutOfOrder { name: MigrationName, newest: String },
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Review {
    /// In the order of versions.
    pub standings: Vec<(MigrationName, Standing)>,
    pub troubles: Vec<Trouble>,
}

/// Compares the two.
pub fn review(migrations: &[Migration], applied: &[Applied]) -> Review {
    let mut review = Review::default();
    let of = |name: &MigrationName| applied.iter().find(|one| name.is_version(&one.version));
    let newest = migrations.iter().filter(|one| of(&one.name).is_some()).map(|one| &one.name).max();
    for migration in migrations {
        let standing = match of(&migration.name) {
            None => {
                if let Some(newest) = newest.filter(|newest| **newest > migration.name) {
                    review.troubles.push(Trouble::OutOfOrder {
                        name: migration.name.clone(),
                        newest: newest.to_string(),
                    });
                }
                Standing::Pending
            }
            Some(one) => {
                if one.checksum != checksum(&migration.up) {
                    review.troubles.push(Trouble::Edited(migration.name.clone()));
                }
                match one.state {
                    State::Done => Standing::Applied(one.clone()),
                    _ => Standing::CutOff(one.clone()),
                }
            }
        };
        review.standings.push((migration.name.clone(), standing));
    }
    let gone = applied.iter().filter(|one| {
        // Plans that were applied as such have no folder.
        !one.version.starts_with("plan-")
            && !migrations.iter().any(|migration| migration.name.is_version(&one.version))
    });
    review.troubles.extend(
        gone.map(|one| Trouble::Missing { version: one.version.clone(), name: one.name.clone() }),
    );
    review
}
