//! Index advice at the sizes the project promises. `cargo bench --bench advise`.
//!
//! | workload | promised |
//! |---|---|
//! | 100 queries over 25 tables | 2 s |
//! | 1,000 queries over 500 tables | 20 s, 500 MB |

mod allocator;

use std::fmt::Write;

use divan::{Bencher, black_box};
use schemagen::config::Overrides;
use schemagen::project::{self, AdviseOptions, Checked};

fn main() {
    divan::main();
}

#[divan::bench(args = [(25, 100), (500, 1_000)], sample_count = 1)]
fn advise(bencher: Bencher<'_, '_>, (tables, queries): (usize, usize)) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("big.sgen"), design(tables, queries)).expect("a file");
    let loaded = project::load(folder.path(), &Overrides::default(), project::today)
        .unwrap_or_else(|error| panic!("{error}"));
    let dialects = project::dialects(&loaded).unwrap_or_else(|error| panic!("{error}"));
    let checked = Checked::of(&loaded, &dialects);
    let target = checked.targets.first().expect("a target");
    bencher.bench_local(|| {
        let advised = project::advise(&loaded, target, &[], &AdviseOptions::default());
        black_box(advised.map(|advised| advised.advice.added.len()).unwrap_or_default())
    });
}

/// Tables that refer to earlier ones, and queries that join up to four of them.
fn design(tables: usize, queries: usize) -> String {
    let mut state = 7_usize;
    let mut below = |bound: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound.max(1)
    };
    let mut out = "schema big targets postgres >= 15\n".to_owned();
    for table in 0..tables {
        let _ = writeln!(out, "entity t{table} {{\n  id: bigint identity primary key");
        if table > 0 {
            let _ = writeln!(out, "  parent_id: ref t{}", below(table));
        }
        for column in ["a", "b", "c", "d", "e", "f"] {
            let kind = ["int", "varchar(40)", "timestamptz", "date"][below(4)];
            let _ = writeln!(out, "  {column}: {kind}");
        }
        let _ = writeln!(out, "  rows {}\n}}", ["20k", "1M", "50M"][below(3)]);
    }
    for query in 0..queries {
        let joined = 1 + below(4);
        let mut from = format!("t{} x0", 1 + below(tables - 1));
        for next in 1..joined {
            let table = 1 + below(tables - 1);
            let _ = write!(from, " join t{table} x{next} on x{next}.parent_id = x{}.id", next - 1);
        }
        let column = ["a", "b", "c", "d", "e", "f"][below(6)];
        let order = ["a", "b", "c"][below(3)];
        let _ = writeln!(
            out,
            "query q{query} {}/s {{ select x0.id, x0.d from {from} where x{}.{column} = :p order by x0.{order} limit 50 }}",
            1 + below(900),
            below(joined)
        );
    }
    out
}
