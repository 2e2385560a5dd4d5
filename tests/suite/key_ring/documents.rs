//! The published documents: their content and their headers.

use std::collections::BTreeMap;

use jwt_claims::key_ring::{Document, ServerMetadata};
use serde_json::{Value, json};

use super::*;

const ISSUER: &str = "https://auth.example.com";

fn ring() -> KeyRing {
    builder(&FixedClock::at(NOW)).in_memory().unwrap()
}

fn json(document: &Document) -> Value {
    serde_json::from_str(document.body()).unwrap()
}

#[test]
fn a_key_set_has_public_keys_and_may_be_cached_for_a_while() {
    let ring = ring();
    ring.rotate().unwrap();
    let document = ring.jwks();
    let keys = json(&document)["keys"].as_array().unwrap().clone();
    assert_eq!(keys.len(), 2);
    for key in &keys {
        assert_eq!((&key["use"], &key["alg"], &key["kty"]), (&json!("sig"), &json!("EdDSA"), &json!("OKP")));
        assert!(key.get("d").is_none() && key["kid"].is_string());
        let thumbprint = jwt_claims::jwk::thumbprint(&key.to_string()).unwrap();
        assert_eq!(key["kid"], json!(thumbprint));
    }
    let headers: BTreeMap<_, _> = document.headers().into_iter().collect();
    assert_eq!(headers["content-type"], "application/jwk-set+json");
    assert_eq!(headers["cache-control"], "public, max-age=600");
    assert_eq!(headers["etag"], document.etag());
    assert_eq!(headers.len(), 3, "neither `expires` nor anything else");
}

#[test]
fn a_tag_changes_with_the_document_alone() {
    let ring = ring();
    let (first, again) = (ring.jwks(), ring.jwks());
    assert_eq!(first.etag(), again.etag());
    ring.rotate().unwrap();
    let changed = ring.jwks();
    assert_ne!(first.etag(), changed.etag());
    let tag = changed.etag();
    let known =
        [tag.to_owned(), format!("W/{tag}"), format!("\"a\", {tag}"), format!("{tag},\"b\""), " * ".into()];
    assert!(known.iter().all(|value| changed.is_known(value)), "{known:?}");
    let unknown = ["", "\"\"", first.etag(), tag.trim_matches('"'), "W/", "\"*\"", "**"];
    assert!(unknown.iter().all(|value| !changed.is_known(value)), "{unknown:?}");
}

#[test]
fn metadata_has_the_fields_that_apply() {
    let ring = ring();
    let metadata = ServerMetadata::new(ISSUER).unwrap();
    assert_eq!(
        json(&metadata.openid_configuration(&ring).unwrap()),
        json!({
            "issuer": ISSUER,
            "jwks_uri": format!("{ISSUER}/.well-known/jwks.json"),
            "response_types_supported": ["id_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["EdDSA"],
        })
    );
    let metadata = metadata
        .with_field("authorization_endpoint", format!("{ISSUER}/authorize"))
        .and_then(|metadata| metadata.with_field("subject_types_supported", ["pairwise"]))
        .and_then(|metadata| metadata.with_field("x_own", json!({"a": [1, null]})))
        .and_then(|metadata| metadata.with_jwks_uri("https://keys.example.com/set"))
        .unwrap();
    let server = json!({
        "issuer": ISSUER,
        "jwks_uri": "https://keys.example.com/set",
        "response_types_supported": ["code"],
        "authorization_endpoint": format!("{ISSUER}/authorize"),
        "subject_types_supported": ["pairwise"],
        "x_own": {"a": [1, null]},
    });
    let document = metadata.authorization_server(&ring).unwrap();
    assert_eq!(
        (json(&document), document.content_type(), document.max_age()),
        (server, "application/json", 600)
    );
    assert_eq!(
        json(&metadata.openid_configuration(&ring).unwrap())["subject_types_supported"],
        json!(["pairwise"])
    );
}

#[test]
fn the_algorithms_follow_the_ring() {
    let clock = FixedClock::at(NOW);
    let store = Faulty::default();
    builder(&clock).open(store.clone()).unwrap();
    let ring = KeyRing::builder(Algorithm::ES256, seconds(LIFETIME)).with_clock(clock).open(store).unwrap();
    ring.maintain().unwrap();
    let document = ServerMetadata::new(ISSUER).unwrap().openid_configuration(&ring).unwrap();
    assert_eq!(json(&document)["id_token_signing_alg_values_supported"], json!(["ES256", "EdDSA"]));
}

#[test]
fn documents_have_the_paths_of_their_issuer() {
    for (issuer, path) in
        [(ISSUER, ""), ("https://auth.example.com/", ""), ("https://a.example:8443/t/a", "/t/a")]
    {
        let metadata = ServerMetadata::new(issuer).unwrap();
        assert_eq!(metadata.issuer(), issuer);
        assert_eq!(metadata.openid_configuration_path(), format!("{path}/.well-known/openid-configuration"));
        assert_eq!(
            metadata.authorization_server_path(),
            format!("/.well-known/oauth-authorization-server{path}")
        );
        assert_eq!(metadata.jwks_path(), format!("{path}/.well-known/jwks.json"));
    }
}

#[test]
fn what_is_no_metadata_is_refused() {
    let metadata = || ServerMetadata::new(ISSUER).unwrap();
    let errors = [
        ServerMetadata::new("http://auth.example.com"),
        ServerMetadata::new("https://auth.example.com?a=b"),
        ServerMetadata::new("https://auth.example.com#a"),
        ServerMetadata::new("https://auth.example.com/a b"),
        metadata().with_jwks_uri("http://auth.example.com/keys"),
        metadata().with_field("issuer", "https://other.example.com"),
        metadata().with_field("jwks_uri", "https://other.example.com"),
        metadata().with_field("scopes_supported", None::<String>),
        metadata().with_field("scopes_supported", Vec::<String>::new()),
        metadata().with_field("token_endpoint", "/token"),
        metadata().with_field("token_endpoint", 5),
        metadata().with_field("policy_uri", "http://auth.example.com/policy"),
        metadata().with_field("x", BTreeMap::from([((1, 2), 3)])),
    ];
    for (place, metadata) in errors.into_iter().enumerate() {
        assert_eq!(metadata.map(drop).unwrap_err().code(), "invalid_config", "{place}");
    }
}
