//! Foreign keys: on the attribute's line, on a line of their own, or, where the language would refuse
//! what the server holds, as a statement.

use crate::emit;
use crate::schema::{
    AtomKind, Deferral, ForeignKey, Index, IndexPart, IndexTarget, MatchType, QualifiedName,
    ReferentialAction, Schema, SortOrder, Table,
};

use super::Writer;
use super::spell;

/// How one foreign key is written.
pub(super) struct Reference<'t> {
    key: &'t ForeignKey,
    form: Form,
    /// What it refers to, as the attribute's line or the line of its own names it.
    pub path: String,
    /// Actions and the like, with a space before each.
    pub clauses: String,
    /// The attribute takes its type from what it refers to.
    pub implies_type: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Attribute,
    Line,
    Native,
}

impl Reference<'_> {
    /// Whether it stands on the line of this attribute.
    pub fn is_on(&self, column: &str) -> bool {
        self.form == Form::Attribute && self.key.columns.first().is_some_and(|own| own == column)
    }
}

impl<'s> Writer<'s> {
    pub(super) fn reference(&mut self, table: &'s Table, key: &'s ForeignKey) -> Reference<'s> {
        let context = table.name.namespace.as_deref();
        let mut reference = Reference {
            key,
            form: Form::Native,
            path: String::new(),
            clauses: clauses(key),
            implies_type: false,
        };
        let target =
            self.tables.get(&key.references).copied().filter(|_| self.is_entity(&key.references));
        let (Some(target), Some(path)) = (target, self.seen_from(&key.references, context)) else {
            return reference;
        };
        if !is_sayable(table, key, target) {
            return reference;
        }
        reference.form = Form::Line;
        let to_primary =
            target.primary_key.as_ref().is_some_and(|own| own.columns == key.referenced_columns);
        let columns = match to_primary {
            true => String::new(),
            false => format!(" ({})", spell::names(&key.referenced_columns)),
        };
        reference.path = format!("{path}{columns}");
        if let Some(path) = self.attribute_path(table, key, target, path, to_primary) {
            reference.form = Form::Attribute;
            reference.path = path;
            reference.implies_type = self.implies(table, key, target);
        }
        reference
    }

    /// What stands behind `ref` on the attribute's line, if the reference can stand there.
    fn attribute_path(
        &self,
        table: &Table,
        key: &ForeignKey,
        target: &Table,
        path: String,
        to_primary: bool,
    ) -> Option<String> {
        let ([column], [referenced]) = (key.columns.as_slice(), key.referenced_columns.as_slice())
        else {
            return None;
        };
        let plain = key.name.is_none()
            && !key.not_valid
            && !key.not_enforced
            && key.comment.is_none()
            && table.column(column).is_some()
            && target.column(referenced).is_some();
        let first = table
            .foreign_keys
            .iter()
            .find(|other| other.columns.as_slice() == [column.as_str()] && other.name.is_none());
        if !plain || !first.is_some_and(|first| std::ptr::eq(first, key)) {
            return None;
        }
        // `a.b` is first read as the attribute `b` of an entity `a`.
        let qualified =
            target.name.namespace != table.name.namespace && target.name.namespace.is_some();
        match (to_primary, qualified) {
            (true, false) => Some(path),
            _ => Some(format!("{path}.{}", spell::name(referenced))),
        }
    }

    /// Whether the attribute's type need not be said. A circle of such attributes would have none.
    fn implies(&mut self, table: &Table, key: &ForeignKey, target: &Table) -> bool {
        let (Some(column), Some(referenced)) =
            (key.columns.first(), key.referenced_columns.first())
        else {
            return false;
        };
        let (Some(own), Some(other)) = (table.column(column), target.column(referenced)) else {
            return false;
        };
        if own.data_type != other.data_type {
            return false;
        }
        let start = (table.name.clone(), column.clone());
        let next = (target.name.clone(), referenced.clone());
        let mut at = &next;
        for _ in 0..=self.implied.len() {
            if *at == start {
                return false;
            }
            match self.implied.get(at) {
                Some(further) => at = further,
                None => break,
            }
        }
        self.implied.insert(start, next);
        true
    }

    pub(super) fn reference_line(&mut self, reference: &Reference<'_>) {
        let key = reference.key;
        if reference.form != Form::Line {
            return;
        }
        self.docs(&key.comment);
        let states = match (key.not_valid, key.not_enforced) {
            (true, true) => " not valid not enforced",
            (true, false) => " not valid",
            (false, true) => " not enforced",
            (false, false) => "",
        };
        self.line(&format!(
            "ref{} ({}) to {}{}{states}",
            spell::label(&key.name),
            spell::names(&key.columns),
            reference.path,
            reference.clauses
        ));
    }

    /// A foreign key that a design may not have and the server does.
    pub(super) fn native_reference(&mut self, table: &Table, reference: &Reference<'_>) {
        if reference.form != Form::Native {
            return;
        }
        let Some(whole) = self.whole.table(&table.name) else { return };
        let place = table.foreign_keys.iter().position(|key| std::ptr::eq(key, reference.key));
        let Some(key) = place.and_then(|place| whole.foreign_keys.get(place)) else { return };
        let statements = self.added_reference(table, key);
        let name = key.name.clone().unwrap_or_else(|| format!("{}_reference", table.name.name));
        self.native(&name, statements);
    }

    /// `alter table … add foreign key`, as `emit` writes it.
    fn added_reference(&self, table: &Table, key: &ForeignKey) -> Vec<String> {
        let mut own = Table::new(table.name.clone());
        own.foreign_keys.push(key.clone());
        // A key that is an index alone comes after its table, and so does what refers to it.
        let mut other = Table::new(key.references.clone());
        let parts = key.referenced_columns.iter().map(IndexPart::column).collect();
        other.indexes.push(Index { unique: true, ..Index::new(None, parts) });
        if own.name == other.name {
            own.indexes.append(&mut other.indexes);
        }
        let tables = if own.name == other.name { vec![own] } else { vec![own, other] };
        let pair = Schema { tables, ..Schema::default() };
        let statements = emit::emit(&pair, self.dialect).unwrap_or_default();
        statements
            .into_iter()
            .filter(|statement| {
                let about = &statement.object;
                about.object == table.name
                    && matches!(about.kind, AtomKind::ForeignKey | AtomKind::Comment)
            })
            .map(|statement| statement.sql)
            .collect()
    }
}

fn clauses(key: &ForeignKey) -> String {
    let mut clauses = String::new();
    if key.match_type == MatchType::Full {
        clauses.push_str(" match full");
    }
    if !key.on_delete.is_default() {
        clauses.push_str(&format!(" on delete {}", key.on_delete.sql()));
        if !key.set_columns.is_empty() {
            clauses.push_str(&format!(" ({})", spell::names(&key.set_columns)));
        }
    }
    if !key.on_update.is_default() {
        clauses.push_str(&format!(" on update {}", key.on_update.sql()));
    }
    clauses.push_str(deferral(key.deferral));
    clauses
}

/// `deferrable …` with a space before it, or nothing.
pub(super) fn deferral(deferral: Deferral) -> &'static str {
    match deferral {
        Deferral::NotDeferrable => "",
        Deferral::InitiallyImmediate => " deferrable",
        Deferral::InitiallyDeferred => " deferrable initially deferred",
    }
}

/// Whether the language lets a design refer so: to a key, with actions that can work.
fn is_sayable(table: &Table, key: &ForeignKey, target: &Table) -> bool {
    let sets_null =
        key.on_delete == ReferentialAction::SetNull || key.on_update == ReferentialAction::SetNull;
    let set = match key.set_columns.is_empty() || key.on_update == ReferentialAction::SetNull {
        true => &key.columns,
        false => &key.set_columns,
    };
    let can_be_null = |name: &String| table.column(name).is_none_or(|column| column.nullable);
    key.columns.len() == key.referenced_columns.len()
        && key.columns.iter().all(|name| table.column(name).is_some() || inherits(table))
        && key
            .referenced_columns
            .iter()
            .all(|name| target.column(name).is_some() || inherits(target))
        && has_key(target, &key.referenced_columns)
        && (!sets_null || set.iter().all(can_be_null))
        && has_fitting_types(table, key, target)
        && target.name != QualifiedName::bare("")
}

fn inherits(table: &Table) -> bool {
    !table.inherits.is_empty()
}

/// Whether rows are told apart by these columns, as the language looks at it.
fn has_key(target: &Table, columns: &[String]) -> bool {
    let same = |key: &[String]| {
        key.len() == columns.len() && columns.iter().all(|name| key.contains(name))
    };
    target.primary_key.as_ref().is_some_and(|key| same(&key.columns))
        || target.uniques.iter().any(|unique| same(&unique.columns))
        || target.indexes.iter().any(|index| {
            let plain = index.parts.iter().all(|part| {
                matches!(part.target, IndexTarget::Column(_))
                    && part.prefix.is_none()
                    && part.order == SortOrder::Ascending
            });
            let names: Vec<String> = index.columns().map(str::to_owned).collect();
            index.unique && index.predicate.is_none() && plain && same(&names)
        })
}

/// Types that are equal, or that a server of its own compares: what differs more is a mistake in a design.
fn has_fitting_types(table: &Table, key: &ForeignKey, target: &Table) -> bool {
    key.columns.iter().zip(&key.referenced_columns).all(|(own, other)| {
        match (table.column(own), target.column(other)) {
            (Some(own), Some(other)) => {
                own.data_type == other.data_type
                    || crate::physical::comparable(&own.data_type, &other.data_type)
            }
            _ => true,
        }
    })
}
