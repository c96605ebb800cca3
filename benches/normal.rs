//! What an ordinary run asks of normal forms. `cargo bench --bench normal`.
//!
//! | question | promised |
//! |---|---|
//! | the check of 1,000 entities with five dependencies each | 300 ms |
//! | the full reports on them | |

mod allocator;

use std::fmt::Write;

use divan::Bencher;
use schemagen::design::Design;
use schemagen::language;
use schemagen::normal::{check, reports};
use schemagen::text::SourceMap;
use schemagen::theory::Limits;

fn main() {
    divan::main();
}

/// Entities with an `id`, a natural key and five dependencies, two of which break a form.
fn design(count: usize) -> Design {
    let mut text = String::new();
    for number in 0..count {
        let _ = write!(
            text,
            "entity thing_{number} {{\n  id: bigint identity primary key\n  code: varchar(20) unique\n  \
             zip: varchar(10)\n  city: varchar(100)\n  region: varchar(100)\n  model: varchar(40)\n  \
             vendor: varchar(40)\n  net: decimal(12,2)\n  tax: decimal(12,2)\n  note: text?\n  \
             fd zip -> city\n  fd city -> region\n  fd model -> vendor\n  fd code -> note\n  \
             fd code, zip -> net\n}}\n"
        );
    }
    let mut sources = SourceMap::default();
    let file = sources.add("design.sgen", text.as_str());
    language::lower(&[(file, language::parse(&text))], &sources).0
}

#[divan::bench(args = [100, 1_000], sample_count = 20, sample_size = 1)]
fn checked(bencher: Bencher, count: usize) {
    let design = design(count);
    bencher.bench(|| check(&design));
}

#[divan::bench(args = [100, 1_000], sample_count = 20, sample_size = 1)]
fn reported(bencher: Bencher, count: usize) {
    let design = design(count);
    bencher.bench(|| reports(&design, &Limits::default(), &|_| true));
}
