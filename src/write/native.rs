//! What the language has no word for, as the statements that `emit` would write.

use crate::dialect::Capability;
use crate::emit::Statement;
use crate::schema::{
    AtomKey, AtomKind, CompositeType, OtherObject, QualifiedName, RangeType, Routine, Schema,
    Table, View,
};

use super::Writer;
use super::spell;

impl Writer<'_> {
    pub(super) fn composite(&mut self, composite: &CompositeType) {
        self.native_object(&composite.name);
    }

    pub(super) fn range(&mut self, range: &RangeType) {
        self.native_object(&range.name);
    }

    /// Everything that `emit` writes about one object.
    pub(super) fn native_object(&mut self, name: &QualifiedName) {
        let sql = self.statements_about(|key| key.object == *name && key.kind != AtomKind::Grant);
        self.native(&name.name, sql);
    }

    /// The block that lets routines name what comes behind them, before all others.
    pub(super) fn unchecked_bodies(&mut self) {
        let sql =
            self.statements_about(|key| key.kind == AtomKind::Database && key.part == "bodies");
        if !sql.is_empty() {
            self.native("unchecked_bodies", sql);
        }
    }

    pub(super) fn routine(&mut self, routine: &Routine) {
        let part = format!("({})", routine.arguments);
        let sql = self.statements_about(|key| {
            key.object == routine.name
                && key.part == part
                && matches!(key.kind, AtomKind::Routine | AtomKind::Owner | AtomKind::Comment)
        });
        self.native(&routine.name.name, sql);
    }

    /// Blocks that a reader kept as they were written, behind everything that they may name.
    pub(super) fn kept(&mut self, schema: &Schema) {
        for native in &schema.natives {
            let name = native.name.clone().unwrap_or_else(|| "kept".to_owned());
            let sql = native.sql.trim().trim_end_matches(';').trim_end().to_owned();
            self.native(&name, vec![sql]);
        }
    }

    /// What the model has no word for either, as its server defined it.
    pub(super) fn other(&mut self, other: &OtherObject) {
        self.native(&other.name.name, other.statements.clone());
    }

    pub(super) fn triggers(&mut self, table: &Table) {
        for trigger in &table.triggers {
            let sql = self.statements_about(|key| {
                key.object == table.name
                    && key.part == trigger.name
                    && matches!(key.kind, AtomKind::Trigger | AtomKind::Comment)
            });
            self.native(&trigger.name, sql);
        }
    }

    pub(super) fn column_comments(&mut self, view: &View) {
        if view.column_comments.is_empty() {
            return;
        }
        let sql = self.statements_about(|key| {
            key.object == view.name && key.kind == AtomKind::Comment && !key.part.is_empty()
        });
        self.native(&format!("{}_columns", view.name.name), sql);
    }

    /// Those of other kinds of objects have blocks of their own, whatever they are about.
    pub(super) fn statements_about(&self, about: impl Fn(&AtomKey) -> bool) -> Vec<String> {
        let wanted = |statement: &&Statement| {
            statement.object.kind != AtomKind::Other && about(&statement.object)
        };
        self.statements.iter().filter(wanted).map(|statement| statement.sql.clone()).collect()
    }

    /// A block with statements: one, where the server takes them one by one.
    pub(super) fn native(&mut self, name: &str, statements: Vec<String>) {
        if statements.is_empty() {
            return self.note(format!("`{name}` cannot be written"));
        }
        let together = self.dialect.has(Capability::CommentStatements);
        let bodies: Vec<String> = match together {
            true => vec![statements.join(";\n")],
            false => statements,
        };
        for body in bodies {
            let name = self.block_name(name);
            let label = spell::label(&Some(name.clone()));
            if body.contains('\r') {
                self.note(format!("line ends of `{name}` are written as line feeds alone"));
            }
            self.line("");
            self.line(&format!("native {}{label} {{", self.dialect.name()));
            // Written from the first column on: the formatter moves all lines alike.
            self.line(&format!("{body};"));
            self.line("}");
        }
    }

    /// A name that no block has yet.
    fn block_name(&mut self, wanted: &str) -> String {
        let numbered = (2u32..).map(|number| format!("{wanted}_{number}"));
        let free = std::iter::once(wanted.to_owned())
            .chain(numbered)
            .find(|name| !self.blocks.contains(name))
            .unwrap_or_default();
        self.blocks.insert(free.clone());
        free
    }
}
