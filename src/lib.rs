//! schemagen: checks, advises on, emits, migrates and proves database schemas from one entity model.
//!
//! The modules form a pipeline in which imports run one way, from the top of this list to its
//! bottom: a module may use those above it and never those below. `tests/architecture.rs` holds
//! the order. Everything above `engine` is pure: no clock, environment, files or sockets.

pub mod text;
pub mod diagnostics;
pub mod schema;
pub mod design;
pub mod dialect;
pub mod sql;
pub mod ddl;
pub mod theory;
pub mod template;
pub mod language;
pub mod physical;
pub mod normal;
pub mod lint;
pub mod emit;
pub mod advise;
pub mod growth;
pub mod write;
pub mod dbml;
pub mod split;
pub mod hazard;
pub mod diagram;
pub mod document;
pub mod migrations;
pub mod change;
pub mod transition;
pub mod rows;
pub mod engine;
pub mod runner;
pub mod scripts;
pub mod verify;
pub mod plan;
pub mod config;
pub mod source;
pub mod rules;
pub mod project;
pub mod lsp;
pub mod cli;
