//! How much work a question may cost before the answer becomes "undecided".
//!
//! Work is counted, never timed, so that the same question has the same answer on every machine.
//! One unit is about one step over one attribute of one dependency: some hundred million a second.

/// The bounds of an analysis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Candidate keys listed at most; beyond that the answer is "at least so many".
    pub keys: usize,
    /// Work for each search that can grow exponentially.
    pub steps: u64,
    /// Dependencies held at most while projecting on some attributes.
    pub projected: usize,
    /// Up to this many attributes, questions that are hard in general are answered by trying
    /// every set. Capped at 20.
    pub exhaustive_attributes: usize,
    /// Rows of a tableau or of an example relation.
    pub rows: usize,
    /// Other minimal covers that are tried when one gives no preserving decomposition.
    pub covers: usize,
    /// Violations listed at most.
    pub violations: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            keys: 100_000,
            steps: 400_000_000,
            projected: 20_000,
            exhaustive_attributes: 14,
            rows: 4_096,
            covers: 60,
            violations: 1_000,
        }
    }
}

impl Limits {
    pub(super) fn exhaustive(&self) -> usize {
        self.exhaustive_attributes.min(20)
    }
}

/// Whether a property holds, where it may be too much work to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    Holds,
    Broken,
    Undecided,
}

impl Verdict {
    pub fn holds(self) -> bool {
        self == Verdict::Holds
    }

    /// Of two requirements: broken if either is, undecided if either is, else it holds.
    #[must_use]
    pub fn and(self, other: Verdict) -> Verdict {
        match (self, other) {
            (Verdict::Broken, _) | (_, Verdict::Broken) => Verdict::Broken,
            (Verdict::Undecided, _) | (_, Verdict::Undecided) => Verdict::Undecided,
            (Verdict::Holds, Verdict::Holds) => Verdict::Holds,
        }
    }
}

impl From<bool> for Verdict {
    fn from(holds: bool) -> Verdict {
        if holds { Verdict::Holds } else { Verdict::Broken }
    }
}
