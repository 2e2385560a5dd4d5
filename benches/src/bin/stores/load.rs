//! Clients that call a store at the same time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use jwt_claims::store::BoxError;

pub(crate) const CLIENTS: u64 = 32;

/// Which call it is.
#[derive(Clone, Copy)]
pub(crate) struct Turn {
    pub(crate) client: u64,
    /// How many calls of this client were before it.
    pub(crate) own: u64,
    /// How many of all clients were.
    pub(crate) nth: u64,
}

/// What a load was like.
pub(crate) struct Measured {
    pub(crate) calls: u64,
    elapsed: Duration,
    /// Sorted.
    times: Vec<Duration>,
}

impl Measured {
    pub(crate) fn per_second(&self) -> f64 {
        self.calls as f64 / self.elapsed.as_secs_f64()
    }

    /// The time that this part of the calls did not exceed.
    pub(crate) fn quantile(&self, part: f64) -> Duration {
        let nth = (self.times.len() as f64 * part) as usize;
        self.times.get(nth).copied().unwrap_or_default()
    }
}

/// Each client calls again and again, until the time or the calls are over.
pub(crate) async fn load<F>(
    time: Duration,
    calls: u64,
    call: impl Fn(Turn) -> F + Send + Sync + 'static,
) -> Result<Measured, BoxError>
where
    F: Future<Output = Result<(), BoxError>> + Send,
{
    let (call, next, begin) = (Arc::new(call), Arc::new(AtomicU64::new(0)), Instant::now());
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let (call, next) = (Arc::clone(&call), Arc::clone(&next));
            tokio::spawn(async move {
                let mut times = Vec::new();
                for own in 0.. {
                    let nth = next.fetch_add(1, Ordering::Relaxed);
                    if nth >= calls || begin.elapsed() >= time {
                        break;
                    }
                    let start = Instant::now();
                    call(Turn { client, own, nth }).await?;
                    times.push(start.elapsed());
                }
                Ok::<_, BoxError>(times)
            })
        })
        .collect();
    let mut times = Vec::new();
    for client in clients {
        times.extend(client.await??);
    }
    let elapsed = begin.elapsed();
    times.sort_unstable();
    Ok(Measured { calls: times.len() as u64, elapsed, times })
}
