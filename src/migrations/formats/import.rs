use std::collections::BTreeMap;

use super::{Format, Imported};
use crate::migrations::{Migration, MigrationName};

/// Reads a tool's folder, given as paths and texts.
pub fn import(files: &BTreeMap<String, String>, format: Format) -> Imported {
    let mut imported = Imported::default();
    // Version as written, name, up, down.
    let mut found: Vec<(String, String, Option<String>, Option<String>)> = Vec::new();
    for (path, text) in files {
        let file = path.rsplit('/').next().unwrap_or(path);
        match part(file, format) {
            Part::Nothing => {}
            Part::Unknown(why) => imported.notes.push(format!("`{path}` is left out: {why}")),
            Part::Of { version, name, side } => {
                let (up, down) = match side {
                    Side::Up => (Some(text.clone()), None),
                    Side::Down => (None, Some(text.clone())),
                    Side::Both => split(text, format),
                };
                match found.iter_mut().find(|known| known.0 == version) {
                    Some(known) => {
                        known.2 = known.2.take().or(up);
                        known.3 = known.3.take().or(down);
                    }
                    None => found.push((version, name, up, down)),
                }
            }
        }
    }
    found.sort_by_cached_key(|(version, ..)| numbers(version));
    let plain = found.iter().all(|(version, ..)| version.bytes().all(|byte| byte.is_ascii_digit()));
    if !plain {
        imported.notes.push("versions with dots are numbered anew, in their order".to_owned());
    }
    for (place, (version, name, up, down)) in found.into_iter().enumerate() {
        let version = if plain { version } else { format!("{:04}", place + 1) };
        let Some(up) = up.filter(|up| !up.trim().is_empty()) else {
            imported.notes.push(format!("version {version} has no way up and is left out"));
            continue;
        };
        match MigrationName::new(&version, &name) {
            Ok(name) => imported.migrations.push(Migration {
                name,
                up: with_end(&up),
                down: down.filter(|down| !down.trim().is_empty()).map(|down| with_end(&down)),
                plan: None,
            }),
            Err(error) => imported.notes.push(format!("version {version} is left out: {error}")),
        }
    }
    imported
}

enum Part {
    Of { version: String, name: String, side: Side },
    Unknown(&'static str),
    Nothing,
}

enum Side {
    Up,
    Down,
    Both,
}

/// What a file is, by its name.
fn part(file: &str, format: Format) -> Part {
    let Some(stem) = file.strip_suffix(".sql") else { return Part::Nothing };
    let of = |stem: &str, mark: &str, side: Side| match stem.split_once(mark) {
        Some((version, name)) if is_version(version) => {
            Part::Of { version: version.replace('_', "."), name: name.to_owned(), side }
        }
        _ => Part::Unknown("its name has no version"),
    };
    match format {
        Format::Flyway | Format::Refinery => match stem.split_at_checked(1) {
            Some(("V", rest)) => of(rest, "__", Side::Up),
            Some(("U", rest)) if format == Format::Flyway => of(rest, "__", Side::Down),
            Some(("R", _)) => Part::Unknown("it is run whenever it changes, which no migration is"),
            _ => Part::Unknown("its name has no version"),
        },
        Format::GolangMigrate | Format::Sqlx => {
            if let Some(stem) = stem.strip_suffix(".up") {
                of(stem, "_", Side::Up)
            } else if let Some(stem) = stem.strip_suffix(".down") {
                of(stem, "_", Side::Down)
            } else {
                of(stem, "_", Side::Up)
            }
        }
        Format::Goose | Format::Dbmate | Format::Liquibase => of(stem, "_", Side::Both),
        Format::Atlas => of(stem, "_", Side::Up),
    }
}

fn is_version(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'_')
}

fn numbers(version: &str) -> Vec<(usize, String)> {
    let parts = version.split('.').map(|part| part.trim_start_matches('0'));
    parts.map(|part| (part.len(), part.to_owned())).collect()
}

/// The two sides of one file, by the marks of its tool.
fn split(text: &str, format: Format) -> (Option<String>, Option<String>) {
    let (mut up, mut down) = (String::new(), String::new());
    let mut into_down = false;
    for line in text.lines() {
        let plain: String = line.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let mark = |mark: &str| plain.starts_with(mark);
        let is_mark = match format {
            Format::Goose => mark("-- +goose") || mark("--+goose"),
            Format::Dbmate => mark("-- migrate:") || mark("--migrate:"),
            _ => {
                mark("--liquibase")
                    || mark("-- liquibase")
                    || mark("--changeset")
                    || mark("-- changeset")
                    || mark("--comment")
            }
        };
        if is_mark {
            if plain.contains("goose down") || plain.contains("migrate:down") {
                into_down = true;
            } else if plain.contains("goose up") || plain.contains("migrate:up") {
                into_down = false;
            }
            continue;
        }
        let rollback =
            line.trim_start().strip_prefix("--rollback ").filter(|_| format == Format::Liquibase);
        let (side, line) = match rollback {
            Some(line) => (&mut down, line),
            None if into_down => (&mut down, line),
            None => (&mut up, line),
        };
        side.push_str(line);
        side.push('\n');
    }
    (Some(up), Some(down))
}

fn with_end(text: &str) -> String {
    format!("{}\n", text.trim())
}
