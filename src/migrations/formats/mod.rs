//! Folders of migrations as other tools keep them: written from ours, and read as the beginning of ours.

pub mod atlas;
mod export;
mod import;

use super::Migration;

pub use export::export;
pub use import::import;

/// The tools whose folders are written and read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Flyway,
    GolangMigrate,
    Goose,
    Dbmate,
    Liquibase,
    Sqlx,
    Refinery,
    Atlas,
}

/// Files by path inside of the folder, and what could not be said in them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exported {
    pub files: Vec<(String, String)>,
    pub notes: Vec<String>,
}

/// Migrations in their order, and what was left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    pub migrations: Vec<Migration>,
    pub notes: Vec<String>,
}

impl Format {
    pub const ALL: [Format; 8] = [
        Format::Flyway,
        Format::GolangMigrate,
        Format::Goose,
        Format::Dbmate,
        Format::Liquibase,
        Format::Sqlx,
        Format::Refinery,
        Format::Atlas,
    ];

    pub fn named(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    pub fn name(self) -> &'static str {
        match self {
            Format::Flyway => "flyway",
            Format::GolangMigrate => "golang-migrate",
            Format::Goose => "goose",
            Format::Dbmate => "dbmate",
            Format::Liquibase => "liquibase",
            Format::Sqlx => "sqlx",
            Format::Refinery => "refinery",
            Format::Atlas => "atlas",
        }
    }
}
