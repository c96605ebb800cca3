use std::collections::HashMap;

use crate::dialect::{Capability, Dialect, Folding};
use crate::schema::{AtomKey, QualifiedName};

/// What a name is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::physical) enum Named {
    Table,
    /// A partition that is a table.
    Partition,
    View,
    Sequence,
    Type,
    PrimaryKey,
    Unique,
    ForeignKey,
    Check,
    Exclusion,
    Index,
}

/// The names in use on one server, by the sets in which it allows each but once.
#[derive(Debug)]
pub(in crate::physical) struct Names {
    traits: Traits,
    taken: HashMap<(Set, String), AtomKey>,
}

/// A set of names that must differ.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Set {
    /// Tables and views of a namespace; indexes too where they are not named per table.
    Relations(Option<String>),
    Types(Option<String>),
    Constraints(QualifiedName),
    Indexes(QualifiedName),
    ForeignKeys(Option<String>),
    Checks(Option<String>),
    TableChecks(QualifiedName),
}

/// What decides which set a name belongs to.
#[derive(Debug, Clone, Copy)]
struct Traits {
    index_names_per_table: bool,
    keys_are_relations: bool,
    tables_are_types: bool,
    foreign_keys_per_table: bool,
    checks_per_table: bool,
    ignores_case: bool,
}

impl Names {
    pub fn new(dialect: Dialect<'_>) -> Names {
        let traits = Traits {
            index_names_per_table: dialect.has(Capability::IndexNamesPerTable),
            keys_are_relations: dialect.has(Capability::KeysAreRelations),
            tables_are_types: dialect.has(Capability::CompositeTypes),
            foreign_keys_per_table: dialect.has(Capability::ForeignKeyNamesPerTable),
            checks_per_table: dialect.has(Capability::CheckNamesPerTable),
            ignores_case: dialect.data.identifiers.folds == Folding::Keeps,
        };
        Names { traits, taken: HashMap::new() }
    }

    /// Takes the name in all its sets; where it is taken already, tells by what and changes nothing.
    pub fn take(
        &mut self,
        named: Named,
        owner: &QualifiedName,
        name: &str,
        key: &AtomKey,
    ) -> Option<AtomKey> {
        let places = self.places(named, owner, name);
        if let Some(holder) = places.iter().find_map(|place| self.taken.get(place)) {
            return Some(holder.clone());
        }
        self.taken.extend(places.into_iter().map(|place| (place, key.clone())));
        None
    }

    pub fn is_free(&self, named: Named, owner: &QualifiedName, name: &str) -> bool {
        self.places(named, owner, name).iter().all(|place| !self.taken.contains_key(place))
    }

    fn places(&self, named: Named, owner: &QualifiedName, name: &str) -> Vec<(Set, String)> {
        let traits = self.traits;
        let namespace = || owner.namespace.clone();
        let relations = || Set::Relations(namespace());
        let constraints = || Set::Constraints(owner.clone());
        let index = || match traits.index_names_per_table {
            true => Set::Indexes(owner.clone()),
            false => relations(),
        };
        let sets = match named {
            Named::Table | Named::Partition | Named::View if traits.tables_are_types => {
                vec![relations(), Set::Types(namespace())]
            }
            Named::Table | Named::Partition | Named::View | Named::Sequence => vec![relations()],
            Named::Type => vec![Set::Types(namespace())],
            Named::PrimaryKey | Named::Unique | Named::Exclusion if traits.keys_are_relations => {
                vec![relations(), constraints()]
            }
            Named::Unique if traits.index_names_per_table => vec![index()],
            Named::PrimaryKey | Named::Unique | Named::Exclusion => vec![constraints()],
            Named::ForeignKey if traits.foreign_keys_per_table => vec![constraints()],
            Named::ForeignKey => vec![Set::ForeignKeys(namespace())],
            Named::Check if traits.checks_per_table && traits.keys_are_relations => {
                vec![constraints()]
            }
            Named::Check if traits.checks_per_table => vec![Set::TableChecks(owner.clone())],
            Named::Check => vec![Set::Checks(namespace())],
            Named::Index => vec![index()],
        };
        let name = if traits.ignores_case { name.to_lowercase() } else { name.to_owned() };
        sets.into_iter().map(|set| (set, name.clone())).collect()
    }
}
