//! The exact step: every subset of the attributes that determine something.
//!
//! Those attributes come first in the bits, so that a subset of them is an index. The others,
//! on no left side, never help to determine anything: they are looked at one by one.

use crate::theory::attributes::AttributeSet;
use crate::theory::dependencies::{Dependency, Scheme};

/// The dependencies X -> A, X minimal, for which X ∪ {A} is in Boyce–Codd normal form; None when
/// more than `limit` attributes determine something.
pub(super) fn enforceable(component: &Scheme, limit: usize) -> Option<Vec<Dependency>> {
    let mut determining = AttributeSet::new();
    for dependency in &component.dependencies {
        determining.add(&dependency.left);
    }
    let others = &component.attributes - &determining;
    let count = determining.len();
    if count > limit || count + others.len() > Bits::BITS as usize {
        return None;
    }
    let positions: Vec<usize> = determining.iter().chain(&others).collect();
    let subsets = Subsets::new(component, &positions, count);
    let set = |bits: Bits| each(bits).map(|one| positions[one.trailing_zeros() as usize]).collect();
    let dependencies = subsets.enforceable().into_iter();
    Some(dependencies.map(|(left, one)| Dependency::new(set(left), set(one))).collect())
}

type Bits = u64;

struct Subsets {
    /// How many attributes determine something.
    count: usize,
    /// The others, as bits.
    others: Bits,
    /// The closure of each subset of the determining attributes.
    closures: Vec<Bits>,
    /// Whether each of these subsets is in Boyce–Codd normal form.
    boyce_codd: Vec<bool>,
}

impl Subsets {
    fn new(component: &Scheme, positions: &[usize], count: usize) -> Subsets {
        let bits = |set: &AttributeSet| {
            let present = positions.iter().enumerate().filter(|(_, one)| set.contains(**one));
            present.fold(0, |bits: Bits, (bit, _)| bits | 1 << bit)
        };
        let rules: Vec<(Bits, Bits)> =
            component.dependencies.iter().map(|one| (bits(&one.left), bits(&one.right))).collect();
        let total = 1usize << count;
        let mut closures = vec![0; total];
        for index in 0..total {
            let subset = index as Bits;
            // The closure of a smaller subset is a good start.
            let mut closed = subset | closures[index & index.wrapping_sub(1)];
            loop {
                let before = closed;
                for (left, right) in &rules {
                    if left & !closed == 0 {
                        closed |= right;
                    }
                }
                if closed == before {
                    break;
                }
            }
            closures[index] = closed;
        }
        let others = each(bits(&component.attributes)).filter(|one| one >> count != 0);
        let others = others.fold(0, |others, one| others | one);
        let mut subsets = Subsets { count, others, closures, boyce_codd: vec![true; total] };
        for subset in 1..total as Bits {
            subsets.boyce_codd[subset as usize] = each(subset)
                .all(|one| subsets.boyce_codd[(subset & !one) as usize])
                && subsets.no_pair_violates(subset);
        }
        subsets
    }

    /// Where all smaller subsets are in Boyce–Codd normal form, a violation X -> A that misses B
    /// must use every attribute: X is all but A and B.
    fn no_pair_violates(&self, subset: Bits) -> bool {
        each(subset).all(|a| {
            each(subset).take_while(|b| *b < a).all(|b| {
                let pair = a | b;
                let gained = self.closures[(subset & !pair) as usize] & pair;
                gained == 0 || gained == pair
            })
        })
    }

    /// As left side and attribute.
    fn enforceable(&self) -> Vec<(Bits, Bits)> {
        let mut found = Vec::new();
        for subset in 1..1 << self.count {
            if self.boyce_codd[subset as usize] {
                let minimal = each(subset).filter(|one| self.is_minimal(subset & !one, *one));
                found.extend(minimal.map(|one| (subset & !one, one)));
            }
        }
        for one in each(self.others) {
            let normal = self.boyce_codd_with(one);
            for left in 0..1 << self.count {
                if normal[left as usize] && self.is_minimal(left, one) {
                    found.push((left, one));
                }
            }
        }
        found
    }

    /// Whether each subset is in the normal form together with an attribute that determines
    /// nothing.
    fn boyce_codd_with(&self, one: Bits) -> Vec<bool> {
        let mut normal = vec![true; self.closures.len()];
        for subset in 1..self.closures.len() as Bits {
            normal[subset as usize] = self.boyce_codd[subset as usize]
                && each(subset).all(|less| {
                    let rest = subset & !less;
                    let gained = self.closures[rest as usize] & (less | one);
                    normal[rest as usize] && (gained == 0 || gained == less | one)
                });
        }
        normal
    }

    fn is_minimal(&self, left: Bits, one: Bits) -> bool {
        let gives = |left: Bits| self.closures[left as usize] & one != 0;
        gives(left) && each(left).all(|less| !gives(left & !less))
    }
}

/// The single bits of a subset, ascending.
fn each(subset: Bits) -> impl Iterator<Item = Bits> {
    let mut rest = subset;
    std::iter::from_fn(move || {
        let one = rest & rest.wrapping_neg();
        rest &= !one;
        (one != 0).then_some(one)
    })
}
