//! A process that is killed while it replaces its keys.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use jwt_claims::key_ring::FileStore;
use jwt_claims::{Issuer, Verifier};

use super::*;

const FOLDER: &str = "JWT_CLAIMS_TEST_FOLDER";
const START: &str = "JWT_CLAIMS_TEST_START";

#[derive(Claims, Debug)]
#[claims(issuer = "https://auth.example.com", ttl = "20s")]
struct Short {
    sub: String,
}

fn open(folder: &Path, clock: &FixedClock) -> KeyRing {
    let ring = KeyRing::builder(Algorithm::EdDSA, seconds(20)).with_leeway(seconds(1));
    let ring = ring.with_max_age(seconds(1)).with_margin(seconds(0)).with_clock(clock.clone());
    ring.open(FileStore::open(folder).expect("the folder")).expect("it opens after every crash")
}

/// Runs in a process of its own, until it is killed.
#[test]
#[ignore = "a process of the next test"]
fn rotating() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let start = std::env::var(START).expect("the time").parse().expect("seconds");
    let clock = FixedClock::at(start);
    let ring = open(Path::new(&folder), &clock);
    let issuer = Issuer::from_ring(&ring);
    loop {
        ring.rotate().expect("the store works");
        clock.advance(seconds(1));
        let issued = issuer.issue(&Short { sub: "alice".into() }).expect("it is issued");
        println!("\nTOKEN {} {}", jwt_claims::Clock::now(&clock).seconds(), issued.as_str());
        ring.maintain().expect("the store works");
    }
}

#[test]
fn a_killed_process_loses_no_key_that_has_signed() {
    let folder = std::env::temp_dir().join(format!("jwt-claims-killed-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let mut now = NOW;
    let mut issued = 0;
    for round in 0..24_u64 {
        let mut child = Command::new(std::env::current_exe().expect("this test"))
            .args(["--exact", "key_ring::killed::rotating", "--ignored", "--nocapture"])
            .env(FOLDER, &folder)
            .env(START, now.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let first = lines.by_ref().map_while(Result::ok).find(|line| line.starts_with("TOKEN "));
        std::thread::sleep(Duration::from_micros(200 * round * round));
        child.kill().expect("it runs");
        child.wait().expect("it has ended");
        let mut tokens: Vec<(i64, String)> = Vec::new();
        for line in first.into_iter().chain(lines.map_while(Result::ok)) {
            let mut words = line.split(' ');
            if let (Some("TOKEN"), Some(at), Some(token)) = (words.next(), words.next(), words.next()) {
                tokens.push((at.parse().expect("seconds"), token.to_owned()));
            }
        }
        // the last line may have been cut
        tokens.pop_if(|(_, token)| token.split('.').nth(2).is_none_or(|signature| signature.len() != 86));
        issued += tokens.len();
        now = tokens.last().map_or(now, |(at, _)| *at);
        let clock = FixedClock::at(now);
        let ring = open(&folder, &clock);
        let verifier = Verifier::new(ring.key_set()).with_clock(clock);
        for (_, token) in tokens.iter().filter(|(at, _)| *at > now - 20) {
            let verified = verifier.verify::<Short>(token);
            verified.unwrap_or_else(|error| panic!("round {round}: {error}"));
        }
        now += 1;
    }
    assert!(issued >= 24, "{issued}");
    std::fs::remove_dir_all(&folder).expect("the folder");
}
