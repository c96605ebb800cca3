//! Text to DDL, stage by stage, at three sizes. `cargo bench --bench pipeline`.
//!
//! Ten times the entities may cost at most twelve times the time: compare the rows of one stage.

mod allocator;
mod generator;

use divan::Bencher;
use schemagen::dialect::Dialects;
use schemagen::language;
use schemagen::physical::{Date, PhysicalOptions, physical};
use schemagen::text::SourceMap;

const SIZES: [usize; 3] = [100, 1_000, 10_000];

fn main() {
    divan::main();
}

fn options() -> PhysicalOptions {
    PhysicalOptions { as_of: Date::new(2026, 1, 15).expect("a day of the calendar") }
}

fn sources(count: usize) -> (SourceMap, schemagen::text::FileId) {
    let mut sources = SourceMap::default();
    let file = sources.add("generated.sgen", generator::design(count));
    (sources, file)
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn parse(bencher: Bencher, count: usize) {
    let text = generator::design(count);
    bencher.bench_local(|| language::parse(&text));
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn format(bencher: Bencher, count: usize) {
    let text = generator::design(count);
    bencher.bench_local(|| language::format(&text).expect("the generated text parses"));
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn lower(bencher: Bencher, count: usize) {
    let (sources, file) = sources(count);
    let text = sources.get(file).map_or("", |source| source.text.as_str());
    let files = [(file, language::parse(text))];
    bencher.bench_local(|| language::lower::lower(&files, &sources));
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn emit(bencher: Bencher, count: usize) {
    let (sources, file) = sources(count);
    let text = sources.get(file).map_or("", |source| source.text.as_str());
    let (design, _) = language::lower::lower(&[(file, language::parse(text))], &sources);
    let dialects = Dialects::builtin().expect("the built-in dialects load");
    let dialect = dialects.at("postgres", None).expect("a built-in dialect");
    bencher.bench_local(|| {
        let (held, _) = physical(&design, dialect, &options());
        let statements =
            schemagen::emit::emit(&held.schema, dialect).expect("the built-in templates hold");
        schemagen::emit::script(&statements, dialect)
    });
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn parse_lower_emit(bencher: Bencher, count: usize) {
    let text = generator::design(count);
    let dialects = Dialects::builtin().expect("the built-in dialects load");
    let dialect = dialects.at("postgres", None).expect("a built-in dialect");
    bencher.bench_local(|| {
        let mut sources = SourceMap::default();
        let file = sources.add("generated.sgen", text.as_str());
        let (design, _) = language::lower::lower(&[(file, language::parse(&text))], &sources);
        let (held, _) = physical(&design, dialect, &options());
        let statements =
            schemagen::emit::emit(&held.schema, dialect).expect("the built-in templates hold");
        schemagen::emit::script(&statements, dialect)
    });
}
