//! Keys that tokens name by the thumbprint of a certificate: `x5t` and
//! `x5t#S256`, as ADFS and Entra ID send them.

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jwt_claims::{Algorithm, KeySet, SigningKey, Verifier, VerifyingKey, jws};
use jwt_claims_tests::forge::{self, base64url};
use proptest::prelude::*;

use super::Session;

const A: &str = "https://a.example";
const B: &str = "https://b.example";

/// A key and its certificate. What the certificate says does not matter here.
struct Party {
    key: SigningKey,
    certificate: &'static [u8],
}

impl Party {
    fn new(certificate: &'static str) -> Self {
        let key = SigningKey::generate(Algorithm::ES256).unwrap();
        Self { key, certificate: certificate.as_bytes() }
    }

    fn sha1(&self) -> String {
        base64url(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, self.certificate))
    }

    fn sha256(&self) -> String {
        base64url(digest::digest(&digest::SHA256, self.certificate))
    }

    fn x5c(&self) -> String {
        format!(r#""x5c":["{}"]"#, STANDARD.encode(self.certificate))
    }

    fn x5t(&self) -> String {
        format!(r#""x5t":"{}""#, self.sha1())
    }

    fn x5t_s256(&self) -> String {
        format!(r##""x5t#S256":"{}""##, self.sha256())
    }

    /// Both thumbprints.
    fn both(&self) -> String {
        format!("{},{}", self.x5t(), self.x5t_s256())
    }

    /// An entry of a JWK Set with these members.
    fn entry(&self, members: &str) -> String {
        let jwk = self.key.verifying_key().to_jwk().unwrap();
        if members.is_empty() { jwk } else { jwk.replacen('{', &format!("{{{members},"), 1) }
    }

    fn kid(&self) -> String {
        format!(r#""kid":"{}""#, self.key.kid().unwrap())
    }

    /// A token with these parameters beside `alg`.
    fn token(&self, parameters: &str) -> String {
        self.token_of(parameters, A)
    }

    fn token_of(&self, parameters: &str, issuer: &str) -> String {
        let comma = if parameters.is_empty() { "" } else { "," };
        let header = format!(r#"{{"alg":"ES256"{comma}{parameters}}}"#);
        let payload = format!(r#"{{"iss":"{issuer}","sub":"alice","exp":4102444800}}"#);
        forge::es256(&self.key.to_private_jwk().unwrap(), header, payload)
    }
}

fn set(entries: &[String]) -> KeySet {
    let jwks = format!(r#"{{"keys":[{}]}}"#, entries.join(","));
    KeySet::from_jwks(&jwks, &[Algorithm::ES256]).unwrap()
}

/// The code of a refusal, as claims and as a raw payload; that both agree, and
/// that other keys are wanted just where none was found.
fn outcome(verifier: &Verifier, token: &str) -> Result<(), &'static str> {
    let raw = jws::verify(verifier, token).map(drop).map_err(|error| error.code());
    let claims = verifier.token(token).verify::<Session>().map(drop).map_err(|error| {
        assert_eq!(error.wants_other_keys(), error.code() == "key_not_found");
        error.code()
    });
    assert_eq!(raw, claims);
    claims
}

const NOT_FOUND: Result<(), &str> = Err("key_not_found");
const AMBIGUOUS: Result<(), &str> = Err("key_ambiguous");
const FORGED: Result<(), &str> = Err("signature_invalid");

/// Checks the outcomes twice, because a verifier remembers headers that it accepted.
fn check(entry: &str, verifier: &Verifier, cases: &[(&str, String, Result<(), &str>)]) {
    for (name, token, wanted) in cases.iter().chain(cases) {
        assert_eq!(outcome(verifier, token), *wanted, "entry with {entry}: token with {name}");
    }
}

/// How the set names the key, and whether it then knows each thumbprint.
#[test]
fn a_thumbprint_selects_the_key_that_the_set_has_it_for() {
    let (a, b) = (Party::new("certificate a"), Party::new("certificate b"));
    let other = Party::new("of nobody");
    let entries = [
        ("x5t", a.x5t(), true, false),
        ("x5t#S256", a.x5t_s256(), false, true),
        ("x5t and x5t#S256", a.both(), true, true),
        ("x5c", a.x5c(), true, true),
        ("x5c and x5t", format!("{},{}", a.x5c(), a.x5t()), true, true),
        ("x5c and the x5t of another form", format!("{},\"x5t\":\"{}\"", a.x5c(), hex(&a)), true, true),
        ("x5c and the x5t of another certificate", format!("{},{}", a.x5c(), other.x5t()), true, true),
    ];
    for (entry, members, sha1, sha256) in entries {
        let found = |is_known: bool| if is_known { Ok(()) } else { NOT_FOUND };
        let cases = [
            ("x5t", a.token(&a.x5t()), found(sha1)),
            ("x5t#S256", a.token(&a.x5t_s256()), found(sha256)),
            ("both", a.token(&a.both()), Ok(())),
            ("x5t of b", a.token(&b.x5t()), FORGED),
            ("x5t#S256 of b", a.token(&b.x5t_s256()), FORGED),
            ("both of b", a.token(&b.both()), FORGED),
            ("x5t of a, x5t#S256 of b", a.token(&[a.x5t(), b.x5t_s256()].join(",")), found(!sha256)),
            ("x5t of b, x5t#S256 of a", a.token(&[b.x5t(), a.x5t_s256()].join(",")), found(!sha1)),
            ("those of nobody", a.token(&Party::new("c").both()), NOT_FOUND),
            ("nothing", a.token(""), AMBIGUOUS),
            ("kid and the x5t of b", a.token(&[a.kid(), b.x5t()].join(",")), Ok(())),
            ("kid and no x5t", a.token(&[r#""x5t":1"#.into(), a.kid()].join(",")), Ok(())),
            ("kid of b and the x5t of a", a.token(&[b.kid(), a.x5t()].join(",")), FORGED),
            (
                "kid of nobody and the x5t of a",
                a.token(&[r#""kid":"c""#.into(), a.x5t()].join(",")),
                NOT_FOUND,
            ),
            ("by b: both", b.token(&b.both()), Ok(())),
            ("by b: both of a", b.token(&a.both()), FORGED),
        ];
        for entries in [[a.entry(&members), b.entry(&b.x5c())], [b.entry(&b.x5c()), a.entry(&members)]] {
            let set = set(&entries);
            assert_eq!(set.skipped().len(), 0, "{entry}");
            check(entry, &Verifier::new(set), &cases);
        }
    }
}

/// The thumbprint as Auth0 publishes it: base64url of hexadecimal digits.
fn hex(party: &Party) -> String {
    let hash = forge::from_base64url(&party.sha1()).unwrap();
    base64url(hash.iter().map(|octet| format!("{octet:02X}")).collect::<String>())
}

#[test]
fn a_name_in_a_form_of_the_issuers_own_is_a_name() {
    let (a, b) = (Party::new("a"), Party::new("b"));
    let own = |party: &Party| format!(r#""x5t":"{}""#, hex(party));
    let entries = [&a, &b].map(|party| party.entry(&format!("{},{}", party.x5c(), own(party))));
    let verifier = Verifier::new(set(&entries));
    assert_eq!(outcome(&verifier, &a.token(&own(&a))), Ok(()));
    assert_eq!(outcome(&verifier, &a.token(&own(&b))), FORGED);
}

#[test]
fn a_malformed_thumbprint_finds_no_key() {
    let (a, b) = (Party::new("a certificate"), Party::new("another"));
    let sha1 = a.sha1();
    let values = [
        "1".into(),
        "null".into(),
        "true".into(),
        "1e400".into(),
        "{}".into(),
        format!("[\"{sha1}\"]"),
        r#""""#.into(),
        format!("\"{sha1}=\""),
        format!("\"{sha1}A\""),
        format!("\" {sha1}\""),
        format!("\"{}\"", &sha1[1..]),
        format!("\"{}\"", sha1.to_lowercase()),
        format!("\"{}\"", hex(&a)),
        format!("\"{}\"", "A".repeat(4000)),
    ];
    for members in [Party::x5c, Party::x5t] {
        let verifier = Verifier::new(set(&[a.entry(&members(&a)), b.entry(&members(&b))]));
        for value in &values {
            let token = a.token(&format!(r#""x5t":{value}"#));
            // what is no JSON number at all is refused with the header
            let wanted = outcome(&verifier, &token).unwrap_err();
            assert!(wanted == "key_not_found" || value == "1e400" && wanted == "token_malformed", "{value}");
            let token = a.token(&format!(r##"{},"x5t#S256":{value}"##, a.x5t()));
            assert!(outcome(&verifier, &token).is_err() || members(&a) == a.x5t(), "{value}");
        }
        let escaped = a.token(&format!(r#""x5t":"\u{:04x}{}""#, u32::from(sha1.as_bytes()[0]), &sha1[1..]));
        assert_eq!(outcome(&verifier, &escaped), Ok(()));
        let twice = a.token(&format!("{},{}", a.x5t(), a.x5t()));
        assert_eq!(outcome(&verifier, &twice), Err("token_malformed"));
    }
}

#[test]
fn a_single_key_that_was_configured_is_meant_whatever_it_is_called() {
    let (a, b) = (Party::new("a"), Party::new("b"));
    let configured = VerifyingKey::from_jwk(Algorithm::ES256, &a.entry(&a.x5c())).unwrap();
    let verifier = Verifier::new(configured);
    assert_eq!(outcome(&verifier, &a.token(&b.both())), Ok(()));
    assert_eq!(outcome(&verifier, &b.token(&a.both())), FORGED);
    // A set that was fetched may be out of date.
    let fetched = Verifier::new(set(&[a.entry(&a.x5c())]));
    assert_eq!(outcome(&fetched, &a.token(&a.both())), Ok(()));
    assert_eq!(outcome(&fetched, &b.token(&b.both())), NOT_FOUND);
    assert_eq!(outcome(&fetched, &a.token("")), Ok(()));
}

#[test]
fn keys_without_certificates_are_not_looked_up_by_one() {
    let (a, b) = (Party::new("a"), Party::new("b"));
    let one = Verifier::new(set(&[a.entry("")]));
    assert_eq!(outcome(&one, &a.token(&a.both())), Ok(()));
    let two = Verifier::new(set(&[a.entry(""), b.entry("")]));
    assert_eq!(outcome(&two, &a.token(&a.both())), AMBIGUOUS);
    let keys = [&a, &b].map(|party| party.key.verifying_key().without_kid());
    let tried = Verifier::new(KeySet::try_each(keys).unwrap());
    assert_eq!(outcome(&tried, &b.token(&b.both())), Ok(()));
    assert_eq!(outcome(&tried, &a.token(&b.both())), Ok(()));
}

#[test]
fn keys_that_are_tried_are_selected_by_their_certificates_too() {
    let (a, b) = (Party::new("a"), Party::new("b"));
    let keys = [&a, &b].map(|party| {
        VerifyingKey::from_jwk(Algorithm::ES256, &party.entry(&party.x5c())).unwrap().without_kid()
    });
    let verifier = Verifier::new(KeySet::try_each(keys).unwrap());
    for _ in 0..20 {
        assert_eq!(outcome(&verifier, &a.token(&a.x5t())), Ok(()));
        assert_eq!(outcome(&verifier, &a.token(&b.x5t())), FORGED);
        assert_eq!(outcome(&verifier, &b.token("")), Ok(()));
        assert_eq!(outcome(&verifier, &a.token("")), Ok(()));
    }
}

#[test]
fn a_key_that_is_listed_again_has_the_certificates_of_both() {
    let (a, renewed, b) = (Party::new("a"), Party::new("a renewed"), Party::new("b"));
    let entries = [a.entry(&a.x5c()), b.entry(&b.x5c()), a.entry(&renewed.x5c()), a.entry("")];
    let together = set(&entries);
    assert_eq!(together.len(), 2);
    let merged = set(&entries[1..]).merged(&set(&entries[..2]));
    assert_eq!(merged.len(), 2);
    for set in [together, merged] {
        let verifier = Verifier::new(set);
        for certificate in [&a, &renewed] {
            assert_eq!(outcome(&verifier, &a.token(&certificate.both())), Ok(()));
            assert_eq!(outcome(&verifier, &b.token(&certificate.both())), FORGED);
        }
    }
    // Two keys of one certificate, and so of one name.
    let verifier = Verifier::new(set(&[a.entry(&a.x5t()), b.entry(&a.x5t())]));
    assert_eq!(outcome(&verifier, &a.token(&a.x5t())), AMBIGUOUS);
}

#[test]
fn a_token_that_names_a_skipped_entry_hears_why() {
    let (a, b) = (Party::new("a"), Party::new("b"));
    let skipped = b.entry(&b.x5c()).replace("\"sig\"", "\"enc\"");
    for other in [a.entry(""), a.entry(&a.x5c())] {
        let verifier = Verifier::new(set(&[skipped.clone(), other]));
        let error = jws::verify(&verifier, &b.token(&b.x5t())).unwrap_err();
        assert_eq!(error.code(), "key_not_found");
        let text = error.to_string();
        assert!(text.contains("entry 0") && text.contains("skipped") && text.contains("`use`"), "{text}");
    }
}

#[test]
fn issuers_with_the_same_thumbprint_do_not_disturb_each_other() {
    let (a, b) = (Party::new("the same"), Party::new("the same"));
    let others = [Party::new("c"), Party::new("d")];
    let of = |party: &Party, other: &Party, issuer: &str| {
        set(&[party.entry(&party.x5c()), other.entry(&other.x5c())]).for_issuer(issuer)
    };
    let verifier = Verifier::new(of(&a, &others[0], A).merged(&of(&b, &others[1], B)));
    let tokens = [a.token_of(&a.x5t(), A), b.token_of(&b.x5t(), B)];
    let forged = [b.token_of(&b.x5t(), A), a.token_of(&a.x5t(), B)];
    let elsewhere = others[1].token_of(&others[1].x5t(), A);
    for turn in 0..100 {
        assert_eq!(outcome(&verifier, &tokens[turn % 2]), Ok(()), "turn {turn}");
        assert_eq!(outcome(&verifier, &forged[turn % 2]), FORGED, "turn {turn}");
        assert_eq!(outcome(&verifier, &elsewhere), NOT_FOUND, "turn {turn}");
    }
}

#[test]
fn an_issuer_without_certificates_is_not_disturbed_by_one_that_has_them() {
    let (a, b) = (Party::new("a"), Party::new("b"));
    let with = set(&[a.entry(&a.x5c()), Party::new("c").entry("")]).for_issuer(A);
    let verifier = Verifier::new(with.merged(&set(&[b.entry("")]).for_issuer(B)));
    for _ in 0..20 {
        assert_eq!(outcome(&verifier, &a.token_of(&a.x5t(), A)), Ok(()));
        assert_eq!(outcome(&verifier, &b.token_of(&b.x5t(), B)), Ok(()));
        assert_eq!(outcome(&verifier, &b.token_of(&b.x5t(), A)), NOT_FOUND);
    }
}

/// What a token carries about keys and certificates, out of which an
/// attacker may choose.
fn parameters(of: &[&Party]) -> Vec<String> {
    let mut parameters =
        vec![r#""x5t":1"#.to_owned(), r##""x5t#S256":"""##.to_owned(), r#""kid":"x""#.into()];
    for party in of {
        let certificate = STANDARD.encode(party.certificate);
        let jwk = party.key.verifying_key().to_jwk().unwrap();
        parameters.extend([
            party.x5t(),
            party.x5t_s256(),
            party.kid(),
            format!(r#""x5c":["{certificate}"]"#),
            format!(r#""jwk":{jwk}"#),
            r#""x5u":"https://attacker.example/certificate""#.to_owned(),
            r#""jku":"https://attacker.example/keys""#.to_owned(),
        ]);
    }
    parameters
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever the header of a token carries, and however the set names its keys:
    /// a token signed by a key outside of the set is not accepted, and one by a
    /// key in it is accepted under that key or not at all.
    #[test]
    fn a_token_of_a_stranger_is_never_accepted(
        named in prop::collection::vec(0..5usize, 1..4),
        headers in prop::collection::vec(prop::collection::vec(0..100usize, 0..5), 1..12),
        how in 0..4u8,
    ) {
        let parties: Vec<_> = ["a", "b", "c"].map(Party::new).into();
        let stranger = Party::new("of a stranger");
        let members = |party: &Party, how: usize| match how {
            0 => String::new(),
            1 => party.x5t(),
            2 => party.x5t_s256(),
            3 => party.both(),
            _ => party.x5c(),
        };
        let trusted = &parties[..named.len()];
        let entries: Vec<_> = trusted.iter().zip(&named).map(|(party, how)| party.entry(&members(party, *how))).collect();
        let keys = || entries.iter().map(|entry| VerifyingKey::from_jwk(Algorithm::ES256, entry).unwrap());
        let keys = match how {
            0 => set(&entries),
            1 => keys().collect(),
            2 => KeySet::try_each(keys().map(VerifyingKey::without_kid)).unwrap(),
            _ => set(&entries).for_issuer(A).merged(&set(&[parties[0].entry("")]).for_issuer(B)),
        };
        let verifier = Verifier::new(keys);
        let pool = parameters(&[&parties[0], &parties[1], &parties[2], &stranger]);
        for chosen in headers {
            let header: Vec<_> = chosen.iter().map(|&nth| pool[nth % pool.len()].as_str()).collect();
            let header = header.join(",");
            let own = outcome(&verifier, &trusted[0].token(&header));
            prop_assert!(outcome(&verifier, &stranger.token(&header)).is_err(), "{} {:?}", header, own);
            prop_assert!(outcome(&verifier, &stranger.token_of(&header, B)).is_err(), "{}", header);
            // the same again, now that the verifier may remember the header
            prop_assert_eq!(outcome(&verifier, &trusted[0].token(&header)), own);
            prop_assert!(outcome(&verifier, &stranger.token(&header)).is_err(), "{} {:?}", header, own);
        }
    }
}
