//! `DROP`, `ALTER` of what is no table, and commands.

use super::Reader;
use super::names::{pass, says};
use crate::hazard::action::Action;
use crate::hazard::kind::Kind;
use crate::schema::QualifiedName;
use crate::sql::cursor::{Cursor, split_list};

impl Reader<'_> {
    pub fn drop_objects(&mut self, cursor: &mut Cursor<'_>) {
        if cursor.eat("temporary") {
            return;
        }
        let word = cursor.peek().map(|token| token.text.to_lowercase()).unwrap_or_default();
        let kind = match word.as_str() {
            "table" => Kind::DropTable,
            "view" => Kind::DropView,
            "materialized" => Kind::DropMaterializedView,
            "index" => Kind::DropIndex,
            "schema" if self.dialect.defaults().namespace.is_some() => Kind::DropSchema,
            "database" | "schema" => Kind::DropDatabase,
            "sequence" => Kind::DropSequence,
            "type" | "domain" => Kind::DropType,
            "function" | "procedure" | "routine" | "aggregate" => Kind::DropRoutine,
            "extension" => Kind::DropExtension,
            "trigger" => Kind::DropTrigger,
            "policy" | "rule" => Kind::DropPolicy,
            "owned" => return,
            _ => Kind::DropObject,
        };
        cursor.next();
        if ["materialized", "foreign", "event"].contains(&word.as_str()) {
            cursor.next();
        }
        if matches!(kind, Kind::DropTrigger | Kind::DropPolicy) {
            return self.on_table(kind, cursor);
        }
        let concurrently = cursor.eat("concurrently");
        let conditional = self.if_exists(cursor);
        let names = self.names(cursor);
        let cascade = says(cursor, "cascade");
        let kind = if concurrently { Kind::DropIndexConcurrently } else { kind };
        // MySQL says whose index it is.
        let table =
            if kind == Kind::DropIndex && cursor.eat("on") { self.name(cursor) } else { None };
        self.stated_algorithm(cursor);
        for name in names {
            let action = match &table {
                Some(table) => Action::new(kind, table.clone()).part(name.name),
                None => Action::new(kind, name),
            };
            let dropped = action.relation.clone();
            self.add(Action { conditional, cascade, ..action.to(word.clone()) });
            if kind == Kind::DropTable {
                self.drop_references(&dropped, None);
            }
        }
    }

    pub fn alter_object(&mut self, cursor: &mut Cursor<'_>) {
        let word = cursor.next().map(|token| token.text.to_lowercase()).unwrap_or_default();
        if word == "materialized" {
            cursor.eat("view");
        }
        let conditional = self.if_exists(cursor);
        let Some(name) = self.name(cursor) else { return };
        let of =
            |kind: Kind| Action { conditional, ..Action::new(kind, name.clone()).to(word.clone()) };
        match word.as_str() {
            "index" if cursor.eat_all(&["attach", "partition"]) => {
                if let Some(part) = self.name(cursor) {
                    self.add(of(Kind::AttachIndex).other(part));
                }
            }
            "index" => self.add(of(Kind::AlterIndex)),
            "type" if cursor.eat_all(&["add", "value"]) => {
                self.if_exists(cursor);
                let value = self.literal(cursor);
                let placed = cursor.is("before") || cursor.is("after");
                let to = if placed { "placed" } else { "last" };
                self.add(of(Kind::AddEnumValue).some_part(value).to(to));
            }
            "type" if cursor.eat_all(&["rename", "value"]) => {
                let value = self.literal(cursor);
                self.add(of(Kind::RenameEnumValue).some_part(value));
            }
            "domain" => self.alter_domain(of(Kind::ChangeObject), cursor),
            "extension" if cursor.eat("update") => self.add(of(Kind::UpdateExtension)),
            "policy" => {
                cursor.seek(&["on"]);
                cursor.eat("on");
                let table = self.name(cursor).unwrap_or_else(|| QualifiedName::bare(""));
                self.add(Action::new(Kind::CreatePolicy, table).part(name.name));
            }
            _ if cursor.eat_all(&["rename", "to"]) => {
                let to = self.word(cursor).unwrap_or_default();
                self.add(of(Kind::RenameObject).part(word.clone()).to(to));
            }
            _ => self.add(of(Kind::ChangeObject)),
        }
    }

    fn alter_domain(&mut self, action: Action, cursor: &mut Cursor<'_>) {
        let (kind, part) = if cursor.eat("add") {
            let name = if cursor.eat("constraint") { self.word(cursor) } else { None };
            let mut ahead = cursor.clone();
            let not_valid = ahead.seek(&["not"]) && ahead.eat_all(&["not", "valid"]);
            let kind = if not_valid {
                Kind::AddDomainConstraintNotValid
            } else {
                Kind::AddDomainConstraint
            };
            (kind, name)
        } else if cursor.eat_all(&["validate", "constraint"]) {
            (Kind::ValidateDomainConstraint, self.word(cursor))
        } else if cursor.eat_all(&["set", "not", "null"]) {
            (Kind::SetDomainNotNull, None)
        } else {
            (Kind::ChangeObject, None)
        };
        self.add(Action { kind, ..action }.some_part(part));
    }

    pub fn command(&mut self, cursor: &mut Cursor<'_>) {
        let word = cursor.next().map(|token| token.text.to_lowercase()).unwrap_or_default();
        match word.as_str() {
            "truncate" => {
                cursor.eat("table");
                let names = self.names(cursor);
                let cascade = says(cursor, "cascade");
                for name in names {
                    self.add(Action { cascade, ..Action::new(Kind::Truncate, name) });
                }
            }
            "update" | "delete" | "insert" | "replace" => self.rows(&word, cursor),
            "reindex" => {
                let options = cursor.group().unwrap_or_default().to_lowercase();
                cursor.next();
                let concurrently = cursor.eat("concurrently") || options.contains("concurrently");
                let kind = if concurrently { Kind::ReindexConcurrently } else { Kind::Reindex };
                let name = self.name(cursor).unwrap_or_else(|| QualifiedName::bare(""));
                self.add(Action::new(kind, name));
            }
            "vacuum" => {
                let options = cursor.group().unwrap_or_default().to_lowercase();
                let full = cursor.eat("full") || options.contains("full");
                pass(cursor, &["freeze", "verbose", "analyze"]);
                let kind = if full { Kind::VacuumFull } else { Kind::Vacuum };
                let name = self.name(cursor).unwrap_or_else(|| QualifiedName::bare(""));
                self.add(Action::new(kind, name));
            }
            "cluster" => {
                cursor.eat("verbose");
                let name = self.name(cursor).unwrap_or_else(|| QualifiedName::bare(""));
                self.add(Action::new(Kind::Cluster, name));
            }
            "optimize" => {
                cursor.eat("table");
                for name in self.names(cursor) {
                    self.add(Action::new(Kind::Rebuild, name));
                }
            }
            "analyze" | "analyse" => self.add(Action::of_session(Kind::Analyze)),
            "refresh" if cursor.eat_all(&["materialized", "view"]) => {
                let kind = match cursor.eat("concurrently") {
                    true => Kind::RefreshMaterializedViewConcurrently,
                    false => Kind::RefreshMaterializedView,
                };
                if let Some(name) = self.name(cursor) {
                    self.add(Action::new(kind, name));
                }
            }
            "comment" => self.comment(cursor),
            "grant" => self.add(Action::of_session(Kind::Grant)),
            "revoke" => self.add(Action::of_session(Kind::Revoke)),
            "begin" => self.add(Action::of_session(Kind::Begin)),
            "start" if cursor.is("transaction") => self.add(Action::of_session(Kind::Begin)),
            "commit" | "end" => self.add(Action::of_session(Kind::Commit)),
            "rollback" | "abort" if !cursor.eat("to") => {
                self.add(Action::of_session(Kind::Rollback))
            }
            "lock" => {
                let _ = cursor.eat("table") || cursor.eat("tables");
                for name in self.names(cursor) {
                    self.add(Action::new(Kind::LockTable, name));
                }
            }
            "set" | "pragma" => self.settings(cursor),
            "select" => self.placement(cursor),
            _ => {}
        }
    }

    /// A function that moves the rows of a table to other machines, or back.
    fn placement(&mut self, cursor: &mut Cursor<'_>) {
        let function = self.word(cursor).unwrap_or_default();
        let kind = match function.as_str() {
            "create_distributed_table" | "create_reference_table" => Kind::DistributeTable,
            "alter_distributed_table" => Kind::RedistributeTable,
            "undistribute_table" => Kind::UndistributeTable,
            _ => return,
        };
        let arguments = cursor.group().unwrap_or_default().trim_start_matches('(');
        let Some(text) = self.literal(&mut self.cursor(arguments)) else { return };
        if let Some(name) = self.name(&mut self.cursor(&text)) {
            self.add(Action::new(kind, name));
        }
    }

    /// Of a table, of a column, or of something whose lock stops nobody.
    fn comment(&mut self, cursor: &mut Cursor<'_>) {
        cursor.eat("on");
        let of_column = cursor.is("column");
        if !of_column && !cursor.is("table") {
            return self.add(Action::of_session(Kind::Comment));
        }
        cursor.next();
        let mut names = Vec::new();
        while let Some(name) = self.word(cursor) {
            names.push(name);
            if !cursor.eat(".") {
                break;
            }
        }
        let column = if of_column { names.pop() } else { None };
        let Some(table) = names.pop() else { return };
        let home = self.dialect.defaults().namespace.as_deref();
        let namespace = names.pop().filter(|name| Some(name.as_str()) != home);
        let relation = QualifiedName { namespace, name: table };
        self.add(Action::new(Kind::Comment, relation).some_part(column));
    }

    fn settings(&mut self, cursor: &mut Cursor<'_>) {
        for text in split_list(cursor.rest(), self.flavour) {
            let text = text.to_lowercase();
            let off = || {
                let value = text.rsplit(['=', ' ', '(']).next().unwrap_or_default();
                ["0", "off", "false"].contains(&value.trim_matches(['\'', ')', ';', ' ']))
            };
            let kind = match () {
                () if text.contains("lock_timeout") || text.contains("lock_wait_timeout") => {
                    Kind::SetLockTimeout
                }
                () if text.contains("statement_timeout") || text.contains("max_statement_time") => {
                    Kind::SetStatementTimeout
                }
                () if (text.contains("foreign_key_checks") || text.contains("foreign_keys"))
                    && off() =>
                {
                    Kind::UncheckReferences
                }
                () => continue,
            };
            self.add(Action::of_session(kind));
        }
    }

    fn rows(&mut self, word: &str, cursor: &mut Cursor<'_>) {
        pass(cursor, &["low_priority", "ignore", "quick", "into", "from", "only"]);
        let Some(table) = self.name(cursor) else { return };
        let all = !says(cursor, "where") && !says(cursor, "limit");
        let kind = match (word, all) {
            ("update", true) => Kind::UpdateAllRows,
            ("update", false) => Kind::UpdateRows,
            ("delete", true) => Kind::DeleteAllRows,
            ("delete", false) => Kind::DeleteRows,
            _ => Kind::InsertRows,
        };
        self.add(Action::new(kind, table));
    }
}
