//! The tests of `jwt-claims` as its users see it.
