//! Counts of answers, and their times.

use std::collections::BTreeMap;
use std::time::Duration;

/// A kind of requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A good token, for fetched keys.
    Fetched,
    /// A good token, for a key that does not change.
    Fixed,
    /// A token that must be refused.
    Bad,
}

#[derive(Default)]
pub(crate) struct Tally {
    statuses: BTreeMap<(Kind, u16), u64>,
    times: BTreeMap<Kind, Vec<Duration>>,
}

impl Tally {
    pub(crate) fn count(&mut self, kind: Kind, status: u16, time: Duration) {
        *self.statuses.entry((kind, status)).or_default() += 1;
        self.times.entry(kind).or_default().push(time);
    }

    pub(crate) fn add(&mut self, other: Self) {
        for (key, count) in other.statuses {
            *self.statuses.entry(key).or_default() += count;
        }
        for (kind, times) in other.times {
            self.times.entry(kind).or_default().extend(times);
        }
    }

    pub(crate) fn print(&self) {
        for (kind, times) in &self.times {
            let mut times = times.clone();
            times.sort_unstable();
            let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize].as_micros();
            let statuses = self.statuses.iter().filter(|((of, _), _)| of == kind);
            let statuses: Vec<String> =
                statuses.map(|((_, status), count)| format!("{count} times {status}")).collect();
            println!(
                "{kind:?}: {}; p50 {} µs, p99 {} µs, p99.9 {} µs, most {} µs",
                statuses.join(", "),
                at(0.5),
                at(0.99),
                at(0.999),
                at(1.0)
            );
        }
    }

    /// An error if a good token was refused, or a bad one accepted, or a kind was not sent.
    pub(crate) fn check(&self) -> Result<(), Box<dyn std::error::Error>> {
        if self.times.len() < 3 {
            return Err("a kind of requests was not sent".into());
        }
        for ((kind, status), count) in &self.statuses {
            let is_accepted = *status == 200;
            if is_accepted != (*kind != Kind::Bad) {
                return Err(format!("{count} requests of {kind:?} were answered with {status}").into());
            }
        }
        Ok(())
    }
}
