//! Options of the commands that take any source.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::ReportFormat;
use crate::cli::sources::Asked;

/// How SQL files are read.
#[derive(Debug, Args)]
pub struct ReadingOptions {
    /// The engine that SQL files are loaded into
    #[arg(long, value_name = "ENGINE")]
    pub on: Vec<String>,
    /// Read SQL files by their text alone, without any server: what was not understood is listed
    #[arg(long, conflicts_with = "on")]
    pub offline: bool,
}

impl ReadingOptions {
    pub fn asked<'o>(&'o self, dialect: Option<&'o str>) -> Asked<'o> {
        Asked { dialect, on: &self.on, offline: self.offline }
    }
}

#[derive(Debug, Args)]
pub struct EmitOptions {
    /// The design
    #[arg(value_name = "SOURCE", default_value = ".")]
    pub source: String,
    /// The dialect (default: the design's first target)
    #[arg(long, value_name = "DIALECT")]
    pub dialect: Option<String>,
    #[command(flatten)]
    pub reading: ReadingOptions,
    /// The server version to write for (default: the oldest the design names)
    #[arg(long, value_name = "VERSION")]
    pub for_version: Option<String>,
    /// Write to a file instead of stdout; to a folder, where the dialect asks for several files (vitess)
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// Of several files, this one alone: `schema.sql`, `KEYSPACE.vschema.json`
    #[arg(long, value_name = "NAME")]
    pub part: Option<String>,
}

#[derive(Debug, Args)]
pub struct InspectOptions {
    /// Any source
    #[arg(value_name = "SOURCE")]
    pub source: String,
    /// How to print (default: sgen; of a design, json)
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<InspectFormat>,
    /// The dialect that SQL files are written in (default: what they look like)
    #[arg(long, value_name = "DIALECT")]
    pub dialect: Option<String>,
    #[command(flatten)]
    pub reading: ReadingOptions,
    /// Show what could be loaded of SQL files, whatever failed; the exit code stays that of a failure
    #[arg(long)]
    pub keep_going: bool,
    /// Fail with 1 when the source has something that the model has no place for
    #[arg(long)]
    pub strict: bool,
    /// Write to a file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct DiffOptions {
    /// Any source
    #[arg(value_name = "A")]
    pub a: String,
    /// Any other
    #[arg(value_name = "B")]
    pub b: String,
    /// The dialect to compare in (default: a database's own, else what SQL files look like)
    #[arg(long, value_name = "DIALECT")]
    pub dialect: Option<String>,
    /// The engine that SQL files and designs are run on
    #[arg(long, value_name = "ENGINE")]
    pub on: Vec<String>,
    /// Read SQL files by their text alone, without any server: what was not understood is listed
    #[arg(long)]
    pub offline: bool,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InspectFormat {
    Sgen,
    Json,
    Sql,
}
