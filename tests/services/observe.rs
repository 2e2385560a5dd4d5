//! What guards report to `tracing` and `metrics`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jwt_claims::Claims;
use jwt_claims_tests::responses::{
    Access, Admin, Lookups, ServiceKeys, Situation, guard_with_all_transports, situations,
};
use metrics_util::debugging::{DebugValue, DebuggingRecorder};
use tracing::Level;
use tracing_subscriber::fmt::format::FmtSpan;

use super::guards::ready;

/// Runs each situation of the orders and of admins against the guard, without a server.
fn run_all() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    for situation in situations() {
        let request = request(&situation);
        let is_plain = situation.keys == ServiceKeys::Known && situation.lookups == Lookups::Nothing;
        let guard = if is_plain { guard_with_all_transports() } else { situation.guard() };
        if situation.path == "/admin" {
            runtime.block_on(async { drop(guard.authenticate::<Admin>(&request, &()).await) });
        } else {
            runtime.block_on(async { drop(guard.authenticate::<Access>(&request, &()).await) });
        }
    }
}

fn request(situation: &Situation) -> http::Request<()> {
    let query = situation.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
    let mut request =
        http::Request::builder().method(situation.method).uri(format!("{}{query}", situation.path));
    for (name, value) in &situation.headers {
        request = request.header(*name, &**value);
    }
    request.body(()).expect("a request")
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no panic").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The log at the most detailed level.
///
/// It runs twice: other tests use the same events without a subscriber, and if one does so
/// for the first time while this one subscribes, the event stays off until the next
/// subscriber.
fn logged(run: impl Fn()) -> String {
    log_of(&run);
    log_of(&run)
}

fn log_of(run: &impl Fn()) -> String {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(Level::TRACE)
        .with_span_events(FmtSpan::CLOSE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::with_default(subscriber, run);
    let bytes = log.0.lock().expect("no panic").clone();
    String::from_utf8(bytes).expect("text")
}

#[test]
fn the_log_has_the_reason_but_no_token_and_no_claim() {
    let log = logged(run_all);
    for expected in [
        "outcome=\"accepted\"",
        "alg=\"HS256\"",
        "outcome=\"missing\"",
        "code=\"credential_missing\"",
        "outcome=\"forbidden\"",
        "code=\"claims_invalid\"",
        "code=\"signature_invalid\"",
        "code=\"cross_site_request\"",
        "code=\"token_revoked\"",
        "code=\"token_used\"",
        "request refused",
    ] {
        assert!(log.contains(expected), "{expected}: {log}");
    }
    assert!(!log.contains("alice") && !log.contains("evil.example"), "{log}");
    for situation in situations() {
        let texts = situation.headers.iter().map(|(_, value)| String::from_utf8_lossy(value).into_owned());
        for text in texts.chain(situation.query).filter(|text| text.contains("ey")) {
            let segments = text.split(['.', ' ', '=', '&', ';']).filter(|segment| segment.len() > 20);
            assert!(segments.into_iter().all(|segment| !log.contains(segment)), "{}", situation.name);
        }
    }
}

#[test]
fn a_kid_cannot_write_lines_into_the_log() {
    use jwt_claims::http::Guard;
    use jwt_claims::{Issuer, SigningKey, Verifier};

    #[derive(Claims)]
    #[claims(ttl = "5m")]
    struct Session {}

    let key = SigningKey::hs256([7; 32]).expect("a key").with_kid("a\nINFO forged\u{1b}[2J");
    let guard = Guard::new(Verifier::new(key.verifying_key()));
    let token = Issuer::new(key).issue(&Session {}).expect("valid claims");
    let header = format!("Bearer {}", token.as_str());
    let request = http::Request::get("/").header("authorization", header).body(()).expect("a request");
    let log = logged(|| assert!(ready(guard.authenticate::<Session>(&request, &())).is_ok()));
    assert!(log.contains(r"forged"), "{log}");
    assert!(!log.lines().any(|line| line.starts_with("INFO")) && !log.contains('\u{1b}'), "{log}");
}

#[test]
fn decisions_are_counted_by_outcome_and_code() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    metrics::with_local_recorder(&recorder, run_all);
    let (mut counts, mut looked_up) = (BTreeMap::new(), BTreeSet::new());
    for (key, _, _, value) in snapshotter.snapshot().into_vec() {
        let labels: Vec<&str> = key.key().labels().map(metrics::Label::value).collect();
        let DebugValue::Counter(count) = value else { panic!("not a counter") };
        if key.key().name() == "jwt_claims_key_fetches_total" {
            assert_eq!(labels, ["failed"]);
            continue;
        }
        if key.key().name() == "jwt_claims_revocations_total" {
            looked_up.insert(labels.join(" "));
            continue;
        }
        assert_eq!(key.key().name(), "jwt_claims_decisions_total");
        counts.insert(labels.join(" "), count);
    }
    assert_eq!(
        looked_up,
        ["revoked", "store_unavailable", "token_revoked", "token_used"].map(str::to_owned).into()
    );
    // one decision for each request
    assert_eq!(counts.values().sum::<u64>(), situations().len() as u64, "{counts:?}");
    for label in
        ["accepted ", "missing credential_missing", "forbidden claims_invalid", "refused signature_invalid"]
    {
        assert!(counts.contains_key(label), "{label}: {counts:?}");
    }
}

/// A source of keys that answers or fails.
#[derive(Clone)]
struct Switch(Arc<Mutex<bool>>);

impl jwt_claims::jwks::Fetch for Switch {
    fn fetch(
        &self,
        _request: http::Request<()>,
        _max_bytes: usize,
    ) -> jwt_claims::jwks::BoxFuture<'_, Result<http::Response<Vec<u8>>, jwt_claims::jwks::BoxError>> {
        let is_up = *self.0.lock().expect("no panic");
        Box::pin(async move {
            let jwks = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
            if is_up { Ok(http::Response::new(jwks.into())) } else { Err("down for maintenance".into()) }
        })
    }
}

#[test]
fn each_change_of_fetched_keys_is_one_event() {
    let log = logged(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let in_time = async { tokio::time::timeout(Duration::from_secs(60), outage()).await };
        runtime.block_on(in_time).expect("each state comes");
    });
    let count = |level: &str, state: &str| {
        let lines = log.lines().filter(|line| line.contains("source=https://auth.example.com/jwks"));
        lines.filter(|line| line.contains(level) && line.contains(&format!("state=\"{state}\""))).count()
    };
    assert_eq!(count(" INFO ", "fresh"), 2, "{log}");
    assert_eq!((count(" WARN ", "stale"), count(" WARN ", "expired")), (1, 1), "{log}");
    assert!(count("DEBUG ", "expired") > 1 && log.contains("reason=\"down for maintenance\""), "{log}");
}

/// Keys that become old, and are fetched again.
async fn outage() {
    use jwt_claims::jwks::{Keys, Limits, State};
    let mut limits = Limits::default();
    limits.min_ttl = Duration::from_millis(200);
    limits.ttl = limits.min_ttl;
    // long enough for an attempt
    limits.stale_if_error = Duration::from_secs(3);
    limits.min_backoff = Duration::from_millis(5);
    limits.max_backoff = limits.min_backoff;
    let switch = Switch(Arc::new(Mutex::new(true)));
    let keys = Keys::remote("https://auth.example.com/jwks").and_then(|keys| keys.with_limits(limits));
    let keys = keys.expect("limits").with_fetch(switch.clone());
    keys.ready(Duration::from_secs(60)).await.expect("keys");
    *switch.0.lock().expect("no panic") = false;
    while keys.status().state() != State::Expired {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let failures = keys.status().failures();
    while keys.status().failures() < failures + 3 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    *switch.0.lock().expect("no panic") = true;
    keys.ready(Duration::from_secs(60)).await.expect("keys");
}
