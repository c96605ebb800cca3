//! Names for what nobody named.

use super::{Named, shortened};
use crate::dialect::Capability;
use crate::physical::work::Work;
use crate::schema::{
    AtomKey, AtomKind, Check, Exclusion, ForeignKey, Index, IndexTarget, QualifiedName, Table,
    UniqueConstraint,
};
use crate::sql::identifiers;

/// Names the unnamed constraints and indexes of a table.
pub(super) fn fill(work: &mut Work<'_>, table: &mut Table) {
    let name = table.name.clone();
    if let Some(key) = &mut table.primary_key
        && key.name.is_none()
        && work.has(Capability::KeysAreRelations)
    {
        key.name = Some(work.invent(Named::PrimaryKey, &name, &[], "pkey", None));
    }
    for unique in table.uniques.iter_mut().filter(|unique| unique.name.is_none()) {
        unique.name = Some(work.name_unique(&name, unique));
    }
    for key in table.foreign_keys.iter_mut().filter(|key| key.name.is_none()) {
        key.name = Some(work.name_foreign_key(&name, key));
    }
    let columns: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    for check in table.checks.iter_mut().filter(|check| check.name.is_none()) {
        check.name = Some(work.name_check(&name, &columns, check));
    }
    for exclusion in table.exclusions.iter_mut().filter(|exclusion| exclusion.name.is_none()) {
        exclusion.name = Some(work.name_exclusion(&name, exclusion));
    }
    fill_indexes(work, table);
}

/// Names the unnamed indexes of a table.
pub(super) fn fill_indexes(work: &mut Work<'_>, table: &mut Table) {
    let name = table.name.clone();
    for index in table.indexes.iter_mut().filter(|index| index.name.is_none()) {
        index.name = Some(work.name_index(&name, index));
    }
}

impl Work<'_> {
    fn name_unique(&mut self, table: &QualifiedName, unique: &UniqueConstraint) -> String {
        let from =
            AtomKey::new(table, AtomKind::Unique, format!("({})", unique.columns.join(", ")));
        self.invent(Named::Unique, table, &words(&unique.columns), "key", Some(from))
    }

    fn name_foreign_key(&mut self, table: &QualifiedName, key: &ForeignKey) -> String {
        let from =
            AtomKey::new(table, AtomKind::ForeignKey, format!("({})", key.columns.join(", ")));
        self.invent(Named::ForeignKey, table, &words(&key.columns), "fkey", Some(from))
    }

    /// With the column's name where the check is about one column alone, as Postgres has it.
    fn name_check(&mut self, table: &QualifiedName, columns: &[&str], check: &Check) -> String {
        let text = check.expression.text();
        let from = AtomKey::new(table, AtomKind::Check, format!("({text})"));
        let mut used: Vec<&str> = identifiers(text).filter(|word| columns.contains(word)).collect();
        used.sort_unstable();
        used.dedup();
        let about = if used.len() == 1 { used.as_slice() } else { &[] };
        self.invent(Named::Check, table, about, "check", Some(from))
    }

    fn name_exclusion(&mut self, table: &QualifiedName, exclusion: &Exclusion) -> String {
        let from = AtomKey::new(table, AtomKind::Exclusion, "(exclude)");
        let parts: Vec<&str> =
            exclusion.elements.iter().map(|element| word(&element.target)).collect();
        self.invent(Named::Exclusion, table, &parts, "excl", Some(from))
    }

    pub fn name_index(&mut self, table: &QualifiedName, index: &Index) -> String {
        let from =
            AtomKey::new(table, AtomKind::Index, format!("({})", serde_json::json!(index.parts)));
        let parts: Vec<&str> = index.parts.iter().map(|part| word(&part.target)).collect();
        self.invent(Named::Index, table, &parts, "idx", Some(from))
    }

    /// A free name `TABLE_PARTS_SUFFIX`, taken at once.
    pub fn invent(
        &mut self,
        named: Named,
        table: &QualifiedName,
        parts: &[&str],
        suffix: &str,
        from: Option<AtomKey>,
    ) -> String {
        let kind = match named {
            Named::PrimaryKey => AtomKind::PrimaryKey,
            Named::Unique => AtomKind::Unique,
            Named::ForeignKey => AtomKind::ForeignKey,
            Named::Check => AtomKind::Check,
            Named::Exclusion => AtomKind::Exclusion,
            Named::Partition => AtomKind::Partition,
            _ => AtomKind::Index,
        };
        let mut base = table.name.clone();
        for part in parts.iter().chain(std::iter::once(&suffix)) {
            base.push('_');
            base.push_str(part);
        }
        let mut wanted = base.clone();
        let mut count = 0u32;
        let name = loop {
            let name = self.dialect.shorten(&wanted);
            if self.names.is_free(named, table, &name) {
                break name;
            }
            count += 1;
            wanted = format!("{base}{count}");
        };
        let part = if kind == AtomKind::PrimaryKey { "" } else { name.as_str() };
        let key = AtomKey::new(table, kind, part);
        self.names.take(named, table, &name, &key);
        if let Some(from) = from {
            self.origin.derive(key.clone(), from);
        }
        if name != wanted {
            shortened(self, &key, &wanted, &name);
        }
        name
    }
}

fn words(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

fn word(target: &IndexTarget) -> &str {
    match target {
        IndexTarget::Column(name) => name,
        IndexTarget::Expression(_) => "expr",
    }
}
