//! Dependency theory at the sizes the project promises. `cargo bench --bench theory`.
//!
//! | question | promised |
//! |---|---|
//! | closure over 1,000 attributes and 5,000 dependencies | 1 ms |
//! | the 4,096 keys of twelve pairs A <-> B | 50 ms |
//! | the 924 keys of twelve attributes of which every half is one | 200 ms |
//! | 100,000 keys, of 131,072, with the cap said | 10 s |
//! | minimal cover of 1,000 dependencies | 100 ms |
//! | 1,000 entities with five dependencies each, everything | 300 ms |

mod allocator;

use divan::{Bencher, black_box};
use schemagen::theory::*;

fn main() {
    divan::main();
}

/// A fixed sequence of pseudo-random numbers (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ mixed >> 31) % bound as u64) as usize
    }

    fn set(&mut self, size: usize, width: usize) -> AttributeSet {
        (0..size).map(|_| self.below(width)).collect()
    }
}

/// Left sides of one to three attributes, right sides of one or two.
fn random(width: usize, count: usize) -> Vec<Dependency> {
    let mut random = Random(42);
    (0..count)
        .map(|_| {
            let (left, right) = (1 + random.below(3), 1 + random.below(2));
            Dependency::new(random.set(left, width), random.set(right, width))
        })
        .collect()
}

/// A chain in random order, five links for each attribute: the closure of its start is everything.
fn chain(width: usize, count: usize) -> Vec<Dependency> {
    let mut random = Random(7);
    let mut dependencies: Vec<Dependency> = (0..count)
        .map(|at| {
            let at = at % (width - 1);
            let left = if at == 0 { 0 } else { random.below(at) };
            Dependency::new([at, left].into_iter().collect(), AttributeSet::single(at + 1))
        })
        .collect();
    for end in (1..dependencies.len()).rev() {
        dependencies.swap(end, random.below(end + 1));
    }
    dependencies
}

fn pairs(count: usize) -> Scheme {
    let dependencies = (0..count)
        .flat_map(|pair| {
            let (a, b) = (AttributeSet::single(2 * pair), AttributeSet::single(2 * pair + 1));
            [Dependency::new(a.clone(), b.clone()), Dependency::new(b, a)]
        })
        .collect();
    Scheme { attributes: AttributeSet::first(2 * count), dependencies }
}

/// The same, held together by an attribute that the A determine: nothing can be taken apart.
fn connected_pairs(count: usize) -> Scheme {
    let mut scheme = pairs(count);
    let every_a = (0..count).map(|pair| 2 * pair).collect();
    scheme.dependencies.push(Dependency::new(every_a, AttributeSet::single(2 * count)));
    scheme.attributes.insert(2 * count);
    scheme
}

fn halves(width: usize) -> Scheme {
    let all = AttributeSet::first(width);
    let dependencies = (0u32..1 << width)
        .filter(|mask| mask.count_ones() as usize == width / 2)
        .map(|mask| {
            let left = (0..width).filter(|bit| mask >> bit & 1 == 1).collect();
            Dependency::new(left, all.clone())
        })
        .collect();
    Scheme { attributes: all, dependencies }
}

fn relation(scheme: &Scheme) -> Relation {
    let names = (0..scheme.attributes.len()).map(|one| format!("attribute_{one}"));
    let mut relation = Relation::new(names).expect("distinct names");
    relation.dependencies = scheme.dependencies.clone();
    relation
}

/// An entity of twelve attributes as designs have them: a surrogate key, a natural key, and three
/// dependencies among the rest.
fn entity(random: &mut Random) -> Relation {
    let all = AttributeSet::first(12);
    let mut dependencies = vec![
        Dependency::new(AttributeSet::single(0), all.clone()),
        Dependency::new([1, 2].into_iter().collect(), all.clone()),
    ];
    for _ in 0..3 {
        let (left, right) = (1 + random.below(2), 1 + random.below(3));
        let shift = |set: AttributeSet| set.iter().map(|one| one + 1).collect();
        dependencies
            .push(Dependency::new(shift(random.set(left, 11)), shift(random.set(right, 11))));
    }
    relation(&Scheme { attributes: all, dependencies })
}

mod closure {
    use super::*;

    #[divan::bench]
    fn prepare_5000(bencher: Bencher) {
        let dependencies = chain(1_000, 5_000);
        bencher.bench_local(|| Closure::new(black_box(&dependencies)));
    }

    #[divan::bench]
    fn chain_of_1000_by_5000(bencher: Bencher) {
        let dependencies = chain(1_000, 5_000);
        let mut closure = Closure::new(&dependencies);
        let start = AttributeSet::single(0);
        assert_eq!(closure.of(&start).len(), 1_000);
        bencher.bench_local(|| closure.of(black_box(&start)));
    }

    #[divan::bench]
    fn random_1000_by_5000(bencher: Bencher) {
        let dependencies = random(1_000, 5_000);
        let mut closure = Closure::new(&dependencies);
        let start = AttributeSet::first(20);
        bencher.bench_local(|| closure.of(black_box(&start)));
    }
}

mod keys {
    use super::*;

    #[divan::bench(args = [8, 12])]
    fn pairs(bencher: Bencher, count: usize) {
        let scheme = super::pairs(count);
        bencher.bench_local(|| {
            let keys = candidate_keys(&scheme, &Limits::default());
            assert_eq!(keys.count, KeyCount::Exactly(1 << count));
        });
    }

    #[divan::bench(args = [8, 12])]
    fn connected_pairs(bencher: Bencher, count: usize) {
        let scheme = super::connected_pairs(count);
        bencher.bench_local(|| {
            let keys = candidate_keys(&scheme, &Limits::default());
            assert_eq!(keys.count, KeyCount::Exactly(1 << count));
        });
    }

    #[divan::bench]
    fn halves_12(bencher: Bencher) {
        let scheme = halves(12);
        bencher.bench_local(|| {
            let keys = candidate_keys(&scheme, &Limits::default());
            assert_eq!(keys.count, KeyCount::Exactly(924));
        });
    }

    #[divan::bench(sample_count = 3)]
    fn capped_at_100000(bencher: Bencher) {
        let scheme = super::connected_pairs(17);
        bencher.bench_local(|| {
            let keys = candidate_keys(&scheme, &Limits::default());
            assert_eq!(keys.count, KeyCount::AtLeast(100_000));
        });
    }
}

mod cover {
    use super::*;

    #[divan::bench(args = [50, 200, 1_000])]
    fn of_1000_over(bencher: Bencher, width: usize) {
        let dependencies = random(width, 1_000);
        bencher.bench_local(|| minimal_cover(black_box(&dependencies)));
    }

    #[divan::bench]
    fn halves_12(bencher: Bencher) {
        let scheme = halves(12);
        bencher.bench_local(|| minimal_cover(black_box(&scheme.dependencies)));
    }
}

mod whole {
    use super::*;

    #[divan::bench]
    fn schema_of_1000_entities(bencher: Bencher) {
        let mut random = Random(1);
        let entities: Vec<Relation> = (0..1_000).map(|_| entity(&mut random)).collect();
        bencher.bench_local(|| {
            entities.iter().map(|one| analyse(one, &Limits::default())).collect::<Vec<_>>()
        });
    }

    #[divan::bench(sample_count = 10)]
    fn halves_12(bencher: Bencher) {
        let relation = relation(&halves(12));
        bencher.bench_local(|| analyse(&relation, &Limits::default()));
    }

    #[divan::bench(sample_count = 5)]
    fn connected_pairs_12(bencher: Bencher) {
        let relation = relation(&super::connected_pairs(12));
        bencher.bench_local(|| analyse(&relation, &Limits::default()));
    }

    /// City, street, zip, fourteen times over attributes that overlap: settled exactly.
    #[divan::bench(args = [14])]
    fn preserving_exactly(bencher: Bencher, width: usize) {
        let mut dependencies = Vec::new();
        for at in 0..width - 2 {
            let (city, street, zip) = (at, at + 1, at + 2);
            dependencies.push(Dependency::new(
                [city, street].into_iter().collect(),
                AttributeSet::single(zip),
            ));
            dependencies
                .push(Dependency::new(AttributeSet::single(zip), AttributeSet::single(city)));
        }
        let scheme = Scheme { attributes: AttributeSet::first(width), dependencies };
        let cover = minimal_cover(&scheme.dependencies);
        bencher.bench_local(|| preserving_boyce_codd(&scheme, &cover, None, &Limits::default()));
    }

    #[divan::bench(sample_count = 3)]
    fn one_of_5000_attributes(bencher: Bencher) {
        let scheme =
            Scheme { attributes: AttributeSet::first(5_000), dependencies: random(5_000, 5_000) };
        let relation = relation(&scheme);
        bencher.bench_local(|| analyse(&relation, &Limits::default()));
    }

    #[divan::bench(sample_count = 3)]
    fn one_of_5000_attributes_in_a_chain(bencher: Bencher) {
        let scheme =
            Scheme { attributes: AttributeSet::first(5_000), dependencies: chain(5_000, 5_000) };
        let relation = relation(&scheme);
        bencher.bench_local(|| analyse(&relation, &Limits::default()));
    }
}
