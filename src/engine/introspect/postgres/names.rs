use std::cell::RefCell;
use std::collections::HashMap;

use super::DEFAULT_NAMESPACE;
use super::rows::{Catalog, CommentRow, Id};
use crate::dialect::Dialect;
use crate::schema::{DataType, QualifiedName};

/// What ids mean: relations, columns, types, operator classes, collations, and their comments.
pub(super) struct Names<'d> {
    pub relations: HashMap<Id, QualifiedName>,
    columns: HashMap<(Id, i16), String>,
    types: HashMap<Id, DataType>,
    operator_classes: HashMap<Id, OperatorClass>,
    collations: HashMap<Id, String>,
    comments: HashMap<(&'static str, Id), String>,
    column_comments: HashMap<Id, Vec<(String, String)>>,
    dialect: Dialect<'d>,
    /// Types are few and columns are many.
    lifted: RefCell<HashMap<String, DataType>>,
}

struct OperatorClass {
    name: String,
    is_default: bool,
}

/// The catalogs whose objects' comments are modelled.
const COMMENTED: [&str; 8] = [
    "pg_class",
    "pg_constraint",
    "pg_extension",
    "pg_namespace",
    "pg_policy",
    "pg_proc",
    "pg_trigger",
    "pg_type",
];

pub(super) fn qualified(namespace: &str, name: &str) -> QualifiedName {
    QualifiedName::new((namespace != DEFAULT_NAMESPACE).then_some(namespace), name)
}

/// The name that the server makes from two others and a label, cut so that all of it has a place.
pub(super) fn usual_name(first: &str, second: &str, label: &str) -> String {
    const LONGEST: usize = 63;
    let separators = if second.is_empty() { 1 } else { 2 };
    let room = LONGEST.saturating_sub(label.len() + separators);
    let (mut one, mut two) = (first.len(), second.len());
    while one + two > room {
        if one > two { one -= 1 } else { two -= 1 }
    }
    let cut = |text: &str, length: usize| {
        let mut end = length.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text[..end].to_owned()
    };
    match second {
        "" => format!("{}_{label}", cut(first, one)),
        _ => format!("{}_{}_{label}", cut(first, one), cut(second, two)),
    }
}

impl<'d> Names<'d> {
    pub fn of(catalog: &mut Catalog, dialect: Dialect<'d>) -> Names<'d> {
        let mut types = HashMap::new();
        for row in &catalog.types {
            let named = DataType::Named { name: qualified(&row.namespace, &row.name) };
            types.insert(row.array_id, DataType::array_of(named.clone()));
            types.insert(row.id, named);
        }
        let mut comments = HashMap::new();
        let mut column_comments: HashMap<Id, Vec<_>> = HashMap::new();
        for CommentRow { catalog, id, column, text } in std::mem::take(&mut catalog.comments) {
            let Some(catalog) = COMMENTED.into_iter().find(|known| *known == catalog) else {
                continue;
            };
            match column {
                Some(column) => column_comments.entry(id).or_default().push((column, text)),
                None => {
                    comments.insert((catalog, id), text);
                }
            }
        }
        Names {
            relations: catalog
                .relations
                .iter()
                .map(|row| (row.id, qualified(&row.namespace, &row.name)))
                .collect(),
            columns: catalog
                .columns
                .iter()
                .map(|row| ((row.relation_id, row.number), row.name.clone()))
                .collect(),
            types,
            operator_classes: catalog
                .operator_classes
                .drain(..)
                .map(|row| (row.id, OperatorClass { name: row.name, is_default: row.is_default }))
                .collect(),
            collations: catalog.collations.drain(..).map(|row| (row.id, row.name)).collect(),
            comments,
            column_comments,
            dialect,
            lifted: RefCell::default(),
        }
    }

    pub fn column(&self, relation: Id, number: i16) -> String {
        self.columns.get(&(relation, number)).cloned().unwrap_or_default()
    }

    pub fn columns(&self, relation: Id, numbers: &[i16]) -> Vec<String> {
        numbers.iter().map(|number| self.column(relation, *number)).collect()
    }

    /// The type with this id, which the server spells so.
    pub fn data_type(&self, id: Id, spelling: &str) -> DataType {
        if let Some(named) = self.types.get(&id) {
            return named.clone();
        }
        if let Some(known) = self.lifted.borrow().get(spelling) {
            return known.clone();
        }
        let lifted = self.dialect.lift_type(spelling);
        self.lifted.borrow_mut().insert(spelling.to_owned(), lifted.clone());
        lifted
    }

    /// The operator class where it has to be named: it is not the default, or has parameters.
    pub fn operator_class(&self, id: Id, parameters: Option<&Vec<String>>) -> Option<String> {
        let class = self.operator_classes.get(&id)?;
        let Some(parameters) = parameters else {
            return (!class.is_default).then(|| class.name.clone());
        };
        let written = parameters.iter().filter_map(|item| item.split_once('='));
        let written: Vec<_> = written
            .map(|(name, value)| format!("{name}='{}'", value.replace('\'', "''")))
            .collect();
        Some(format!("{}({})", class.name, written.join(", ")))
    }

    pub fn collation(&self, id: Id) -> String {
        self.collations.get(&id).cloned().unwrap_or_else(|| "default".to_owned())
    }

    pub fn comment(&self, catalog: &'static str, id: Id) -> Option<String> {
        self.comments.get(&(catalog, id)).cloned()
    }

    /// Columns of the relation that have a comment, in no order.
    pub fn column_comments(&self, relation: Id) -> &[(String, String)] {
        self.column_comments.get(&relation).map_or(&[], Vec::as_slice)
    }
}
