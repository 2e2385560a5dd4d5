//! Claims that are not what they should be.

use jwt_claims::ErrorKind;

use super::*;

/// Each violation as claim and code.
fn violations(error: &Error) -> Vec<(&str, &str)> {
    error.violations().iter().map(|violation| (violation.claim(), violation.code())).collect()
}

#[test]
fn one_bad_claim_is_one_violation_by_its_name() {
    let cases = [
        ("iss", "", "missing"),
        ("iss", "null", "null"),
        ("iss", "5", "wrong_type"),
        ("iss", r#"["https://auth.example.com"]"#, "wrong_type"),
        ("iss", r#""m4rk3r""#, "wrong_issuer"),
        ("iss", r#""""#, "wrong_issuer"),
        ("iss", r#""https://auth.example.com/""#, "wrong_issuer"),
        ("sub", "", "missing"),
        ("sub", "null", "null"),
        ("sub", "1", "wrong_type"),
        ("sub", "{}", "wrong_type"),
        ("aud", "", "missing"),
        ("aud", "null", "null"),
        ("aud", "5", "wrong_type"),
        ("aud", "[5]", "wrong_type"),
        ("aud", r#"["orders",null]"#, "wrong_type"),
        ("aud", "{}", "wrong_type"),
        ("aud", "[]", "wrong_audience"),
        ("aud", r#""m4rk3r""#, "wrong_audience"),
        ("aud", r#"["m4rk3r","Orders"]"#, "wrong_audience"),
        ("exp", "", "missing"),
        ("exp", "null", "null"),
        ("exp", r#""tomorrow""#, "wrong_type"),
        ("exp", r#""1800000600""#, "wrong_type"),
        ("exp", "true", "wrong_type"),
        ("exp", "[1800000600]", "wrong_type"),
        ("exp", "1e300", "wrong_type"),
        ("exp", "18446744073709551615", "wrong_type"),
        ("exp", "0", "expired"),
        ("exp", "-1", "expired"),
        ("exp", "1799999970", "expired"),
        ("exp", "1799999969.999", "expired"),
        ("nbf", "null", "null"),
        ("nbf", r#""m4rk3r""#, "wrong_type"),
        ("nbf", "1800000031", "not_yet_valid"),
        ("iat", "null", "null"),
        ("iat", "false", "wrong_type"),
        ("iat", "1800000031", "issued_in_future"),
        ("jti", "null", "null"),
        ("jti", "5", "wrong_type"),
        ("tenant", "5", "wrong_type"),
        ("roles", r#""m4rk3r""#, "wrong_type"),
        ("roles", r#"{"m4rk3r":1}"#, "wrong_type"),
    ];
    for (claim, json, code) in cases {
        let error = refusal(&signed(HEADER, payload(claim, json)));
        assert_eq!((error.kind(), error.code()), (ErrorKind::Claims, "claims_invalid"), "{claim} {json}");
        assert_eq!(violations(&error), [(claim, code)], "{claim} {json}: {error}");
        let violation = &error.violations()[0];
        assert!(!violation.expected().is_empty() && !violation.actual().is_empty(), "{error}");
    }
}

#[test]
fn a_date_in_another_unit_is_refused_and_the_unit_named() {
    let cases = [
        ("1800000600000", Some("milliseconds")),
        ("1800000600000.5", Some("milliseconds")),
        ("1.8e12", Some("milliseconds")),
        ("1500000000000", Some("milliseconds")),
        ("2100000000000", Some("milliseconds")),
        ("1800000600000000", Some("microseconds")),
        ("1800000600000000000", Some("nanoseconds")),
        ("1e300", None),
        ("-1800000600000", None),
        ("9000000000000", None),
        (r#""1800000600000""#, None),
    ];
    for claim in ["exp", "nbf", "iat"] {
        for (json, unit) in cases {
            let error = refusal(&signed(HEADER, payload(claim, json)));
            assert_eq!(violations(&error), [(claim, "wrong_type")], "{claim} {json}: {error}");
            for each in ["milliseconds", "microseconds", "nanoseconds"] {
                assert_eq!(error.to_string().contains(each), unit == Some(each), "{claim} {json}: {error}");
            }
        }
    }
    let error = refusal(&signed(HEADER, payload("sub", "1800000600000")));
    assert!(!error.to_string().contains("milliseconds"), "{error}");
}

/// Names and how each differs from `https://auth.example.com/a`.
const NEARLY: &[(&str, Option<&str>)] = &[
    ("https://auth.example.com/a/", Some("only in a trailing slash that is not expected")),
    ("https://Auth.example.com/a", Some("only in upper and lower case")),
    ("HTTPS://auth.example.com/A", Some("only in upper and lower case")),
    ("http://auth.example.com/a", Some("only in the scheme, `http`")),
    ("auth.example.com/a", Some("only in the scheme, which is missing")),
    (
        "HTTP://auth.example.com/A/",
        Some("only in a trailing slash that is not expected and upper and lower case and the scheme, `http`"),
    ),
    ("https://auth.example.com/a//", None),
    ("https://auth.example.com/", None),
    ("https://auth.example.com", None),
    ("ftp://auth.example.com/a", None),
    ("https://m4rk3r", None),
    ("https://", None),
    ("/", None),
    ("", None),
    ("é", None),
];

#[derive(Claims)]
#[claims(audience = "https://auth.example.com/a")]
struct Nearly {}

#[test]
fn a_name_that_differs_only_in_a_detail_is_told_the_detail() {
    let refused = |verifier: &Verifier, iss: &str, aud: &str| {
        let claims = format!(r#"{{"iss":"{iss}","aud":{aud},"exp":1800000600}}"#);
        let error = verifier.token(&signed(HEADER, claims)).verify::<Nearly>().err().expect(iss);
        discreet(error).violations()[0].actual().to_owned()
    };
    let good = "https://auth.example.com/a";
    let quoted = |name: &str| format!("\"{name}\"");
    let by_key = VerifyingKey::hs256(SECRET).unwrap().for_issuer(good);
    let by_key = Verifier::new(by_key).with_clock(FixedClock::at(NOW));
    for (name, detail) in NEARLY {
        let told = |what: &str| {
            detail
                .map_or(format!("another {what}"), |detail| format!("another {what}, which differs {detail}"))
        };
        for verifier in [verifier().with_issuer("x").with_issuer(good), by_key.clone()] {
            assert_eq!(refused(&verifier, name, &quoted(good)), told("issuer"), "{name}");
        }
        assert_eq!(refused(&verifier(), good, &quoted(name)), told("audience"), "{name}");
        let of_two = detail.map_or("2 other audiences".to_owned(), |detail| {
            format!("2 other audiences, one of which differs {detail}")
        });
        assert_eq!(refused(&verifier(), good, &format!(r#"["m4rk3r","{name}"]"#)), of_two, "{name}");
    }
    let slashed = verifier().with_issuer(format!("{good}/"));
    let told = refused(&slashed, good, &quoted(good));
    assert_eq!(told, "another issuer, which differs only in a missing trailing slash");
}

#[test]
fn an_issuer_that_the_key_refuses_is_told_that_it_is_the_keys() {
    let expected = |key: &str, here: &[&str], iss: &str| {
        let key = VerifyingKey::hs256(SECRET).unwrap().for_issuer(key);
        let verifier = here.iter().fold(Verifier::new(key), |verifier, issuer| verifier.with_issuer(*issuer));
        let token = signed(
            HEADER,
            payload("iss", &format!("\"{iss}\"")).replace("orders", "https://auth.example.com/a"),
        );
        let verifier = verifier.with_clock(FixedClock::at(NOW));
        let error = verifier.token(&token).verify::<Nearly>().err().expect("refused");
        discreet(error).violations()[0].expected().to_owned()
    };
    let of_key = "\"a\", the issuer that the token's key is bound to";
    assert_eq!(expected("a", &[], "b"), of_key);
    assert_eq!(expected("a", &["a", "b"], "b"), of_key);
    assert_eq!(expected("a", &["b"], "a"), "\"b\"");
    assert_eq!(expected("a", &["b", "c"], "d"), format!("\"b\" or \"c\"; and {of_key}"));
}

#[test]
fn members_of_a_list_are_named_by_their_place() {
    let error = refusal(&signed(HEADER, payload("roles", r#"["editor",5,"m4rk3r"]"#)));
    assert_eq!(violations(&error), [("roles[1]", "wrong_type")]);
}

#[test]
fn what_is_just_inside_the_bounds_is_accepted() {
    let cases = [
        ("exp", "1799999971"),
        ("exp", "1799999970.001"),
        ("exp", "1.8000006e9"),
        ("nbf", "1800000030"),
        ("iat", "1800000030"),
        ("iat", "-1"),
        ("aud", r#"["m4rk3r","orders"]"#),
        ("iss", r#""https:\/\/auth.example.com""#),
        ("tenant", "null"),
    ];
    for (claim, json) in cases {
        let token = signed(HEADER, payload(claim, json));
        assert!(verifier().token(&token).verify::<Session>().is_ok(), "{claim} {json}");
    }
}

#[test]
fn everything_wrong_is_said_at_once() {
    let claims = r#"{"iss":"m4rk3r","aud":5,"exp":1,"nbf":1900000000,"iat":"m4rk3r","roles":[]}"#;
    let error = refusal(&signed(r#"{"alg":"HS256","typ":"logout+jwt"}"#, claims));
    let mut found = violations(&error);
    found.sort_unstable();
    let expected = [
        ("aud", "wrong_type"),
        ("exp", "expired"),
        ("iat", "wrong_type"),
        ("iss", "wrong_issuer"),
        ("nbf", "not_yet_valid"),
        ("sub", "missing"),
        ("typ", "wrong_typ"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_registered_claim_of_a_wrong_type_does_not_hide_the_next_claim() {
    let claims = r#"{"iss":"https://auth.example.com","aud":5,"exp":"m4rk3r","sub":"m4rk3r","roles":[true]}"#;
    let error = refusal(&signed(HEADER, claims));
    assert_eq!(
        violations(&error),
        [("aud", "wrong_type"), ("exp", "wrong_type"), ("roles[0]", "wrong_type")]
    );
}

#[test]
fn no_claims_set() {
    let payloads = [
        "[]",
        r#"[["sub","m4rk3r"]]"#,
        r#"["https://auth.example.com","orders",1800000600,"m4rk3r"]"#,
        "5",
        "null",
        "true",
        r#""m4rk3r""#,
        " ",
        "{",
        "{}{}",
        r#"{"sub":"m4rk3r"} x"#,
        r#"{"sub":"m4rk3r",}"#,
        r#"{"sub":'m4rk3r'}"#,
        "{\"sub\":\"m4rk3r\n\"}",
        r#"{"exp":01}"#,
        r#"{"exp":NaN}"#,
        r#"{"m4rk3r"}"#,
    ];
    for payload in payloads {
        let error = refusal(&signed(HEADER, payload));
        assert_eq!(
            (error.kind(), error.code()),
            (ErrorKind::Malformed, "token_malformed"),
            "{payload}: {error}"
        );
        let is_json = serde_json::from_str::<serde_json::Value>(payload).is_ok();
        let words = if is_json {
            "the payload is not a JSON object"
        } else {
            "the payload is not valid JSON at \
                line"
        };
        assert!(error.to_string().contains(words), "{payload}: {error}");
    }
}

#[test]
fn an_escaped_text_means_what_the_escapes_stand_for() {
    let texts = [
        ("iss", r#""https:\/\/auth\u002eexample.com""#),
        ("aud", r#""\u006frders""#),
        ("aud", r#"["x","\u006frders"]"#),
        ("sub", r#""\u006d4rk3r""#),
        ("jti", r#""\u006d4rk3r""#),
    ];
    for (claim, json) in texts {
        let (token, verifier) = (signed(HEADER, payload(claim, json)), verifier());
        let session = verifier.token(&token).verify::<Session>().unwrap();
        assert_eq!(session.sub, MARKER);
        let registered = session.registered();
        let (issuer, id) = (registered.issuer(), registered.token_id());
        assert_eq!((issuer, registered.subject()), (Some("https://auth.example.com"), Some(MARKER)));
        assert!(registered.audience().any(|name| name == "orders"), "{json}");
        assert_eq!(id, (claim == "jti").then_some(MARKER));
    }
}

#[test]
fn a_name_twice_is_malformed_however_it_is_spelled() {
    let repeated = [
        ("registered, no field", r#""iss":"https://auth.example.com","#),
        ("registered, a field", r#""sub":"m4rk3r","#),
        ("registered, of another type", r#""exp":"m4rk3r","#),
        ("registered, escaped", r#""\u0065xp":1900000000,"#),
        ("registered, no field, escaped", r#""\u0061ud":"orders","#),
        ("a field, escaped", r#""s\u0075b":"m4rk3r","#),
        ("a field of a custom claim", r#""tenant":"a","tenant":"b","#),
        ("a custom claim, escaped", r#""tenant":"a","t\u0065nant":"b","#),
        ("unknown", r#""x":1,"x":1,"#),
        ("unknown, escaped", r#""x":1,"\u0078":2,"#),
        ("unknown, empty", r#""":1,"":2,"#),
    ];
    for (name, members) in repeated {
        let claims = payload("", "").replacen('{', &format!("{{{members}"), 1);
        let error = refusal(&signed(HEADER, &claims));
        assert_eq!(
            (error.kind(), error.code()),
            (ErrorKind::Malformed, "token_malformed"),
            "{name}: {error}"
        );
        assert!(error.to_string().contains("repeated"), "{name}: {error}");
    }
}

#[test]
fn unknown_claims_hide_nothing_that_is_asked_for_later() {
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    for json in [deep.as_str(), r#""\ud800""#, "1e300"] {
        let token = signed(HEADER, payload("x", json));
        let verifier = verifier();
        let session = verifier.token(&token).verify::<Session>().unwrap();
        let registered = session.registered();
        assert_eq!(registered.subject(), Some(MARKER));
        assert_eq!(registered.audience().collect::<Vec<_>>(), ["orders"]);
        assert_eq!(registered.expires_at().map(jwt_claims::NumericDate::seconds), Some(1_800_000_600));
    }
}

#[derive(Claims)]
#[claims(unchecked(aud))]
struct ForAnybody {}

#[test]
fn an_unchecked_claim_may_be_anything_and_hides_no_other() {
    for aud in ["", "null", "5", r#"["m4rk3r",5]"#, r#""m4rk3r""#] {
        let token = signed(HEADER, payload("aud", aud));
        let verifier = verifier();
        let claims = verifier.token(&token).verify::<ForAnybody>().unwrap();
        assert_eq!(claims.registered().subject(), Some(MARKER), "{aud}");
    }
}

/// A token of no special kind may say so in any spelling (RFC 7519 §5.1), and
/// may be of no other kind.
#[test]
fn the_typ_of_a_token_where_none_is_declared() {
    let verifier = verifier();
    let verify = |typ: &str| {
        let header = format!(r#"{{"alg":"HS256","typ":"{typ}"}}"#);
        verifier.token(&signed(&header, payload("", ""))).verify::<ForAnybody>().map(drop)
    };
    for typ in ["JWT", "jwt", "Jwt", "application/jwt", "application/JWT"] {
        assert!(verify(typ).is_ok(), "{typ}");
    }
    for typ in ["", "JWT ", "at+jwt", "JWS", "application/", "text/jwt"] {
        assert_eq!(violations(&verify(typ).unwrap_err()), [("typ", "wrong_typ")], "{typ}");
    }
}

/// Nor is an unchecked claim judged when the token is refused for another one.
#[test]
fn an_unchecked_claim_is_in_no_report_of_others() {
    #[derive(Claims)]
    #[claims(unchecked(iss, aud, exp, nbf, iat), verify_only)]
    struct Careless {
        #[expect(dead_code)]
        tenant: u64,
    }
    for claims in [
        r#""aud":"m4rk3r""#,
        r#""iss":"m4rk3r""#,
        r#""exp":0"#,
        r#""nbf":1900000000"#,
        r#""iat":1900000000"#,
        r#""aud":5,"iss":5,"exp":"","nbf":null,"iat":{}"#,
    ] {
        let token = signed(HEADER, format!(r#"{{{claims},"tenant":"m4rk3r"}}"#));
        let error = verifier().token(&token).verify::<Careless>().err().unwrap();
        assert_eq!(violations(&discreet(error)), [("tenant", "wrong_type")], "{claims}");
    }
}

#[test]
fn what_a_verifier_expects_is_checked_though_its_type_does_not() {
    let codes = [("", "missing"), ("null", "null"), ("5", "wrong_type"), (r#""m4rk3r""#, "wrong_audience")];
    for (aud, code) in codes {
        let token = signed(HEADER, payload("aud", aud));
        let error = verifier().with_audience("orders").token(&token).verify::<ForAnybody>().err().unwrap();
        assert_eq!(violations(&discreet(error)), [("aud", code)], "{aud}");
    }
}

#[test]
fn a_payload_cut_anywhere_is_malformed() {
    let whole = payload("tenant", r#""\u00e4\ud83d\ude00""#);
    for end in 0..whole.len() {
        let error = refusal(&signed(HEADER, &whole[..end]));
        assert_eq!(error.code(), "token_malformed", "{}", &whole[..end]);
    }
}

#[derive(Claims)]
struct ForNobody {}

#[test]
fn an_audience_where_none_is_declared_is_refused_with_a_way_out() {
    let error = verifier().token(&signed(HEADER, payload("", ""))).verify::<ForNobody>().err().unwrap();
    assert_eq!(violations(&error), [("aud", "unexpected_audience")]);
    assert!(error.to_string().contains("`unchecked(aud)`"), "{error}");
    assert!(verifier().token(&signed(HEADER, payload("aud", ""))).verify::<ForNobody>().is_ok());
}
