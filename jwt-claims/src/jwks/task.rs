//! The task that fetches the keys of a source.

use std::sync::{Arc, Weak};

use tokio::sync::Notify;
use tokio::time::sleep_until;

use crate::jwks::remote::Remote;

/// Fetches the keys when they are due or wanted, until nobody has the source any more.
pub(super) async fn keep(source: Weak<Remote>, wake: Arc<Notify>) {
    let _end = End(source.clone());
    loop {
        let Some(remote) = source.upgrade() else { return };
        let Some(due) = remote.due() else {
            remote.attempt().await;
            continue;
        };
        drop(remote);
        tokio::select! {
            () = sleep_until(due) => {}
            () = wake.notified() => {}
        }
    }
}

/// Says that the task has ended, also if its runtime has dropped it.
struct End(Weak<Remote>);

impl Drop for End {
    fn drop(&mut self) {
        if let Some(remote) = self.0.upgrade() {
            remote.task_ended();
        }
    }
}
