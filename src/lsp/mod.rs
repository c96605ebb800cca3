//! The language server: what an editor asks about a design, answered from the same trees, designs and findings as
//! the commands use.
//!
//! A [`Server`] is a value: a message in, messages out. It reads files that are not open in the editor through
//! `project`, and knows neither streams nor threads; `cli` carries the bytes. Every change analyses its design anew,
//! for that takes less time than knowing what to keep.
//!
//! The protocol's messages are plain JSON values here: of its hundreds of types a dozen are needed, and those are
//! smaller as literals than as conversions.

mod actions;
mod complete;
mod hover;
mod index;
mod place;
mod rename;
mod server;
mod sql;
mod symbols;
mod world;

pub use server::Server;
