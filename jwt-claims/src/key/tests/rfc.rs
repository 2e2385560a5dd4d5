//! The keys and tokens of RFC 7515 appendix A, RFC 8037 appendix A and
//! RFC 7638 §3.1.

use super::super::{KeyName, Scope};
use super::formats::fixture;
use super::{KeySet, SigningKey, VerifyingKey, base64url, sign};
use crate::crypto::algorithm::Algorithm;
use crate::jwk;

const A1_KEY: &str = r#"{"kty":"oct",
    "k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}"#;
const A1_TOKEN: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9\
    .eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ\
    .dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

const A2_TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9\
    .eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ\
    .cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

const A3_KEY: &str = r#"{"kty":"EC","crv":"P-256",
    "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    "d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;
const A3_TOKEN: &str = "eyJhbGciOiJFUzI1NiJ9\
    .eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ\
    .DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

const RFC8037_KEY: &str = r#"{"kty":"OKP","crv":"Ed25519",
    "d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
const RFC8037_TOKEN: &str = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc\
    .hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

#[test]
fn tokens_verify_and_are_signed_alike_where_signing_is_deterministic() {
    let cases = [
        (Algorithm::HS256, A1_KEY, A1_TOKEN, true),
        (Algorithm::RS256, fixture!("rfc7515-a2.jwk.json"), A2_TOKEN, true),
        (Algorithm::ES256, A3_KEY, A3_TOKEN, false),
        (Algorithm::EdDSA, RFC8037_KEY, RFC8037_TOKEN, true),
    ];
    for (algorithm, key, token, deterministic) in cases {
        let (message, signature) = token.rsplit_once('.').unwrap();
        let signature = base64url::decode(signature).unwrap();
        let key = SigningKey::from_jwk(algorithm, key).unwrap();
        assert!(key.verifying_key().verify(message.as_bytes(), &signature), "{algorithm}");
        let ours = sign(&key, message.as_bytes());
        assert!(key.verifying_key().verify(message.as_bytes(), &ours), "{algorithm}");
        assert_eq!(ours == *signature, deterministic, "{algorithm}");
    }
}

#[test]
fn thumbprints() {
    let rsa = r#"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}"#;
    let expected = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";
    assert_eq!(jwk::thumbprint(rsa).unwrap(), expected);
    let key = VerifyingKey::from_jwk(Algorithm::RS256, rsa).unwrap();
    assert_eq!(key.thumbprint().as_deref(), Some(expected));
    assert_eq!(key.kid(), Some("2011-04-29"));

    let expected = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";
    assert_eq!(jwk::thumbprint(RFC8037_KEY).unwrap(), expected);
    assert_eq!(SigningKey::from_jwk(Algorithm::EdDSA, RFC8037_KEY).unwrap().kid(), Some(expected));

    // other members, their order and white space do not count
    let moved = format!(
        r#"{{ "use":"sig", "x5c":[], {} }}"#,
        RFC8037_KEY.trim_start_matches('{').trim_end_matches('}')
    );
    assert_eq!(jwk::thumbprint(&moved).unwrap(), expected);

    // RFC 9964 §6: `alg` counts, and curves need not be ones that verify here.
    assert!(jwk::thumbprint(r#"{"kty":"AKP","alg":"ML-DSA-44","pub":"AAAA"}"#).is_ok());
    assert!(jwk::thumbprint(r#"{"kty":"OKP","crv":"X25519","x":"AAAA"}"#).is_ok());
    for refused in [
        A1_KEY,
        r#"{"kty":"EC","crv":"P-256","x":"AAAA"}"#,
        r#"{"kty":"RSA","e":1,"n":"AAAA"}"#,
        "{}",
        "[]",
        "",
    ] {
        assert!(jwk::thumbprint(refused).is_err(), "{refused}");
    }
}

#[test]
fn a_set_of_the_keys_selects_by_the_tokens_alg() {
    let keys = [(Algorithm::RS256, fixture!("rfc7515-a2.jwk.json")), (Algorithm::ES256, A3_KEY)];
    let set: KeySet =
        keys.iter().map(|(algorithm, jwk)| VerifyingKey::from_jwk(*algorithm, jwk).unwrap()).collect();
    assert_eq!(
        set.get(set.select("ES256", &KeyName::Nothing, Scope::Any).unwrap().places()[0]).algorithm(),
        Algorithm::ES256
    );
    assert_eq!(
        set.get(set.select("RS256", &KeyName::Nothing, Scope::Any).unwrap().places()[0]).algorithm(),
        Algorithm::RS256
    );
}
