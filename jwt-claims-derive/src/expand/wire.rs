//! The hidden structs that serde_derive expands: for the claims themselves and
//! for each object that a path leads into, one to read and one to write.

mod level;
mod read;
mod write;

pub(super) use self::level::Level;
pub(super) use self::read::{conditions, decode, structs as read};
pub(super) use self::write::structs as write;
