//! Options of `advise`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::Levels;
use super::sources::ReadingOptions;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct AdviseCommand {
    #[command(subcommand)]
    pub other: Option<AdviseSubcommand>,
    #[command(flatten)]
    pub options: AdviseOptions,
}

#[derive(Debug, Subcommand)]
pub enum AdviseSubcommand {
    /// Write what a running system has counted as `query` blocks with their rates
    Import(ImportOptions),
}

#[derive(Debug, Args)]
pub struct ImportOptions {
    /// `pg_stat_statements`, `performance_schema`, or the file of a slow query log
    #[arg(long, value_name = "KIND|FILE")]
    pub from: String,
    /// The database, where it is no file
    #[arg(value_name = "URL")]
    pub url: Option<String>,
    /// Write to a file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct AdviseOptions {
    /// The design, or any source of a schema
    #[arg(value_name = "SOURCE", default_value = ".")]
    pub source: String,
    /// More queries: a folder of .sql files, or one; `-- rate: 12/s` before a statement weighs it
    #[arg(long, value_name = "DIR")]
    pub queries: Option<PathBuf>,
    /// A server whose figures about the rows are taken
    #[arg(long, value_name = "URL")]
    pub stats: Option<String>,
    /// Bytes that all new indexes may take together: `2GB`, `500MB`
    #[arg(long, value_name = "SIZE")]
    pub budget: Option<String>,
    /// New indexes that one table may get
    #[arg(long, value_name = "N")]
    pub max_per_table: Option<usize>,
    /// Put the indexes into the design's files; other lines stay as they are
    #[arg(long)]
    pub write: bool,
    /// The dialect (default: the design's first target)
    #[arg(long, value_name = "DIALECT")]
    pub dialect: Option<String>,
    #[command(flatten)]
    pub reading: ReadingOptions,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: AdviseFormat,
    /// Write to a file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub levels: Levels,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AdviseFormat {
    Text,
    Json,
    Sql,
}
