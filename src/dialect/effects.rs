//! What a change costs a database at work: its lock, whether it reads or rewrites the table, by version.
//!
//! In `dialect.toml`, under `[effects]`, a line a kind of change:
//!
//! ```toml
//! set-not-null = "access exclusive, scans"
//! add-foreign-key = "share row exclusive, other share row exclusive, scans"
//! detach-partition-concurrently = "14..: share update exclusive, alone"
//! set-type = ["..11.2: shared, copy, rewrites", "11.2..: none, copy, rewrites"]
//! ```
//!
//! First the lock on the relation itself, in the server's words; the facts behind it stand in any order.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

use super::{Dialect, Version};

/// What a change does to a relation that is in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    pub since: Option<Version>,
    /// The first version of which it is true no more.
    pub until: Option<Version>,
    /// The server's name of the lock on the relation; empty where none is taken.
    pub lock: String,
    /// The lock on the other relation that the change names: the one referenced, the partition.
    pub other: Option<String>,
    /// Whether all rows are read while the lock is held.
    pub scans: bool,
    /// Whether the table is written anew while the lock is held.
    pub rewrites: bool,
    /// Whether the server refuses it inside of a transaction.
    pub alone: bool,
    /// How the server goes about it, where that can be asked for: `instant`, `inplace`, `copy`.
    pub algorithm: Option<String>,
}

/// What has to wait for a lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Blocks {
    Nothing,
    Writers,
    /// Readers and writers.
    All,
}

/// A lock that the server knows.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockMode {
    pub name: String,
    pub blocks: Blocks,
}

/// The effects of one kind of change, each for some versions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effects(pub Vec<Effect>);

pub type EffectTable = BTreeMap<String, Effects>;

impl Effect {
    /// A change of which nothing is known to matter.
    pub fn none() -> Effect {
        Effect {
            since: None,
            until: None,
            lock: String::new(),
            other: None,
            scans: false,
            rewrites: false,
            alone: false,
            algorithm: None,
        }
    }

    fn is_at(&self, version: Version) -> bool {
        self.since.is_none_or(|since| since <= version)
            && self.until.is_none_or(|until| version < until)
    }
}

impl<'d> Dialect<'d> {
    /// What the dialect's data say of a kind of change at this version.
    pub fn effect(&self, kind: &str) -> Option<&'d Effect> {
        self.data.effects.get(kind)?.0.iter().find(|effect| effect.is_at(self.version))
    }

    /// Who waits for a lock of this name; an unknown one is taken for the strongest.
    pub fn blocks(&self, lock: &str) -> Blocks {
        match self.data.locks.iter().find(|mode| mode.name == lock) {
            Some(mode) => mode.blocks,
            None if lock.is_empty() => Blocks::Nothing,
            None => Blocks::All,
        }
    }

    /// The place of a lock among all, from the weakest.
    pub fn strength(&self, lock: &str) -> usize {
        let place = self.data.locks.iter().position(|mode| mode.name == lock);
        place.map_or(0, |place| place + 1)
    }
}

impl<'de> Deserialize<'de> for Effects {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Effects, D::Error> {
        #[derive(Deserialize)]
        #[serde(
            untagged,
            expecting = "a line such as \"access exclusive, scans\", or a list of them"
        )]
        enum Written {
            One(String),
            Many(Vec<String>),
        }
        let lines = match Written::deserialize(deserializer)? {
            Written::One(line) => vec![line],
            Written::Many(lines) => lines,
        };
        let effects: Result<Vec<Effect>, String> = lines.iter().map(|line| effect(line)).collect();
        effects.map(Effects).map_err(serde::de::Error::custom)
    }
}

/// Reads `A..B: lock, facts`.
fn effect(line: &str) -> Result<Effect, String> {
    let (range, facts) = match line.split_once(':') {
        Some((range, facts)) => (range.trim(), facts),
        None => ("..", line),
    };
    let (since, until) =
        range.split_once("..").ok_or_else(|| format!("`{range}` is no range of versions"))?;
    let version = |text: &str| -> Result<Option<Version>, String> {
        if text.is_empty() { Ok(None) } else { text.parse().map(Some) }
    };
    let mut effect = Effect { since: version(since)?, until: version(until)?, ..Effect::none() };
    let mut facts = facts.split(',').map(str::trim);
    effect.lock = facts.next().filter(|lock| *lock != "no lock").unwrap_or_default().to_owned();
    for fact in facts {
        match fact.split_once(' ') {
            Some(("other", lock)) => effect.other = Some(lock.to_owned()),
            None if fact == "scans" => effect.scans = true,
            None if fact == "rewrites" => {
                effect.scans = true;
                effect.rewrites = true;
            }
            None if fact == "alone" => effect.alone = true,
            None if ["instant", "inplace", "copy", "nocopy"].contains(&fact) => {
                effect.algorithm = Some(fact.to_owned());
            }
            _ => return Err(format!("`{fact}` says nothing of a change, in `{line}`")),
        }
    }
    Ok(effect)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_for_which_versions_it_is_true() {
        let read = effect("14..18: share, other access exclusive, scans, alone").unwrap();
        assert_eq!(
            (read.since, read.until),
            (Some(Version::new(14, 0)), Some(Version::new(18, 0)))
        );
        assert_eq!(
            (read.lock.as_str(), read.other.as_deref()),
            ("share", Some("access exclusive"))
        );
        assert!(read.scans && read.alone && !read.rewrites);
        assert!(read.is_at(Version::new(17, 5)) && !read.is_at(Version::new(18, 0)));
        let copied = effect("shared, copy, rewrites").unwrap();
        assert!(copied.rewrites && copied.scans && copied.algorithm.as_deref() == Some("copy"));
        assert!(effect("share, quickly").is_err() && effect("14: share").is_err());
    }
}
