//! Conformance vectors: cases in JSON Lines, what the library answers to
//! each, and how right that is.

mod answer;
mod case;
mod profile;
mod score;

pub use answer::{Answer, Verdict, answer};
pub use case::{Case, Labels, Profile};
pub use score::{Mark, Summary, mark};
