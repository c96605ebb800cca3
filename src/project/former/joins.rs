//! By which columns a row of one table finds the one row of another.

use super::merges::is_there;
use crate::schema::{ForeignKey, IndexTarget, Table};
use crate::transition::Pair;

pub(super) struct Join {
    /// Each a column of the table that takes, and one of the table that gives.
    pub on: Vec<Pair>,
    /// Several rows may take from one.
    pub many: bool,
    /// Every row that takes finds one that gives.
    pub always: bool,
    /// Every row that gives is found.
    pub every_giver: bool,
}

/// Why there is none, and what a person would have to say.
pub(super) struct NoJoin {
    pub why: String,
    /// What is selected, with `COLUMN` for the column.
    pub value: String,
    pub condition: String,
}

/// The only way from the rows of one table to those of another: a reference in either direction, or the same key.
pub(super) fn join(taker: &Table, giver: &Table) -> Result<Join, NoJoin> {
    let to_giver: Vec<&ForeignKey> = references(taker, giver).collect();
    let to_taker: Vec<&ForeignKey> = references(giver, taker).collect();
    let mut found: Vec<Join> = to_giver.iter().map(|key| by_own(taker, key)).collect();
    let (single, several): (Vec<&ForeignKey>, Vec<&ForeignKey>) =
        to_taker.iter().copied().partition(|key| is_unique(giver, &key.columns));
    found.extend(single.into_iter().map(|key| by_theirs(giver, key)));
    if found.is_empty() && several.is_empty() {
        found.extend(same_key(taker, giver));
    }
    let (one, other) = (&taker.name, &giver.name);
    let condition = |join: Option<(&str, &str)>| match join {
        Some((own, theirs)) => format!("{other}.{theirs} = {one}.{own}"),
        None => "CONDITION".to_owned(),
    };
    let of = |join: &Join| {
        condition(join.on.first().map(|pair| (pair.own.as_str(), pair.other.as_str())))
    };
    let same = |a: &Join, b: &Join| a.on == b.on;
    if found.len() > 1 && !found.iter().all(|join| same(join, &found[0])) {
        let keys: Vec<String> = to_giver
            .iter()
            .chain(&to_taker)
            .map(|key| format!("`{}`", key.columns.join(", ")))
            .collect();
        return Err(NoJoin {
            why: format!(
                "several references tie `{one}` to `{other}` ({}), and each leads to another row",
                keys.join(", ")
            ),
            value: "COLUMN".to_owned(),
            condition: of(&found[0]),
        });
    }
    if let Some(join) = found.into_iter().next() {
        return Ok(join);
    }
    Err(match several.first() {
        Some(key) => NoJoin {
            why: format!(
                "several rows of `{other}` may belong to one row of `{one}`, as `{other}.{}` is not unique",
                key.columns.join(", ")
            ),
            value: "max(COLUMN)".to_owned(),
            condition: condition(
                key.referenced_columns
                    .first()
                    .zip(key.columns.first())
                    .map(|(own, theirs)| (own.as_str(), theirs.as_str())),
            ),
        },
        None => NoJoin {
            why: format!(
                "no reference ties `{one}` to `{other}`, and their primary keys are not the same"
            ),
            value: "COLUMN".to_owned(),
            condition: condition(None),
        },
    })
}

fn references<'t>(table: &'t Table, other: &'t Table) -> impl Iterator<Item = &'t ForeignKey> {
    table.foreign_keys.iter().filter(|key| key.references == other.name)
}

/// Those that take refer to what gives.
fn by_own(taker: &Table, key: &ForeignKey) -> Join {
    let pairs = key.columns.iter().zip(&key.referenced_columns);
    Join {
        on: pairs.map(|(own, other)| Pair { own: own.clone(), other: other.clone() }).collect(),
        many: !is_unique(taker, &key.columns),
        always: !key.not_valid
            && !key.not_enforced
            && key.columns.iter().all(|name| is_there(taker, name)),
        every_giver: false,
    }
}

/// What gives refers to those that take, each to another.
fn by_theirs(giver: &Table, key: &ForeignKey) -> Join {
    let pairs = key.columns.iter().zip(&key.referenced_columns);
    Join {
        on: pairs.map(|(other, own)| Pair { own: own.clone(), other: other.clone() }).collect(),
        many: false,
        always: false,
        every_giver: !key.not_valid
            && !key.not_enforced
            && key.columns.iter().all(|name| is_there(giver, name)),
    }
}

/// Both have the same columns of the same types as their keys.
fn same_key(taker: &Table, giver: &Table) -> Option<Join> {
    let (own, theirs) = (taker.primary_key.as_ref()?, giver.primary_key.as_ref()?);
    let same = own.columns == theirs.columns
        && own.columns.iter().all(|name| {
            let of = |table: &Table| table.column(name).map(|column| column.data_type.clone());
            of(taker) == of(giver)
        });
    let on = own.columns.iter().map(|name| Pair { own: name.clone(), other: name.clone() });
    same.then(|| Join { on: on.collect(), many: false, always: false, every_giver: false })
}

/// Whether no two rows of a table agree on all of the columns.
pub(in crate::project) fn is_unique(table: &Table, columns: &[String]) -> bool {
    let within = |key: &[String]| !key.is_empty() && key.iter().all(|name| columns.contains(name));
    let plain = |index: &crate::schema::Index| {
        let bare = |part: &crate::schema::IndexPart| match &part.target {
            IndexTarget::Column(name) => part.prefix.is_none() && columns.contains(name),
            IndexTarget::Expression(_) => false,
        };
        index.unique && index.predicate.is_none() && index.parts.iter().all(bare)
    };
    table.primary_key.as_ref().is_some_and(|key| within(&key.columns))
        || table.uniques.iter().any(|unique| within(&unique.columns))
        || table.indexes.iter().any(plain)
}
