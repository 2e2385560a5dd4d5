//! Tokens to refuse, each of the same length as a good one: whoever sends them
//! must not buy more work with them than with a good token.

use std::fmt;
use std::hint::black_box;

use base64_simd::URL_SAFE_NO_PAD;
use jwt_claims::{Algorithm, KeySet, SigningKey, Verifier};

use crate::claims::{Large, Owned, Small, TYP};
use crate::contest::{Op, Shape};
use crate::keys::{KID, keys};
use crate::limit;

/// Characters of the longest header segment that is read.
const MAX_HEADER: usize = 8 * 1024;
/// Characters of an HMAC-SHA-256.
const TAG: usize = 43;
/// More parameters than are read make a header malformed before its signature
/// is looked at; a short token has no room for as many.
const EITHER: &str = "token_malformed or signature_invalid";

/// A kind of refusal, of the size of a good token; or that good token.
#[derive(Clone)]
pub struct Case {
    /// Of whose size it is, and which claims are asked for.
    pub shape: Shape,
    /// What is wrong; empty if nothing is.
    pub kind: &'static str,
    /// The error's code; empty if none.
    pub code: &'static str,
    /// The token.
    pub token: String,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}/{}", self.shape, if self.kind.is_empty() { "accepted" } else { self.kind })
    }
}

impl Case {
    /// Whether its signature does not hold, or is not reached.
    #[must_use]
    pub fn is_before_claims(&self) -> bool {
        !self.kind.starts_with("claims:")
    }

    /// The refusal as an operation that is known to refuse so.
    ///
    /// # Panics
    /// If it ends otherwise.
    #[must_use]
    pub fn op(&self) -> Op {
        let verifier = verifier();
        // the usual header is known by then, as in a service
        let good = self.shape.token(Algorithm::HS256);
        let (token, shape, code) = (self.token.clone(), self.shape, self.code);
        assert_eq!(judge(&verifier, &good, shape), "", "the good token");
        let found = judge(&verifier, &token, shape);
        assert!(found == code || code.contains(found) && !found.is_empty(), "{self}: {found}");
        Box::new(move || judge(&verifier, black_box(&token), shape) == found)
    }
}

/// Two keys, so that `kid` matters.
fn verifier() -> Verifier {
    let other = SigningKey::hs256([7; 32]).expect("a secret").with_kid("2025-05-key-1");
    let keys = [other.verifying_key(), keys(Algorithm::HS256).ours.verifying_key()];
    Verifier::new(keys.into_iter().collect::<KeySet>())
}

fn judge(verifier: &Verifier, token: &str, shape: Shape) -> &'static str {
    let token = verifier.token(token);
    let error = match shape {
        Shape::Small => black_box(token.verify::<Small>()).err(),
        Shape::Large => black_box(token.verify::<Large>()).err(),
        _ => black_box(token.verify::<Owned>()).err(),
    };
    error.map_or("", |error| error.code())
}

/// Every kind, in every size, behind the good token of that size.
#[must_use]
pub fn cases() -> Vec<Case> {
    let shapes = [Shape::Small, Shape::Owned, Shape::Large];
    shapes.into_iter().flat_map(|shape| of_size(shape, &shape.token(Algorithm::HS256))).collect()
}

fn of_size(shape: Shape, good: &str) -> Vec<Case> {
    let length = good.len();
    let (signing_input, tag) = good.rsplit_once('.').unwrap_or_default();
    let (header, payload) = signing_input.split_once('.').unwrap_or_default();
    let room = MAX_HEADER.min(length - TAG - 2) * 3 / 4;
    let filled = |before: &str, unit: &dyn Fn(usize) -> String, after: &str| {
        of_header(&fill(before, unit, after, room), length)
    };
    let one = |text: &'static str| move |_: usize| text.to_owned();
    let named = |name: &str| format!(r#"{{"alg":"HS256","typ":"{TYP}","kid":"{name}"}}"#);
    let hs256 = r#"{"alg":"HS256""#;
    let with_last = |signature: String| format!("{header}.{payload}.{signature}");
    let signed = |json: &str| {
        let pair = &keys(Algorithm::HS256).pair;
        limit::sign(pair, header, json.as_bytes())
    };
    let text = |segment: &str| {
        let octets = URL_SAFE_NO_PAD.decode_to_vec(segment).unwrap_or_default();
        String::from_utf8(octets).unwrap_or_default()
    };
    let claims = text(payload);
    let table: Vec<(&str, &str, String)> = vec![
        ("", "", good.to_owned()),
        ("longer than 64 KiB", "token_too_large", "A".repeat(64 * 1024 + 1)),
        ("no dot", "token_malformed", "A".repeat(length)),
        ("one dot, at the end", "token_malformed", format!("{}.", "A".repeat(length - 1))),
        ("dots only", "token_malformed", ".".repeat(length)),
        ("five segments", "token_malformed", format!("A.A.{}.A.A", "A".repeat(length - 8))),
        (
            "header: base64 broken at its end",
            "token_malformed",
            of_segment(&format!("{}!", "A".repeat(room * 4 / 3 - 4)), length),
        ),
        ("header: no JSON at its end", "token_malformed", filled(r#"{"alg":"HS256","x":""#, &one("a"), "")),
        (
            "header: one long string",
            "signature_invalid",
            filled(&format!(r#"{hs256},"kid":"{KID}","x":""#), &one("a"), r#""}"#),
        ),
        (
            "header: many members",
            EITHER,
            filled(&format!(r#"{hs256},"kid":"{KID}""#), &|n| format!(r#","{n:x}":0"#), "}"),
        ),
        (
            "header: many escaped names",
            EITHER,
            filled(&format!(r#"{hs256},"kid":"{KID}""#), &|n| format!(r#","\n{n:x}":0"#), "}"),
        ),
        (
            "header: many values",
            EITHER,
            filled(&format!(r#"{hs256},"kid":"{KID}","x":[0"#), &one(",0"), "]}"),
        ),
        (
            "header: many objects",
            EITHER,
            filled(&format!(r#"{hs256},"kid":"{KID}","x":[0"#), &one(",{}"), "]}"),
        ),
        (
            "header: many strings",
            EITHER,
            filled(&format!(r#"{hs256},"kid":"{KID}","x":[0"#), &one(r#","""#), "]}"),
        ),
        (
            "header: as many members as are read",
            "signature_invalid",
            filled(
                &format!(
                    r#"{hs256},"kid":"{KID}"{},"x":""#,
                    (0..12).map(|n| format!(r#","\n{n:x}":0"#)).collect::<String>()
                ),
                &one("a"),
                r#""}"#,
            ),
        ),
        (
            "header: one long string of escapes",
            EITHER,
            filled(&format!(r#"{hs256},"kid":"{KID}","x":""#), &one(r"\n"), r#""}"#),
        ),
        (
            "header: one long string, not ASCII",
            "signature_invalid",
            filled(&format!(r#"{hs256},"kid":"{KID}","x":""#), &one("é"), r#""}"#),
        ),
        (
            "header: one long string of emoji, no JSON at its end",
            "token_malformed",
            filled(&format!(r#"{hs256},"kid":"{KID}","x":""#), &one("🦀"), ""),
        ),
        (
            "header: white space",
            "signature_invalid",
            filled(&format!(r#"{hs256},"kid":"{KID}""#), &one(" "), "}"),
        ),
        (
            "header: white space, no JSON at its end",
            "token_malformed",
            filled(&format!(r#"{hs256},"kid":"{KID}""#), &one(" "), ""),
        ),
        (
            "header: line ends, `alg` twice",
            "token_malformed",
            filled(hs256, &one("\n"), r#","alg":"HS256"}"#),
        ),
        (
            "header: one long number",
            "signature_invalid",
            filled(&format!(r#"{hs256},"kid":"{KID}","x":0."#), &one("1"), "}"),
        ),
        (
            "header: one long number, no JSON at its end",
            "token_malformed",
            filled(&format!(r#"{hs256},"kid":"{KID}","x":0."#), &one("1"), ""),
        ),
        (
            "header: one long number, out of range",
            EITHER,
            filled(&format!(r#"{hs256},"kid":"{KID}","x":1"#), &one("1"), "}"),
        ),
        (
            "header: `kid` a long number",
            "token_malformed",
            filled(&format!(r#"{hs256},"kid":0."#), &one("1"), "}"),
        ),
        (
            "header: as many strings as are read",
            "signature_invalid",
            filled(&format!(r#"{hs256},"kid":"{KID}","x":[{}""#, r#""","#.repeat(23)), &one("a"), r#""]}"#),
        ),
        (
            "header: as many escaped strings as are read",
            "signature_invalid",
            filled(&format!(r#"{hs256},"kid":"{KID}","x":[{}""#, r#""\n","#.repeat(13)), &one("a"), r#""]}"#),
        ),
        (
            "header: `alg` twice, far apart",
            "token_malformed",
            filled(&format!(r#"{hs256},"x":""#), &one("a"), r#"","alg":"HS256"}"#),
        ),
        (
            "header: a name twice, among many",
            EITHER,
            filled(hs256, &|n| format!(r#","{n:x}":0"#), r#","1":0}"#),
        ),
        ("`crit`", "crit_not_understood", filled(&format!(r#"{hs256},"crit":[""#), &one("a"), r#""]}"#)),
        ("`alg` none", "alg_not_allowed", of_header(r#"{"alg":"none"}"#, length)),
        (
            "`alg` of another family",
            "alg_not_allowed",
            of_header(r#"{"alg":"RS256","typ":"at+jwt"}"#, length),
        ),
        ("`alg` unknown, long", "alg_not_allowed", filled(r#"{"alg":""#, &one("a"), r#""}"#)),
        ("`kid` unknown", "key_not_found", of_header(&named("none"), length)),
        ("`kid` unknown, long", "key_not_found", filled(&format!(r#"{hs256},"kid":""#), &one("a"), r#""}"#)),
        ("signature: none", "signature_invalid", with_last(String::new())),
        ("signature: cut", "signature_invalid", with_last(tag[..40].to_owned())),
        (
            "signature: base64 broken at its end",
            "token_malformed",
            format!("{header}.AAAA.{}!", "A".repeat(length - header.len() - 7)),
        ),
        ("signature: wrong, header known", "signature_invalid", with_last(changed(tag))),
        ("signature: wrong, header unknown", "signature_invalid", {
            let header =
                URL_SAFE_NO_PAD.encode_to_string(format!(r#"{{"typ":"{TYP}","alg":"HS256","kid":"{KID}"}}"#));
            format!("{header}.{payload}.{tag}")
        }),
        ("claims: no JSON", "token_malformed", signed(&claims[..claims.len() - 1])),
        ("claims: expired", "claims_invalid", signed(&claims.replace("4102444800", "1102444800"))),
        ("claims: wrong audience", "claims_invalid", signed(&claims.replace("api.example", "sap.example"))),
        ("claims: no role", "claims_invalid", signed(&claims.replace("\"editor\"", "\"reader\""))),
        (
            "claims: `sub` a number",
            "claims_invalid",
            signed(&claims.replacen("\"sub\":\"5f1c2a9e", "\"sub\":5,\"z\":\"1c2a9e", 1)),
        ),
    ];
    let case = |(kind, code, token)| Case { shape, kind, code, token };
    table.into_iter().map(case).collect()
}

/// A header filled up with units, to at most `room` octets.
fn fill(before: &str, unit: &dyn Fn(usize) -> String, after: &str, room: usize) -> String {
    let mut header = before.to_owned();
    for nth in 0.. {
        let unit = unit(nth);
        if header.len() + unit.len() + after.len() > room {
            break;
        }
        header.push_str(&unit);
    }
    header + after
}

/// A token of that length with this header and a signature of the right length.
fn of_header(header: &str, length: usize) -> String {
    of_segment(&URL_SAFE_NO_PAD.encode_to_string(header), length)
}

fn of_segment(header: &str, length: usize) -> String {
    let payload = length.saturating_sub(header.len() + TAG + 2);
    format!("{header}.{}.{}", "A".repeat(payload), "A".repeat(TAG))
}

/// The same length, another value.
fn changed(tag: &str) -> String {
    let first = if tag.starts_with('A') { "B" } else { "A" };
    format!("{first}{}", &tag[1..])
}
