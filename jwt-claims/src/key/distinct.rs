//! Keys, each once.

use std::collections::HashMap;
use std::sync::Arc;

use super::VerifyingKey;
use crate::algorithm::Algorithm;

/// A list of keys in which none is twice. Only keys of the same name and
/// algorithm are compared, so that a long set is not compared with itself.
#[derive(Default)]
pub(super) struct Distinct {
    keys: Vec<VerifyingKey>,
    places: HashMap<(Option<Arc<str>>, Algorithm), Vec<usize>>,
}

impl Distinct {
    /// Adds a key unless it is there.
    pub(super) fn insert(&mut self, key: VerifyingKey) {
        let places = self.places.entry((key.kid_shared().cloned(), key.algorithm())).or_default();
        if !places.iter().any(|&place| self.keys[place].is_same(&key)) {
            places.push(self.keys.len());
            self.keys.push(key);
        }
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
        keys.into_iter().for_each(|key| distinct.insert(key));
        distinct
    }
}
