use std::process::ExitCode;

fn main() -> ExitCode {
    schemagen::cli::install_panic_hook();
    std::panic::catch_unwind(schemagen::cli::run).unwrap_or_else(|_| schemagen::cli::panicked())
}
