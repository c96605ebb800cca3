//! The planner's beliefs about tables that have no rows.
//!
//! Postgres asks the file system how long a table is and its catalogs how many rows were on how many
//! pages. So the files of the scratch tables are made as long as the figures say, with holes that
//! take no room, and the catalogs say the rest. Only on a server of this process's own, whose files
//! go with it; nothing is read from such tables, only planned. Whoever wants to do more gives them no
//! figures first: an index would be built from all those pages.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;
use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::session::Session;
use crate::advise::statistics::{Believed, ColumnFigures, Costs};
use crate::engine::EngineError;

const PAGE: u64 = 8_192;
/// Pages of one file; a longer table has several.
const SEGMENT: u64 = 131_072;
/// Beyond, planners make no difference any more.
const MOST_PAGES: u64 = SEGMENT * 512;

/// Every table and index with its parts that hold rows: partitions, or itself.
const PARTS: &str = "
    select n.nspname, c.relname, leaf.oid::text, pg_relation_filepath(leaf.oid), c.oid::text,
           (c.relkind in ('p', 'I'))::text
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      cross join lateral (
        select c.oid where c.relkind not in ('p', 'I')
        union all
        select t.relid from pg_partition_tree(c.oid) t where c.relkind in ('p', 'I') and t.isleaf
      ) leaf (oid)
     where c.relkind in ('r', 'p', 'm', 'i', 'I')
       and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
     order by 1, 2, leaf.oid";

struct Part {
    id: String,
    file: String,
    /// The whole, where this is a partition.
    of: Option<String>,
}

/// The folder with the server's files, at or not far below the one that is known.
pub(super) fn data_folder(folder: &Path) -> Option<PathBuf> {
    let mut open = vec![(folder.to_owned(), 0)];
    while let Some((folder, depth)) = open.pop() {
        if folder.join("PG_VERSION").is_file() && folder.join("base").is_dir() {
            return Some(folder);
        }
        if depth < 4 {
            let below = fs::read_dir(&folder).ok()?.flatten().map(|entry| entry.path());
            open.extend(below.filter(|path| path.is_dir()).map(|path| (path, depth + 1)));
        }
    }
    None
}

/// What has been done to the server's files.
#[derive(Default)]
pub(super) struct Imposed {
    /// How long each was; none where it was not there.
    files: BTreeMap<PathBuf, Option<u64>>,
    /// The relations that they belong to.
    relations: BTreeSet<String>,
}

impl Imposed {
    /// All files are as long as they were, and the server looks at them anew.
    fn undo(&mut self, session: &mut dyn Session) -> Result<(), EngineError> {
        for (path, length) in std::mem::take(&mut self.files) {
            // What cannot be shortened stays long, as holes.
            let _ = match length {
                Some(length) => {
                    OpenOptions::new().write(true).open(&path).and_then(|file| file.set_len(length))
                }
                None => fs::remove_file(&path),
            };
        }
        let relations: Vec<String> = std::mem::take(&mut self.relations).into_iter().collect();
        if relations.is_empty() {
            return Ok(());
        }
        // A change of its row makes a session forget what it knows of a relation.
        session.run(&format!(
            "update pg_catalog.pg_class set relpages = 0, reltuples = -1, relallvisible = 0 where oid in ({})",
            relations.join(", ")
        ))
    }
}

pub(super) fn impose(
    session: &mut dyn Session,
    folder: &Path,
    tables: &[Believed],
    costs: &Costs,
    imposed: &mut Imposed,
) -> Result<bool, EngineError> {
    imposed.undo(session)?;
    let mut parts: HashMap<(String, String), Vec<Part>> = HashMap::new();
    for row in session.rows(PARTS)? {
        let mut fields = row.into_iter().map(Option::unwrap_or_default);
        let mut next = || fields.next().unwrap_or_default();
        let (key, id, file) = ((next(), next()), next(), next());
        let (whole, split) = (next(), next());
        let of = (split == "true").then_some(whole);
        parts.entry(key).or_default().push(Part { id, file, of });
    }
    let mut sql = String::new();
    for (setting, value) in costs.iter() {
        let name = setting.name();
        let _ = match setting.is_size() {
            true => writeln!(sql, "set {name} = '{:.0}kB';", value / 1_024.0),
            false => writeln!(sql, "set {name} = {value};"),
        };
    }
    for table in tables {
        let namespace = table.name.namespace.as_deref().unwrap_or("public");
        let of = |name: &str| parts.get(&(namespace.to_owned(), name.to_owned()));
        let figures = &table.figures;
        let Some(leaves) = of(&table.name.name) else { continue };
        for leaf in leaves {
            let share = leaves.len() as f64;
            let pages = pages(figures.bytes / share);
            imposed.relations.insert(leaf.id.clone());
            if lengthen(&folder.join(&leaf.file), pages, &mut imposed.files).is_err() {
                return Ok(false);
            }
            let rows = (figures.rows / share).max(1.0);
            size(&mut sql, &leaf.id, pages, rows, figures.visible);
            columns(&mut sql, table, &leaf.id, rows, false);
        }
        if let Some(whole) = leaves.first().and_then(|leaf| leaf.of.as_ref()) {
            columns(&mut sql, table, whole, figures.rows, true);
        }
        for index in &table.indexes {
            let Some(leaves) = of(&index.name) else { continue };
            let share = leaves.len() as f64;
            for leaf in leaves {
                let pages = pages(index.bytes / share).max(2);
                imposed.relations.insert(leaf.id.clone());
                if lengthen(&folder.join(&leaf.file), pages, &mut imposed.files).is_err() {
                    return Ok(false);
                }
                size(&mut sql, &leaf.id, pages, index.rows / share, 0.0);
            }
        }
    }
    session.run(&sql)?;
    Ok(true)
}

fn pages(bytes: f64) -> u64 {
    ((bytes / PAGE as f64).ceil() as u64).clamp(1, MOST_PAGES)
}

/// Makes a relation's files at least so long; what they hold stays. How long they were is kept.
fn lengthen(file: &Path, pages: u64, kept: &mut BTreeMap<PathBuf, Option<u64>>) -> io::Result<()> {
    let mut left = pages;
    for number in 0_u32.. {
        let path = match number {
            0 => file.to_owned(),
            _ => {
                let mut name = file.as_os_str().to_owned();
                name.push(format!(".{number}"));
                PathBuf::from(name)
            }
        };
        let own = left.min(SEGMENT);
        let length = fs::metadata(&path).ok().map(|known| known.len());
        let opened =
            OpenOptions::new().write(true).create(number > 0).truncate(false).open(&path)?;
        if length.is_none_or(|length| length < own * PAGE) {
            kept.entry(path.clone()).or_insert(length);
            opened.set_len(own * PAGE)?;
        }
        if number > 0 {
            same_owner(&path, file)?;
        }
        left -= own;
        // After a full file the server looks for the next one.
        if left == 0 {
            return Ok(());
        }
    }
    Ok(())
}

/// The server may run as another user than this process.
#[cfg(unix)]
fn same_owner(path: &Path, like: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, chown};
    let (own, like) = (fs::metadata(path)?, fs::metadata(like)?);
    if own.uid() == like.uid() {
        return Ok(());
    }
    fs::set_permissions(path, like.permissions())?;
    chown(path, Some(like.uid()), Some(like.gid()))
}

#[cfg(not(unix))]
fn same_owner(_: &Path, _: &Path) -> io::Result<()> {
    Ok(())
}

fn size(sql: &mut String, id: &str, pages: u64, rows: f64, visible: f64) {
    let seen = (pages as f64 * visible.clamp(0.0, 1.0)).floor();
    let _ = writeln!(
        sql,
        "update pg_catalog.pg_class set relpages = {pages}, reltuples = {rows:.0}, relallvisible = {seen:.0} \
         where oid = {id};"
    );
}

fn columns(sql: &mut String, table: &Believed, id: &str, rows: f64, inherited: bool) {
    let figures = |column: &ColumnFigures| {
        // As a part of the rows, where each value is rare.
        let distinct = column.distinct.clamp(1.0, rows);
        let distinct = if distinct > rows / 10.0 { -distinct / rows } else { distinct };
        format!(
            "{}, {:.0}, {distinct}, {}",
            column.nulls.clamp(0.0, 1.0),
            column.width.max(1.0),
            column.correlation.clamp(-1.0, 1.0)
        )
    };
    let values: Vec<String> = table
        .columns
        .iter()
        .zip(&table.figures.columns)
        .map(|(name, column)| format!("('{}', {})", name.replace('\'', "''"), figures(column)))
        .collect();
    if values.is_empty() {
        return;
    }
    let _ = writeln!(
        sql,
        "delete from pg_catalog.pg_statistic where starelid = {id} and stainherit = {inherited};
         insert into pg_catalog.pg_statistic
           (starelid, staattnum, stainherit, stanullfrac, stawidth, stadistinct,
            stakind1, stakind2, stakind3, stakind4, stakind5, staop1, staop2, staop3, staop4, staop5,
            stacoll1, stacoll2, stacoll3, stacoll4, stacoll5, stanumbers1)
         select a.attrelid, a.attnum, {inherited}, v.nulls, v.width, v.several,
                case when o.id is null then 0 else 3 end, 0, 0, 0, 0, coalesce(o.id, 0), 0, 0, 0, 0,
                0, 0, 0, 0, 0, case when o.id is not null then array[v.sorted]::float4[] end
           from (values {}) v (name, nulls, width, several, sorted)
           join pg_catalog.pg_attribute a on a.attrelid = {id} and a.attname = v.name
           left join lateral (
             select p.amopopr
               from pg_catalog.pg_opclass c
               join pg_catalog.pg_am m on m.oid = c.opcmethod and m.amname = 'btree'
               join pg_catalog.pg_amop p
                 on p.amopfamily = c.opcfamily and p.amoplefttype = c.opcintype
                and p.amoprighttype = c.opcintype and p.amopstrategy = 1
              where c.opcdefault and c.opcintype = a.atttypid and v.sorted <> 0
           ) o (id) on true;",
        values.join(", ")
    );
}
