//! Keys, each once.

use std::collections::HashMap;
use std::sync::Arc;

use super::verifying::VerifyingKey;
use crate::crypto::algorithm::Algorithm;

/// A list of keys without duplicates. Only keys with the same name and algorithm are
/// compared, so a long set is fast.
#[derive(Default)]
pub(super) struct Distinct {
    keys: Vec<VerifyingKey>,
    places: HashMap<(Option<Arc<str>>, Algorithm), Vec<usize>>,
}

impl Distinct {
    /// Adds a key unless it is in the list, and returns its index. The certificates of
    /// a duplicate are added to the first key.
    pub(super) fn insert(&mut self, key: VerifyingKey) -> usize {
        let places = self.places.entry((key.kid_shared().cloned(), key.algorithm())).or_default();
        if let Some(&place) = places.iter().find(|&&place| self.keys[place].is_same(&key)) {
            self.keys[place].add_certificates(&key);
            return place;
        }
        places.push(self.keys.len());
        self.keys.push(key);
        self.keys.len() - 1
    }

    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    pub(super) fn into_vec(self) -> Vec<VerifyingKey> {
        self.keys
    }
}

impl FromIterator<VerifyingKey> for Distinct {
    fn from_iter<I: IntoIterator<Item = VerifyingKey>>(keys: I) -> Self {
        let mut distinct = Self::default();
        for key in keys {
            distinct.insert(key);
        }
        distinct
    }
}
