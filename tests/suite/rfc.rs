//! The examples of the RFCs, octet for octet.

use jwt_claims::{Algorithm, Claims, FixedClock, SigningKey, Verifier, VerifyingKey, jwk, jws};
use jwt_claims_tests::forge;

/// The key of RFC 7515 §A.1.1.
const A1_KEY: &str = r#"{"kty":"oct",
    "k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}"#;

/// RFC 7515 §A.1.1, and the example of RFC 7519 §3.1.
const A1_TOKEN: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh\
     0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// The key of RFC 7515 §A.2.1.
const A2_KEY: &str = r#"{"kty":"RSA",
    "n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
    "e":"AQAB",
    "d":"Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ",
    "p":"4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw_Py5PJdTJNPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc",
    "q":"uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD_YwD66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc",
    "dp":"BwKfV3Akq5_MFZDFZCnW-wzl-CCo83WoZvnLQwCTeDv8uzluRSnm71I3QCLdhrqE2e9YkxvuxdBfpT_PI7Yz-FOKnu1R6HsJeDCjn12Sk3vmAktV2zb34MCdy7cpdTh_YVr7tss2u6vneTwrA86rZtu5Mbr1C1XsmvkxHQAdYo0",
    "dq":"h_96-mK1R_7glhsum81dZxjTnYynPbZpHziZjeeHcXYsXaaMwkOlODsWa7I9xXDoRwbKgB719rrmI2oKr6N3Do9U0ajaHF-NKJnwgjMd2w9cjz3_-kyNlxAr2v4IKhGNpmM5iIgOS1VZnOZ68m6_pbLBSp3nssTdlqvd0tIiTHU",
    "qi":"IYd7DHOhrWvxkwPQsRM2tOgrjbcrfvtQJipd-DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd_QJQ3ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp_gh6A5603k2-ZQwVK0JKSHuLFkuQ3U"}"#;

/// RFC 7515 §A.2.1.
const A2_TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmN\
     vbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuH\
     Im4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK\
     5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7no\
     OPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

/// The key of RFC 7515 §A.3.1.
const A3_KEY: &str = r#"{"kty":"EC",
    "crv":"P-256",
    "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;

/// RFC 7515 §A.3.1.
const A3_TOKEN: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmN\
     vbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQ\
     xfKTUJqPP3-Kg6NU1Q";

/// The unsecured JWT of RFC 7519 §6.1.
const UNSECURED: &str = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNv\
     bS9pc19yb290Ijp0cnVlfQ.";

/// The key of RFC 8037 §A.1.
const ED25519_KEY: &str = r#"{"kty":"OKP",
    "crv":"Ed25519",
    "d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

/// RFC 8037 §A.4.
const ED25519_TOKEN: &str = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvM\
     g3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

/// The key of RFC 7638 §3.1.
const THUMBPRINT_KEY: &str = r#"{"kty":"RSA",
    "n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
    "e":"AQAB",
    "alg":"RS256",
    "kid":"2011-04-29"}"#;

/// The payload of the three, with the line ends of the RFC.
const CLAIMS: &str = "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";
const EXP: i64 = 1_300_819_380;

#[derive(Claims)]
#[claims(issuer = "joe", leeway = "0s")]
struct Example {
    exp: i64,
    #[claim(name = "http://example.com/is_root")]
    is_root: bool,
}

fn verifier(algorithm: Algorithm, jwk: &str) -> Verifier {
    Verifier::new(VerifyingKey::from_jwk(algorithm, jwk).unwrap())
}

#[test]
fn examples_of_rfc_7515_and_8037_yield_their_payload() {
    let examples = [
        (Algorithm::HS256, A1_KEY, A1_TOKEN, CLAIMS),
        (Algorithm::RS256, A2_KEY, A2_TOKEN, CLAIMS),
        (Algorithm::ES256, A3_KEY, A3_TOKEN, CLAIMS),
        (Algorithm::EdDSA, ED25519_KEY, ED25519_TOKEN, "Example of Ed25519 signing"),
    ];
    for (algorithm, key, token, payload) in examples {
        let verified = jws::verify(&verifier(algorithm, key), token).unwrap();
        assert_eq!(verified.as_ref(), payload.as_bytes(), "{algorithm}");
        let changed = token.replacen("e", "f", 1);
        assert!(jws::verify(&verifier(algorithm, key), &changed).is_err(), "{algorithm}");
    }
}

#[test]
fn deterministic_signatures_are_those_of_rfc_7515_a_2_and_8037_a_4() {
    let examples = [
        (Algorithm::RS256, A2_KEY, A2_TOKEN, CLAIMS),
        (Algorithm::EdDSA, ED25519_KEY, ED25519_TOKEN, "Example of Ed25519 signing"),
    ];
    for (algorithm, key, token, payload) in examples {
        let key = SigningKey::from_jwk(algorithm, key).unwrap().without_kid();
        assert_eq!(jws::sign(&key, payload.as_bytes()).unwrap(), token, "{algorithm}");
    }
}

#[test]
fn example_of_rfc_7519_3_1_holds_until_exp() {
    let clock = FixedClock::at(EXP - 1);
    let verifier = verifier(Algorithm::HS256, A1_KEY).with_clock(clock.clone());
    let example = verifier.token(A1_TOKEN).verify::<Example>().unwrap();
    assert_eq!((example.exp, example.is_root), (EXP, true));
    clock.set(EXP);
    let error = verifier.token(A1_TOKEN).verify::<Example>().err().unwrap();
    assert!(error.is_expired(), "{error}");
}

#[test]
fn unsecured_jwt_of_rfc_7519_6_1_is_refused() {
    for (algorithm, key) in
        [(Algorithm::HS256, A1_KEY), (Algorithm::RS256, A2_KEY), (Algorithm::ES256, A3_KEY)]
    {
        let verifier = verifier(algorithm, key).with_clock(FixedClock::at(EXP - 1));
        let error = verifier.token(UNSECURED).verify::<Example>().err().unwrap();
        assert_eq!(error.code(), "alg_not_allowed", "{algorithm}");
    }
}

#[test]
fn thumbprints_of_rfc_7638_and_8037_are_the_default_kid() {
    let thumbprints = [
        (Algorithm::RS256, THUMBPRINT_KEY, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"),
        (Algorithm::EdDSA, ED25519_KEY, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"),
    ];
    for (algorithm, jwk, thumbprint) in thumbprints {
        assert_eq!(jwk::thumbprint(jwk).unwrap(), thumbprint);
        let key = VerifyingKey::from_jwk(algorithm, jwk).unwrap();
        assert_eq!(key.thumbprint().as_deref(), Some(thumbprint));
    }
    let key = VerifyingKey::from_jwk(Algorithm::EdDSA, ED25519_KEY).unwrap();
    assert_eq!(key.kid(), key.thumbprint().as_deref());
}

#[test]
fn both_names_of_ed25519_are_accepted_and_the_full_one_written_on_request() {
    let key = SigningKey::from_jwk(Algorithm::EdDSA, ED25519_KEY).unwrap().without_kid();
    let verifier = Verifier::new(key.verifying_key());
    for (key, header) in
        [(key.clone(), r#"{"alg":"EdDSA"}"#), (key.with_fully_specified_name(), r#"{"alg":"Ed25519"}"#)]
    {
        let token = jws::sign(&key, b"payload").unwrap();
        assert!(token.starts_with(&forge::base64url(header)), "{header}");
        assert_eq!(jws::verify(&verifier, &token).unwrap().as_ref(), b"payload");
    }
}
