//! The folder of keys: what is written, and what is refused.

use std::fs;
use std::path::PathBuf;

use jwt_claims::key_ring::FileStore;
use jwt_claims::{Error, Issuer, SigningKey, Verifier};

use super::*;

/// A folder that is removed again.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("jwt-claims-ring-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }

    fn store(&self) -> Result<FileStore, Error> {
        FileStore::open(&self.0)
    }

    fn ring(&self, clock: &FixedClock) -> Result<KeyRing, Error> {
        builder(clock).open(self.store()?)
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).expect("a folder");
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn keys_survive_a_restart_at_every_step() {
    let (folder, clock) = (Folder::new("restart"), FixedClock::at(NOW));
    let ring = folder.ring(&clock).unwrap();
    let token = Issuer::from_ring(&ring).issue(&alice()).unwrap();
    let next = ring.rotate().unwrap();
    for time in [0, LEAD - 1, LEAD, LEAD + LIFETIME - 1] {
        clock.set(NOW + time as i64);
        let again = folder.ring(&clock).unwrap();
        assert_eq!(again.keys(), ring.keys());
        assert_eq!(again.jwks().etag(), ring.jwks().etag());
        let is_current = kids(&again, State::Current) == [next.kid()];
        assert_eq!(is_current, time >= LEAD);
        let verifier = Verifier::new(again.key_set()).with_clock(clock.clone());
        assert!(time >= LIFETIME || verifier.verify::<Access>(token.as_str()).is_ok());
    }
    clock.set(NOW + (LEAD + LIFETIME + LEEWAY) as i64);
    ring.maintain().unwrap();
    assert_eq!(folder.names(), [format!("{}.pem", next.kid())]);
}

#[test]
fn other_programs_read_the_key() {
    let (folder, clock) = (Folder::new("programs"), FixedClock::at(NOW));
    let ring = folder.ring(&clock).unwrap();
    let text = fs::read_to_string(folder.0.join(&folder.names()[0])).unwrap();
    let key = SigningKey::from_pem(Algorithm::EdDSA, &text).unwrap();
    assert_eq!(key.kid(), ring.signing_key().kid());
    let line = format!(
        "{{\"kid\":\"{}\",\"alg\":\"EdDSA\",\"published_at\":{NOW},\"signs_from\":{NOW}}}\n-----BEGIN PRIVATE KEY-----\n",
        key.kid().unwrap()
    );
    assert!(text.starts_with(&line), "{line}");
}

#[test]
fn every_algorithm_and_every_kid_is_kept() {
    let folder = Folder::new("algorithms");
    let store = folder.store().unwrap();
    let algorithms = crate::built_in().filter(|algorithm| !algorithm.name().starts_with("HS"));
    for (algorithm, kid) in algorithms
        .zip([".", "..", "a/b", "../a", "2024-01", "é", "a b", "\0", "=", "a.pem", "x"].iter().cycle())
    {
        let clock = FixedClock::at(NOW);
        let kid = format!("{kid}{algorithm}");
        let key = SigningKey::generate(algorithm).unwrap().with_kid(&kid);
        let text = |store: &FileStore| {
            let mut keys = store.load().unwrap();
            keys.retain(|key| key.kid() == kid);
            keys.pop().map(|key| key.to_text().unwrap())
        };
        let other = Folder::new(&format!("one-{algorithm}"));
        let ring = KeyRing::builder(algorithm, seconds(LIFETIME)).with_first_key(key).with_clock(clock);
        ring.open(other.store().unwrap()).unwrap();
        let stored = other.store().unwrap().load().unwrap();
        store.put(&stored[0]).unwrap();
        assert_eq!(stored[0].key().algorithm(), algorithm);
        assert_eq!(text(&store).unwrap().as_str(), stored[0].to_text().unwrap().as_str());
        store.remove(&kid).unwrap();
        store.remove(&kid).unwrap();
        assert!(text(&store).is_none());
    }
    assert!(folder.names().is_empty());
}

#[test]
fn a_fully_specified_name_is_kept() {
    let (folder, clock) = (Folder::new("specified"), FixedClock::at(NOW));
    let key = SigningKey::generate(Algorithm::EdDSA).unwrap().with_fully_specified_name();
    builder(&clock).with_first_key(key).open(folder.store().unwrap()).unwrap();
    assert!(folder.ring(&clock).unwrap().jwks().body().contains("\"alg\":\"Ed25519\""));
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_the_keys() {
    use std::os::unix::fs::PermissionsExt as _;

    let (folder, clock) = (Folder::new("modes"), FixedClock::at(NOW));
    let ring = folder.ring(&clock).unwrap();
    let file = folder.0.join(&folder.names()[0]);
    let mode = |path: &PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    let set =
        |path: &PathBuf, mode: u32| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    assert_eq!((mode(&folder.0), mode(&file)), (0o700, 0o600));
    for (path, good, bad, command) in [
        (&folder.0, 0o700, [0o750, 0o701, 0o777], "chmod 700"),
        (&file, 0o600, [0o640, 0o604, 0o620], "chmod 600"),
    ] {
        for bad in bad {
            set(path, bad);
            let errors = [folder.ring(&clock).map(drop), ring.maintain(), ring.rotate().map(drop)];
            for error in errors.map(Result::unwrap_err) {
                assert_eq!(error.code(), "key_store_failed");
                let expected = format!("found mode {bad:04o}; run `{command} {}`", path.display());
                assert!(error.to_string().contains(&expected), "{error}");
            }
        }
        set(path, good);
        ring.maintain().unwrap();
    }
    set(&file, 0o400);
    ring.maintain().unwrap();
}

#[test]
fn damage_is_reported_with_the_file() {
    let (folder, clock) = (Folder::new("damage"), FixedClock::at(NOW));
    let ring = folder.ring(&clock).unwrap();
    let name = folder.names()[0].clone();
    let file = folder.0.join(&name);
    let whole = fs::read_to_string(&file).unwrap();
    let (line, pem) = whole.split_once('\n').unwrap();
    let secret = pem.lines().nth(1).unwrap();
    let with_line = |line: &str| format!("{line}\n{pem}");
    let damaged = [
        String::new(),
        pem.to_owned(),
        line.to_owned(),
        whole[..whole.len() - 40].to_owned(),
        with_line(&line.replace("EdDSA", "ES256")),
        with_line(&line.replace("EdDSA", "HS256")),
        with_line(&line.replace("EdDSA", "none")),
        with_line(&line.replace("\"kid\":\"", "\"kid\":\"x")),
        with_line(&line.replace("published_at", "published")),
        with_line(&line.replace(&format!("\"signs_from\":{NOW}"), "\"signs_from\":5")),
        with_line(&line.replace(&NOW.to_string(), "1e300")),
        with_line(&line.replace('{', "{\"more\":1,")),
        with_line("{}"),
        with_line("[]"),
    ];
    for text in damaged {
        fs::write(&file, &text).unwrap();
        let error = ring.maintain().unwrap_err();
        assert_eq!(error.code(), "key_store_failed", "{text}");
        assert!(error.to_string().contains(&name) && !error.to_string().contains(secret), "{error}");
        assert!(folder.ring(&clock).is_err());
        assert_eq!(ring.keys().len(), 1, "the ring goes on");
    }
    fs::write(&file, &whole).unwrap();
    fs::write(folder.0.join("copy.pem"), &whole).unwrap();
    assert!(ring.maintain().is_err());
    fs::remove_file(folder.0.join("copy.pem")).unwrap();
    ring.maintain().unwrap();
}

#[test]
fn what_a_crash_left_is_ignored_and_later_removed() {
    let (folder, clock) = (Folder::new("crash"), FixedClock::at(NOW));
    let ring = folder.ring(&clock).unwrap();
    let temporary = folder.0.join("half.tmp");
    fs::write(&temporary, "half a key").unwrap();
    fs::write(folder.0.join("README"), "not a key").unwrap();
    ring.maintain().unwrap();
    folder.ring(&clock).unwrap();
    assert!(temporary.exists(), "another process may be writing it");
    let old = std::time::SystemTime::now() - seconds(2 * 60 * 60);
    fs::File::options().write(true).open(&temporary).unwrap().set_modified(old).unwrap();
    folder.ring(&clock).unwrap();
    assert!(!temporary.exists() && folder.0.join("README").exists());
}

#[test]
fn a_folder_that_is_not_there_is_an_error_and_the_ring_goes_on() {
    let (folder, clock) = (Folder::new("gone"), FixedClock::at(NOW));
    let ring = folder.ring(&clock).unwrap();
    fs::remove_dir_all(&folder.0).unwrap();
    assert_eq!(ring.maintain().unwrap_err().code(), "key_store_failed");
    assert_eq!(ring.rotate().unwrap_err().code(), "key_store_failed");
    assert!(Issuer::from_ring(&ring).issue(&alice()).is_ok());
    let nested = FileStore::open(folder.0.join("a/b")).unwrap_err();
    assert!(nested.to_string().contains("failed to create"), "{nested}");
    fs::write(&folder.0, "a file").unwrap();
    assert!(folder.store().unwrap_err().to_string().contains("expected a folder"));
    fs::remove_file(&folder.0).unwrap();
}

/// Processes on one folder, as threads: nobody reads half a key, and in the end all agree.
#[test]
fn several_processes_share_a_folder() {
    let (folder, clock) = (Folder::new("shared"), FixedClock::at(NOW));
    folder.ring(&clock).unwrap();
    let rings: Vec<KeyRing> = (0..4).map(|_| folder.ring(&clock).unwrap()).collect();
    std::thread::scope(|scope| {
        for (place, ring) in rings.iter().enumerate() {
            let clock = &clock;
            scope.spawn(move || {
                for round in 0..12 {
                    match (round + place) % 4 {
                        0 => drop(ring.rotate().unwrap()),
                        1 => clock.advance(seconds(LEAD)),
                        _ => ring.maintain().unwrap(),
                    }
                    Issuer::from_ring(ring).issue(&alice()).unwrap();
                }
            });
        }
    });
    rings.iter().for_each(|ring| ring.maintain().unwrap());
    rings.iter().for_each(|ring| ring.maintain().unwrap());
    for ring in &rings {
        assert_eq!(ring.keys(), rings[0].keys());
    }
}
