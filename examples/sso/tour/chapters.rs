//! The story, in chapters. Each one begins with a new login.

pub(crate) mod codes;
pub(crate) mod keys;
pub(crate) mod login;
pub(crate) mod services;
pub(crate) mod sessions;
pub(crate) mod time;
