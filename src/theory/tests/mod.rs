//! The theory against its definitions: a brute-force oracle over random and over all small
//! relations, textbook relations with their known answers, families with known numbers of keys.

pub(super) mod arbitrary;
mod families;
mod limits;
mod mixed;
mod notation;
mod oracle;
mod small;
mod textbook;
