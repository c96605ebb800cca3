//! The columns of `CREATE TABLE` and `ADD COLUMN`.

use super::constraint::{Body, Written};
use super::expression::{expression, written};
use super::tree::{self, Kind, Node};
use super::{Reader, data_type};
use crate::schema::{
    Column, DataType, Expression, Generated, GeneratedStorage, Identity, IdentityMode,
    QualifiedName, Sequence, SequenceOptions, Table,
};

impl Reader<'_> {
    /// Adds a column to the table; its constraints come to those that the table gets at the end.
    pub fn column(&mut self, node: &Node, table: &mut Table, constraints: &mut Vec<Written>) {
        let name = tree::child(node, Kind::COLUMN_NAME).map(|name| tree::names(&name));
        let name = name.and_then(|mut names| names.pop()).unwrap_or_default();
        let written_type = data_type::type_of(node);
        let mut column = Column::new(name, DataType::Text);
        column.nullable = true;
        match written_type.as_ref().and_then(serial) {
            Some(data_type) => self.serial(&mut column, &table.name, data_type),
            None => {
                if let Some(node) = &written_type {
                    column.data_type = self.data_type(node);
                }
            }
        }
        for child in node.children() {
            self.column_clause(&child, &mut column, &table.name, constraints);
        }
        table.columns.push(column);
    }

    /// One clause behind the type; also what `ALTER COLUMN` sets.
    fn column_clause(
        &mut self,
        clause: &Node,
        column: &mut Column,
        table: &QualifiedName,
        constraints: &mut Vec<Written>,
    ) {
        match clause.kind() {
            Kind::COLUMN_NAME | Kind::IF_NOT_EXISTS => {}
            _ if data_type::is_type(clause) => {}
            Kind::COLLATE => column.collation = self.collation(clause),
            Kind::NOT_NULL_CONSTRAINT => column.nullable = false,
            Kind::NULL_CONSTRAINT => {}
            Kind::DEFAULT_CONSTRAINT => column.default = default(clause),
            Kind::GENERATED_CONSTRAINT => self.generated(clause, column, table),
            Kind::STORAGE => {
                let mode = tree::names(clause).pop().unwrap_or_default();
                self.storage(column, mode);
            }
            Kind::COMPRESSION_METHOD => {
                let method = tree::names(clause).pop().unwrap_or_default();
                compression(column, method);
            }
            _ => match self.constraint(clause, Some(&column.name)) {
                Some(written) => {
                    if matches!(written.body, Body::PrimaryKey(_)) {
                        column.nullable = false;
                    }
                    constraints.push(written);
                }
                None => self.leave(tree::text(clause)),
            },
        }
    }

    /// `serial` is an integer, a sequence of its own, and a default that asks it.
    fn serial(&mut self, column: &mut Column, table: &QualifiedName, data_type: DataType) {
        let name = table.sibling(self.relation_name(table, &column.name, "seq"));
        let quoted = self.dialect.qualified(&name).replace('\'', "''");
        column.default = Some(Expression::new(format!("nextval('{quoted}'::regclass)")));
        column.nullable = false;
        column.data_type = data_type.clone();
        let sequence = Sequence {
            name: name.clone(),
            data_type: (data_type != DataType::BigInt).then_some(data_type),
            options: SequenceOptions::default(),
            owned_by: Some((table.clone(), column.name.clone())),
            owner: None,
            comment: None,
        };
        self.draft.sequences.insert(name, sequence);
    }

    fn generated(&mut self, clause: &Node, column: &mut Column, table: &QualifiedName) {
        let Some(kind) = clause.children().find(|child| {
            matches!(child.kind(), Kind::GENERATED_IDENTITY | Kind::GENERATED_STORED)
        }) else {
            self.leave(tree::text(clause));
            return;
        };
        if kind.kind() == Kind::GENERATED_IDENTITY {
            self.identity(&kind, column, table);
            return;
        }
        let storage = match tree::child(&kind, Kind::STORED) {
            Some(_) => GeneratedStorage::Stored,
            None => GeneratedStorage::Virtual,
        };
        let text = tree::inside(&kind).unwrap_or_default();
        column.generated = Some(Generated { expression: written(&text), storage });
    }

    /// The identity of `GENERATED … AS IDENTITY (…)`, also behind `ADD`.
    pub fn identity(&mut self, node: &Node, column: &mut Column, table: &QualifiedName) {
        let mode = match tree::child(node, Kind::GENERATED_ALWAYS) {
            Some(_) => IdentityMode::Always,
            None => IdentityMode::ByDefault,
        };
        let list = tree::child(node, Kind::SEQUENCE_OPTION_LIST);
        let options: Vec<Node> = list.iter().flat_map(Node::children).collect();
        let said = options.iter().find(|option| option.kind() == Kind::OPTION_SEQUENCE_NAME);
        let name = match said {
            Some(option) => self.created(tree::names(option).split_off(2)),
            None => table.sibling(self.relation_name(table, &column.name, "seq")),
        };
        let sequence = self.sequence_options(&options, &column.data_type);
        self.draft.identities.insert(name);
        column.nullable = false;
        column.identity = Some(Identity::new(mode, sequence));
    }

    pub fn collation(&self, clause: &Node) -> Option<String> {
        let names = tree::names(&tree::child(clause, Kind::COLLATION_REF)?);
        match names.as_slice() {
            [name] => Some(name.clone()),
            [namespace, name] if namespace == "pg_catalog" || namespace == "public" => {
                Some(name.clone())
            }
            _ => Some(names.join(".")),
        }
        .filter(|name| name != "default")
    }

    /// A storage that is the type's own says nothing.
    pub fn storage(&self, column: &mut Column, mode: String) {
        let usual = column.data_type.usual_storage();
        if mode == usual || mode == "default" {
            column.options.shift_remove("storage");
        } else {
            column.options.insert("storage".to_owned(), mode);
        }
    }
}

pub(super) fn compression(column: &mut Column, method: String) {
    if method == "default" {
        column.options.shift_remove("compression");
    } else {
        column.options.insert("compression".to_owned(), method);
    }
}

/// The expression behind `DEFAULT`.
pub(super) fn default(clause: &Node) -> Option<Expression> {
    Some(expression(&clause.children().last()?))
}

/// The integer behind a `serial`.
fn serial(node: &Node) -> Option<DataType> {
    let [name] = <[String; 1]>::try_from(tree::names(node)).ok()?;
    Some(match name.as_str() {
        "smallserial" | "serial2" => DataType::SmallInt,
        "serial" | "serial4" => DataType::Int,
        "bigserial" | "serial8" => DataType::BigInt,
        _ => return None,
    })
}
