//! The timeline and the view of now, shared between those who sign, publish and rotate.

use std::sync::{Arc, PoisonError, RwLock};

use super::timeline::Timeline;
use super::view::View;
use crate::base::clock::Time;
use crate::base::numeric_date::NumericDate;
use crate::error::Error;

/// Reading takes a lock for the time of a clone. Nobody waits for a store.
pub(super) struct Board<K> {
    clock: Time,
    shown: RwLock<Shown<K>>,
}

struct Shown<K> {
    timeline: Arc<Timeline<K>>,
    view: Arc<View<K>>,
}

impl<K: Clone> Board<K> {
    pub(super) fn new(timeline: Timeline<K>, clock: Time) -> Result<Self, Error> {
        let view = Arc::new(View::new(&timeline, clock.now(), 1)?);
        Ok(Self { clock, shown: RwLock::new(Shown { timeline: Arc::new(timeline), view }) })
    }

    pub(super) fn now(&self) -> NumericDate {
        self.clock.now()
    }

    pub(super) fn clock(&self) -> &Time {
        &self.clock
    }

    pub(super) fn timeline(&self) -> Arc<Timeline<K>> {
        Arc::clone(&self.shown.read().unwrap_or_else(PoisonError::into_inner).timeline)
    }

    /// The view of now.
    pub(super) fn view(&self) -> Arc<View<K>> {
        let now = self.now();
        let view = Arc::clone(&self.shown.read().unwrap_or_else(PoisonError::into_inner).view);
        if view.is_true_at(now) { view } else { self.view_again(now) }
    }

    /// The time of a step has come, or the clock was set back.
    #[cold]
    fn view_again(&self, now: NumericDate) -> Arc<View<K>> {
        let mut shown = self.shown.write().unwrap_or_else(PoisonError::into_inner);
        if !shown.view.is_true_at(now) {
            // a timeline with an error was never shown, so this is not one
            if let Ok(view) = shown.view.renewed(&shown.timeline, now) {
                shown.view = Arc::new(view);
            }
        }
        Arc::clone(&shown.view)
    }

    /// Shows another timeline from now on. If it has no key, the old one stays.
    ///
    /// One caller at a time.
    pub(super) fn show(&self, timeline: Timeline<K>) -> Result<(), Error> {
        if self.timeline().has_entries_of(&timeline) {
            return Ok(());
        }
        let before = self.view();
        // without the lock, because reading keys takes a moment
        let view = before.renewed(&timeline, self.now())?;
        let mut shown = self.shown.write().unwrap_or_else(PoisonError::into_inner);
        let is_unchanged = Arc::ptr_eq(&shown.view, &before);
        let view = if is_unchanged { view } else { shown.view.renewed(&timeline, self.now())? };
        *shown = Shown { timeline: Arc::new(timeline), view: Arc::new(view) };
        Ok(())
    }
}
