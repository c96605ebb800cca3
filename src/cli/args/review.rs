//! Options of what is made to be looked at: diagrams, documents, reports.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Levels;
use super::sources::ReadingOptions;

#[derive(Debug, Args)]
pub struct CiOptions {
    /// The design
    #[arg(value_name = "SOURCE", default_value = ".")]
    pub source: String,
    /// The design as it was: the way from there is planned, proven and judged, and the summary draws what changes
    #[arg(long, value_name = "SOURCE")]
    pub from: Option<String>,
    /// With `--from`: what may be lost, as `destructive:TABLE` or `destructive:TABLE.COLUMN`
    #[arg(long, value_name = "WHAT", requires = "from")]
    pub allow: Vec<String>,
    /// The folder of migrations (default: `migrations-out` beside the design)
    #[arg(long, value_name = "DIR")]
    pub migrations: Option<PathBuf>,
    /// A database that must hold what the design says
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// Engines to prove on; each named one must prove
    #[arg(long, value_name = "ENGINE")]
    pub on: Vec<String>,
    /// Ask no engine
    #[arg(long, conflicts_with = "on")]
    pub no_proof: bool,
    /// Write findings as SARIF 2.1.0
    #[arg(long, value_name = "FILE")]
    pub sarif: Option<PathBuf>,
    /// Write stages as JUnit's XML
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,
    /// Write findings as GitLab's code quality report
    #[arg(long, value_name = "FILE")]
    pub gitlab: Option<PathBuf>,
    /// Write everything as JSON
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Write everything as Markdown
    #[arg(long, value_name = "FILE")]
    pub summary: Option<PathBuf>,
    /// Annotate lines for a GitHub job, and fill its summary
    #[arg(long, env = "GITHUB_ACTIONS", value_parser = clap::builder::FalseyValueParser::new())]
    pub github: bool,
    #[command(flatten)]
    pub levels: Levels,
}

#[derive(Debug, Args)]
pub struct DocOptions {
    /// The design, or any source of a schema
    #[arg(value_name = "SOURCE", default_value = ".")]
    pub source: String,
    /// The folder to write into
    #[arg(short, long, value_name = "DIR")]
    pub output: PathBuf,
    /// The design as it was: pages show what changes, and the way there with its risks
    #[arg(long, value_name = "SOURCE")]
    pub from: Option<String>,
    /// The engine that SQL files are loaded into
    #[arg(long, value_name = "ENGINE")]
    pub on: Vec<String>,
}

#[derive(Debug, Args)]
pub struct ErdOptions {
    /// The design, or any source of a schema
    #[arg(value_name = "SOURCE", default_value = ".")]
    pub source: String,
    /// How to draw (default: what the output's name ends in, else svg)
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<DiagramFormat>,
    /// Write to a file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// How much of each entity (default: the less the more there are)
    #[arg(long, value_name = "DETAIL")]
    pub detail: Option<DiagramDetail>,
    /// Light, dark, or as the reader has it
    #[arg(long, value_name = "THEME", default_value = "auto")]
    pub theme: DiagramTheme,
    /// Draw the change from this source to the other one
    #[arg(long, value_name = "SOURCE")]
    pub from: Option<String>,
    /// With `--from`: only what changes, and what is near it
    #[arg(long, requires = "from")]
    pub changes: bool,
    /// Only these entities and what is near them
    #[arg(long, value_name = "ENTITY")]
    pub focus: Vec<String>,
    /// How many references count as near
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub depth: usize,
    /// Only these contexts
    #[arg(long, value_name = "NAME")]
    pub context: Vec<String>,
    /// The dialect that SQL files are written in (default: what they look like)
    #[arg(long, value_name = "DIALECT")]
    pub dialect: Option<String>,
    #[command(flatten)]
    pub reading: ReadingOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiagramFormat {
    Svg,
    Png,
    Html,
    Mmd,
    Dot,
    Puml,
    Dbml,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiagramDetail {
    Names,
    Keys,
    Attributes,
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiagramTheme {
    Auto,
    Light,
    Dark,
}
