//! The allocator of the program (see `main.rs`): figures are those that users get.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
