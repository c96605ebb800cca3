//! Migrations as commands run them.

mod lint;

pub use lint::{Linted, finding, lint_files, statements};
