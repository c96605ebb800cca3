//! A column's definition, and what adding it costs.

use super::Reader;
use super::names::says;
use crate::dialect::Capability;
use crate::hazard::action::{Action, ColumnFacts, Numbered, Position};
use crate::hazard::kind::Kind;
use crate::schema::QualifiedName;
use crate::sql::cursor::{Cursor, TokenKind, split_list};

/// The words that can follow a type or a default.
const CLAUSES: [&str; 30] = [
    "not",
    "null",
    "default",
    "constraint",
    "check",
    "references",
    "unique",
    "primary",
    "generated",
    "as",
    "collate",
    "auto_increment",
    "autoincrement",
    "comment",
    "first",
    "after",
    "storage",
    "compression",
    "on",
    "key",
    "invisible",
    "visible",
    "virtual",
    "stored",
    "persistent",
    "deferrable",
    "initially",
    "using",
    "charset",
    "engine_attribute",
];

/// Called without a result of their own at every row; what an extension or a user made is one too.
const VOLATILE: [&str; 10] = [
    "clock_timestamp",
    "gen_random_uuid",
    "random",
    "nextval",
    "timeofday",
    "uuidv4",
    "uuidv7",
    "setval",
    "uuid",
    "random_bytes",
];

impl Reader<'_> {
    /// What stands behind `add` inside of `alter table`.
    pub fn add_to_table(&mut self, table: &QualifiedName, cursor: &mut Cursor<'_>) {
        if cursor.eat("partition") {
            // Others than ranges and lists take their rows from those that are there.
            let kind = match self.says_values(cursor) {
                true => Kind::AddPartition,
                false => Kind::ReorganizePartition,
            };
            return self.add(Action::new(kind, table.clone()));
        }
        if self.table_constraint(table, cursor) {
            return;
        }
        cursor.eat("column");
        let conditional = self.if_exists(cursor);
        if let Some(list) = cursor.group() {
            for text in split_list(list, self.flavour) {
                let mut inner = self.cursor(text);
                self.add_column(table, conditional, &mut inner);
            }
            return;
        }
        self.add_column(table, conditional, cursor);
    }

    /// Whether new partitions say which values they take.
    fn says_values(&self, cursor: &Cursor<'_>) -> bool {
        let list = cursor.clone().group();
        list.is_some_and(|list| says(&self.cursor(list), "values"))
    }

    fn add_column(&mut self, table: &QualifiedName, conditional: bool, cursor: &mut Cursor<'_>) {
        let Some(name) = self.word(cursor) else { return };
        let clauses = cursor.clone();
        let facts = self.column_facts(&name, cursor);
        let of = |kind: Kind| Action {
            conditional,
            defines: vec![facts.clone()],
            to: Some(facts.sql_type.clone()),
            ..Action::new(kind, table.clone()).part(name.clone())
        };
        self.add(of(self.cost_of_adding(&facts, &clauses)));
        if says(&clauses, "check") && !says(&clauses, "generated") {
            self.add(of(Kind::AddColumnCheck));
        }
        if facts.primary || says(&clauses, "unique") {
            self.add(of(Kind::AddColumnUnique));
        }
        let mut clauses = clauses;
        if clauses.seek(&["references"]) && clauses.eat("references") {
            let has_default =
                facts.default.as_deref().is_some_and(|text| !text.eq_ignore_ascii_case("null"));
            let kind = match has_default {
                true => Kind::AddColumnReferencesDefault,
                false => Kind::AddColumnReferences,
            };
            if let Some(parent) = self.name(&mut clauses) {
                self.add(of(kind).other(parent));
            }
        }
    }

    fn cost_of_adding(&self, facts: &ColumnFacts, clauses: &Cursor<'_>) -> Kind {
        let generated = says(clauses, "generated") || says(clauses, "as");
        if facts.numbered.is_some() {
            return Kind::AddColumnIdentity;
        }
        if generated {
            let stored = says(clauses, "stored") || says(clauses, "persistent");
            return match (stored, facts.not_null) {
                (true, _) => Kind::AddColumnStored,
                (false, true) => Kind::AddColumnVirtualNotNull,
                (false, false) => Kind::AddColumnVirtual,
            };
        }
        if facts.default.as_deref().is_some_and(|default| self.is_volatile(default)) {
            return Kind::AddColumnVolatileDefault;
        }
        if self.is_constrained_domain(&facts.sql_type) {
            return Kind::AddColumnConstrainedDomain;
        }
        let has_value =
            facts.default.as_deref().is_some_and(|text| !text.eq_ignore_ascii_case("null"));
        match facts.not_null && !has_value {
            true => Kind::AddColumnRequired,
            false if facts.position.is_some() => Kind::AddColumnNotLast,
            false => Kind::AddColumn,
        }
    }

    /// Reads a definition from its type on.
    pub fn column_facts(&self, name: &str, cursor: &mut Cursor<'_>) -> ColumnFacts {
        let start = cursor.position();
        cursor.seek(&CLAUSES);
        let sql_type = words(cursor.slice(start)).to_lowercase();
        let mut facts = ColumnFacts { name: name.to_owned(), sql_type, ..ColumnFacts::default() };
        if ["serial", "bigserial", "smallserial", "serial4", "serial8"]
            .contains(&facts.sql_type.as_str())
        {
            facts.numbered = Some(Numbered::Serial);
            facts.not_null = true;
        }
        while !cursor.is_at_end() {
            if cursor.eat_all(&["not", "null"]) {
                facts.not_null = true;
            } else if cursor.eat("default") {
                let start = cursor.position();
                // `default null` begins with a word that is a clause too.
                if cursor.group().is_none() {
                    cursor.next();
                    cursor.group();
                }
                cursor.seek(&CLAUSES);
                facts.default = Some(words(cursor.slice(start)));
            } else if cursor.eat_all(&["primary", "key"]) {
                facts.primary = true;
                facts.not_null = true;
            } else if cursor.eat("auto_increment") {
                facts.numbered = Some(Numbered::Identity);
            } else if cursor.eat("generated") {
                let by_default = cursor.eat_all(&["by", "default"]);
                let always = cursor.eat("always");
                if (by_default || always) && cursor.eat("as") && cursor.eat("identity") {
                    facts.numbered = Some(Numbered::Identity);
                    facts.not_null = true;
                }
            } else if cursor.eat("first") {
                facts.position = Some(Position::First);
            } else if cursor.eat("after") {
                facts.position = self.word(cursor).map(Position::After);
            } else {
                cursor.next();
                cursor.group();
            }
        }
        facts
    }

    /// Whether a default has to be asked for every row on its own.
    fn is_volatile(&self, default: &str) -> bool {
        let mut cursor = self.cursor(default);
        let mut before: Option<String> = None;
        while let Some(token) = cursor.next() {
            if token.text == "("
                && let Some(name) = before.take()
                && self.is_volatile_function(&name)
            {
                return true;
            }
            before = (token.kind == TokenKind::Word).then(|| token.text.to_lowercase());
        }
        false
    }

    fn is_volatile_function(&self, name: &str) -> bool {
        // Words that stand before a parenthesis without being functions.
        const WORDS: [&str; 16] = [
            "array",
            "row",
            "cast",
            "interval",
            "in",
            "varchar",
            "char",
            "numeric",
            "decimal",
            "timestamp",
            "timestamptz",
            "time",
            "character",
            "varying",
            "bit",
            "now",
        ];
        let data = self.dialect.data;
        let known = data.own_functions.contains(name)
            || data.known_functions.contains(name)
            || data.functions.contains_key(name);
        match () {
            () if VOLATILE.contains(&name) => true,
            () if WORDS.contains(&name)
                || name.starts_with("current_")
                || name.starts_with("local") =>
            {
                false
            }
            () => !known,
        }
    }

    fn is_constrained_domain(&self, sql_type: &str) -> bool {
        let Some(before) = self.before else { return false };
        let mut cursor = self.cursor(sql_type);
        let Some(name) = self.name(&mut cursor).filter(|_| cursor.is_at_end()) else {
            return false;
        };
        let domain = before.domains.iter().find(|domain| domain.name == name);
        domain.is_some_and(|domain| !domain.checks.is_empty() || domain.not_null)
    }

    pub fn has_inline_indexes(&self) -> bool {
        self.dialect.has(Capability::InlineIndexes)
    }
}

/// The text with single blanks.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
