//! Which attempts are made, and when.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use crate::jwks::limits::Limits;
use crate::jwks::status::State;

/// An explicit refresh begins this time after the last attempt, so that a loop of them does
/// not flood the issuer.
const REFRESH_SPACING: Duration = Duration::from_secs(1);

/// The attempts of one source. They have numbers from 1, and one ends before the next
/// begins, so an old answer cannot replace a newer one.
pub(super) struct Agenda {
    completed: u64,
    underway: Option<Attempt>,
    /// Someone asked for an attempt that no cache answers.
    is_requested: bool,
    /// When unknown keys caused an attempt.
    misses: VecDeque<Instant>,
    failures: u32,
    due: Instant,
    ended_at: Option<Instant>,
    last_error: Option<String>,
    /// The state that was reported last.
    reported: State,
}

/// An attempt under way.
#[derive(Clone, Copy)]
pub(super) struct Attempt {
    /// It asks caches between this service and the issuer not to answer.
    pub(super) bypasses_caches: bool,
}

impl Agenda {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            completed: 0,
            underway: None,
            is_requested: false,
            misses: VecDeque::new(),
            failures: 0,
            due: now,
            ended_at: None,
            last_error: None,
            reported: State::Pending,
        }
    }

    /// The number of the attempt whose result decides about an unknown key; `None` if there
    /// were too many of them. `has_keys` is false before the first success: each attempt
    /// then counts.
    pub(super) fn want(&mut self, now: Instant, has_keys: bool, limits: &Limits) -> Option<u64> {
        if let Some(number) = self.expected(has_keys) {
            return Some(number);
        }
        // the first attempt is about to begin
        if !has_keys && self.underway.is_none() && now >= self.due {
            return Some(self.next());
        }
        let is_old = |at: &Instant| now.saturating_duration_since(*at) >= limits.miss_window;
        while self.misses.front().is_some_and(is_old) {
            self.misses.pop_front();
        }
        if self.misses.len() >= limits.miss_attempts {
            return None;
        }
        self.misses.push_back(now);
        Some(self.request())
    }

    /// The number of the attempt that an explicit refresh waits for.
    pub(super) fn refresh(&mut self, has_keys: bool) -> u64 {
        self.expected(has_keys).unwrap_or_else(|| self.request())
    }

    /// How long an explicit refresh waits before it begins.
    pub(super) fn refresh_pause(&self, now: Instant) -> Duration {
        let since = self.ended_at.map(|at| now.saturating_duration_since(at));
        since.map_or(Duration::ZERO, |since| REFRESH_SPACING.saturating_sub(since))
    }

    /// The number of an attempt that is under way or requested, and good enough.
    fn expected(&self, has_keys: bool) -> Option<u64> {
        match self.underway {
            Some(attempt) if attempt.bypasses_caches || !has_keys => Some(self.completed + 1),
            _ if self.is_requested => Some(self.next()),
            _ => None,
        }
    }

    fn request(&mut self) -> u64 {
        self.is_requested = true;
        self.next()
    }

    /// The number of the next attempt to begin.
    fn next(&self) -> u64 {
        self.completed + 1 + u64::from(self.underway.is_some())
    }

    /// When the next attempt begins.
    pub(super) fn due(&self) -> Instant {
        self.due
    }

    pub(super) fn is_due(&self, now: Instant) -> bool {
        self.is_requested || now >= self.due
    }

    pub(super) fn begin(&mut self) -> Attempt {
        let attempt = Attempt { bypasses_caches: std::mem::take(&mut self.is_requested) };
        self.underway = Some(attempt);
        attempt
    }

    /// Ends the attempt; returns the number of attempts. `Ok` has the time to the next one.
    pub(super) fn end(&mut self, now: Instant, result: Result<Duration, String>, limits: &Limits) -> u64 {
        self.underway = None;
        self.completed += 1;
        self.ended_at = Some(now);
        let pause = match result {
            Ok(pause) => {
                (self.failures, self.last_error) = (0, None);
                pause
            }
            Err(error) => {
                self.failures = self.failures.saturating_add(1);
                self.last_error = Some(error);
                limits.backoff(self.failures)
            }
        };
        self.due = now + pause;
        self.completed
    }

    /// Plans the next attempt after keys that were not fetched by this program.
    pub(super) fn postpone(&mut self, due: Instant) {
        self.due = due;
    }

    /// The attempt under way was dropped with its runtime. It keeps its number.
    pub(super) fn abandon(&mut self) {
        self.is_requested |= self.underway.take().is_some_and(|attempt| attempt.bypasses_caches);
    }

    /// True if this is another state than the one that was reported last.
    pub(super) fn report(&mut self, state: State) -> bool {
        std::mem::replace(&mut self.reported, state) != state
    }

    pub(super) fn completed(&self) -> u64 {
        self.completed
    }

    pub(super) fn failures(&self) -> u32 {
        self.failures
    }

    pub(super) fn last_error(&self) -> Option<&str> {
        self.last_error.as_deref()
    }
}
