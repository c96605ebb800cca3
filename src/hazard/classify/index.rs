//! `CREATE INDEX`.

use super::Reader;
use crate::hazard::action::Action;
use crate::hazard::kind::Kind;
use crate::schema::QualifiedName;
use crate::sql::cursor::Cursor;

impl Reader<'_> {
    /// From behind `create [unique | fulltext | spatial] index`.
    pub fn create_index(&mut self, unique: bool, kind: Kind, cursor: &mut Cursor<'_>) {
        let concurrently = cursor.eat("concurrently");
        let conditional = self.if_exists(cursor);
        let name = if cursor.is("on") { None } else { self.name(cursor) };
        if !cursor.is("on") {
            cursor.seek(&["on"]);
        }
        cursor.eat("on");
        let only = cursor.eat("only");
        let Some(table) = self.name(cursor) else { return };
        cursor.seek(&["("]);
        let columns = cursor.group().map(|list| self.columns(list)).unwrap_or_default();
        let kind = match () {
            () if concurrently => Kind::CreateIndexConcurrently,
            () if only && self.is_partitioned(&table) => Kind::CreateIndexOnOnly,
            () => kind,
        };
        self.stated_algorithm(cursor);
        let part = name.map(|name| name.name);
        self.add(Action {
            unique,
            conditional,
            ..Action::new(kind, table).some_part(part).columns(columns)
        });
    }

    /// `algorithm = inplace lock = none`, behind an index.
    pub fn stated_algorithm(&mut self, cursor: &mut Cursor<'_>) {
        while cursor.seek(&["algorithm", "lock"]) {
            let is_algorithm = cursor.eat("algorithm");
            if !is_algorithm {
                cursor.eat("lock");
            }
            cursor.eat("=");
            let word = cursor.name().map(|word| word.to_lowercase());
            match is_algorithm {
                true => self.found.algorithm = word,
                false => self.found.lock = word,
            }
        }
    }

    /// On a table that is known to be none, `only` says nothing.
    fn is_partitioned(&self, table: &QualifiedName) -> bool {
        self.table(table).is_none_or(|found| found.partitioning.is_some())
    }
}
