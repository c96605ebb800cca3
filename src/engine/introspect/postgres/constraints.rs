use std::collections::HashMap;

use super::names::Names;
use super::rows::{ConstraintRow, Id};
use super::text::expression;
use crate::schema::{
    Check, Deferral, Exclusion, ExclusionElement, ForeignKey, Index, MatchType, PrimaryKey,
    ReferentialAction, Table, UniqueConstraint,
};

/// Adds a constraint to its table; returns it when it has no place there.
pub(super) fn add_to_table(
    table: &mut Table,
    row: ConstraintRow,
    indexes: &HashMap<Id, Index>,
    names: &Names<'_>,
) -> Option<ConstraintRow> {
    let Some(relation) = row.relation_id.filter(|_| !row.period) else { return Some(row) };
    let name = Some(row.name.clone());
    let comment = names.comment("pg_constraint", row.id);
    let columns = names.columns(relation, row.columns.as_deref().unwrap_or_default());
    let deferral = deferral(&row);
    let index = row.index_id.and_then(|id| indexes.get(&id));
    match row.kind.as_str() {
        "p" => {
            let include = index.map(|index| index.include.clone()).unwrap_or_default();
            let options = index.map(|index| index.options.clone()).unwrap_or_default();
            table.primary_key =
                Some(PrimaryKey { name, columns, include, deferral, comment, options });
        }
        "u" => table.uniques.push(UniqueConstraint {
            name,
            columns,
            include: index.map(|index| index.include.clone()).unwrap_or_default(),
            nulls_not_distinct: index.is_some_and(|index| index.nulls_not_distinct),
            deferral,
            comment,
            options: index.map(|index| index.options.clone()).unwrap_or_default(),
        }),
        "c" => table.checks.push(check(&row, comment)),
        "f" => {
            let referenced = row.referenced_id.unwrap_or(0);
            let Some(references) = names.relations.get(&referenced).cloned() else {
                return Some(row);
            };
            table.foreign_keys.push(ForeignKey {
                name,
                columns,
                references,
                referenced_columns: names
                    .columns(referenced, row.referenced_columns.as_deref().unwrap_or_default()),
                on_delete: action(&row.on_delete),
                on_update: action(&row.on_update),
                set_columns: names
                    .columns(relation, row.set_columns.as_deref().unwrap_or_default()),
                match_type: if row.match_type == "f" { MatchType::Full } else { MatchType::Simple },
                deferral,
                not_valid: !row.validated && row.enforced,
                not_enforced: !row.enforced,
                comment,
            });
        }
        "x" => {
            let Some(index) = index else { return Some(row) };
            let operators = row.operators.clone().unwrap_or_default();
            let elements =
                index.parts.iter().zip(operators).map(|(part, operator)| ExclusionElement {
                    target: part.target.clone(),
                    operator_class: part.operator_class.clone(),
                    operator,
                });
            table.exclusions.push(Exclusion {
                name,
                method: index.method.clone().unwrap_or_else(|| "btree".to_owned()),
                elements: elements.collect(),
                include: index.include.clone(),
                predicate: index.predicate.clone(),
                deferral,
                comment,
            });
        }
        _ => return Some(row),
    }
    None
}

/// The check of a table or a domain.
pub(super) fn check(row: &ConstraintRow, comment: Option<String>) -> Check {
    Check {
        name: Some(row.name.clone()),
        expression: expression(row.expression.as_deref().unwrap_or_default()),
        not_valid: !row.validated && row.enforced,
        not_enforced: !row.enforced,
        no_inherit: row.no_inherit,
        comment,
    }
}

fn deferral(row: &ConstraintRow) -> Deferral {
    match (row.deferrable, row.deferred) {
        (false, _) => Deferral::NotDeferrable,
        (true, false) => Deferral::InitiallyImmediate,
        (true, true) => Deferral::InitiallyDeferred,
    }
}

fn action(letter: &str) -> ReferentialAction {
    match letter {
        "r" => ReferentialAction::Restrict,
        "c" => ReferentialAction::Cascade,
        "n" => ReferentialAction::SetNull,
        "d" => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    }
}
