//! Which key signs and which keys are published, computed from stored times and the
//! clock.
//!
//! Nothing is written when a key starts or stops to sign: both follow from the times that
//! were stored before. So a crash loses no step, and processes that have the same times
//! agree.

use super::intervals::Intervals;
use crate::base::numeric_date::NumericDate;
use crate::key::VerifyingKey;

/// A key with its times.
#[derive(Clone)]
pub(super) struct Entry<K> {
    pub(super) key: K,
    /// What is published of it.
    pub(super) public: VerifyingKey,
    pub(super) kid: String,
    pub(super) published_at: NumericDate,
    pub(super) signs_from: NumericDate,
}

/// The keys in the order in which they sign.
#[derive(Clone)]
pub(super) struct Timeline<K> {
    entries: Vec<Entry<K>>,
    intervals: Intervals,
}

impl<K: Clone> Timeline<K> {
    /// Processes with the same entries have the same order, also if two keys sign from the
    /// same second.
    pub(super) fn new(mut entries: Vec<Entry<K>>, intervals: Intervals) -> Self {
        entries.sort_by(|a, b| (a.signs_from, &a.kid).cmp(&(b.signs_from, &b.kid)));
        Self { entries, intervals }
    }

    pub(super) fn intervals(&self) -> &Intervals {
        &self.intervals
    }

    pub(super) fn entries(&self) -> &[Entry<K>] {
        &self.entries
    }

    /// True if both have the same keys with the same times.
    pub(super) fn has_entries_of(&self, other: &Self) -> bool {
        let times = |entry: &Entry<K>| (entry.published_at, entry.signs_from);
        let is_same =
            |(one, other): (&Entry<K>, &Entry<K>)| one.kid == other.kid && times(one) == times(other);
        self.entries.len() == other.entries.len() && self.entries.iter().zip(&other.entries).all(is_same)
    }

    /// The same with this entry, in place of one with its `kid`.
    pub(super) fn with(&self, entry: Entry<K>) -> Self {
        let mut entries = self.without(&entry.kid).entries;
        entries.push(entry);
        Self::new(entries, self.intervals)
    }

    /// The same without this key.
    pub(super) fn without(&self, kid: &str) -> Self {
        let others = self.entries.iter().filter(|entry| entry.kid != kid).cloned();
        Self { entries: others.collect(), intervals: self.intervals }
    }

    /// The index of the key that signs: the last one whose time has come. If a clock that
    /// was wrong is set back, there may be none; then it is the first.
    fn current_index(&self, now: NumericDate) -> usize {
        self.entries.iter().rposition(|entry| entry.signs_from <= now).unwrap_or(0)
    }

    pub(super) fn current(&self, now: NumericDate) -> Option<&Entry<K>> {
        self.entries.get(self.current_index(now))
    }

    /// The first key that is published and does not sign yet.
    pub(super) fn next(&self, now: NumericDate) -> Option<&Entry<K>> {
        self.entries.get(self.current_index(now) + 1)
    }

    /// When each key is removed; `None` for one without a successor.
    fn removals(&self) -> impl Iterator<Item = (&Entry<K>, Option<NumericDate>)> {
        let ends = self.entries.iter().skip(1).map(|entry| Some(entry.signs_from));
        let removals = ends.chain([None]).map(|end| end.map(|end| self.intervals.removal(end)));
        self.entries.iter().zip(removals)
    }

    /// The keys to publish, each with the time of its removal, if that is known.
    pub(super) fn published(
        &self,
        now: NumericDate,
    ) -> impl Iterator<Item = (&Entry<K>, Option<NumericDate>)> {
        self.removals().filter(move |(_, removal)| removal.is_none_or(|removal| now < removal))
    }

    /// The keys whose tokens have all expired.
    pub(super) fn gone(&self, now: NumericDate) -> impl Iterator<Item = &Entry<K>> {
        let gone = move |removal: Option<NumericDate>| removal.is_some_and(|removal| removal <= now);
        self.removals().filter(move |(_, removal)| gone(*removal)).map(|(entry, _)| entry)
    }

    /// From when and until when the current key and the published ones are the same as
    /// now.
    pub(super) fn unchanged_around(&self, now: NumericDate) -> (NumericDate, NumericDate) {
        let starts = self.entries.iter().map(|entry| entry.signs_from);
        let changes: Vec<NumericDate> =
            starts.chain(self.removals().filter_map(|(_, removal)| removal)).collect();
        let last = changes.iter().copied().filter(|time| *time <= now).max();
        let next = changes.iter().copied().filter(|time| *time > now).min();
        (last.unwrap_or(NumericDate::MIN), next.unwrap_or(NumericDate::MAX))
    }
}

/// The second that has begun at a time, or the next one if it has a fraction: a key must
/// not seem to be published earlier than it is.
pub(super) fn whole(now: NumericDate) -> NumericDate {
    if now.has_fraction() { now.floor().plus(1) } else { now }
}
