//! Relations as textbooks write them: one letter an attribute, `AB->C, C->>D`.

use crate::theory::{AttributeSet, Dependency, Fragment, Relation};

/// A relation over single letters.
pub(super) fn relation(attributes: &str, dependencies: &str) -> Relation {
    let mut relation = Relation::new(letters(attributes)).expect("distinct letters");
    for text in dependencies.split(',').map(str::trim).filter(|text| !text.is_empty()) {
        let (left, right) = text.split_once("->").expect("an arrow");
        match right.strip_prefix('>') {
            Some(right) => relation.depends_multivalued(&letters(left), &letters(right)),
            None => relation.depends(&letters(left), &letters(right)),
        }
        .expect("known letters");
    }
    relation
}

pub(super) fn letters(text: &str) -> Vec<String> {
    text.trim().chars().map(String::from).collect()
}

pub(super) fn set(relation: &Relation, text: &str) -> AttributeSet {
    relation.set(&letters(text)).expect("known letters")
}

pub(super) fn show(relation: &Relation, set: &AttributeSet) -> String {
    relation.names_of(set).concat()
}

/// Sets as words, one space between.
pub(super) fn show_all<'a>(
    relation: &Relation,
    sets: impl IntoIterator<Item = &'a AttributeSet>,
) -> String {
    sets.into_iter().map(|set| show(relation, set)).collect::<Vec<_>>().join(" ")
}

pub(super) fn show_dependencies(relation: &Relation, dependencies: &[Dependency]) -> String {
    let one = |dependency: &Dependency| {
        format!("{}->{}", show(relation, &dependency.left), show(relation, &dependency.right))
    };
    dependencies.iter().map(one).collect::<Vec<_>>().join(", ")
}

pub(super) fn show_fragments(relation: &Relation, fragments: &[Fragment]) -> String {
    show_all(relation, fragments.iter().map(|fragment| &fragment.attributes))
}
