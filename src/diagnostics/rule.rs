use super::Level;

/// One kind of finding.
///
/// Codes are `SG`, an area digit and three more digits, and are never used twice for different
/// things: 0 language and sources, 1 normal forms, 2 conventions, 3 what a target can hold,
/// 4 queries and indexes, 5 growth, 6 migrations, 7 proofs, 8 configuration.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    pub code: &'static str,
    /// Kebab-case name, unique as the code is.
    pub name: &'static str,
    /// The level where nothing else was configured.
    pub level: Level,
    /// One line, for lists.
    pub summary: &'static str,
    /// The page: Markdown with the headings "What it says", "Why it matters", "What to do".
    pub page: &'static str,
}
