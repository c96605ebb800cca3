//! Options of `partitions`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{LogFormat, PatienceOptions};

/// What is asked about partitions.
#[derive(Debug, Subcommand)]
pub enum PartitionsCommand {
    /// Which partitions are missing, and which are over; exit 1 if any
    Status(PartitionsOptions),
    /// Make what is missing, drop or archive what `keep` has ended; run it from cron as often as wanted
    Maintain(MaintainOptions),
    /// Write what lets pg_partman, or events of the server, do the same instead
    Emit(EmitPartitionsOptions),
}

#[derive(Debug, Args)]
pub struct EmitPartitionsOptions {
    /// The design
    #[arg(value_name = "SOURCE", default_value = ".")]
    pub source: PathBuf,
    /// Who is to keep partitions up
    #[arg(long = "for", value_name = "SCHEDULER")]
    pub scheduler: SchedulerName,
    /// The dialect (default: the first target that has it)
    #[arg(long, value_name = "DIALECT")]
    pub dialect: Option<String>,
    /// Write to a file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum SchedulerName {
    /// The extension of PostgreSQL
    PgPartman,
    /// Events of MySQL and MariaDB
    Events,
}

#[derive(Debug, Args)]
pub struct PartitionsOptions {
    /// The design
    #[arg(value_name = "SOURCE", default_value = ".")]
    pub source: PathBuf,
    /// The database: postgres://…, mysql://… or mariadb://…
    #[arg(long, value_name = "URL", env = "SCHEMAGEN_DATABASE", hide_env_values = true)]
    pub to: Option<String>,
    /// The engine on which the design is built to compare
    #[arg(long, value_name = "ENGINE")]
    pub on: Vec<String>,
}

#[derive(Debug, Args)]
pub struct MaintainOptions {
    #[command(flatten)]
    pub asked: PartitionsOptions,
    /// Keep what is over as tables of this schema (PostgreSQL) or database (MySQL, MariaDB), which has to be there
    #[arg(long, value_name = "NAME")]
    pub archive: Option<String>,
    /// Only say what would be run
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub patience: PatienceOptions,
    /// How to say what happens, on stderr
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub log_format: LogFormat,
}
