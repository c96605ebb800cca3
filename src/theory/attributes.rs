//! Sets of attributes as bit sets, of any width.
//!
//! An attribute is its declared position. The first 128 attributes live in one machine integer,
//! so that sets of ordinary relations never touch the heap; later ones in words that grow and
//! shrink as needed.
//!
//! The order is the one a reader expects of a printed list: attributes ascending, compared from
//! the left, a shorter list before its continuations ({} < {0} < {0,1} < {0,2} < {1}). Every
//! visible result of this module's siblings is sorted by it.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{BitAnd, BitOr, Sub};

/// A set of attributes, each named by its declared position.
#[derive(Clone, Default, Eq)]
pub struct AttributeSet {
    /// The first 128 attributes.
    low: u128,
    /// The others, sixty-four a word; the last word is never zero.
    high: Vec<u64>,
}

const LOW: usize = 128;

impl AttributeSet {
    pub const fn new() -> AttributeSet {
        AttributeSet { low: 0, high: Vec::new() }
    }

    pub fn single(attribute: usize) -> AttributeSet {
        AttributeSet::new().with(attribute)
    }

    /// The first `count` attributes: a whole relation.
    pub fn first(count: usize) -> AttributeSet {
        (0..count).collect()
    }

    /// The set as one machine integer, where it fits.
    pub(super) fn as_mask(&self) -> Option<u128> {
        self.high.is_empty().then_some(self.low)
    }

    /// The first 128 attributes as one machine integer.
    pub(super) fn low_mask(&self) -> u128 {
        self.low
    }

    pub(super) const fn from_mask(low: u128) -> AttributeSet {
        AttributeSet { low, high: Vec::new() }
    }

    pub fn contains(&self, attribute: usize) -> bool {
        if attribute < LOW {
            return self.low >> attribute & 1 == 1;
        }
        let (index, bit) = place(attribute);
        self.high.get(index).is_some_and(|word| word & bit != 0)
    }

    /// Adds an attribute; whether it is new.
    pub fn insert(&mut self, attribute: usize) -> bool {
        let is_new = !self.contains(attribute);
        if attribute < LOW {
            self.low |= 1 << attribute;
            return is_new;
        }
        let (index, bit) = place(attribute);
        if self.high.len() <= index {
            self.high.resize(index + 1, 0);
        }
        self.high[index] |= bit;
        is_new
    }

    /// Takes an attribute out; whether it was there.
    pub fn remove(&mut self, attribute: usize) -> bool {
        let was_there = self.contains(attribute);
        if attribute < LOW {
            self.low &= !(1 << attribute);
        } else if was_there {
            let (index, bit) = place(attribute);
            self.high[index] &= !bit;
            self.trim();
        }
        was_there
    }

    #[must_use]
    pub fn with(&self, attribute: usize) -> AttributeSet {
        let mut set = self.clone();
        set.insert(attribute);
        set
    }

    #[must_use]
    pub fn without(&self, attribute: usize) -> AttributeSet {
        let mut set = self.clone();
        set.remove(attribute);
        set
    }

    pub fn len(&self) -> usize {
        let high: u32 = self.high.iter().map(|word| word.count_ones()).sum();
        (self.low.count_ones() + high) as usize
    }

    pub fn is_empty(&self) -> bool {
        self.low == 0 && self.high.is_empty()
    }

    pub fn is_subset(&self, other: &AttributeSet) -> bool {
        self.low & !other.low == 0
            && self.high.len() <= other.high.len()
            && self.high.iter().zip(&other.high).all(|(a, b)| a & !b == 0)
    }

    pub fn is_superset(&self, other: &AttributeSet) -> bool {
        other.is_subset(self)
    }

    pub fn is_proper_subset(&self, other: &AttributeSet) -> bool {
        self.is_subset(other) && self != other
    }

    pub fn intersects(&self, other: &AttributeSet) -> bool {
        self.low & other.low != 0 || self.high.iter().zip(&other.high).any(|(a, b)| a & b != 0)
    }

    /// Adds every attribute of `other`.
    pub fn add(&mut self, other: &AttributeSet) {
        self.low |= other.low;
        if self.high.len() < other.high.len() {
            self.high.resize(other.high.len(), 0);
        }
        for (word, other) in self.high.iter_mut().zip(&other.high) {
            *word |= other;
        }
    }

    /// Takes every attribute of `other` out.
    pub fn subtract(&mut self, other: &AttributeSet) {
        self.low &= !other.low;
        for (word, other) in self.high.iter_mut().zip(&other.high) {
            *word &= !other;
        }
        self.trim();
    }

    /// Keeps only what `other` holds too.
    pub fn keep(&mut self, other: &AttributeSet) {
        self.low &= other.low;
        self.high.truncate(other.high.len());
        for (word, other) in self.high.iter_mut().zip(&other.high) {
            *word &= other;
        }
        self.trim();
    }

    /// The attributes, ascending.
    pub fn iter(&self) -> Iter<'_> {
        Iter { low: self.low, high: &self.high, word: 0, base: LOW }
    }

    /// The attribute declared first.
    pub fn lowest(&self) -> Option<usize> {
        self.iter().next()
    }

    /// The attribute declared last.
    pub fn highest(&self) -> Option<usize> {
        match self.high.last() {
            Some(word) => Some(LOW + self.high.len() * 64 - 1 - word.leading_zeros() as usize),
            None if self.low == 0 => None,
            None => Some(LOW - 1 - self.low.leading_zeros() as usize),
        }
    }

    fn trim(&mut self) {
        while self.high.last() == Some(&0) {
            self.high.pop();
        }
    }
}

/// Where an attribute beyond the low ones lies: the word, and its bit there.
fn place(attribute: usize) -> (usize, u64) {
    ((attribute - LOW) / 64, 1 << (attribute % 64))
}

impl Hash for AttributeSet {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.low.hash(state);
        self.high.hash(state);
    }
}

/// As derived, but without a call to compare what is nearly always empty.
impl PartialEq for AttributeSet {
    fn eq(&self, other: &AttributeSet) -> bool {
        self.low == other.low
            && self.high.len() == other.high.len()
            && (self.high.is_empty() || self.high == other.high)
    }
}

impl Ord for AttributeSet {
    fn cmp(&self, other: &AttributeSet) -> Ordering {
        // Both lists agree below the lowest differing attribute. Who holds it comes first, unless
        // the other list ends there and is therefore a prefix.
        let (holder_is_self, other_goes_on) = if self.low != other.low {
            let bit = (self.low ^ other.low).trailing_zeros();
            let holder_is_self = self.low >> bit & 1 == 1;
            let rest = if holder_is_self { other } else { self };
            (holder_is_self, rest.low >> bit != 0 || !rest.high.is_empty())
        } else {
            let count = self.high.len().max(other.high.len());
            let word = |set: &AttributeSet, index| set.high.get(index).copied().unwrap_or(0);
            let Some(index) = (0..count).find(|&index| word(self, index) != word(other, index))
            else {
                return Ordering::Equal;
            };
            let (a, b) = (word(self, index), word(other, index));
            let bit = (a ^ b).trailing_zeros();
            let holder_is_self = a >> bit & 1 == 1;
            let rest = if holder_is_self { other } else { self };
            (holder_is_self, word(rest, index) >> bit != 0 || rest.high.len() > index + 1)
        };
        if holder_is_self == other_goes_on { Ordering::Less } else { Ordering::Greater }
    }
}

impl PartialOrd for AttributeSet {
    fn partial_cmp(&self, other: &AttributeSet) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for AttributeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl FromIterator<usize> for AttributeSet {
    fn from_iter<T: IntoIterator<Item = usize>>(attributes: T) -> AttributeSet {
        let mut set = AttributeSet::new();
        set.extend(attributes);
        set
    }
}

impl Extend<usize> for AttributeSet {
    fn extend<T: IntoIterator<Item = usize>>(&mut self, attributes: T) {
        for attribute in attributes {
            self.insert(attribute);
        }
    }
}

impl<'a> IntoIterator for &'a AttributeSet {
    type Item = usize;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

impl BitOr for &AttributeSet {
    type Output = AttributeSet;

    fn bitor(self, other: &AttributeSet) -> AttributeSet {
        let mut set = self.clone();
        set.add(other);
        set
    }
}

impl BitAnd for &AttributeSet {
    type Output = AttributeSet;

    fn bitand(self, other: &AttributeSet) -> AttributeSet {
        let mut set = self.clone();
        set.keep(other);
        set
    }
}

impl Sub for &AttributeSet {
    type Output = AttributeSet;

    fn sub(self, other: &AttributeSet) -> AttributeSet {
        let mut set = self.clone();
        set.subtract(other);
        set
    }
}

/// The attributes of a set, ascending.
pub struct Iter<'a> {
    low: u128,
    /// The words not yet begun.
    high: &'a [u64],
    /// What is left of the word begun.
    word: u64,
    /// One past the last attribute of the word begun.
    base: usize,
}

impl Iterator for Iter<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        if self.low != 0 {
            let bit = self.low.trailing_zeros() as usize;
            self.low &= self.low - 1;
            return Some(bit);
        }
        while self.word == 0 {
            let (word, rest) = self.high.split_first()?;
            (self.word, self.high) = (*word, rest);
            self.base += 64;
        }
        let bit = self.word.trailing_zeros() as usize;
        self.word &= self.word - 1;
        Some(self.base - 64 + bit)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::hash::{DefaultHasher, Hash, Hasher};

    use proptest::prelude::*;

    use super::AttributeSet;

    fn hash(set: &AttributeSet) -> u64 {
        let mut hasher = DefaultHasher::new();
        set.hash(&mut hasher);
        hasher.finish()
    }

    fn attributes() -> impl Strategy<Value = BTreeSet<usize>> {
        proptest::collection::btree_set(
            prop_oneof![0usize..6, 60usize..70, 120usize..135, 4990usize..5000],
            0..8,
        )
    }

    proptest! {
        #[test]
        fn behaves_as_an_ordered_set(a in attributes(), b in attributes(), extra in 0usize..140) {
            let (x, y): (AttributeSet, AttributeSet) =
                (a.iter().copied().collect(), b.iter().copied().collect());
            prop_assert!(x.iter().eq(a.iter().copied()));
            prop_assert_eq!(x.len(), a.len());
            prop_assert_eq!(x.is_empty(), a.is_empty());
            prop_assert_eq!(x.lowest(), a.first().copied());
            prop_assert_eq!(x.highest(), a.last().copied());
            prop_assert!((&x | &y).iter().eq((&a | &b).into_iter()));
            prop_assert!((&x & &y).iter().eq((&a & &b).into_iter()));
            prop_assert!((&x - &y).iter().eq((&a - &b).into_iter()));
            prop_assert_eq!(x.is_subset(&y), a.is_subset(&b));
            prop_assert_eq!(x.intersects(&y), !a.is_disjoint(&b));
            prop_assert_eq!(x.contains(extra), a.contains(&extra));
            // A set of numbers compares as its ascending list, as `BTreeSet` does.
            prop_assert_eq!(x.cmp(&y), a.cmp(&b));
            prop_assert_eq!(x == y, a == b);
            prop_assert_eq!(x.with(extra).without(extra), x.without(extra));
            // A set that once held a large attribute is the same set again.
            let grown = x.with(9000);
            prop_assert_eq!(&grown.without(9000), &x);
            prop_assert_eq!(&(&grown & &x), &x);
            prop_assert_eq!(hash(&(&grown - &[9000].into_iter().collect())), hash(&x));
        }
    }

    #[test]
    fn a_whole_relation_of_any_width() {
        for count in [0, 1, 63, 64, 127, 128, 129, 5000] {
            assert!(AttributeSet::first(count).iter().eq(0..count));
        }
    }
}
