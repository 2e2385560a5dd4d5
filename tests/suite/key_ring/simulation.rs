//! Processes, verifiers and a clock, in random order: a token is verified with every set that
//! a verifier may have, until it expires.

use std::collections::BTreeSet;

use jwt_claims::key_ring::{KeyRing, State};
use jwt_claims::{Algorithm, ErrorKind, FixedClock, Issuer, KeySet, Verifier};
use proptest::prelude::*;

use super::*;

/// How often processes call `maintain`.
const MAINTAIN_EVERY: u64 = 60;
/// By how much the clock may be wrong in all, each way.
const STEPS: i64 = 200;
const ROTATION: u64 = 4_000;

#[derive(Clone, Debug)]
enum Op {
    Issue(u8),
    Fetch(u8),
    /// Time passes, and both processes call `maintain`.
    Wait(u64),
    /// The clock is set to another time.
    Step(i64),
    Rotate(u8, Fault),
    Maintain(u8, Fault),
    RevokeCurrent(u8, Fault),
    RevokeAny(u8, u8, Fault),
    Restart(u8),
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        4 => Just(Fault::None),
        1 => (0..2_u8).prop_map(Fault::Before),
        1 => (0..2_u8).prop_map(Fault::After),
        1 => Just(Fault::Load),
    ]
}

fn op() -> impl Strategy<Value = Op> {
    let process = || 0..2_u8;
    prop_oneof![
        8 => process().prop_map(Op::Issue),
        6 => process().prop_map(Op::Fetch),
        8 => (1..700_u64).prop_map(Op::Wait),
        2 => (-100..100_i64).prop_map(Op::Step),
        2 => (process(), fault()).prop_map(|(at, fault)| Op::Rotate(at, fault)),
        2 => (process(), fault()).prop_map(|(at, fault)| Op::Maintain(at, fault)),
        1 => (process(), fault()).prop_map(|(at, fault)| Op::RevokeCurrent(at, fault)),
        1 => (process(), any::<u8>(), fault()).prop_map(|(at, key, fault)| Op::RevokeAny(at, key, fault)),
        3 => process().prop_map(Op::Restart),
    ]
}

struct Token {
    text: String,
    kid: String,
    iat: i64,
    exp: i64,
}

/// A set that a verifier has, and when it was fetched, by a clock that nobody sets.
struct Fetched {
    keys: KeySet,
    kids: BTreeSet<String>,
    at: u64,
}

struct World {
    clock: FixedClock,
    /// Seconds that have really passed.
    passed: u64,
    stepped: (i64, i64),
    store: Faulty,
    rings: [KeyRing; 2],
    issuers: [Issuer; 2],
    tokens: Vec<Token>,
    fetched: Vec<Fetched>,
    /// Keys that each process does not use any more.
    dropped: [BTreeSet<String>; 2],
    /// Keys whose revocation has succeeded.
    revoked: BTreeSet<String>,
    /// Keys that somebody tried to revoke: nobody relies on their tokens.
    doubtful: BTreeSet<String>,
    /// Keys that signed without being published before, and since when.
    at_once: BTreeSet<String>,
}

impl World {
    fn new() -> Self {
        let (clock, store) = (FixedClock::at(NOW), Faulty::default());
        let rings = [(); 2].map(|()| open(&clock, &store));
        let issuers = [0, 1].map(|at: usize| Issuer::from_ring(&rings[at]));
        Self {
            clock,
            passed: 0,
            stepped: (0, 0),
            store,
            rings,
            issuers,
            tokens: Vec::new(),
            fetched: Vec::new(),
            dropped: Default::default(),
            revoked: BTreeSet::new(),
            doubtful: BTreeSet::new(),
            at_once: BTreeSet::new(),
        }
    }

    fn now(&self) -> i64 {
        jwt_claims::Clock::now(&self.clock).seconds()
    }

    fn run(&mut self, op: &Op) {
        match *op {
            Op::Issue(at) => self.issue(at.into()),
            Op::Fetch(at) => self.fetch(at.into()),
            Op::Wait(time) => self.wait(time),
            Op::Step(by) => self.step(by),
            Op::Rotate(at, fault) => self.with_fault(at, fault, |ring| ring.rotate().map(drop)),
            Op::Maintain(at, fault) => self.with_fault(at, fault, KeyRing::maintain),
            Op::RevokeCurrent(at, fault) => {
                self.revoke(at, fault, |ring| kids(ring, State::Current)[0].clone());
            }
            Op::RevokeAny(at, key, fault) => self.revoke(at, fault, |ring| {
                let keys = ring.keys();
                keys[usize::from(key) % keys.len()].kid().to_owned()
            }),
            Op::Restart(at) => self.restart(at.into()),
        }
    }

    fn issue(&mut self, at: usize) {
        let before = kids(&self.rings[at], State::Current);
        let issued = self.issuers[at].issue(&alice()).expect("it is issued");
        let kid = header_kid(issued.as_str());
        assert_eq!(before, [kid.as_str()], "the current key signs");
        let keys = self.rings[at].keys();
        let last = keys.iter().rfind(|key| key.signs_from().seconds() <= self.now());
        // after a step back there may be none whose time has come
        assert_eq!(last.unwrap_or(&keys[0]).kid(), kid, "no retired key signs");
        assert!(!self.dropped[at].contains(&kid), "no revoked key signs");
        let exp = issued.expires_at().expect("it has one").seconds();
        self.tokens.push(Token { text: issued.into_string(), kid, iat: self.now(), exp });
    }

    fn fetch(&mut self, at: usize) {
        let jwks = self.rings[at].jwks();
        let keys = KeySet::from_jwks(jwks.body(), &[Algorithm::EdDSA]).expect("a JWK Set");
        let kids = keys.iter().map(|key| key.kid().expect("it has one").to_owned()).collect();
        self.fetched.push(Fetched { keys, kids, at: self.passed });
    }

    fn wait(&mut self, time: u64) {
        let mut left = time;
        while left > 0 {
            let part = left.min(MAINTAIN_EVERY);
            left -= part;
            self.passed += part;
            self.clock.advance(seconds(part));
            self.rings.iter().for_each(|ring| ring.maintain().expect("the store works"));
            self.note_emergencies();
            self.check_published();
        }
    }

    fn step(&mut self, by: i64) {
        let (back, forth) = &mut self.stepped;
        let used = if by < 0 { back } else { forth };
        if (*used + by).abs() <= STEPS {
            *used += by;
            self.clock.set(self.now() + by);
        }
    }

    fn with_fault(
        &mut self,
        at: u8,
        fault: Fault,
        call: impl FnOnce(&KeyRing) -> Result<(), jwt_claims::Error>,
    ) {
        self.store.set(fault);
        let called = call(&self.rings[usize::from(at)]);
        self.store.set(Fault::None);
        match fault {
            Fault::None => called.expect("the store works"),
            // the process goes on, or crashes: see `Restart`
            _ => drop(called),
        }
        self.note_emergencies();
    }

    fn revoke(&mut self, at: u8, fault: Fault, choose: impl FnOnce(&KeyRing) -> String) {
        let ring = self.rings[usize::from(at)].clone();
        let kid = choose(&ring);
        self.store.set(fault);
        let revoked = ring.revoke(&kid);
        self.store.set(Fault::None);
        self.doubtful.insert(kid.clone());
        let is_gone = ring.keys().iter().all(|key| key.kid() != kid);
        if is_gone {
            self.dropped[usize::from(at)].insert(kid.clone());
        }
        match revoked {
            Ok(_) => {
                assert!(is_gone, "a revoked key is gone at once");
                self.revoked.insert(kid);
            }
            Err(error) => assert!(fault != Fault::None && error.code() == "key_store_failed", "{error}"),
        }
        self.note_emergencies();
    }

    /// Keys that sign without having been published for long enough.
    fn note_emergencies(&mut self) {
        let keys = self.store.inner.load().expect("it does not fail");
        let at_once =
            |key: &StoredKey| key.signs_from().seconds() - key.published_at().seconds() < LEAD as i64;
        self.at_once.extend(keys.into_iter().filter(at_once).map(|key| key.kid().to_owned()));
    }

    fn restart(&mut self, at: usize) {
        self.rings[at] = open(&self.clock, &self.store);
        self.issuers[at] = Issuer::from_ring(&self.rings[at]);
        // the store may still have what could not be removed
        self.dropped[at].retain(|kid| self.revoked.contains(kid));
        self.note_emergencies();
    }

    /// After `maintain`, no process has a key that is over or that another one revoked.
    fn check_published(&self) {
        let now = self.now();
        for ring in &self.rings {
            for key in ring.keys() {
                assert!(key.removed_at().is_none_or(|at| at.seconds() > now), "{key:?} is over");
                assert!(!self.revoked.contains(key.kid()), "{key:?} was revoked");
            }
            assert_eq!(kids(ring, State::Current).len(), 1);
        }
    }

    /// Every token that has not expired, with every set that may be cached.
    fn check_tokens(&self) {
        let now = self.now();
        let cached = self.fetched.iter().filter(|set| self.passed - set.at <= MAX_AGE);
        for set in cached {
            let verifier = Verifier::new(set.keys.clone()).with_clock(self.clock.clone());
            for token in self.tokens.iter().filter(|token| now < token.exp + 30) {
                if self.doubtful.contains(&token.kid) {
                    continue;
                }
                // an emergency: nobody could publish the key before it signed
                if self.at_once.contains(&token.kid) && !set.kids.contains(&token.kid) {
                    continue;
                }
                match verifier.verify::<Access>(&token.text) {
                    Ok(_) => {}
                    // the clock was set back
                    Err(error) if error.kind() == ErrorKind::Claims && token.iat > now => {}
                    Err(error) => {
                        panic!("{error}: kid {}, fetched {} s ago", token.kid, self.passed - set.at)
                    }
                }
            }
        }
    }
}

fn open(clock: &FixedClock, store: &Faulty) -> KeyRing {
    builder(clock).with_rotation_every(seconds(ROTATION)).open(store.clone()).expect("it opens")
}

fn header_kid(token: &str) -> String {
    use base64::Engine as _;
    let header = token.split('.').next().expect("a header");
    let header = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(header).expect("base64url");
    let header: serde_json::Value = serde_json::from_slice(&header).expect("JSON");
    header["kid"].as_str().expect("a kid").to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn a_token_is_verified_until_it_expires(ops in prop::collection::vec(op(), 1..80)) {
        let mut world = World::new();
        world.fetch(0);
        for op in &ops {
            world.run(op);
            world.check_tokens();
        }
    }
}
