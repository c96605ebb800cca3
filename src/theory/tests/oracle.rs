//! The definitions, word for word, on relations small enough to try every subset. Shares nothing
//! with the algorithms but the types of their inputs.

use crate::theory::{AttributeSet, Dependency, Multivalued, NormalForm, Scheme};

/// A set of attributes as bits.
pub(super) type Bits = u32;

pub(super) struct Oracle {
    pub(super) all: Bits,
    pub(super) functional: Vec<(Bits, Bits)>,
    closures: Vec<Bits>,
}

pub(super) fn bits(set: &AttributeSet) -> Bits {
    set.iter().fold(0, |bits, one| bits | 1 << one)
}

pub(super) fn set(bits: Bits) -> AttributeSet {
    (0..32).filter(|one| bits >> one & 1 == 1).collect()
}

/// Every subset of a set, itself and the empty one included.
pub(super) fn subsets(of: Bits) -> impl Iterator<Item = Bits> {
    (0..=of).filter(move |subset| subset & !of == 0)
}

pub(super) fn singles(of: Bits) -> impl Iterator<Item = Bits> {
    (0..32).map(|one| 1 << one).filter(move |one| of & one != 0)
}

fn sides(dependency: &Dependency) -> (Bits, Bits) {
    (bits(&dependency.left), bits(&dependency.right))
}

fn closed(functional: &[(Bits, Bits)], mut set: Bits) -> Bits {
    for _ in 0..=functional.len() {
        for (left, right) in functional {
            if left & !set == 0 {
                set |= right;
            }
        }
    }
    set
}

impl Oracle {
    pub(super) fn new(scheme: &Scheme) -> Oracle {
        let all = bits(&scheme.attributes);
        let functional: Vec<(Bits, Bits)> = scheme.dependencies.iter().map(sides).collect();
        let closures = (0..=all).map(|subset| closed(&functional, subset)).collect();
        Oracle { all, functional, closures }
    }

    pub(super) fn closure(&self, set: Bits) -> Bits {
        self.closures[set as usize]
    }

    /// Whether exactly these dependencies follow from the given ones, seen on `part`.
    pub(super) fn is_cover_on(&self, part: Bits, dependencies: &[Dependency]) -> bool {
        let given: Vec<(Bits, Bits)> = dependencies.iter().map(sides).collect();
        subsets(part).all(|left| closed(&given, left) & part == self.closure(left) & part)
    }

    pub(super) fn is_superkey_of(&self, part: Bits, set: Bits) -> bool {
        part & !self.closure(set) == 0
    }

    /// The candidate keys of a part.
    pub(super) fn keys_of(&self, part: Bits) -> Vec<Bits> {
        subsets(part)
            .filter(|&set| {
                self.is_superkey_of(part, set)
                    && subsets(set).all(|less| less == set || !self.is_superkey_of(part, less))
            })
            .collect()
    }

    pub(super) fn primes_of(&self, part: Bits) -> Bits {
        self.keys_of(part).into_iter().fold(0, |primes, key| primes | key)
    }

    /// The dependencies of a part with one attribute on the right that say something.
    pub(super) fn nontrivial(&self, part: Bits) -> impl Iterator<Item = (Bits, Bits)> + '_ {
        subsets(part).flat_map(move |left| {
            singles(self.closure(left) & part & !left).map(move |one| (left, one))
        })
    }

    pub(super) fn is_second(&self, part: Bits) -> bool {
        let (keys, primes) = (self.keys_of(part), self.primes_of(part));
        self.nontrivial(part).all(|(left, one)| {
            one & primes != 0 || keys.iter().all(|&key| left & !key != 0 || left == key)
        })
    }

    pub(super) fn is_third(&self, part: Bits) -> bool {
        let primes = self.primes_of(part);
        self.nontrivial(part)
            .all(|(left, one)| one & primes != 0 || self.is_superkey_of(part, left))
    }

    pub(super) fn is_boyce_codd(&self, part: Bits) -> bool {
        self.nontrivial(part).all(|(left, _)| self.is_superkey_of(part, left))
    }

    pub(super) fn highest(&self) -> NormalForm {
        if self.is_boyce_codd(self.all) {
            NormalForm::BoyceCodd
        } else if self.is_third(self.all) {
            NormalForm::Third
        } else if self.is_second(self.all) {
            NormalForm::Second
        } else {
            NormalForm::First
        }
    }

    /// What `left` determines by dependencies that hold within single parts.
    pub(super) fn closure_through(&self, parts: &[Bits], left: Bits) -> Bits {
        let within: Vec<(Bits, Bits)> = parts
            .iter()
            .flat_map(|part| subsets(*part).map(move |left| (left, self.closure(left) & part)))
            .collect();
        let mut reached = left;
        loop {
            let before = reached;
            for (left, right) in &within {
                if left & !reached == 0 {
                    reached |= right;
                }
            }
            if reached == before {
                return reached;
            }
        }
    }

    pub(super) fn preserves(&self, parts: &[Bits]) -> bool {
        self.functional.iter().all(|(left, right)| right & !self.closure_through(parts, *left) == 0)
    }

    /// Whether all parts in Boyce–Codd normal form together keep every dependency.
    pub(super) fn has_preserving_boyce_codd(&self) -> bool {
        let parts: Vec<Bits> = subsets(self.all).filter(|part| self.is_boyce_codd(*part)).collect();
        self.preserves(&parts)
    }
}

/// Chases any tableau, slowly: rows of values, over the attributes of `all`.
pub(super) fn chased(
    functional: &[(Bits, Bits)],
    multivalued: &[Multivalued],
    mut rows: Vec<Vec<u32>>,
) -> Vec<Vec<u32>> {
    let agree = |one: &[u32], other: &[u32], on: Bits| {
        singles(on).all(|bit| {
            let at = bit.trailing_zeros() as usize;
            one[at] == other[at]
        })
    };
    'again: loop {
        for (left, right) in functional {
            for one in 0..rows.len() {
                for other in 0..rows.len() {
                    if !agree(&rows[one], &rows[other], *left) {
                        continue;
                    }
                    for bit in singles(*right) {
                        let at = bit.trailing_zeros() as usize;
                        let (keep, gone) = (rows[one][at], rows[other][at]);
                        if keep < gone {
                            for row in &mut rows {
                                if row[at] == gone {
                                    row[at] = keep;
                                }
                            }
                            continue 'again;
                        }
                    }
                }
            }
        }
        rows.sort();
        rows.dedup();
        for dependency in multivalued {
            let (left, right) = (bits(&dependency.left), bits(&dependency.right));
            for one in 0..rows.len() {
                for other in 0..rows.len() {
                    if !agree(&rows[one], &rows[other], left) {
                        continue;
                    }
                    let mut mixed = rows[one].clone();
                    for bit in singles(right) {
                        let at = bit.trailing_zeros() as usize;
                        if at < mixed.len() {
                            mixed[at] = rows[other][at];
                        }
                    }
                    if !rows.contains(&mixed) {
                        rows.push(mixed);
                        continue 'again;
                    }
                }
            }
        }
        return rows;
    }
}

/// Whether the parts join losslessly, over the first `width` attributes.
pub(super) fn joins(
    width: usize,
    functional: &[(Bits, Bits)],
    multivalued: &[Multivalued],
    parts: &[Bits],
) -> bool {
    let rows = parts
        .iter()
        .zip(1..)
        .map(|(part, own)| (0..width).map(|at| if part >> at & 1 == 1 { 0 } else { own }).collect())
        .collect();
    chased(functional, multivalued, rows).iter().any(|row| row.iter().all(|value| *value == 0))
}
