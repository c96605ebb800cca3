use super::atlas;
use super::{Exported, Format};
use crate::dialect::Dialect;
use crate::migrations::{Migration, StepKind, script};

/// Writes migrations as a tool's folder.
pub fn export(migrations: &[Migration], format: Format, dialect: Dialect<'_>) -> Exported {
    let mut exported = Exported::default();
    for migration in migrations {
        one(migration, format, dialect, &mut exported);
    }
    if format == Format::Atlas {
        let sum = atlas::sums(&exported.files);
        exported.files.push((atlas::SUMS.to_owned(), sum));
    }
    if format == Format::Refinery && migrations.iter().any(|one| one.name.version.len() > 9) {
        exported.notes.push(
            "versions longer than nine digits need refinery's feature `int8-versions`".to_owned(),
        );
    }
    exported
}

fn one(migration: &Migration, format: Format, dialect: Dialect<'_>, exported: &mut Exported) {
    let (version, name) = (&migration.name.version, &migration.name.name);
    let up = with_end(&migration.up);
    let down = migration.down.as_deref().map(with_end);
    let alone = stands_alone(&migration.up, dialect);
    let mut add = |path: String, text: String| exported.files.push((path, text));
    let mut lost = None;
    match format {
        Format::Flyway => {
            add(format!("V{version}__{name}.sql"), up);
            if alone {
                add(
                    format!("V{version}__{name}.sql.conf"),
                    "executeInTransaction=false\n".to_owned(),
                );
            }
            if let Some(down) = down {
                add(format!("U{version}__{name}.sql"), down);
            }
        }
        Format::GolangMigrate => {
            add(format!("{version}_{name}.up.sql"), up);
            if let Some(down) = down {
                add(format!("{version}_{name}.down.sql"), down);
            }
        }
        Format::Sqlx => {
            let head = if alone { "-- no-transaction\n" } else { "" };
            add(format!("{version}_{name}.up.sql"), format!("{head}{up}"));
            add(
                format!("{version}_{name}.down.sql"),
                format!("{head}{}", down.unwrap_or_default()),
            );
        }
        Format::Goose => {
            let head = if alone { "-- +goose NO TRANSACTION\n" } else { "" };
            let (up, down) = (
                goose(&migration.up, dialect),
                migration.down.as_deref().map(|d| goose(d, dialect)),
            );
            let down = down.unwrap_or_default();
            add(
                format!("{version}_{name}.sql"),
                format!("{head}-- +goose Up\n{up}\n-- +goose Down\n{down}"),
            );
        }
        Format::Dbmate => {
            let option = if alone { " transaction:false" } else { "" };
            let down = down.unwrap_or_default();
            add(
                format!("{version}_{name}.sql"),
                format!("-- migrate:up{option}\n{up}\n-- migrate:down{option}\n{down}"),
            );
        }
        Format::Liquibase => {
            let option = if alone { " runInTransaction:false" } else { "" };
            let rollback: String = down
                .iter()
                .flat_map(|text| text.lines())
                .map(|line| format!("--rollback {line}\n"))
                .collect();
            add(
                format!("{version}_{name}.sql"),
                format!(
                    "--liquibase formatted sql\n\n--changeset schemagen:{version}{option}\n--comment: {name}\n{up}{rollback}"
                ),
            );
        }
        Format::Refinery => {
            add(format!("V{version}__{name}.sql"), up);
            lost = down;
        }
        Format::Atlas => {
            let head = if alone { "-- atlas:txmode none\n\n" } else { "" };
            add(format!("{version}_{name}.sql"), format!("{head}{up}"));
            lost = down;
        }
    }
    if lost.is_some() {
        exported.notes.push(format!(
            "{}: {} has no place for the way back; `down.sql` stays here alone",
            migration.name,
            format.name()
        ));
    }
}

fn with_end(text: &str) -> String {
    format!("{}\n", text.trim_end())
}

/// Whether a step of the script is refused inside of a transaction.
fn stands_alone(text: &str, dialect: Dialect<'_>) -> bool {
    let transactional = dialect.has(crate::dialect::Capability::TransactionalDdl);
    transactional
        && script(text, dialect)
            .is_ok_and(|script| script.steps.iter().any(|step| step.kind == StepKind::Alone))
}

/// Statements with semicolons of their own stand between marks.
fn goose(text: &str, dialect: Dialect<'_>) -> String {
    let Ok(script) = script(text, dialect) else { return with_end(text) };
    let mut written = String::new();
    for step in script.steps {
        match step.sql.contains(';') {
            true => written.push_str(&format!(
                "-- +goose StatementBegin\n{};\n-- +goose StatementEnd\n",
                step.sql
            )),
            false => written.push_str(&format!("{};\n", step.sql)),
        }
    }
    written
}
