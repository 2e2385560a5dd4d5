//! The keys of one source, kept up to date.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, SystemTime};

use arc_swap::ArcSwap;
use http::Uri;
use tokio::sync::{Notify, Semaphore, watch};
use tokio::time::{Instant, sleep, timeout};

use crate::base::future::BoxFuture;
use crate::base::shown::shown_within;
use crate::error::{Code, Error};
use crate::jwks::agenda::Agenda;
use crate::jwks::fetch::{BoxError, Fetch};
use crate::jwks::observe;
use crate::jwks::plan::Plan;
use crate::jwks::snapshot::{Fetched, Snapshot};
use crate::jwks::status::{State, Status};
use crate::jwks::task::{self, Kept};
use crate::key::KeySet;
use crate::token::live::LiveKeys;

/// Keys, and the task that fetches them. Verification reads `current`, and takes no lock.
pub(super) struct Remote {
    pub(super) plan: Plan,
    this: Weak<Self>,
    client: Arc<dyn Fetch>,
    current: ArcSwap<Snapshot>,
    agenda: Mutex<Agenda>,
    /// Where a discovered set is, and when that was found.
    location: Mutex<Option<(Uri, Instant)>>,
    /// The number of attempts that have ended.
    attempts: watch::Sender<u64>,
    waiters: Semaphore,
    wake: Arc<Notify>,
    has_task: AtomicBool,
}

impl Remote {
    pub(super) fn new(plan: Plan) -> Arc<Self> {
        Arc::new_cyclic(|this| Self {
            this: this.clone(),
            client: plan.client(),
            current: ArcSwap::default(),
            agenda: Mutex::new(Agenda::new(Instant::now())),
            location: Mutex::default(),
            attempts: watch::Sender::default(),
            waiters: Semaphore::new(plan.limits.max_waiters),
            wake: Arc::default(),
            has_task: AtomicBool::new(false),
            plan,
        })
    }

    /// Starts the task if there is none: it ends with its runtime.
    pub(super) fn ensure_task(&self) {
        if self.has_task.load(Ordering::Acquire) {
            return;
        }
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        if !self.has_task.swap(true, Ordering::AcqRel) {
            runtime.spawn(task::keep(self.this.clone(), Arc::clone(&self.wake)));
        }
    }

    async fn fetch(&self, bypasses_caches: bool) -> Result<Snapshot, BoxError> {
        let uri = self.locate(bypasses_caches).await?;
        let old = self.current.load_full();
        self.plan.fetch(&*self.client, uri, &old, bypasses_caches).await
    }

    /// Where the set is. The metadata of an issuer are read again for an unknown key, after
    /// a failed attempt, and when they are a day old.
    async fn locate(&self, reads_again: bool) -> Result<Uri, BoxError> {
        let max_age = self.plan.limits.max_ttl;
        let known = lock(&self.location).clone().filter(|(_, at)| at.elapsed() < max_age);
        let known = known.map(|(uri, _)| uri);
        if let Some(uri) = known.clone().filter(|_| !reads_again) {
            return Ok(uri);
        }
        match self.plan.locate(&*self.client).await {
            Ok(uri) => {
                *lock(&self.location) = Some((uri.clone(), Instant::now()));
                Ok(uri)
            }
            // the metadata are away, but the set may be there
            Err(error) => known.ok_or(error),
        }
    }

    /// Takes over the result of an attempt.
    fn end(&self, result: Result<Snapshot, String>) {
        let limits = &self.plan.limits;
        let result = match result {
            Ok(snapshot) => {
                let ttl = snapshot.fetched.map_or(limits.ttl, |fetched| fetched.ttl);
                self.replace(snapshot);
                Ok(limits.refresh_after(ttl))
            }
            Err(error) => {
                *lock(&self.location) = None;
                Err(error)
            }
        };
        let number = self.agenda().end(Instant::now(), result, limits);
        self.attempts.send_replace(number);
    }

    /// Keys that were too old, and are confirmed now, get a new version. So do keys that
    /// replace seeded ones: these may be newer than those that the fetch began with.
    fn replace(&self, snapshot: Snapshot) {
        // not while keys are seeded: two sets would have one generation
        let _agenda = self.agenda();
        let old = self.current.load();
        let is_other = *snapshot.text != *old.text || !old.is_usable(Instant::now());
        let generation = old.generation + u64::from(is_other);
        self.current.store(Arc::new(Snapshot { generation, ..snapshot }));
    }

    /// Uses keys that were fetched at that time, unless newer ones are there.
    pub(super) fn seed(&self, text: &str, fetched_at: SystemTime) -> Result<(), Error> {
        let (limits, now) = (&self.plan.limits, Instant::now());
        let keys = self.plan.read(text)?;
        let age = fetched_at.elapsed().unwrap_or_default();
        // a clock that began after the keys were fetched cannot go back so far
        let (ttl, usable) = (limits.ttl.saturating_sub(age), limits.ttl + limits.stale_if_error);
        let fetched = Fetched { at: now, wall: fetched_at, ttl, usable: usable.saturating_sub(age) };
        let mut agenda = self.agenda();
        let old = self.current.load();
        if usable < age || old.fetched.is_some_and(|old| old.wall >= fetched_at) {
            return Ok(());
        }
        let generation = old.generation + 1;
        let (text, tag, fetched) = (text.into(), None, Some(fetched));
        self.current.store(Arc::new(Snapshot { generation, keys, text, tag, fetched }));
        agenda.postpone(now + limits.refresh_after(ttl));
        self.wake.notify_one();
        Ok(())
    }

    /// The JWK Set in use, and when it was fetched.
    pub(super) fn export(&self) -> Option<(String, SystemTime)> {
        let current = self.current.load();
        current.fetched.map(|fetched| (current.text.to_string(), fetched.wall))
    }

    /// Waits for usable keys.
    pub(super) async fn ready(&self, within: Duration) -> Result<(), Error> {
        let mut attempts = self.attempts.subscribe();
        self.ensure_task();
        let usable = async {
            while !self.current.load().is_usable(Instant::now()) {
                self.ensure_task();
                // the sender lives as long as this source
                let _ = attempts.changed().await;
            }
        };
        timeout(within, usable).await.map_err(|_| self.unavailable())
    }

    /// Fetches the keys now, or waits for the attempt that is under way.
    pub(super) async fn refresh(&self) -> Result<(), Error> {
        let mut attempts = self.attempts.subscribe();
        let pause = self.agenda().refresh_pause(Instant::now());
        sleep(pause).await;
        let has_keys = self.current.load().fetched.is_some();
        let number = self.agenda().refresh(has_keys);
        self.wake.notify_one();
        self.ended(&mut attempts, number).await;
        if self.agenda().failures() == 0 { Ok(()) } else { Err(self.unavailable()) }
    }

    pub(super) fn status(&self) -> Status {
        let (current, now, agenda) = (self.current.load(), Instant::now(), self.agenda());
        let age = current.fetched.map(|fetched| (now.saturating_duration_since(fetched.at), fetched.ttl));
        Status {
            state: current.state(now),
            keys: current.keys.len(),
            skipped: current.keys.skipped().map(|skipped| skipped.reason().to_string()).collect(),
            fetched_at: current.fetched.map(|fetched| fetched.wall),
            stale_for: age.and_then(|(age, ttl)| age.checked_sub(ttl)).filter(|late| !late.is_zero()),
            attempts: agenda.completed(),
            failures: agenda.failures(),
            last_error: agenda.last_error().map(str::to_owned),
        }
    }

    /// The number of the attempt to wait for, if one is allowed.
    fn want_attempt(&self) -> Option<u64> {
        self.ensure_task();
        let has_keys = self.current.load().fetched.is_some();
        let number = self.agenda().want(Instant::now(), has_keys, &self.plan.limits);
        if number.is_some() {
            self.wake.notify_one();
        }
        number
    }

    async fn wait_for_attempt(&self, used: u64) {
        let mut attempts = self.attempts.subscribe();
        let Ok(_place) = self.waiters.try_acquire() else { return };
        if self.version() != used {
            return;
        }
        if let Some(number) = self.want_attempt() {
            let _ = timeout(self.plan.limits.max_wait, self.ended(&mut attempts, number)).await;
        }
    }

    /// Waits until the attempt of this number has ended. If its runtime ends before it, it
    /// is made on this one.
    async fn ended(&self, attempts: &mut watch::Receiver<u64>, number: u64) {
        while *attempts.borrow_and_update() < number {
            self.ensure_task();
            // the sender lives as long as this source
            let _ = attempts.changed().await;
        }
    }

    fn unavailable(&self) -> Error {
        let agenda = self.agenda();
        let reason = agenda.last_error().unwrap_or("they were not fetched yet");
        let detail = format!("the keys of {} are not available: {reason}", self.plan.endpoint);
        Error::new(Code::KeysUnavailable, detail)
    }

    fn agenda(&self) -> MutexGuard<'_, Agenda> {
        lock(&self.agenda)
    }
}

impl Kept for Remote {
    /// An attempt that panicked has failed; another one under way is made again by the next
    /// task, which those who wait for it start.
    fn task_ended(&self, has_panicked: bool) {
        if has_panicked {
            self.end(Err("the task that fetches the keys panicked".to_owned()));
        }
        self.agenda().abandon();
        self.has_task.store(false, Ordering::Release);
        self.attempts.send_modify(|_| {});
    }

    fn due(&self) -> Option<Instant> {
        let agenda = self.agenda();
        (!agenda.is_due(Instant::now())).then(|| agenda.due())
    }

    async fn attempt(&self) {
        let attempt = self.agenda().begin();
        let limit = self.plan.limits.timeout;
        let result = match timeout(limit, self.fetch(attempt.bypasses_caches)).await {
            Ok(result) => result.map_err(|error| describe(&*error)),
            Err(_) => Err(format!("no complete answer within {} ms", limit.as_millis())),
        };
        self.end(result);
        // no lock is held while a subscriber runs: it may ask for the state
        let status = self.status();
        let is_change = self.agenda().report(status.state());
        observe::attempt(&self.plan.endpoint, is_change, &status);
    }
}

impl LiveKeys for Remote {
    fn version(&self) -> u64 {
        let (current, now) = (self.current.load(), Instant::now());
        let version = current.version(now);
        if current.state(now) != State::Fresh {
            self.ensure_task();
        }
        version
    }

    fn snapshot(&self) -> (u64, KeySet) {
        let (current, now) = (self.current.load(), Instant::now());
        let keys = if current.is_usable(now) { current.keys.clone() } else { KeySet::default() };
        (current.version(now), keys)
    }

    fn covers(&self, issuer: &str) -> bool {
        self.plan.issuer.as_deref().is_none_or(|bound| bound == issuer)
    }

    fn want(&self) {
        self.want_attempt();
    }

    fn wait(&self, used: u64) -> BoxFuture<'_, ()> {
        Box::pin(self.wait_for_attempt(used))
    }

    fn verdict(&self, error: Error) -> Error {
        let is_fresh = self.current.load().state(Instant::now()) == State::Fresh;
        if is_fresh || !error.wants_other_keys() { error } else { self.unavailable() }
    }
}

/// The task sleeps until the keys are due; it must notice that nobody needs them.
impl Drop for Remote {
    fn drop(&mut self) {
        self.wake.notify_one();
    }
}

/// The source, and the number of its keys.
impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let current = self.current.load();
        f.debug_struct("Keys")
            .field("source", &self.plan.endpoint.to_string())
            .field("state", &current.state(Instant::now()))
            .field("keys", &current.keys)
            .finish_non_exhaustive()
    }
}

/// A thread that panicked while it held the lock has left nothing half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many characters of a reason are kept. URLs of metadata may be long.
const MOST: usize = 512;

/// An error with its causes: that of an HTTP client alone says little.
fn describe(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    let text = causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"));
    shown_within(text, MOST).into_owned()
}
