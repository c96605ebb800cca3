//! Migrations as commands run them.

mod apply;
mod folder;
mod lint;
mod rebase;
mod replay;
mod run;
mod verify;
mod written;

pub use apply::{SavedPlan, fingerprint};
pub use folder::{Folder, FolderError};
pub use lint::{Linted, finding, lint_files, statements};
pub use rebase::{Commutes, commutes};
pub use replay::{replay, step};
pub use run::{Chosen, Database, Foreseen, MigrateError, Ran, Status, job_of};
pub use verify::{Chain, Proven, differs, verify};
pub use written::written;
