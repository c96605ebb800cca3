//! Writes a design of any size to stdout: `cargo run --release --example generate 10000 > big.sgen`.

#[path = "../benches/generator.rs"]
mod generator;

fn main() {
    let count = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(1_000);
    print!("{}", generator::design(count));
}
