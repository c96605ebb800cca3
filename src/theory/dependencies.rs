//! Relations with names, and the dependencies declared on them.
//!
//! Everything below this file works on positions; names appear only here and where a result is
//! put into words. A side may be empty (`{} -> a` says that `a` is constant), sides may overlap,
//! dependencies may repeat: the algorithms cope, and whoever reads a declaration may complain.

use std::collections::HashMap;
use std::fmt;

use super::attributes::AttributeSet;

/// A functional dependency: rows that agree on `left` agree on `right`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dependency {
    pub left: AttributeSet,
    pub right: AttributeSet,
}

/// A multivalued dependency: for rows that agree on `left`, the values of `right` do not depend
/// on the values of the remaining attributes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Multivalued {
    pub left: AttributeSet,
    pub right: AttributeSet,
}

/// A relation scheme: some attributes and the functional dependencies that hold among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    pub attributes: AttributeSet,
    pub dependencies: Vec<Dependency>,
}

/// A relation as declared: names, and the dependencies by position.
#[derive(Debug, Clone)]
pub struct Relation {
    names: Vec<String>,
    positions: HashMap<String, usize>,
    pub dependencies: Vec<Dependency>,
    pub multivalued: Vec<Multivalued>,
}

/// Why a relation or a dependency cannot be taken as given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RelationError {
    DuplicateAttribute(String),
    UnknownAttribute(String),
}

impl Dependency {
    pub fn new(left: AttributeSet, right: AttributeSet) -> Dependency {
        Dependency { left, right }
    }

    /// Says nothing: holds in every relation.
    pub fn is_trivial(&self) -> bool {
        self.right.is_subset(&self.left)
    }

    /// Every attribute it names.
    pub fn attributes(&self) -> AttributeSet {
        &self.left | &self.right
    }
}

impl Multivalued {
    pub fn new(left: AttributeSet, right: AttributeSet) -> Multivalued {
        Multivalued { left, right }
    }

    /// Says nothing on a relation of these attributes.
    pub fn is_trivial(&self, relation: &AttributeSet) -> bool {
        self.right.is_subset(&self.left) || relation.is_subset(&(&self.left | &self.right))
    }
}

impl Relation {
    pub fn new<S: Into<String>>(
        attributes: impl IntoIterator<Item = S>,
    ) -> Result<Relation, RelationError> {
        let names: Vec<String> = attributes.into_iter().map(Into::into).collect();
        let mut positions = HashMap::with_capacity(names.len());
        for (position, name) in names.iter().enumerate() {
            if positions.insert(name.clone(), position).is_some() {
                return Err(RelationError::DuplicateAttribute(name.clone()));
            }
        }
        Ok(Relation { names, positions, dependencies: Vec::new(), multivalued: Vec::new() })
    }

    /// Declares `left -> right`.
    pub fn depends<S: AsRef<str>>(&mut self, left: &[S], right: &[S]) -> Result<(), RelationError> {
        let dependency = Dependency::new(self.set(left)?, self.set(right)?);
        self.dependencies.push(dependency);
        Ok(())
    }

    /// Declares `left ->> right`.
    pub fn depends_multivalued<S: AsRef<str>>(
        &mut self,
        left: &[S],
        right: &[S],
    ) -> Result<(), RelationError> {
        let dependency = Multivalued::new(self.set(left)?, self.set(right)?);
        self.multivalued.push(dependency);
        Ok(())
    }

    /// Declares a key: these attributes determine all.
    pub fn key<S: AsRef<str>>(&mut self, key: &[S]) -> Result<(), RelationError> {
        let left = self.set(key)?;
        self.dependencies.push(Dependency::new(left, self.attributes()));
        Ok(())
    }

    /// The names of all attributes, as declared.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// All attributes.
    pub fn attributes(&self) -> AttributeSet {
        AttributeSet::first(self.names.len())
    }

    pub fn position(&self, name: &str) -> Option<usize> {
        self.positions.get(name).copied()
    }

    /// The set of the attributes with these names.
    pub fn set<S: AsRef<str>>(&self, names: &[S]) -> Result<AttributeSet, RelationError> {
        names
            .iter()
            .map(|name| {
                let name = name.as_ref();
                self.position(name).ok_or_else(|| RelationError::UnknownAttribute(name.to_owned()))
            })
            .collect()
    }

    /// The names of a set's attributes, in declared order.
    pub fn names_of<'a>(&'a self, set: &AttributeSet) -> Vec<&'a str> {
        set.iter().filter_map(|position| self.names.get(position)).map(String::as_str).collect()
    }

    /// Its attributes and functional dependencies.
    pub fn scheme(&self) -> Scheme {
        Scheme { attributes: self.attributes(), dependencies: self.dependencies.clone() }
    }
}

impl fmt::Display for RelationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RelationError::DuplicateAttribute(name) => {
                write!(f, "attribute `{name}` is declared twice")
            }
            RelationError::UnknownAttribute(name) => write!(f, "no attribute is called `{name}`"),
        }
    }
}

impl std::error::Error for RelationError {}

/// The same dependencies, one for each left side, trivial parts gone, sorted.
pub fn grouped(dependencies: &[Dependency]) -> Vec<Dependency> {
    let mut sorted: Vec<Dependency> = dependencies
        .iter()
        .filter(|dependency| !dependency.is_trivial())
        .map(|dependency| {
            Dependency::new(dependency.left.clone(), &dependency.right - &dependency.left)
        })
        .collect();
    sorted.sort();
    sorted.dedup_by(|next, kept| {
        let same = next.left == kept.left;
        if same {
            kept.right.add(&next.right);
        }
        same
    });
    sorted
}
