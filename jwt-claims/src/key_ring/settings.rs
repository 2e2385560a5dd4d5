//! What a ring is opened with.

use super::intervals::Intervals;
use crate::base::clock::Time;
use crate::crypto::algorithm::Algorithm;
use crate::key::SigningKey;

#[derive(Debug)]
pub(super) struct Settings {
    /// Of new keys.
    pub(super) algorithm: Algorithm,
    pub(super) intervals: Intervals,
    /// In seconds.
    pub(super) rotates_every: Option<u64>,
    /// The first key of an empty store.
    pub(super) first: Option<SigningKey>,
    pub(super) clock: Time,
}
