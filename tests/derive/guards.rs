//! What the guards on the types of fields let pass, and what it means then.
//! What they refuse is in `tests/ui`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;

use jwt_claims::{Claims, NestedClaims, Scopes};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::support::{accepted, issued, refused};

#[derive(Claims, Deserialize, Serialize, Debug, PartialEq, Clone)]
#[claims(audience = "orders", ttl = "5m")]
struct Actor {
    #[claim(starts_with = "service-")]
    sub: String,
}

#[derive(NestedClaims, Debug, PartialEq)]
struct Org {
    #[claim(non_empty)]
    org: String,
}

#[derive(Claims, Debug)]
struct AsData {
    #[claim(data)]
    act: Actor,
    #[claim(data)]
    actors: BTreeMap<String, Vec<Actor>>,
    #[claim(data)]
    former: Option<Org>,
    #[claim(data, path = "realm.org")]
    at_a_path: Org,
    #[claim(data, check = is_short)]
    ruled: Org,
    #[serde(flatten)]
    #[claim(data)]
    flattened: Org,
}

fn is_short(org: &Org) -> bool {
    org.org.len() < 3
}

#[test]
fn data_is_read_without_the_policy_of_its_type() {
    let actor = json!({"sub": "alice"});
    let mut claims = json!({
        "act": actor, "actors": {"a": [actor]}, "former": {"org": ""},
        "realm": {"org": {"org": ""}}, "ruled": {"org": ""}, "org": "",
    });
    let verified = accepted::<AsData>(claims.clone());
    assert_eq!(verified.act, Actor { sub: "alice".into() });
    assert_eq!(verified.actors["a"], std::slice::from_ref(&verified.act));
    let empty = Org { org: String::new() };
    assert_eq!((&verified.former, &verified.at_a_path), (&Some(Org { org: String::new() }), &empty));
    assert_eq!((&verified.ruled, &verified.flattened), (&empty, &empty));
    claims["ruled"]["org"] = json!("long");
    assert_eq!(refused::<AsData>(claims.clone()), ["ruled: check"]);
    claims["act"]["sub"] = json!(7);
    assert_eq!(refused::<AsData>(claims), ["act.sub: wrong_type"]);
}

#[derive(Claims, Debug, PartialEq)]
#[claims(unchecked(iss, sub, jti), ttl = "5m")]
struct Numbers {
    iss: Vec<String>,
    sub: u64,
    jti: Option<bool>,
}

#[test]
fn unchecked_claims_have_any_type() {
    let claims = Numbers { iss: vec!["a".into()], sub: 7, jti: Some(true) };
    let payload = issued(&claims);
    assert_eq!((&payload["iss"], &payload["sub"], &payload["jti"]), (&json!(["a"]), &json!(7), &json!(true)));
    assert_eq!(accepted::<Numbers>(payload), claims);
}

mod as_text {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(id: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(id)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A codec of the user's own decides what fits.
#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct WithCodec {
    #[serde(with = "as_text")]
    sub: u64,
}

#[derive(Deserialize, Serialize, Debug, PartialEq)]
struct UserId(String);

#[derive(Deserialize, Serialize, Debug, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Known {
    Alice,
}

/// What reads a string, or may do so.
#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m", optional(iss))]
struct Texts<T> {
    iss: Option<Cow<'static, str>>,
    sub: T,
    jti: Box<str>,
}

#[test]
fn text_claims_have_any_type_that_reads_a_string() {
    let payload = issued(&WithCodec { sub: 7 });
    assert_eq!(payload["sub"], "7");
    assert_eq!(accepted::<WithCodec>(payload), WithCodec { sub: 7 });
    let payload = json!({"sub": "alice", "jti": "1"});
    assert_eq!(accepted::<Texts<UserId>>(payload.clone()).sub, UserId("alice".into()));
    assert_eq!(accepted::<Texts<Known>>(payload).sub, Known::Alice);
}

/// Types that look like those that are refused.
#[derive(Claims, Debug)]
#[claims(ttl = "5m")]
#[allow(dead_code)]
struct Allowed<T> {
    of: PhantomData<Actor>,
    #[serde(skip)]
    cache: Option<Arc<std::sync::Mutex<Actor>>>,
    #[claim(any_of = ["order manager"])]
    roles: Vec<String>,
    #[claim(any_of = ["orders:read"])]
    scope: Scopes,
    #[claim(nested)]
    orgs: Vec<Org>,
    generic: Option<T>,
}

#[test]
fn what_holds_no_policy_is_let_pass() {
    let payload = json!({
        "of": null, "roles": ["order manager"], "scope": "orders:read",
        "orgs": [{"org": ""}],
    });
    assert_eq!(refused::<Allowed<u8>>(payload), ["orgs[0].org: non_empty"]);
}
