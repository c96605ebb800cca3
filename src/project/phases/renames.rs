//! Renames in use: the new name beside the old one, each standing for the other; the rows filled, with all that the
//! design asks of the new name; the old name gone. Programs that know the new name work from the first migration on.

use super::names::Names;
use super::{Engine, Ground, Phase, columns, tables, walk};
use crate::emit::Alter;
use crate::project::read::{ReadError, apply};

pub(super) fn phases(
    ground: &Ground<'_>,
    mut engine: Box<dyn Engine + '_>,
) -> Result<Vec<Phase>, ReadError> {
    let Ground { sides, dialect, from, to, .. } = ground;
    let dialect = *dialect;
    if !Alter::new(to, dialect)?.can_follow() {
        return Err(ReadError::Input(format!(
            "what {} holds is renamed at once: no trigger is known by which two names follow each other",
            dialect.title()
        )));
    }
    let apart = |why| ReadError::Input(format!("these changes cannot be taken apart: {why}"));
    let renamed = sides.b.read.former.renamed_tables(from).map_err(apart)?;
    for one in &renamed {
        tables::possible(one, from, to, dialect)
            .map_err(|why| ReadError::Input(format!("`{}` {why}", one.former)))?;
    }
    let names = tables::both_names(&renamed, from, &mut Names::of([from, to]), dialect)?;
    apply(engine.as_mut(), &names.up)?;
    let named = engine.introspect()?;
    let columns = sides.b.read.former.renamed_columns(&named);
    if renamed.is_empty() && columns.is_empty() {
        return Err(apart(
            "nothing of the design has a former name that is still there, no column becomes a part of a new table, and no table comes to have partitions",
        ));
    }
    for one in &columns {
        columns::possible(one, &named, to)
            .map_err(|why| ReadError::Input(format!("`{}.{}` {why}", one.table, one.former)))?;
    }
    apply(engine.as_mut(), &columns::expanding(&named, to, &columns, dialect)?)?;
    let expanded = engine.introspect()?;
    engine.close()?;
    let mut named_so = to.clone();
    tables::keep_names(&mut named_so, &expanded, &renamed);
    let mut filled = columns::with_followers(&named_so, &expanded, &columns);
    columns::keep_parts(&mut filled, &expanded, &columns, dialect);
    let half = columns::with_followers(to, &expanded, &columns);

    let mut walk = walk::Walk::start(ground, &columns)?;
    let mut phases = Vec::new();
    let expand = walk.expand(&names, &named, &expanded)?;
    phases.push(expand);
    phases.extend(walk.backfill(&expanded, &filled)?);
    phases.push(walk.contract(&filled, &half, to)?);
    walk.end()?;
    Ok(phases)
}
