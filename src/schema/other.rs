use serde::{Deserialize, Serialize};

use super::QualifiedName;

/// An object that is kept as its server defines it, for the model has no word for its kind: a rule, an
/// operator, a collation, an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherObject {
    /// As the server calls it: `rule`, `operator class`, `event`.
    pub kind: String,
    pub name: QualifiedName,
    /// What tells it apart from others of its kind and name: the table of a rule, the operands of an operator.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub part: String,
    /// The statements that make it, in order, those about its comment and owner included; no semicolons.
    pub statements: Vec<String>,
    /// Tables, views and indexes may use it, so it is made before them, as far as what it needs allows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub early: bool,
}

impl OtherObject {
    /// Its part in an atom's key.
    pub fn part_of_key(&self) -> String {
        match self.part.as_str() {
            "" => self.kind.clone(),
            part => format!("{} {part}", self.kind),
        }
    }

    /// Whether others can name it; a cast is used without a word.
    pub fn has_name(&self) -> bool {
        !matches!(self.kind.as_str(), "cast" | "members of an operator family")
    }
}
