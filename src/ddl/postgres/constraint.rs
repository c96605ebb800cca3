//! Constraints of columns and tables.

use super::expression::written;
use super::table::{column_target, unknown};
use super::tree::{self, Kind, Node};
use super::{Reader, Why, generated};
use crate::schema::{
    Check, Deferral, Exclusion, ExclusionElement, ForeignKey, Index, IndexTarget, MatchType,
    PrimaryKey, QualifiedName, ReferentialAction, Table, UniqueConstraint,
};
use crate::sql::identifiers;

/// A constraint as written: its name is known, or will be generated.
#[derive(Debug)]
pub(in crate::ddl) struct Written {
    pub name: Option<String>,
    pub body: Body,
}

#[derive(Debug)]
pub(in crate::ddl) enum Body {
    NotNull(String),
    Check(Check),
    PrimaryKey(PrimaryKey),
    Unique(UniqueConstraint),
    Exclusion(Exclusion),
    /// `PRIMARY KEY` or `UNIQUE USING INDEX`.
    PrimaryKeyOf(String, Deferral),
    UniqueOf(String, Deferral),
    ForeignKey(ForeignKey),
}

impl Reader<'_> {
    pub fn table_constraint(&mut self, node: &Node) -> Option<Written> {
        self.constraint(node, None)
    }

    /// The constraint that a node is; of a column, it is about that column.
    pub fn constraint(&mut self, node: &Node, column: Option<&str>) -> Option<Written> {
        let name = tree::child(node, Kind::CONSTRAINT_NAME_CLAUSE)
            .and_then(|clause| tree::child(&clause, Kind::CONSTRAINT_NAME))
            .and_then(|name| tree::names(&name).pop());
        let body = match node.kind() {
            Kind::NOT_NULL_CONSTRAINT => {
                let name = tree::child(node, Kind::COLUMN_NAME_REF)?;
                Body::NotNull(tree::names(&name).pop()?)
            }
            Kind::CHECK_CONSTRAINT => Body::Check(self.check(node)),
            Kind::PRIMARY_KEY_CONSTRAINT => match used_index(node) {
                Some(index) => Body::PrimaryKeyOf(index, deferral(node)),
                None => {
                    let mut key = PrimaryKey::new(key_columns(node, column));
                    key.include = included(node);
                    key.deferral = deferral(node);
                    Body::PrimaryKey(key)
                }
            },
            Kind::UNIQUE_CONSTRAINT => match used_index(node) {
                Some(index) => Body::UniqueOf(index, deferral(node)),
                None => {
                    let mut unique = UniqueConstraint::new(None, key_columns(node, column));
                    unique.include = included(node);
                    unique.deferral = deferral(node);
                    unique.nulls_not_distinct =
                        tree::find(node, Kind::NULLS_NOT_DISTINCT).is_some();
                    Body::Unique(unique)
                }
            },
            Kind::REFERENCES_CONSTRAINT | Kind::FOREIGN_KEY_CONSTRAINT => {
                if tree::find(node, Kind::PERIOD_COLUMN).is_some() {
                    return None;
                }
                Body::ForeignKey(self.foreign_key(node, column)?)
            }
            Kind::EXCLUDE_CONSTRAINT => Body::Exclusion(self.exclusion(node)),
            _ => return None,
        };
        if tree::has(node, Kind::OVERLAPS_KW) {
            return None;
        }
        for parameter in [Kind::WITH_PARAMS, Kind::CONSTRAINT_INDEX_TABLESPACE] {
            if let Some(clause) = tree::find(node, parameter) {
                self.leave(tree::text(&clause));
            }
        }
        Some(Written { name, body })
    }

    pub fn check(&self, node: &Node) -> Check {
        let mut check = Check::new(None, written(&tree::inside(node).unwrap_or_default()));
        check.no_inherit = tree::child(node, Kind::NO_INHERIT).is_some();
        check.not_enforced = tree::child(node, Kind::NOT_ENFORCED).is_some();
        check.not_valid = tree::child(node, Kind::NOT_VALID).is_some();
        check
    }

    fn foreign_key(&self, node: &Node, column: Option<&str>) -> Option<ForeignKey> {
        let references = self.relation(&tree::child(node, Kind::TABLE_NAME_REF)?);
        let mut lists =
            tree::children(node, Kind::FOREIGN_KEY_COLUMN_LIST).map(|n| tree::names(&n));
        let (columns, referenced) = match column {
            Some(column) => {
                let named = tree::children(node, Kind::COLUMN_NAME_REF);
                (vec![column.to_owned()], named.flat_map(|name| tree::names(&name)).collect())
            }
            None => (lists.next()?, lists.next().unwrap_or_default()),
        };
        let mut key = ForeignKey::new(columns, references, referenced);
        for child in node.children() {
            match child.kind() {
                Kind::ON_DELETE_ACTION => {
                    (key.on_delete, key.set_columns) = action(&child);
                }
                Kind::ON_UPDATE_ACTION => key.on_update = action(&child).0,
                Kind::MATCH_FULL => key.match_type = MatchType::Full,
                Kind::NOT_VALID => key.not_valid = true,
                Kind::NOT_ENFORCED => key.not_enforced = true,
                _ => {}
            }
        }
        key.deferral = deferral(node);
        Some(key)
    }

    fn exclusion(&self, node: &Node) -> Exclusion {
        let method = tree::child(node, Kind::CONSTRAINT_INDEX_METHOD)
            .and_then(|clause| tree::child(&clause, Kind::ACCESS_METHOD_REF))
            .and_then(|name| tree::names(&name).pop());
        let list = tree::child(node, Kind::CONSTRAINT_EXCLUSION_LIST);
        let elements =
            list.iter().flat_map(|list| tree::children(list, Kind::CONSTRAINT_EXCLUSION));
        let predicate = tree::child(node, Kind::WHERE_CONDITION_CLAUSE);
        Exclusion {
            name: None,
            method: method.unwrap_or_else(|| "gist".to_owned()),
            elements: elements.filter_map(|element| exclusion_element(&element)).collect(),
            include: included(node),
            predicate: predicate
                .and_then(|clause| tree::inside(&clause))
                .map(|text| written(&text)),
            deferral: deferral(node),
            comment: None,
        }
    }

    /// Adds constraints to a table in the order in which the server names them.
    pub fn add_constraints(&mut self, table: &QualifiedName, mut constraints: Vec<Written>) {
        constraints.sort_by_key(|written| match written.body {
            Body::NotNull(_) | Body::Check(_) => 0,
            Body::PrimaryKey(_) | Body::PrimaryKeyOf(..) => 1,
            Body::ForeignKey(_) => 3,
            _ => 2,
        });
        drop_repeated(&mut constraints);
        for constraint in constraints {
            if let Err(why) = self.add_constraint(table, constraint) {
                self.leave(why);
            }
        }
    }

    pub fn add_constraint(&mut self, name: &QualifiedName, written: Written) -> Result<(), Why> {
        let table = self.draft.tables.get(name).ok_or_else(|| unknown("table", name))?;
        let generated = match (&written.name, &written.body) {
            (Some(name), _) => name.clone(),
            (None, Body::NotNull(_)) => String::new(),
            (None, Body::Check(check)) => {
                self.constraint_name(name, &checked_column(table, check), "check")
            }
            (None, Body::ForeignKey(key)) => {
                self.constraint_name(name, &generated::middle(&key.columns), "fkey")
            }
            (None, Body::PrimaryKey(_)) => self.relation_name(name, "", "pkey"),
            (None, Body::Unique(unique)) => {
                self.relation_name(name, &generated::middle(&unique.columns), "key")
            }
            (None, Body::Exclusion(exclusion)) => {
                let targets = exclusion.elements.iter().map(|element| &element.target);
                let columns = super::index::column_names(targets);
                self.relation_name(name, &generated::middle(&columns), "excl")
            }
            (None, Body::PrimaryKeyOf(index, _) | Body::UniqueOf(index, _)) => index.clone(),
        };
        let own = name.sibling(generated.clone());
        let used = match &written.body {
            Body::PrimaryKeyOf(index, _) | Body::UniqueOf(index, _) => {
                Some(self.take_index(&name.sibling(index.as_str()))?)
            }
            _ => None,
        };
        if !matches!(written.body, Body::NotNull(_) | Body::Check(_) | Body::ForeignKey(_)) {
            self.draft.indexes.insert(own.clone(), name.clone());
        }
        self.draft.constraints.insert(own);
        let Some(table) = self.draft.tables.get_mut(name) else { return Ok(()) };
        put(table, generated, written.body, used);
        Ok(())
    }

    /// Takes an index off its table: it becomes a constraint.
    fn take_index(&mut self, name: &QualifiedName) -> Result<Index, Why> {
        let relation = self.draft.indexes.get(name).cloned();
        let indexes = relation.and_then(|relation| self.draft.indexes_of(&relation));
        let indexes = indexes.ok_or_else(|| unknown("index", name))?;
        let is_it = |index: &Index| index.name.as_deref() == Some(name.name.as_str());
        let position = indexes.iter().position(is_it).ok_or_else(|| unknown("index", name))?;
        Ok(indexes.remove(position))
    }
}

/// A unique constraint over the columns of a key before it is that key; a name that it has is the key's.
fn drop_repeated(constraints: &mut Vec<Written>) {
    let mut keys: Vec<(Vec<String>, usize)> = Vec::new();
    let mut kept: Vec<Written> = Vec::new();
    for written in constraints.drain(..) {
        let columns = match &written.body {
            Body::PrimaryKey(key) => Some(key.columns.clone()),
            Body::Unique(unique) if unique.include.is_empty() => Some(unique.columns.clone()),
            _ => None,
        };
        let Some(columns) = columns else {
            kept.push(written);
            continue;
        };
        match keys.iter().find(|(known, _)| *known == columns) {
            Some((_, at)) => {
                let first = &mut kept[*at];
                first.name = first.name.take().or(written.name);
            }
            None => {
                keys.push((columns, kept.len()));
                kept.push(written);
            }
        }
    }
    *constraints = kept;
}

fn put(table: &mut Table, name: String, body: Body, used: Option<Index>) {
    let name = Some(name);
    match body {
        Body::NotNull(column) => not_null(table, &[column]),
        Body::Check(check) => table.checks.push(Check { name, ..check }),
        Body::PrimaryKey(key) => {
            not_null(table, &key.columns);
            table.primary_key = Some(PrimaryKey { name, ..key });
        }
        Body::Unique(unique) => table.uniques.push(UniqueConstraint { name, ..unique }),
        Body::Exclusion(exclusion) => table.exclusions.push(Exclusion { name, ..exclusion }),
        Body::ForeignKey(key) => table.foreign_keys.push(ForeignKey { name, ..key }),
        Body::PrimaryKeyOf(_, deferral) => {
            let Some(index) = used else { return };
            let columns: Vec<String> = index.columns().map(str::to_owned).collect();
            not_null(table, &columns);
            let key =
                PrimaryKey { name, include: index.include, deferral, ..PrimaryKey::new(columns) };
            table.primary_key = Some(key);
        }
        Body::UniqueOf(_, deferral) => {
            let Some(index) = used else { return };
            let columns = index.columns().map(str::to_owned).collect();
            table.uniques.push(UniqueConstraint {
                include: index.include,
                nulls_not_distinct: index.nulls_not_distinct,
                deferral,
                ..UniqueConstraint::new(name, columns)
            });
        }
    }
}

fn not_null(table: &mut Table, columns: &[String]) {
    for name in columns {
        if let Some(column) = table.column_mut(name) {
            column.nullable = false;
        }
    }
}

/// The column that a check is about, where it is about one alone.
fn checked_column(table: &Table, check: &Check) -> String {
    let text = check.expression.text();
    let lower = text.to_lowercase();
    let mut used: Vec<&str> = table
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .filter(|name| {
            identifiers(text).any(|word| word == *name)
                || identifiers(&lower).any(|word| word == *name)
        })
        .collect();
    match (used.pop(), used.is_empty()) {
        (Some(only), true) => only.to_owned(),
        _ => String::new(),
    }
}

fn key_columns(node: &Node, column: Option<&str>) -> Vec<String> {
    match (column, tree::find(node, Kind::CONSTRAINT_COLUMN_REF_LIST)) {
        (_, Some(list)) => tree::names(&list),
        (Some(column), None) => vec![column.to_owned()],
        (None, None) => Vec::new(),
    }
}

fn included(node: &Node) -> Vec<String> {
    let clause = tree::find(node, Kind::CONSTRAINT_INCLUDE_CLAUSE);
    let list = clause.and_then(|clause| tree::child(&clause, Kind::COLUMN_REF_LIST));
    list.map(|list| tree::names(&list)).unwrap_or_default()
}

fn used_index(node: &Node) -> Option<String> {
    let index = tree::child(&tree::find(node, Kind::USING_INDEX_NAME)?, Kind::INDEX_REF)?;
    tree::names(&index).pop()
}

pub(super) fn deferral(node: &Node) -> Deferral {
    if tree::child(node, Kind::INITIALLY_DEFERRED_CONSTRAINT_OPTION).is_some() {
        Deferral::InitiallyDeferred
    } else if tree::child(node, Kind::DEFERRABLE_CONSTRAINT_OPTION).is_some() {
        Deferral::InitiallyImmediate
    } else {
        Deferral::NotDeferrable
    }
}

/// What `ON DELETE` or `ON UPDATE` does, and to which columns.
fn action(node: &Node) -> (ReferentialAction, Vec<String>) {
    let has = |keyword| tree::has(node, keyword);
    let columns = tree::find(node, Kind::COLUMN_REF_LIST).map(|list| tree::names(&list));
    let action = if has(Kind::CASCADE_KW) {
        ReferentialAction::Cascade
    } else if has(Kind::RESTRICT_KW) {
        ReferentialAction::Restrict
    } else if has(Kind::NULL_KW) {
        ReferentialAction::SetNull
    } else if has(Kind::DEFAULT_KW) {
        ReferentialAction::SetDefault
    } else {
        ReferentialAction::NoAction
    };
    (action, columns.unwrap_or_default())
}

/// `a gist_ops WITH &&`.
fn exclusion_element(node: &Node) -> Option<ExclusionElement> {
    let target = node.children().next()?;
    let behind = tree::tokens(node).split_off(tree::tokens(&target).len());
    let with = behind.iter().rposition(|word| word.eq_ignore_ascii_case("with"))?;
    let class = &behind[..with];
    let operator = behind[with + 1..].concat();
    // The server leaves out the namespace of its own operators.
    let operator = operator
        .strip_prefix("OPERATOR(pg_catalog.")
        .and_then(|rest| rest.strip_suffix(')'))
        .map_or(operator.clone(), str::to_owned);
    Some(ExclusionElement {
        target: match column_target(&target) {
            IndexTarget::Expression(text) => IndexTarget::Expression(written(text.text())),
            column => column,
        },
        operator_class: class.last().map(|name| tree::name(name)),
        operator,
    })
}
