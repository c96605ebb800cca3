//! An index as the cost model sees it.

use sqlparser::ast::{BinaryOperator, Expr};

use super::access::{ColumnId, Operand, Target, Test, Use};
use super::statistics::{TableFigures, align};
use crate::schema::{DataType, Expression, Index, IndexPart, IndexTarget, SortOrder, Table};

/// An index, existing or proposed.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    pub table: usize,
    pub key: Vec<KeyPart>,
    pub include: Vec<ColumnId>,
    pub condition: Vec<Fact>,
    pub method: Method,
    pub unique: bool,
    pub origin: Origin,
    /// The part of the table's rows it holds.
    pub part: f64,
    pub bytes: f64,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyPart {
    pub target: Target,
    pub descending: bool,
    pub operator_class: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    Tree,
    Inverted,
    Ranges,
    Fulltext,
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    PrimaryKey,
    Unique(usize),
    /// By its place among the table's indexes.
    Index(usize),
    Proposed,
}

/// One part of a partial index's condition.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fact {
    pub column: Option<ColumnId>,
    pub kind: FactKind,
    /// As written in the condition.
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FactKind {
    Equals(String),
    IsNull,
    IsNotNull,
    Other,
}

impl KeyPart {
    pub fn column(column: ColumnId) -> KeyPart {
        KeyPart { target: Target::Column(column), descending: false, operator_class: None }
    }
}

impl Shape {
    /// What lets two proposals be told apart.
    pub fn identity(&self) -> (usize, &[KeyPart], &[ColumnId], &[Fact], Method) {
        (self.table, &self.key, &self.include, &self.condition, self.method)
    }

    pub fn proposed(table: usize, key: Vec<KeyPart>) -> Shape {
        Shape {
            table,
            key,
            include: Vec::new(),
            condition: Vec::new(),
            method: Method::Tree,
            unique: false,
            origin: Origin::Proposed,
            part: 1.0,
            bytes: 0.0,
        }
    }

    pub fn key_columns(&self) -> Vec<ColumnId> {
        self.key
            .iter()
            .filter_map(|part| match &part.target {
                Target::Column(column) => Some(*column),
                Target::Expression(..) => None,
            })
            .collect()
    }

    pub fn holds(&self, column: ColumnId) -> bool {
        self.include.contains(&column)
            || self.key.iter().any(|part| part.target == Target::Column(column))
    }

    /// Whether a query's own tests say everything the condition says.
    pub fn admits(&self, used: &Use) -> bool {
        self.condition.iter().all(|fact| {
            used.tests.iter().any(|tested| match (&fact.kind, &tested.test) {
                (FactKind::Equals(value), Test::Equal(Operand::Literal(text)))
                | (FactKind::Equals(value), Test::Equal(Operand::Computed(text))) => {
                    column_of(&tested.target) == fact.column && same_literal(value, text)
                }
                (FactKind::IsNull, Test::IsNull) => column_of(&tested.target) == fact.column,
                (FactKind::IsNotNull, test) => {
                    column_of(&tested.target) == fact.column
                        && !matches!(test, Test::IsNull | Test::Other)
                }
                _ => normal(&tested.text) == normal(&fact.text),
            })
        })
    }

    /// The index that the shape stands for, without a name.
    pub fn index(&self, table: &Table) -> Index {
        let name = |column: &ColumnId| table.columns[*column].name.clone();
        let parts = self.key.iter().map(|part| {
            let target = match &part.target {
                Target::Column(column) => IndexTarget::Column(name(column)),
                Target::Expression(text, _) => IndexTarget::Expression(Expression::new(text)),
            };
            let order = if part.descending { SortOrder::Descending } else { SortOrder::Ascending };
            let operator_class = part.operator_class.clone();
            IndexPart { order, operator_class, ..IndexPart::new(target) }
        });
        let mut index = Index::new(None, parts.collect());
        index.include = self.include.iter().map(name).collect();
        index.unique = self.unique;
        index.method = match self.method {
            Method::Inverted => Some("gin".to_owned()),
            Method::Ranges => Some("brin".to_owned()),
            Method::Fulltext => Some("fulltext".to_owned()),
            Method::Tree | Method::Other => None,
        };
        if !self.condition.is_empty() {
            let texts: Vec<&str> = self.condition.iter().map(|fact| fact.text.as_str()).collect();
            index.predicate = Some(Expression::new(texts.join(" and ")));
        }
        index
    }
}

fn column_of(target: &Target) -> Option<ColumnId> {
    match target {
        Target::Column(column) => Some(*column),
        Target::Expression(..) => None,
    }
}

fn same_literal(a: &str, b: &str) -> bool {
    let plain = |text: &str| {
        let text = text.split("::").next().unwrap_or(text).trim();
        text.trim_matches('\'').to_owned()
    };
    plain(a).eq_ignore_ascii_case(&plain(b))
}

/// A text by which expressions are compared: without spaces, parentheses, casts and case.
pub fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("::") {
            rest = after.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
            continue;
        }
        if !c.is_whitespace() && !matches!(c, '(' | ')' | '"' | '`') {
            out.extend(c.to_lowercase());
        }
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// All indexes a table has already: keys first.
pub fn existing(place: usize, table: &Table) -> Vec<Shape> {
    let column = |name: &String| table.columns.iter().position(|column| column.name == *name);
    let places = |names: &[String]| names.iter().filter_map(column).collect::<Vec<ColumnId>>();
    let mut found = Vec::new();
    if let Some(key) = &table.primary_key {
        let parts = places(&key.columns).into_iter().map(KeyPart::column).collect();
        found.push(Shape {
            include: places(&key.include),
            unique: true,
            origin: Origin::PrimaryKey,
            ..Shape::proposed(place, parts)
        });
    }
    for (number, unique) in table.uniques.iter().enumerate() {
        let parts = places(&unique.columns).into_iter().map(KeyPart::column).collect();
        found.push(Shape {
            include: places(&unique.include),
            unique: true,
            origin: Origin::Unique(number),
            ..Shape::proposed(place, parts)
        });
    }
    for (number, index) in table.indexes.iter().enumerate().filter(|(_, index)| !index.invisible) {
        let parts = index.parts.iter().map(|part| {
            let target = match &part.target {
                IndexTarget::Column(name) => match column(name) {
                    Some(column) => Target::Column(column),
                    None => Target::Expression(name.clone(), Vec::new()),
                },
                IndexTarget::Expression(expression) => {
                    Target::Expression(expression.text().to_owned(), Vec::new())
                }
            };
            let descending = part.order == SortOrder::Descending;
            KeyPart { target, descending, operator_class: part.operator_class.clone() }
        });
        found.push(Shape {
            include: places(&index.include),
            condition: index.predicate.as_ref().map(|text| facts(text, table)).unwrap_or_default(),
            method: match index.method.as_deref() {
                None | Some("btree" | "hash") => Method::Tree,
                Some("gin") => Method::Inverted,
                Some("brin") => Method::Ranges,
                Some("fulltext") => Method::Fulltext,
                Some(_) => Method::Other,
            },
            unique: index.unique,
            origin: Origin::Index(number),
            ..Shape::proposed(place, parts.collect())
        });
    }
    found
}

fn facts(condition: &Expression, table: &Table) -> Vec<Fact> {
    let Some(parsed) = condition.parsed() else {
        let text = condition.text().to_owned();
        return vec![Fact { column: None, kind: FactKind::Other, text }];
    };
    let mut open = vec![parsed];
    let mut found = Vec::new();
    while let Some(part) = open.pop() {
        match part {
            Expr::Nested(inner) => open.push(inner),
            Expr::BinaryOp { left, op: BinaryOperator::And, right } => {
                open.push(right);
                open.push(left);
            }
            other => found.push(fact(other, table)),
        }
    }
    found
}

fn fact(part: &Expr, table: &Table) -> Fact {
    let column = |subject: &Expr| match without_cast(subject) {
        Expr::Identifier(name) => {
            table.columns.iter().position(|column| column.name.eq_ignore_ascii_case(&name.value))
        }
        _ => None,
    };
    let (column, kind) = match part {
        Expr::IsNull(inner) => (column(inner), FactKind::IsNull),
        Expr::IsNotNull(inner) => (column(inner), FactKind::IsNotNull),
        Expr::Identifier(_) => (column(part), FactKind::Equals("true".to_owned())),
        Expr::UnaryOp { expr, .. } => (column(expr), FactKind::Equals("false".to_owned())),
        Expr::BinaryOp { left, op: BinaryOperator::Eq, right } => match without_cast(right) {
            Expr::Value(value) => (column(left), FactKind::Equals(value.to_string())),
            _ => (None, FactKind::Other),
        },
        _ => (None, FactKind::Other),
    };
    let kind = if column.is_none() { FactKind::Other } else { kind };
    Fact { column, kind, text: part.to_string() }
}

fn without_cast(expression: &Expr) -> &Expr {
    match expression {
        Expr::Nested(inner) => without_cast(inner),
        Expr::Cast { expr, .. } => without_cast(expr),
        other => other,
    }
}

/// The bytes an index takes on disk.
pub fn bytes(shape: &Shape, table: &Table, figures: &TableFigures, deduplicates: bool) -> f64 {
    let width_of = |target: &Target| match target {
        Target::Column(column) => figures.columns[*column].width,
        Target::Expression(..) => 16.0,
    };
    let rows = (figures.rows * shape.part).max(1.0);
    let key: f64 = shape.key.iter().map(|part| width_of(&part.target)).sum();
    let rest: f64 = shape.include.iter().map(|column| figures.columns[*column].width).sum();
    match shape.method {
        Method::Ranges => return (figures.bytes / 1_000.0).max(24_576.0),
        // An entry for every member or word; lists of rows are packed.
        Method::Inverted | Method::Fulltext => return (rows * key * 0.6).max(24_576.0),
        Method::Tree | Method::Other => {}
    }
    let entry = 12.0 + align(key + rest);
    let plain = rows * entry / 0.9;
    let columns = shape.key_columns();
    let distinct = (figures.distinct(&columns) * shape.part).max(1.0);
    let packable = deduplicates
        && shape.include.is_empty()
        && !shape.unique
        && columns.len() == shape.key.len()
        && columns.iter().all(|column| packs(&table.columns[*column].data_type));
    let packed = (6.0 * rows + distinct * (12.0 + align(key))) / 0.9 * 1.05;
    let leaves = if packable { packed.min(plain) } else { plain };
    (leaves * 1.01).max(16_384.0)
}

/// What a budget counts an index for: the same as HypoPG does, so that a budget means the same with
/// a server and without one. Leaves are part empty, as random inserts leave them, nothing is packed,
/// and each column counts a little more than its width.
pub fn budgeted_bytes(shape: &Shape, figures: &TableFigures) -> f64 {
    if shape.method != Method::Tree {
        return shape.bytes;
    }
    let keys = shape.key.iter().map(|part| match &part.target {
        Target::Column(column) => figures.columns[*column].width,
        Target::Expression(..) => 16.0,
    });
    let carried = shape.include.iter().map(|column| figures.columns[*column].width);
    let columns = (shape.key.len() + shape.include.len()) as f64;
    let entry = keys.chain(carried).sum::<f64>() + 8.0 * columns + align(4.0 * columns);
    let rows = (figures.rows * shape.part).max(1.0);
    (rows * entry * 1.3).max(shape.bytes)
}

/// Whether equal values are the same bytes, so that a server may keep them once.
fn packs(data_type: &DataType) -> bool {
    !matches!(
        data_type,
        DataType::Decimal { .. } | DataType::Real | DataType::Double | DataType::Json
    )
}
