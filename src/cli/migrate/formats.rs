use std::collections::BTreeMap;
use std::path::Path;

use crate::cli::args::{Common, MigrateExportOptions, MigrateImportOptions};
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::{Output, write_file};
use crate::cli::sources;
use crate::migrations::{Format, atlas, export, import};
use crate::project;
use crate::project::migrate::Folder;
use crate::source::Source;

pub fn export_to(
    options: &MigrateExportOptions,
    common: &Common,
    output: &Output,
) -> Result<Exit, Failure> {
    let folder = Folder::read_sound(&options.folder)?;
    let world = sources::world(&Source::Migrations(options.folder.clone()), common)?;
    let name =
        options.dialect.clone().unwrap_or_else(|| super::dialect_of(&folder, &world.dialects));
    let dialect = project::at(&world.dialects, &name, None)?;
    let exported = export(&folder.migrations, options.format, dialect);
    let place = |path: &Path| format!("`{}`", path.display());
    std::fs::create_dir_all(&options.output)
        .map_err(|source| Failure::Write { place: place(&options.output), source })?;
    for (path, _) in &exported.files {
        let path = options.output.join(path);
        if path.exists() && !options.force {
            return Err(Failure::Usage(format!(
                "{} is there already; name an empty folder, or write over it with `--force`",
                place(&path)
            )));
        }
    }
    for (path, text) in &exported.files {
        write_file(&options.output.join(path), text)?;
    }
    for note in &exported.notes {
        output.say(&format!("note: {note}"));
    }
    output.result(&format!(
        "{} files for {} in {}\n",
        exported.files.len(),
        options.format.name(),
        options.output.display()
    ))?;
    Ok(Exit::Fine)
}

pub fn import_from(options: &MigrateImportOptions, output: &Output) -> Result<Exit, Failure> {
    let mut folder = Folder::read(&options.folder)?;
    if let Some(first) = folder.migrations.first() {
        return Err(Failure::Usage(format!(
            "`{}` holds `{}` already; what is imported is the beginning, so name an empty folder by `--dir`",
            options.folder.display(),
            first.name
        )));
    }
    let files = read(&options.source)?;
    if options.format == Format::Atlas {
        agrees(&options.source, &files)?;
    }
    let imported = import(&files, options.format);
    if imported.migrations.is_empty() {
        return Err(Failure::Usage(format!(
            "`{}` has no migrations of {}; is it another tool's? `--format` names it",
            options.source.display(),
            options.format.name()
        )));
    }
    let count = imported.migrations.len();
    for migration in imported.migrations {
        folder.add(migration)?;
    }
    for note in &imported.notes {
        output.say(&format!("note: {note}"));
    }
    output.result(&format!("{count} migrations in {}\n", options.folder.display()))?;
    Ok(Exit::Fine)
}

/// Refuses a folder of Atlas that was changed behind its list's back.
fn agrees(folder: &Path, files: &BTreeMap<String, String>) -> Result<(), Failure> {
    let path = folder.join(atlas::SUMS);
    let Ok(list) = std::fs::read_to_string(&path) else { return Ok(()) };
    let files: Vec<(String, String)> = files.clone().into_iter().collect();
    match atlas::mismatch(&list, &files) {
        None => Ok(()),
        Some(what) => Err(Failure::Usage(format!(
            "`{}` does not agree with its folder: {what}\nhelp: put the file back, or write the list anew with \
             `atlas migrate hash` if the change is meant",
            path.display()
        ))),
    }
}

/// The files of a folder and of those in it, by path.
fn read(folder: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let unreadable = |path: &Path, error: std::io::Error| {
        Failure::Usage(format!("cannot read `{}`: {error}", path.display()))
    };
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(|error| unreadable(folder, error))? {
        let path = entry.map_err(|error| unreadable(folder, error))?.path();
        let is_sql = path.extension().is_some_and(|extension| extension == "sql");
        if path.is_file() && is_sql {
            let text = std::fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?;
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            files.insert(name.unwrap_or_default(), text);
        }
    }
    Ok(files)
}
