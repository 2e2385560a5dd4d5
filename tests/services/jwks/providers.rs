//! The metadata and sets of well-known issuers, as they look: served from loopback under
//! their paths, with new keys.

use std::sync::{Arc, OnceLock};

use jwt_claims::jwks::Keys;
use jwt_claims::{Algorithm, Claims, SigningKey, Verifier};
use serde_json::{Value, json};

use super::server::{Answer, Server};
use super::support::{attempt, code, limits, token_of};

/// It accepts every issuer: the keys do not.
#[derive(Debug, Claims)]
#[claims(optional(exp, iat), unchecked(iss, aud), verify_only)]
struct Subject {
    sub: String,
}

/// A provider: `BASE` is its host, and `KEYS` that of its keys.
struct Provider {
    name: &'static str,
    issuer: &'static str,
    metadata: Value,
    /// The path of the set.
    set: &'static str,
    /// The members that its JWKs have, beside those of the key.
    members: Value,
    /// Other entries of the set.
    others: Vec<Value>,
}

fn rsa() -> &'static SigningKey {
    static KEY: OnceLock<SigningKey> = OnceLock::new();
    KEY.get_or_init(|| SigningKey::generate(Algorithm::RS256).expect("a backend").with_kid("current"))
}

fn jwk(members: &Value) -> Value {
    let mut jwk: Value =
        serde_json::from_str(&rsa().verifying_key().to_jwk().expect("a public key")).expect("JSON");
    for (name, value) in members.as_object().expect("an object") {
        if value.is_null() {
            jwk.as_object_mut().expect("an object").remove(name);
        } else {
            jwk[name] = value.clone();
        }
    }
    jwk
}

/// Another key of a provider: its last one.
fn last(alg: &str, key_use: &str) -> Value {
    json!({ "kty": "RSA", "e": "AQAB", "use": key_use, "alg": alg, "kid": "last",
        "n": jwk(&json!({}))["n"].as_str().expect("a modulus").replacen(char::is_alphanumeric, "x", 1) })
}

fn google() -> Provider {
    Provider {
        name: "Google",
        issuer: "BASE",
        metadata: json!({
            "issuer": "BASE",
            "authorization_endpoint": "BASE/o/oauth2/v2/auth",
            "device_authorization_endpoint": "https://oauth2.googleapis.com/device/code",
            "token_endpoint": "https://oauth2.googleapis.com/token",
            "userinfo_endpoint": "https://openidconnect.googleapis.com/v1/userinfo",
            "jwks_uri": "KEYS/oauth2/v3/certs",
            "response_types_supported": ["code", "token", "id_token", "none"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "claims_supported": ["aud", "email", "exp", "iat", "iss", "sub"],
        }),
        set: "/oauth2/v3/certs",
        members: json!({ "use": "sig" }),
        others: vec![last("RS256", "sig")],
    }
}

fn entra() -> Provider {
    Provider {
        name: "Microsoft Entra",
        issuer: "BASE/8eaef023-2b34-4da1-9baa-8bc8c9d6a490/v2.0",
        metadata: json!({
            "token_endpoint": "BASE/8eaef023-2b34-4da1-9baa-8bc8c9d6a490/oauth2/v2.0/token",
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
            "jwks_uri": "BASE/8eaef023-2b34-4da1-9baa-8bc8c9d6a490/discovery/v2.0/keys",
            "response_modes_supported": ["query", "fragment", "form_post"],
            "issuer": "BASE/8eaef023-2b34-4da1-9baa-8bc8c9d6a490/v2.0",
            "request_uri_parameter_supported": false,
            "tenant_region_scope": "WW",
            "cloud_instance_name": "microsoftonline.com",
            "msgraph_host": "graph.microsoft.com",
        }),
        set: "/8eaef023-2b34-4da1-9baa-8bc8c9d6a490/discovery/v2.0/keys",
        members: json!({
            "alg": null, "use": "sig", "cloud_instance_name": "microsoftonline.com",
            "issuer": "https://login.microsoftonline.com/8eaef023-2b34-4da1-9baa-8bc8c9d6a490/v2.0",
        }),
        others: vec![],
    }
}

fn okta() -> Provider {
    Provider {
        name: "Okta",
        issuer: "BASE/oauth2/default",
        metadata: json!({
            "issuer": "BASE/oauth2/default",
            "authorization_endpoint": "BASE/oauth2/default/v1/authorize",
            "registration_endpoint": "BASE/oauth2/v1/clients",
            "jwks_uri": "BASE/oauth2/default/v1/keys",
            "dpop_signing_alg_values_supported": ["RS256", "ES256"],
        }),
        set: "/oauth2/default/v1/keys",
        members: json!({ "use": "sig", "alg": "RS256" }),
        others: vec![last("RS256", "sig")],
    }
}

/// Its issuer ends with a slash.
fn auth0() -> Provider {
    Provider {
        name: "Auth0",
        issuer: "BASE/",
        metadata: json!({
            "issuer": "BASE/",
            "authorization_endpoint": "BASE/authorize",
            "jwks_uri": "BASE/.well-known/jwks.json",
            "scopes_supported": ["openid", "profile", "offline_access"],
            "request_parameter_supported": false,
        }),
        set: "/.well-known/jwks.json",
        members: json!({ "use": "sig", "alg": "RS256", "x5t": "c2hhLTEgb2YgYSBjZXJ0aWZpYw" }),
        others: vec![last("RS256", "sig")],
    }
}

/// Its set has a key for encryption.
fn keycloak() -> Provider {
    Provider {
        name: "Keycloak",
        issuer: "BASE/realms/orders",
        metadata: json!({
            "issuer": "BASE/realms/orders",
            "authorization_endpoint": "BASE/realms/orders/protocol/openid-connect/auth",
            "jwks_uri": "BASE/realms/orders/protocol/openid-connect/certs",
            "mtls_endpoint_aliases": { "token_endpoint": "BASE/realms/orders/protocol/openid-connect/token" },
            "authorization_response_iss_parameter_supported": true,
        }),
        set: "/realms/orders/protocol/openid-connect/certs",
        members: json!({ "use": "sig", "alg": "RS256" }),
        others: vec![last("RSA-OAEP", "enc")],
    }
}

fn cognito() -> Provider {
    Provider {
        name: "Cognito",
        issuer: "BASE/eu-west-1_Ab12Cd34E",
        metadata: json!({
            "authorization_endpoint": "https://orders.auth.eu-west-1.amazoncognito.com/oauth2/authorize",
            "issuer": "BASE/eu-west-1_Ab12Cd34E",
            "jwks_uri": "BASE/eu-west-1_Ab12Cd34E/.well-known/jwks.json",
            "response_types_supported": ["code", "token"],
        }),
        set: "/eu-west-1_Ab12Cd34E/.well-known/jwks.json",
        members: json!({ "use": "sig", "alg": "RS256" }),
        others: vec![last("RS256", "sig")],
    }
}

fn apple() -> Provider {
    Provider {
        name: "Apple",
        issuer: "BASE",
        metadata: json!({
            "issuer": "BASE",
            "authorization_endpoint": "BASE/auth/authorize",
            "token_endpoint": "BASE/auth/token",
            "revocation_endpoint": "BASE/auth/revoke",
            "jwks_uri": "BASE/auth/keys",
            "response_modes_supported": ["query", "fragment", "form_post"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }),
        set: "/auth/keys",
        members: json!({ "use": "sig", "alg": "RS256" }),
        others: vec![last("RS256", "sig")],
    }
}

fn github_actions() -> Provider {
    Provider {
        name: "GitHub Actions",
        issuer: "BASE",
        metadata: json!({
            "issuer": "BASE",
            "jwks_uri": "BASE/.well-known/jwks",
            "subject_types_supported": ["public", "pairwise"],
            "response_types_supported": ["id_token"],
            "claims_supported": ["sub", "aud", "exp", "iat", "iss", "jti", "nbf", "ref", "repository"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid"],
        }),
        set: "/.well-known/jwks",
        members: json!({ "use": "sig", "alg": "RS256", "x5t": "c2hhLTEgb2YgYSBjZXJ0aWZpYw" }),
        others: vec![last("RS256", "sig")],
    }
}

/// Serves a provider; its keys may be at another host.
async fn serve(provider: &Provider) -> (Server, Server, String) {
    let keys = Server::start(|_| Answer::nothing()).await;
    let base = Server::start(|_| Answer::nothing()).await;
    let placed = |text: &str| text.replace("BASE", &base.url("")).replace("KEYS", &keys.url(""));
    let issuer = placed(provider.issuer);
    let metadata = placed(&provider.metadata.to_string());
    let location = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
    let location = location.strip_prefix(&base.url("")).expect("its host").to_owned();
    let mut entries = provider.others.clone();
    entries.push(jwk(&provider.members));
    let (path, set) = (provider.set, json!({ "keys": entries }).to_string());
    let script = Arc::new(move |request: &super::server::Request| match request.path.as_str() {
        found if found == location => Answer::ok(&metadata),
        found if found == path => Answer::ok_with(&[("Cache-Control", "public, max-age=19213")], &set),
        _ => Answer::with("404 Not Found", &[], ""),
    });
    let same = Arc::clone(&script);
    keys.follow(move |request| same(request));
    base.follow(move |request| script(request));
    (base, keys, issuer)
}

#[tokio::test]
async fn tokens_of_well_known_issuers_are_verified() {
    for provider in [google(), entra(), okta(), auth0(), keycloak(), cognito(), apple(), github_actions()] {
        let name = provider.name;
        let (_base, _keys, issuer) = serve(&provider).await;
        let keys = Keys::discover(&*issuer).and_then(|keys| keys.with_limits(limits())).expect("an issuer");
        let verifier = Verifier::new(keys.clone());
        assert_eq!(code(&verifier, &token_of(rsa(), &issuer)).await, "ok", "{name}");
        assert_eq!(keys.issuer(), Some(&*issuer));
        // they are keys of this issuer alone
        for other in ["https://evil.example", &format!("{issuer}/"), "https://accounts.google.com"] {
            let text = token_of(rsa(), other);
            let error = verifier.verify_async::<Subject>(&text).await.expect_err(name);
            assert_eq!(error.code(), "claims_invalid", "{name} {other}: {error}");
        }
        let text = token_of(rsa(), &issuer);
        assert_eq!(verifier.verify_async::<Subject>(&text).await.expect(name).sub, "alice");
        // a key for encryption is no key, and one without `alg` is one for each algorithm of RSA
        let expected = match name {
            "Microsoft Entra" => 6,
            "Keycloak" => 1,
            _ => 2,
        };
        assert_eq!(keys.status().keys(), expected, "{name}");
    }
}

/// The metadata for every tenant have a pattern as their issuer: no token has it.
#[tokio::test]
async fn metadata_with_a_pattern_are_refused() {
    let mut common = entra();
    common.issuer = "BASE/common/v2.0";
    common.metadata["issuer"] = "BASE/{tenantid}/v2.0".into();
    let (_base, _keys, issuer) = serve(&common).await;
    let keys = Keys::discover(&*issuer).and_then(|keys| keys.with_limits(limits())).expect("an issuer");
    let error = attempt(&keys).await.expect_err("a pattern");
    assert!(error.contains("/{tenantid}/v2.0"), "{error}");
}
