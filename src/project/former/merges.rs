//! Columns of which the design says that another table has had them: how a row finds its values, and the way back.

use std::collections::BTreeMap;

use super::joins::{Join, is_unique, join};
use super::moved::Moved;
use super::numbered::numbered;
use crate::dialect::Dialect;
use crate::plan::Unclaimed;
use crate::project::read::ReadError;
use crate::schema::{AtomKey, AtomKind, Column, DataType, QualifiedName, Schema, Table};
use crate::transition::{Carried, Joined, Pair, RowsFrom, Source, Values};

/// What moves between tables that are both there.
#[derive(Default)]
pub(in crate::project) struct Merges {
    pub orphans: Vec<Orphans>,
    /// Each a sentence.
    pub notes: Vec<String>,
}

/// Rows that nobody takes, and which may be there.
pub(in crate::project) struct Orphans {
    pub table: QualifiedName,
    /// The columns of which they lose what they hold; none where they go themselves.
    pub columns: Vec<String>,
    pub takers: Vec<Taker>,
}

pub(in crate::project) struct Taker {
    pub table: QualifiedName,
    pub on: Vec<Pair>,
}

impl Orphans {
    /// What is lost with them.
    pub fn unclaimed(self) -> Unclaimed {
        let takers = self.takers.into_iter().map(|taker| taker.table).collect();
        Unclaimed { table: self.table, columns: self.columns, takers }
    }

    /// The condition under which a row is one of them.
    pub fn condition(&self, dialect: Dialect<'_>) -> String {
        let quote = |name: &str| dialect.quote(name);
        let own = quote(&self.table.name);
        let alone = self.takers.iter().map(|taker| {
            let same =
                |pair: &Pair| format!("taker.{} = {own}.{}", quote(&pair.own), quote(&pair.other));
            let on: Vec<String> = taker.on.iter().map(same).collect();
            let table = dialect.qualified(&taker.table);
            format!("not exists (select 1 from {table} as taker where {})", on.join(" and "))
        });
        let says: Vec<String> =
            self.columns.iter().map(|name| format!("{} is not null", quote(name))).collect();
        let says = (!says.is_empty()).then(|| format!("({})", says.join(" or ")));
        alone.chain(says).collect::<Vec<String>>().join(" and ")
    }
}

/// Columns that one table takes from another.
struct Merge<'m> {
    taker: &'m Table,
    giver: &'m Table,
    columns: Vec<&'m Moved>,
    /// None where people say how.
    join: Option<Join>,
}

struct Sides<'s> {
    from: &'s Schema,
    to: &'s Schema,
    dialect: Dialect<'s>,
}

/// Says of the values, there and back, where they come from.
pub(super) fn merges(
    moved: &[Moved],
    (there, back): (&mut Values, &mut Values),
    (from, to): (&Schema, &Schema),
    dialect: Dialect<'_>,
) -> Result<Merges, ReadError> {
    let sides = Sides { from, to, dialect };
    let mut found: BTreeMap<&QualifiedName, Vec<Merge<'_>>> = BTreeMap::new();
    let mut due: BTreeMap<(&QualifiedName, &QualifiedName), Vec<&Moved>> = BTreeMap::new();
    for one in moved.iter().filter(|one| one.comes_over(from, to)) {
        due.entry((&one.from_table, &one.table)).or_default().push(one);
    }
    for ((giver, taker), columns) in due {
        let (Some(giver), Some(taker)) = (from.table(giver), from.table(taker)) else { continue };
        let said = columns.iter().all(|one| there.fill(&one.table, &one.column).is_some());
        let join = match join(taker, giver) {
            Ok(join) => Some(join),
            Err(_) if said => None,
            Err(why) => return Err(refused(&columns, &why)),
        };
        found.entry(&giver.name).or_default().push(Merge { taker, giver, columns, join });
    }
    for one in numbered(moved, from, to) {
        one.say(there, back);
    }
    let mut merges = Merges::default();
    for of_giver in found.values() {
        for merge in of_giver {
            sides.there(merge, there);
        }
        let Some(giver) = of_giver.first().map(|merge| merge.giver) else { continue };
        match to.table(&giver.name) {
            Some(stays) => {
                for merge in of_giver {
                    sides.back_to(merge, stays, back);
                }
            }
            None => merges.notes.extend(sides.anew(giver, of_giver, back)),
        }
        sides.keep(giver, of_giver, there, &mut merges);
    }
    Ok(merges)
}

fn refused(columns: &[&Moved], why: &super::joins::NoJoin) -> ReadError {
    let Some(one) = columns.first() else { return ReadError::Input(why.why.clone()) };
    let (to, from) = (
        format!("{}.{}", one.table, one.column),
        format!("{}.{}", one.from_table, one.from_column),
    );
    let (table, column) = (&one.from_table, &one.from_column);
    ReadError::Input(format!(
        "`{to}` cannot take the values of `{from}`: {}\nhelp: say how a row finds its value: `--fill {to}='(select {} from {table} where {})'`",
        why.why,
        why.value.replace("COLUMN", column),
        why.condition,
    ))
}

impl Sides<'_> {
    /// What rows get that find nothing: what people say, or the default of a column that has to have a value.
    fn otherwise(&self, table: &QualifiedName, column: &Column, values: &Values) -> Option<String> {
        let said = values.fill(table, &column.name).map(str::to_owned);
        let default = column.default.as_ref().filter(|_| !column.nullable);
        said.or_else(|| {
            default.map(|default| self.dialect.default_clause(default, &column.data_type))
        })
    }

    fn there(&self, merge: &Merge<'_>, values: &mut Values) {
        for one in &merge.columns {
            let column = self.to.table(&one.table).and_then(|table| table.column(&one.column));
            let Some(column) = column else { continue };
            let otherwise = self.otherwise(&one.table, column, values);
            let carried = match &merge.join {
                Some(join) => Carried {
                    source: Source::Joined(Joined {
                        table: one.from_table.clone(),
                        column: one.from_column.clone(),
                        on: join.on.clone(),
                        many: false,
                    }),
                    complete: otherwise.is_some()
                        || join.always && is_there(merge.giver, &one.from_column),
                    otherwise,
                },
                None => Carried {
                    source: Source::Said {
                        expression: otherwise.unwrap_or_default(),
                        reads: Some((one.from_table.clone(), one.from_column.clone())),
                    },
                    otherwise: None,
                    complete: true,
                },
            };
            values.carry(&one.table, &one.column, carried);
        }
    }

    /// The way back to a table that stays.
    fn back_to(&self, merge: &Merge<'_>, stays: &Table, back: &mut Values) {
        let (Some(join), Some(taker)) = (&merge.join, self.to.table(&merge.taker.name)) else {
            return;
        };
        let joined = join
            .on
            .iter()
            .all(|pair| taker.column(&pair.own).is_some() && stays.column(&pair.other).is_some());
        if !joined {
            return;
        }
        for one in merge.columns.iter().filter(|one| stays.column(&one.from_column).is_none()) {
            let Some(before) = merge.giver.column(&one.from_column) else { continue };
            let otherwise = self.otherwise(&stays.name, before, back);
            let source = Source::Joined(Joined {
                table: taker.name.clone(),
                column: one.column.clone(),
                on: join.on.iter().map(Pair::turned).collect(),
                many: join.many,
            });
            let complete = otherwise.is_some();
            back.carry(&stays.name, &before.name, Carried { source, otherwise, complete });
        }
    }

    /// The way back to a table that has gone: its rows are made of what the taker holds. Says why not, where they are not.
    fn anew(&self, giver: &Table, merges: &[Merge<'_>], back: &mut Values) -> Option<String> {
        let empty = |why: &str| {
            Some(format!("on the way back `{}` comes without its rows: {why}", giver.name))
        };
        let [merge] = merges else { return empty("several tables have taken from it") };
        let Some(join) = &merge.join else { return empty("how they are found is said by hand") };
        if giver.partitioning.is_some() {
            return empty("it is partitioned");
        }
        let taker = self.to.table(&merge.taker.name)?;
        let carried: Vec<Pair> = merge
            .columns
            .iter()
            .map(|one| Pair { own: one.from_column.clone(), other: one.column.clone() })
            .collect();
        let stays = join.on.iter().all(|pair| taker.column(&pair.own).is_some());
        let (key, link) = match stays {
            true => (join.on.iter().map(Pair::turned).collect(), None),
            false => match self.made_up(giver, taker, merge, join, &carried) {
                Some((key, link)) => (key, Some(link)),
                None => return empty("nothing tells which of them belong together"),
            },
        };
        let columns: Vec<Pair> = carried.into_iter().filter(|pair| !key.contains(pair)).collect();
        let has = |name: &str| key.iter().chain(&columns).any(|pair: &Pair| pair.own == name);
        let left_out = giver.columns.iter().find(|column| {
            let by_itself = column.nullable
                || column.default.is_some()
                || column.identity.is_some()
                || column.generated.is_some();
            !by_itself && !has(&column.name)
        });
        if let Some(column) = left_out {
            return empty(&format!("nobody has kept `{}`", column.name));
        }
        // A row without what the table asks for was none.
        let nobody_refers = link.is_some() || !join.many;
        let present = columns.iter().filter(|pair| {
            nobody_refers && is_there(giver, &pair.own) && !is_there(taker, &pair.other)
        });
        let present = present.map(|pair| pair.other.clone()).collect();
        let many = link.is_none() && join.many;
        let table = taker.name.clone();
        back.take_rows(&giver.name, RowsFrom { table, key, columns, present, many, exact: false });
        if let Some((column, carried)) = link {
            back.carry(&taker.name, &column, carried);
        }
        None
    }

    /// A key for rows whose own is gone along with the reference to it, and how the reference finds it: what is unique among
    /// what they hold, or else the key of the row that holds it.
    fn made_up(
        &self,
        giver: &Table,
        taker: &Table,
        merge: &Merge<'_>,
        join: &Join,
        carried: &[Pair],
    ) -> Option<(Vec<Pair>, (String, Carried))> {
        let [link] = join.on.as_slice() else { return None };
        let key = giver.column(&link.other)?;
        let unique = giver.uniques.iter().find_map(|unique| {
            let pair = |name: &String| carried.iter().find(|pair| pair.own == *name).cloned();
            unique.columns.iter().map(pair).collect::<Option<Vec<Pair>>>()
        });
        let numbers_itself = key.identity.is_some() || key.default.is_some();
        if let Some(unique) = unique.filter(|_| numbers_itself) {
            let source = Source::Joined(Joined {
                table: giver.name.clone(),
                column: key.name.clone(),
                on: unique.iter().map(Pair::turned).collect(),
                many: false,
            });
            let complete = unique.iter().all(|pair| is_there(taker, &pair.other));
            let carried = Carried { source, otherwise: None, complete };
            return Some((unique, (link.own.clone(), carried)));
        }
        let [own] = taker.primary_key.as_ref()?.columns.as_slice() else { return None };
        let is_number = |column: &Column| {
            matches!(column.data_type, DataType::BigInt | DataType::Int | DataType::SmallInt)
        };
        let of_taker = taker.column(own)?;
        if of_taker.data_type != key.data_type && !(is_number(of_taker) && is_number(key)) {
            return None;
        }
        let quote = |name: &str| self.dialect.quote(name);
        let needed = carried
            .iter()
            .filter(|pair| is_there(giver, &pair.own) && !is_there(taker, &pair.other))
            .map(|pair| format!("{} is null", quote(&pair.other)));
        let needed: Vec<String> = needed.collect();
        let expression = match needed.is_empty() || is_there(merge.taker, &link.own) {
            true => quote(own),
            false => format!("case when {} then null else {} end", needed.join(" or "), quote(own)),
        };
        let reads = Some((giver.name.clone(), key.name.clone()));
        let source = Source::Said { expression, reads };
        let carried = Carried { source, otherwise: None, complete: true };
        let pair = Pair { own: key.name.clone(), other: own.clone() };
        Some((vec![pair], (link.own.clone(), carried)))
    }

    /// What goes and is kept elsewhere; and of whom nobody takes anything.
    fn keep(&self, giver: &Table, merges: &[Merge<'_>], values: &mut Values, found: &mut Merges) {
        let table = &giver.name;
        let stays = self.to.table(table);
        let is_taken = |name: &str| {
            merges.iter().flat_map(|merge| &merge.columns).any(|one| one.from_column == name)
        };
        let all_found = merges.iter().all(|merge| merge.join.is_some());
        let certain =
            merges.iter().any(|merge| merge.join.as_ref().is_some_and(|join| join.every_giver));
        let takers = || -> Vec<Taker> {
            let taker = |merge: &Merge<'_>| {
                let on = merge.join.as_ref()?.on.clone();
                Some(Taker { table: merge.taker.name.clone(), on })
            };
            merges.iter().filter_map(taker).collect()
        };
        let leaving = giver
            .columns
            .iter()
            .filter(|column| stays.is_none_or(|table| table.column(&column.name).is_none()));
        let leaving: Vec<&Column> = leaving.collect();
        if stays.is_some() {
            let columns: Vec<String> =
                leaving.iter().map(|one| one.name.clone()).filter(|name| is_taken(name)).collect();
            for column in &columns {
                values.keep(AtomKey::new(table, AtomKind::Column, column.as_str()));
            }
            if !columns.is_empty() && !certain && all_found {
                found.orphans.push(Orphans { table: table.clone(), columns, takers: takers() });
            }
            return;
        }
        let lost: Vec<String> = leaving
            .iter()
            .filter(|column| column.generated.is_none() && !is_taken(&column.name))
            .filter(|column| !self.is_key_alone(giver, column, merges))
            .map(|column| format!("`{}`", column.name))
            .collect();
        if !lost.is_empty() {
            let lost = lost.join(", ");
            found.notes.push(format!("`{table}` goes with what nobody takes over: {lost}"));
            return;
        }
        values.keep(AtomKey::new(table, AtomKind::Table, ""));
        for merge in merges {
            for pair in merge.join.iter().flat_map(|join| &join.on) {
                values.keep(AtomKey::new(&merge.taker.name, AtomKind::Column, pair.own.as_str()));
            }
        }
        if !certain && all_found {
            let columns = Vec::new();
            found.orphans.push(Orphans { table: table.clone(), columns, takers: takers() });
        }
    }

    /// Whether a column says nothing but which row it is, or says what the taker keeps.
    fn is_key_alone(&self, giver: &Table, column: &Column, merges: &[Merge<'_>]) -> bool {
        let made_up = column.identity.is_some() || column.default.is_some();
        let in_key =
            giver.primary_key.as_ref().is_some_and(|key| key.columns.contains(&column.name));
        let kept = merges.iter().any(|merge| {
            let after = self.to.table(&merge.taker.name);
            merge.join.iter().flat_map(|join| &join.on).any(|pair| {
                let has = after.is_some_and(|after| after.column(&pair.own).is_some());
                pair.other == column.name && has
            })
        });
        let others = self.from.tables.iter().filter(|table| {
            table.name != giver.name && !merges.iter().any(|one| one.taker.name == table.name)
        });
        let is_known = others.into_iter().flat_map(|table| &table.foreign_keys).any(|key| {
            key.references == giver.name && key.referenced_columns.contains(&column.name)
        });
        kept || made_up
            && in_key
            && is_unique(giver, std::slice::from_ref(&column.name))
            && !is_known
    }
}

/// Whether every row has a value in the column.
pub(super) fn is_there(table: &Table, column: &str) -> bool {
    table.column(column).is_some_and(|column| !column.nullable)
}
