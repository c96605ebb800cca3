use super::kind::Kind;
use crate::schema::QualifiedName;

/// One thing that a statement does to one object.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    pub kind: Kind,
    /// The table, index, view or other object that it is about; empty for settings of the session.
    pub relation: QualifiedName,
    /// The column, constraint, index, trigger or enum value.
    pub part: Option<String>,
    /// Another relation that it touches: the table referenced, the partition, the parent.
    pub other: Option<QualifiedName>,
    /// The columns of a key or an index.
    pub columns: Vec<String>,
    /// The new name or type, or the name of a type.
    pub to: Option<String>,
    pub cascade: bool,
    /// `if exists` or `if not exists`.
    pub conditional: bool,
    pub unique: bool,
    /// Whether values of the old type may not fit, where the old type is known.
    pub narrows: bool,
    /// The columns that it makes.
    pub defines: Vec<ColumnFacts>,
}

/// What a column's definition says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnFacts {
    pub name: String,
    /// As written, in lower case, with single blanks.
    pub sql_type: String,
    pub not_null: bool,
    pub default: Option<String>,
    pub primary: bool,
    /// `serial`, `generated … as identity`, `auto_increment`.
    pub numbered: Option<Numbered>,
    pub position: Option<Position>,
}

/// How a column numbers itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbered {
    Serial,
    Identity,
}

/// Where a column is put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Position {
    First,
    After(String),
}

impl Action {
    pub fn new(kind: Kind, relation: QualifiedName) -> Action {
        Action {
            kind,
            relation,
            part: None,
            other: None,
            columns: Vec::new(),
            to: None,
            cascade: false,
            conditional: false,
            unique: false,
            narrows: false,
            defines: Vec::new(),
        }
    }

    /// An action of the session, about no object.
    pub fn of_session(kind: Kind) -> Action {
        Action::new(kind, QualifiedName::bare(""))
    }

    pub fn part(mut self, part: impl Into<String>) -> Action {
        self.part = Some(part.into());
        self
    }

    pub fn some_part(mut self, part: Option<String>) -> Action {
        self.part = part;
        self
    }

    pub fn other(mut self, other: QualifiedName) -> Action {
        self.other = Some(other);
        self
    }

    pub fn columns(mut self, columns: Vec<String>) -> Action {
        self.columns = columns;
        self
    }

    pub fn to(mut self, to: impl Into<String>) -> Action {
        self.to = Some(to.into());
        self
    }

    /// The part's name; empty where it has none.
    pub fn part_name(&self) -> &str {
        self.part.as_deref().unwrap_or_default()
    }

    /// `table.part`, for messages.
    pub fn place(&self) -> String {
        match &self.part {
            Some(part) => format!("{}.{part}", self.relation),
            None => self.relation.to_string(),
        }
    }
}
