//! The type map: what each neutral type becomes, what is lost on the way, and the way back.
//!
//! [`Dialect::render_type`] spells a type, [`Dialect::lift_type`] reads a server's spelling, and
//! [`Dialect::canonical_type`] is the one after the other: the form in which a designed and an
//! introspected column compare with `==`. Reading never guesses: what no neutral type is spelled
//! like stays [`DataType::Native`].

mod form;
mod lift;
mod render;
mod storage;

pub use form::{NativeType, TypeForm, TypeForms, TypeMap, TypeName};
pub use render::{Loss, RenderedType, Unsupported};
