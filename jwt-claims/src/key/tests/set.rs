//! Which key a header means, and what a JWK Set may hold.

use super::super::{KeyName, Scope};
use super::formats::fixture;
use super::{KeySet, SigningKey, VerifyingKey, sign};
use crate::crypto::algorithm::Algorithm::{
    self, ES256, ES384, EdDSA, HS256, HS384, HS512, PS256, RS256, RS512,
};
use crate::error::ErrorKind;

fn generated(algorithm: Algorithm, kid: &str) -> VerifyingKey {
    SigningKey::generate(algorithm).unwrap().with_kid(kid).verifying_key()
}

fn called(kid: Option<&str>) -> KeyName<'_> {
    KeyName::of(kid, None, None)
}

/// The set's answer, as the one key's index or the error's code.
fn select(set: &KeySet, alg: &str, kid: Option<&str>) -> Result<usize, &'static str> {
    let candidates = candidates(set, alg, kid)?;
    assert_eq!(candidates.len(), 1);
    Ok(candidates[0])
}

/// The same where there may be several.
fn candidates(set: &KeySet, alg: &str, kid: Option<&str>) -> Result<Vec<usize>, &'static str> {
    let found = set.select(alg, &called(kid), Scope::Any).map_err(|error| error.code())?;
    Ok(found.places().to_vec())
}

const NO_ALG: Result<usize, &str> = Err("alg_not_allowed");
const NO_KEY: Result<usize, &str> = Err("key_not_found");
const AMBIGUOUS: Result<usize, &str> = Err("key_ambiguous");

#[test]
fn with_one_key_the_kid_is_a_hint() {
    let set = KeySet::from(generated(EdDSA, "mine"));
    for kid in [None, Some("mine"), Some("another")] {
        assert_eq!(select(&set, "EdDSA", kid), Ok(0));
        assert_eq!(select(&set, "Ed25519", kid), Ok(0));
        for alg in ["ES256", "HS256", "none", "eddsa", "", "Ed448", "a".repeat(9000).as_str()] {
            assert_eq!(select(&set, alg, kid), NO_ALG);
        }
    }
}

#[test]
fn with_several_kid_and_alg_select() {
    let set: KeySet =
        [generated(ES256, "a"), generated(ES256, "b"), generated(HS256, "a"), generated(ES384, "c")]
            .into_iter()
            .collect();
    assert_eq!(select(&set, "ES256", Some("a")), Ok(0));
    assert_eq!(select(&set, "ES256", Some("b")), Ok(1));
    assert_eq!(select(&set, "HS256", Some("a")), Ok(2));
    assert_eq!(select(&set, "ES256", Some("c")), NO_KEY);
    assert_eq!(select(&set, "ES256", None), AMBIGUOUS);
    assert_eq!(select(&set, "ES384", None), Ok(3));
    assert_eq!(select(&set, "ES384", Some("a")), NO_KEY);
    assert_eq!(select(&set, "RS256", Some("a")), NO_ALG);
    let twice: KeySet = [generated(ES256, "a"), generated(ES256, "a")].into_iter().collect();
    assert_eq!(select(&twice, "ES256", Some("a")), AMBIGUOUS);
}

/// Every algorithm against every kind of set: what a newer version of the set
/// may bring is not found, what nobody wants is refused.
#[test]
fn an_algorithm_without_a_key_is_looked_for_again_where_the_set_allows_it() {
    let (ec, ed) = (generated(ES256, "a"), generated(EdDSA, "b"));
    let published = KeySet::from(ec.clone()).to_jwks();
    let fetched = KeySet::from_jwks(&published, &[ES256, EdDSA, RS256]).unwrap();
    let empty = KeySet::from_jwks(r#"{"keys":[]}"#, &[ES256]).unwrap();
    let configured = KeySet::from(ec.clone());
    let backend = ec.backend();
    let sets: [(&str, KeySet, &[Algorithm]); 9] = [
        ("one key", configured.clone(), &[]),
        ("several keys", KeySet::from_iter([ec, ed.clone()]), &[]),
        ("fetched", fetched.clone(), &[EdDSA, RS256]),
        ("fetched, for an issuer", fetched.clone().for_issuer("https://a.example"), &[EdDSA, RS256]),
        ("fetched, on a backend", fetched.clone().on(backend).unwrap(), &[EdDSA, RS256]),
        ("fetched and one", fetched.merged(&ed.into()), &[RS256]),
        ("one and fetched", configured.merged(&fetched), &[EdDSA, RS256]),
        ("fetched, empty", empty, Algorithm::ALL),
        ("empty", KeySet::from_iter([]), Algorithm::ALL),
    ];
    for (name, set, may_come) in sets {
        for &algorithm in Algorithm::ALL {
            for kid in [None, Some("a"), Some("c")] {
                let Err(error) = set.select(algorithm.name(), &called(kid), Scope::Any) else { continue };
                let has_one = set.iter().any(|key| key.algorithm() == algorithm);
                let wants = has_one || may_come.contains(&algorithm);
                assert_eq!(error.wants_other_keys(), wants, "{name} {algorithm} {kid:?}: {error}");
                let code = if wants { "key_not_found" } else { "alg_not_allowed" };
                assert_eq!(error.code(), code, "{name} {algorithm} {kid:?}");
            }
        }
        assert_eq!(select(&set, "none", Some("a")), NO_ALG, "{name}");
    }
}

#[test]
fn an_unknown_alg_is_not_repeated() {
    let set = KeySet::from(generated(ES256, "a"));
    let error = set.select("<script>alert(1)</script>", &called(None), Scope::Any).unwrap_err().to_string();
    assert!(!error.contains("script") && error.contains("ES256"), "{error}");
}

#[test]
fn a_jwk_without_alg_serves_every_allowed_algorithm_that_it_fits() {
    let jwks = format!("{{\"keys\":[{}]}}", fixture!("rsa.jwk.json"));
    let set = KeySet::from_jwks(&jwks, &[RS256, ES256, PS256, RS256]).unwrap();
    assert_eq!(set.len(), 2);
    // Still one key: its `kid` is a hint.
    assert_eq!(select(&set, "RS256", Some("x")), Ok(0));
    assert_eq!(select(&set, "PS256", Some("y")), Ok(1));
    assert_eq!(select(&set, "RS512", None), NO_ALG);
    let signing = SigningKey::from_pem(PS256, fixture!("rsa.pkcs8.pem")).unwrap();
    let signature = sign(&signing, b"message");
    assert!(set.get(1).verify(b"message", &signature));
    assert!(!set.get(0).verify(b"message", &signature));
    // A secret fits as long as it is long enough.
    let oct =
        r#"{"keys":[{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0i"}]}"#;
    assert_eq!(KeySet::from_jwks(oct, &[HS256, HS384, HS512]).unwrap().len(), 2);
}

#[test]
fn entries_that_no_key_is_made_from_are_passed_over_and_remembered() {
    let good = SigningKey::generate(ES256).unwrap().with_kid("good").verifying_key();
    let jwks = format!(
        r#"{{"keys":[
            1, null, [], "a", true, 1.5, -1, {{}},
            {{"kty":"AKP","alg":"ML-DSA-44","pub":"AAAA","kid":"q"}},
            {{"kty":"RSA","e":"AQAB","kid":"short"}},
            {{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA","kid":"ec"}},
            {{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr8","kid":"secret"}},
            {{"kty":"EC","kty":"EC","kid":"twice"}},
            {}, {}],"other":[1]}}"#,
        good.to_jwk().unwrap(),
        good.to_jwk().unwrap().replace("\"sig\"", "\"enc\"")
    );
    let set = KeySet::from_jwks(&jwks, &[ES256, RS256, HS256, RS512]).unwrap();
    assert_eq!(set.len(), 1);
    assert_eq!(set.skipped().len(), 14);
    let kids: Vec<_> = set.skipped().filter_map(|skipped| skipped.kid()).collect();
    assert_eq!(kids, ["q", "short", "ec", "secret", "twice", "good"]);
    assert_eq!(set.skipped().nth(8).unwrap().index(), 8);
    assert!(set.skipped().all(|skipped| skipped.reason().kind() == ErrorKind::InvalidKey));
    // The set names its keys, so a name that it has not is not found.
    assert_eq!(select(&set, "ES256", Some("good")), Ok(0));
    assert_eq!(select(&set, "ES256", None), Ok(0));
    assert_eq!(select(&set, "ES256", Some("short")), NO_KEY);
    assert_eq!(select(&set, "RS256", Some("short")), NO_KEY);
    assert_eq!(select(&set, "RS256", Some("another")), NO_KEY);
}

fn jwks(entries: &[&str]) -> KeySet {
    KeySet::from_jwks(&format!(r#"{{"keys":[{}]}}"#, entries.join(",")), &[ES256, RS256, HS256]).unwrap()
}

#[test]
fn an_odd_entry_is_skipped_alone_and_a_token_that_names_it_hears_why() {
    let good = generated(ES256, "good").to_jwk().unwrap();
    let odd = |member: &str| good.replace("\"good\"", &format!("\"odd\",{member}"));
    let deep = format!(r#""x":{}{}"#, "[".repeat(5000), "]".repeat(5000));
    let leading_zero = good.replace("\"good\"", "\"odd\"").replace("\"x\":\"", "\"x\":\"AA");
    let entries = [
        odd(r#""x":1e400"#),
        odd(r#""other":1e400"#),
        odd(r#""other":-1e999999999999"#),
        odd(&format!(r#""other":{}e{}"#, "9".repeat(40_000), "9".repeat(40))),
        odd(&deep),
        odd(&deep.replace('[', r#"{"":"#).replace(']', "}").replace(":}", ":1}")),
        odd(r#""other":"\ud800""#),
        odd(r#""\udc00":1"#),
        odd(r#""other":1,"other":1"#),
        odd(r#""use":5"#).replace(r#""use":"sig","#, ""),
        leading_zero,
    ];
    for entry in &entries {
        for set in [jwks(&[entry, &good]), jwks(&[&good, entry])] {
            let shown = &entry[..entry.len().min(300)];
            assert_eq!((set.len(), set.skipped().len()), (1, 1), "{shown}");
            assert_eq!(set.skipped().next().unwrap().kid(), Some("odd"), "{shown}");
            assert_eq!(select(&set, "ES256", Some("good")), Ok(0), "{shown}");
            let reason = set.skipped().next().unwrap().reason().to_string();
            for alg in ["ES256", "RS256"] {
                let error = set.select(alg, &called(Some("odd")), Scope::Any).unwrap_err();
                assert_eq!(error.code(), "key_not_found");
                assert!(
                    error.to_string().contains("skipped") && error.to_string().contains(&reason),
                    "{error}"
                );
            }
        }
    }
    let alone = jwks(&[&entries[0]]);
    assert!(
        alone
            .select("ES256", &called(Some("odd")), Scope::Any)
            .unwrap_err()
            .to_string()
            .contains("out of range")
    );
}

#[test]
fn what_one_issuer_has_skipped_is_not_told_of_another() {
    let one = generated(ES256, "1").to_jwk().unwrap();
    let skipped = one.replace("\"sig\"", "\"enc\"");
    let [a, b] = [(&one, "a"), (&skipped, "b")].map(|(entry, issuer)| jwks(&[entry]).for_issuer(issuer));
    let set = a.merged(&b);
    let scope = |issuer: &str| set.scope(format!(r#"{{"iss":"{issuer}"}}"#).as_bytes());
    assert_eq!(set.select("ES256", &called(Some("1")), scope("a")).unwrap().places(), [0]);
    let told = |issuer, kid| set.select("ES256", &called(Some(kid)), scope(issuer)).unwrap_err().to_string();
    assert!(told("b", "1").contains("skipped"));
    assert!(!told("c", "1").contains("skipped") && !told("a", "2").contains("skipped"));
}

#[test]
fn a_key_that_is_listed_again_is_one_key() {
    let with_alg = generated(ES256, "1").to_jwk().unwrap();
    let variants = [
        with_alg.clone(),
        with_alg.replace(r#""alg":"ES256","#, ""),
        with_alg.replace(r#""use":"sig","#, ""),
        with_alg.replacen('{', r#"{"x5c":["MIIB"],"x5t":"AAAA","#, 1),
    ];
    for first in &variants {
        for second in &variants {
            let set = jwks(&[first, second, first]);
            assert_eq!((set.len(), set.skipped().len()), (1, 0), "{first} {second}");
            assert_eq!(select(&set, "ES256", Some("1")), Ok(0));
            assert_eq!(select(&set, "ES256", Some("2")), NO_KEY);
        }
    }
    let nameless = |jwk: &str| jwk.replace(r#","kid":"1""#, "");
    let set = jwks(&[&nameless(&variants[0]), &nameless(&variants[1])]);
    // One key without a name is meant whatever it is called.
    assert_eq!(select(&set, "ES256", Some("x")), Ok(0));
    let other = generated(ES256, "1").to_jwk().unwrap();
    assert_eq!(select(&jwks(&[&with_alg, &other]), "ES256", Some("1")), AMBIGUOUS);
}

#[test]
fn sets_as_they_were_published() {
    let twice = KeySet::from_jwks(fixture!("rsa-twice.jwks.json"), &[RS256, PS256]).unwrap();
    assert_eq!((twice.len(), select(&twice, "RS256", Some("r1"))), (1, Ok(0)));
    let beside = KeySet::from_jwks(fixture!("rsa-leading-zero.jwks.json"), &[RS256]).unwrap();
    let error = beside.select("RS256", &called(Some("r1")), Scope::Any).unwrap_err().to_string();
    assert!(error.contains("entry 0") && error.contains("leading zeros"), "{error}");
    assert_eq!(select(&beside, "RS256", Some("r2")), Ok(0));
}

#[test]
fn the_length_of_key_ops_is_bounded() {
    let jwk = generated(ES256, "1").to_jwk().unwrap();
    let listing = |others: usize| {
        let others: String = (0..others).map(|nth| format!(",\"{nth}\"")).collect();
        jwks(&[&jwk.replacen('{', &format!("{{\"key_ops\":[\"verify\"{others}],"), 1)])
    };
    assert_eq!(listing(31).skipped().len(), 0);
    for others in [32, 1000, 20_000] {
        let set = listing(others);
        let reason = set.skipped().next().unwrap().reason().to_string();
        assert!(reason.contains("at most 32 values in `key_ops`"), "{reason}");
    }
}

#[test]
fn what_is_no_jwk_set_is_an_error() {
    let key = generated(ES256, "a").to_jwk().unwrap();
    let texts = [
        String::new(),
        "[]".into(),
        "{}".into(),
        key.clone(),
        format!("[{key}]"),
        format!(r#"{{"jwks":[{key}]}}"#),
        format!(r#"{{"keys":{{"a":{key}}}}}"#),
        format!(r#"{{"keys":[{key}],"keys":[]}}"#),
        format!(r#"{{"keys":[{key}],"a":1,"a":1}}"#),
        format!(r#"{{"keys":[{key}]}} x"#),
        format!(r#"{{"keys":[{key}"#),
        r#"{"keys":null}"#.into(),
    ];
    for text in texts {
        let error = KeySet::from_jwks(&text, &[ES256]).expect_err(&text);
        assert_eq!(error.kind(), ErrorKind::InvalidKey);
    }
    assert!(KeySet::from_jwks(r#"{"keys":[]}"#, &[ES256]).unwrap().is_empty());
}

#[test]
fn sets_merge_publish_and_are_bound_to_issuers() {
    let (one, two, secret) = (generated(ES256, "1"), generated(EdDSA, "2"), generated(HS256, "3"));
    let first = KeySet::from(one.clone()).merged(&KeySet::from(secret.clone()));
    let second: KeySet = [two, one].into_iter().collect();
    let both = first.merged(&second);
    assert_eq!(both.iter().map(VerifyingKey::kid).collect::<Vec<_>>(), [Some("1"), Some("3"), Some("2")]);
    assert_eq!(both.merged(&both).len(), 3);
    assert_eq!(select(&both, "ES256", Some("x")), NO_KEY);
    let same = KeySet::from(secret.clone()).merged(&KeySet::from(secret));
    assert_eq!(select(&same, "HS256", Some("x")), Ok(0));

    let published = both.to_jwks();
    assert!(!published.contains(r#""oct""#));
    let read = KeySet::from_jwks(&published, &[ES256, EdDSA, HS256]).unwrap();
    assert_eq!(read.iter().map(VerifyingKey::kid).collect::<Vec<_>>(), [Some("1"), Some("2")]);
    assert_eq!(KeySet::from_iter([]).to_jwks(), r#"{"keys":[]}"#);

    let bound = read.for_issuer("https://a.example");
    assert!(bound.iter().all(|key| key.issuer() == Some("https://a.example")));
}

#[test]
fn candidates_are_tried_only_where_the_set_says_so() {
    let key = |n: u8| VerifyingKey::hs256([n; 32]).unwrap();
    let tried = KeySet::try_each([key(0), key(1)]).unwrap();
    assert_eq!(candidates(&tried, "HS256", None), Ok(vec![0, 1]));
    assert_eq!(candidates(&tried, "HS256", Some("x")).unwrap_err(), "key_not_found");
    let plain = KeySet::from_iter([key(0), key(1)]);
    assert_eq!(select(&plain, "HS256", None), AMBIGUOUS);
    // A key that both have is tried, because one of them says so.
    for (both, places) in [(plain.merged(&tried), [0, 1]), (tried.merged(&plain), [0, 1])] {
        assert_eq!(candidates(&both, "HS256", None), Ok(places.to_vec()));
    }
    for beside in [tried.merged(&key(2).into()), KeySet::from(key(2)).merged(&tried)] {
        assert_eq!(select(&beside, "HS256", None), AMBIGUOUS);
    }
    // The place of a key changes when sets are merged, and what is said of it goes along.
    let other = KeySet::from(generated(ES256, "a")).merged(&tried);
    assert_eq!(candidates(&other, "HS256", None), Ok(vec![1, 2]));
    assert_eq!(select(&other, "ES256", None), Ok(0));
}

#[test]
fn a_merged_set_never_tries_more_than_four_keys() {
    let set = |from: u8, to: u8| {
        KeySet::try_each((from..to).map(|n| VerifyingKey::hs256([n; 32]).unwrap())).unwrap()
    };
    assert_eq!(candidates(&set(0, 2).merged(&set(2, 4)), "HS256", None).unwrap().len(), 4);
    assert_eq!(candidates(&set(0, 3).merged(&set(1, 4)), "HS256", None).unwrap().len(), 4);
    assert_eq!(candidates(&set(0, 3).merged(&set(2, 5)), "HS256", None).unwrap_err(), "key_ambiguous");
}

#[test]
fn keys_that_become_the_same_can_be_merged() {
    let key = VerifyingKey::hs256([1; 32]).unwrap();
    let [a, b] = ["a", "b"].map(|issuer| KeySet::from(key.clone()).for_issuer(issuer));
    let same = a.merged(&b).for_issuer("c");
    assert_eq!(select(&same.merged(&KeySet::from_iter([])), "HS256", None), Ok(0));
}
