//! The rules of the normal forms, one file each: the page, and how the finding is worded.

mod boyce_codd;
mod fourth;
mod second;
mod third;
mod undecided;

use crate::diagnostics::Rule;
use crate::theory::NormalForm;

pub use undecided::UNDECIDED;

pub static RULES: &[&Rule] = &[
    &second::PARTIAL_DEPENDENCY,
    &third::TRANSITIVE_DEPENDENCY,
    &fourth::INDEPENDENT_FACTS,
    &boyce_codd::DETERMINANT_IS_NO_KEY,
    &undecided::UNDECIDED,
];

/// The rule for what breaks a form.
pub fn rule_for(form: NormalForm) -> &'static Rule {
    match form {
        NormalForm::First | NormalForm::Second => &second::PARTIAL_DEPENDENCY,
        NormalForm::Third => &third::TRANSITIVE_DEPENDENCY,
        NormalForm::BoyceCodd => &boyce_codd::DETERMINANT_IS_NO_KEY,
        NormalForm::Fourth => &fourth::INDEPENDENT_FACTS,
    }
}
