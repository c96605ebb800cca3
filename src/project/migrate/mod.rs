//! Migrations as commands run them.

mod folder;
mod lint;
mod run;

pub use folder::{Folder, FolderError};
pub use lint::{Linted, finding, lint_files, statements};
pub use run::{Chosen, Database, Foreseen, MigrateError, Ran, Status, job_of};
