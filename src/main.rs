use std::process::ExitCode;

/// A design is a great many small strings; the system's allocator takes half as long again for them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    schemagen::cli::install_panic_hook();
    std::panic::catch_unwind(schemagen::cli::run).unwrap_or_else(|_| schemagen::cli::panicked())
}
