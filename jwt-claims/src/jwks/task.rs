//! The task that fetches the keys of a source.

use std::sync::{Arc, Weak};

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

/// A source that a task keeps up to date.
pub(super) trait Kept: Send + Sync + 'static {
    /// When the next attempt begins; `None` for now.
    fn due(&self) -> Option<Instant>;

    /// Fetches the keys once.
    fn attempt(&self) -> impl Future<Output = ()> + Send;

    /// The task has ended.
    fn task_ended(&self, has_panicked: bool);
}

/// Fetches the keys when they are due or wanted, until nobody has the source any more. A
/// runtime may drop the task before it runs: its end is noticed then, too.
pub(super) fn keep<K: Kept>(source: Weak<K>, wake: Arc<Notify>) -> impl Future<Output = ()> + Send {
    let end = End(source.clone());
    async move {
        let _end = end;
        run(source, wake).await;
    }
}

async fn run<K: Kept>(source: Weak<K>, wake: Arc<Notify>) {
    loop {
        let Some(kept) = source.upgrade() else { return };
        let Some(due) = kept.due() else {
            kept.attempt().await;
            continue;
        };
        drop(kept);
        tokio::select! {
            () = sleep_until(due) => {}
            () = wake.notified() => {}
        }
    }
}

/// Says that the task has ended, also if its runtime has dropped it, or it panicked.
struct End<K: Kept>(Weak<K>);

impl<K: Kept> Drop for End<K> {
    fn drop(&mut self) {
        if let Some(kept) = self.0.upgrade() {
            kept.task_ended(std::thread::panicking());
        }
    }
}
