//! The strings of variants, read and written.

use super::*;

#[test]
fn each_variant_is_its_string() {
    assert_eq!(Role::NAMES, ["viewer", "editor", "tenant-admin", "root"]);
    for (role, text) in [(Role::Viewer, "viewer"), (Role::TenantAdmin, "tenant-admin")] {
        assert_eq!(role.as_str(), text);
        assert_eq!(Role::parse(text), Some(role));
        assert_eq!(json!(role), json!(text));
        assert_eq!(serde_json::from_value::<Role>(json!(text)).unwrap(), role);
    }
    for other in ["Viewer", "VIEWER", " viewer", "viewer ", "", "superuser", "tenant_admin"] {
        assert_eq!(Role::parse(other), None, "{other}");
    }
}

/// Each rule of serde's, held against serde.
macro_rules! as_serde_has_it {
    ($($module:ident = $rule:literal,)*) => {$(
        mod $module {
            #[derive(jwt_claims::ClaimValue)]
            #[claim_value(rename_all = $rule)]
            enum Ours { A, TwoWords, HTTPServer, With1Digit, lower, Snake_Case, r#Type, Été }

            #[derive(serde::Serialize, serde::Deserialize)]
            #[serde(rename_all = $rule)]
            enum Serdes { A, TwoWords, HTTPServer, With1Digit, lower, Snake_Case, r#Type, Été }

            #[test]
            fn the_same_strings() {
                let pairs = [
                    (Ours::A, Serdes::A), (Ours::TwoWords, Serdes::TwoWords),
                    (Ours::HTTPServer, Serdes::HTTPServer), (Ours::With1Digit, Serdes::With1Digit),
                    (Ours::lower, Serdes::lower), (Ours::Snake_Case, Serdes::Snake_Case),
                    (Ours::Type, Serdes::Type),
                ];
                for (ours, serdes) in pairs {
                    assert_eq!(serde_json::json!(ours), serde_json::json!(serdes));
                }
            }
        }
    )*};
}

#[allow(non_camel_case_types, dead_code)]
mod rename_all {
    as_serde_has_it! {
        lowercase = "lowercase",
        uppercase = "UPPERCASE",
        pascal = "PascalCase",
        snake = "snake_case",
        screaming = "SCREAMING_SNAKE_CASE",
        kebab = "kebab-case",
        screaming_kebab = "SCREAMING-KEBAB-CASE",
    }
}

#[allow(non_camel_case_types)]
#[derive(ClaimValue, Debug, PartialEq)]
#[claim_value(rename_all = "camelCase")]
enum Camel {
    TwoWords,
    HTTPServer,
    lower,
    #[claim_value(rename = "ÜBER alles \"x\"\n")]
    Strange,
}

#[test]
fn camel_case_and_strings_of_any_kind() {
    assert_eq!(Camel::NAMES, ["twoWords", "hTTPServer", "lower", "ÜBER alles \"x\"\n"]);
    assert_eq!(Camel::HTTPServer.as_str(), "hTTPServer");
    let back: Camel = serde_json::from_str(&json!(Camel::Strange).to_string()).unwrap();
    assert_eq!(back, Camel::Strange);
    assert_eq!(
        (Camel::parse("twoWords"), Camel::parse("lower")),
        (Some(Camel::TwoWords), Some(Camel::lower))
    );
}

#[test]
fn they_are_keys_of_maps_too() {
    let limits: HashMap<Role, u8> = serde_json::from_str(r#"{"viewer": 1, "root": 2}"#).unwrap();
    assert_eq!(limits[&Role::Superuser], 2);
    assert_eq!(json!(HashMap::from([(Role::TenantAdmin, 3)])), json!({"tenant-admin": 3}));
    assert!(serde_json::from_str::<HashMap<Role, u8>>(r#"{"nobody": 1}"#).is_err());
}

#[derive(Claims)]
#[claims(ttl = "5m")]
struct Single {
    role: Role,
}

#[test]
fn escaped_or_not_it_is_the_same_string() {
    for written in [r#""editor""#, r#""\u0065ditor""#, r#""\u0065\u0064\u0069tor""#] {
        let payload = format!(r#"{{"exp": 1800000060, "role": {written}}}"#);
        assert_eq!(verify_raw::<Single>(&payload).unwrap().role, Role::Editor, "{written}");
    }
}

#[test]
fn look_alikes_are_other_strings() {
    // a Cyrillic "о", a fullwidth "e", combining and zero-width marks, and NUL
    for text in ["edit\u{43e}r", "\u{ff45}ditor", "editor\u{301}", "edi\u{200b}tor", "editor\0", "Editor"] {
        assert_eq!(refused::<Single>(json!({ "role": text })), ["role: wrong_type"], "{text:?}");
    }
}

#[test]
fn what_is_no_string_is_refused() {
    for value in [json!(1), json!(true), json!(["editor"]), json!({"editor": null}), json!({})] {
        assert_eq!(refused::<Single>(json!({ "role": value })), ["role: wrong_type"], "{value}");
    }
    assert_eq!(refused::<Single>(json!({ "role": null })), ["role: null"]);
    assert_eq!(refused::<Single>(json!({})), ["role: missing"]);
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Named {
    sub: Role,
}

#[test]
fn a_registered_claim_may_be_one() {
    assert_eq!(round_trip(&Named { sub: Role::Viewer }), Named { sub: Role::Viewer });
    assert_eq!(refused::<Named>(json!({"sub": "nobody"})), ["sub: wrong_type"]);
}
