//! Faults of the header: each names the parameter and says what is wrong with it.

use std::collections::BTreeMap;

use jwt_claims::unverified;
use jwt_claims_tests::forge::{base64url, hs256_parts};
use proptest::prelude::*;

use super::*;

const CODES: [&str; 2] = ["token_malformed", "crit_not_understood"];

/// Values of every kind, and what each is called.
const VALUES: [(&str, &str); 9] = [
    ("null", "null"),
    ("true", "a boolean"),
    ("false", "a boolean"),
    ("1", "a number"),
    ("1e400", "a number"),
    (r#""é""#, "a string"),
    ("[]", "an array"),
    (r#"["a",1]"#, "an array"),
    (r#"{"a":[{"b":1}]}"#, "an object"),
];

/// A header with these members, in every place where they may stand.
fn headers(members: &str, has_alg: bool) -> [String; 4] {
    let alg = if has_alg { r#""x":0"# } else { r#""alg":"HS256""# };
    [
        format!("{{{members},{alg}}}"),
        format!("{{{alg},{members}}}"),
        format!("{{ {alg} ,\n\"y\":[{{\"z\":\"\\né\"}}], {members} ,\"w\":0.5}}"),
        format!(r#"{{{members},{alg},"kid2":1,"typ2":"b"}}"#),
    ]
}

/// The one text for a header with these members wherever they stand.
fn fault(members: &str, has_alg: bool, code: &str) -> String {
    let mut texts: Vec<_> = headers(members, has_alg)
        .into_iter()
        .map(|header| {
            let error = refusal(&signed(&header, payload("", "")));
            assert_eq!(error.code(), code, "{header}: {error}");
            let text = error.to_string();
            // that the place differs is no difference
            match text.split_once(", at line ") {
                Some((before, behind)) => before.to_owned() + behind.split_once(": ").unwrap().1,
                None => text,
            }
        })
        .collect();
    texts.dedup();
    assert_eq!(texts.len(), 1, "{members}: {texts:?}");
    texts.remove(0)
}

/// The code for a value of that kind, or none if it is no fault.
fn expected_code(parameter: &str, json: &str, kind: &str) -> Option<&'static str> {
    let [malformed, crit] = CODES;
    match (parameter, json) {
        ("crit", "1e400") => Some(malformed),
        ("crit", _) | ("b64", "false") => Some(crit),
        ("b64", _) => (kind != "a boolean").then_some(malformed),
        ("jwk" | "x", _) => (json == "1e400").then_some(malformed),
        _ => (kind != "a string").then_some(malformed),
    }
}

#[test]
fn every_parameter_and_every_fault_has_words_of_its_own() {
    let mut said: BTreeMap<String, String> = BTreeMap::new();
    let mut say = |text: String, parameter: &str, what: String| {
        assert!(text.contains(&format!("`{parameter}`")), "{what}: {text}");
        assert!(text.contains("the issuer must") || text.contains("issue tokens without it"), "{text}");
        if let Some(other) = said.insert(text.clone(), what.clone()) {
            assert_eq!(other, what, "{text}");
        }
    };
    for parameter in ["alg", "kid", "typ", "cty", "crit", "b64", "jwk", "x"] {
        for (json, kind) in VALUES {
            let Some(code) = expected_code(parameter, json, kind) else { continue };
            let member = format!("\"{parameter}\":{json}");
            let text = fault(&member, parameter == "alg", code);
            let what = match (parameter, json) {
                ("b64", "false") | ("jwk" | "x", _) | ("crit", "[]" | r#"["a",1]"# | "1e400") => json,
                _ => {
                    assert!(text.contains(&format!("found {kind}")), "{member}: {text}");
                    kind
                }
            };
            say(text, parameter, format!("{parameter}: {what}"));
        }
        let good = if parameter == "b64" { "true" } else { r#""HS256""# };
        for second in [parameter.to_owned(), format!("\\u00{:x}{}", parameter.as_bytes()[0], &parameter[1..])]
        {
            let twice = format!(r#""{parameter}":{good},"{second}":{good}"#);
            let text = fault(&twice, parameter == "alg", CODES[usize::from(parameter == "crit")]);
            say(text, parameter, format!("{parameter}: twice"));
        }
        for (broken, what) in
            [(r#""\ud800""#, "half a character"), ("\"\t\"", "a control character"), ("+1", "no JSON")]
        {
            let text = fault(&format!("\"{parameter}\":{broken}"), parameter == "alg", CODES[0]);
            let what = if text.contains("found a string") { "a string" } else { what };
            say(text, parameter, format!("{parameter}: {what}"));
        }
    }
    say(fault(r#""kid":"a""#, true, CODES[0]), "alg", "alg: missing".to_owned());
    for (list, what) in [(r#"["b64","b64"]"#, "twice in it"), (r#"["exp"]"#, "not understood")] {
        say(fault(&format!("\"crit\":{list}"), false, CODES[1]), "crit", format!("crit: {what}"));
    }
    let mixed = fault(r#""crit":["a","b",5]"#, false, CODES[1]);
    assert!(mixed.contains("strings only, found a number"), "{mixed}");
    let inside = fault(r#""jwk":[0,{"a":{"z":1,"\u007a":1}}]"#, false, CODES[0]);
    say(inside.clone(), "jwk", "jwk: a name twice".to_owned());
    say(inside, "z", "jwk: a name twice".to_owned());
}

#[test]
fn faults_of_the_header_as_a_whole() {
    let crowd = |json: &str| format!(r#"{{"alg":"HS256","x":[{}0]}}"#, json.repeat(40));
    let (values, escapes) = (crowd("0,"), crowd(r#""\n","#));
    let cases: [(&[u8], &str); 14] = [
        (b"null", "found null"),
        (b" true", "found a boolean"),
        (b"-1", "found a number"),
        (br#""{}""#, "found a string"),
        (br#"["HS256"]"#, "found an array"),
        (br#"{"alg":"HS256",}"#, "line 1, column 16: trailing comma"),
        (br#"{"alg":"HS256"} x"#, "line 1, column 17: trailing characters"),
        (br#"{"alg":"HS256","#, "EOF"),
        (br#"{"alg":"HS256","kid":"#, "in `kid`, at line 1, column 21: EOF"),
        (br#"{"typ":{"#, "in `typ`, at line 1, column 8: EOF"),
        (b"{\"alg\":\"HS256\",\"kid\":\"\xff\"}", "byte 23"),
        (b"\xef\xbb\xbf{\"alg\":\"HS256\"}", "not valid JSON, at line 1, column 1"),
        (values.as_bytes(), "more than 28 names and values"),
        (escapes.as_bytes(), "backslashes"),
    ];
    let mut said = BTreeMap::new();
    for (header, words) in cases {
        let header_text = String::from_utf8_lossy(header).into_owned();
        let segments = format!("{}.{}", base64url(header), base64url(payload("", "")));
        let error = refusal(&hs256_parts(SECRET, &segments));
        assert_eq!(error.code(), "token_malformed", "{header_text}: {error}");
        let text = error.to_string();
        assert!(text.contains(words) && text.contains("the issuer must"), "{header_text}: {text}");
        assert_eq!(said.insert(text, header_text), None);
    }
}

/// Pieces of headers, put together at random.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        " ",
        "\"",
        "\\",
        r#""alg""#,
        r#""kid""#,
        r#""crit""#,
        r#""b64""#,
        r#""x""#,
        r#""alg":"HS256","#,
        r#""kid":"a","#,
        r#""typ":"#,
        r#""\u001b\u2028":"#,
        "null",
        "true",
        "1e400",
        "\u{1b}[31m",
        "\u{e0041}",
        "\\u0000",
        "\\ud800",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat().into_bytes())
}

/// A header with members at random, most of them well formed.
fn members() -> impl Strategy<Value = Vec<u8>> {
    let name = prop::sample::select(vec!["alg", "kid", "typ", "cty", "crit", "b64", "jwk", "\\u001b", "é"]);
    let values =
        ["null", "true", "false", "1", "1e400", "\"\\u2028\"", "[]", "[\"a\",\"a\"]", "{\"a\":1,\"a\":2}"];
    let member =
        (name, prop::sample::select(values.to_vec())).prop_map(|(name, value)| format!("\"{name}\":{value}"));
    prop::collection::vec(member, 0..8)
        .prop_map(|members| format!(r#"{{{}}}"#, members.join(",")).into_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn any_header_is_refused_with_a_bounded_text(
        header in prop_oneof![prop::collection::vec(any::<u8>(), 0..6_000), pieces(), members()]
    ) {
        let token = format!("{}.e30.{}", base64url(&header), "A".repeat(43));
        let errors = [
            Some(refused_by(&verifier(), &token)),
            unverified::look_inside_unverified(&token).err(),
        ];
        for error in errors.into_iter().flatten() {
            let text = error.to_string();
            prop_assert!(text.chars().count() < 600, "{text}");
            prop_assert!(!text.contains(|one: char| one.is_control() || one == '\u{2028}' || one == '\u{e0041}'), "{text}");
            // whatever was refused was found again
            prop_assert!(!text.contains("unexpected value"), "{text}");
        }
    }
}
