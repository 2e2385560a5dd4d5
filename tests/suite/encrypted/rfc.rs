//! The examples of RFC 7516 Appendix A, RFC 7519 Appendix A and RFC 7520 §5 and §6.

use jwt_claims::jwe::{self, ContentEncryption, DecryptionKey, KeyManagement};
use jwt_claims_tests::forge::base64url;
use serde_json::Value;

const EXAMPLES: &str = include_str!("rfc.json");

#[test]
fn examples_are_decrypted_unless_they_are_refused_for_good() {
    let examples: Vec<Value> = serde_json::from_str(EXAMPLES).unwrap();
    let (mut decrypted, mut refused) = (0, 0);
    for example in &examples {
        let text = |name: &str| example[name].as_str().unwrap();
        let source = text("source");
        let Some(alg) = KeyManagement::from_name(text("alg")) else {
            assert!(["RSA1_5", "PBES2-HS512+A256KW"].contains(&text("alg")), "{source}");
            refused += 1;
            continue;
        };
        let key = DecryptionKey::from_jwk(alg, &example["key"].to_string()).unwrap();
        let enc = ContentEncryption::from_name(text("enc")).unwrap();
        let keys = key.with_content_encryption(enc).unwrap().into();
        match jwe::decrypt(&keys, text("token")) {
            Ok(plaintext) => {
                assert_eq!(base64url(plaintext), text("payload"), "{source}");
                decrypted += 1;
            }
            Err(error) => {
                assert_eq!(example["needs"][0], "zip", "{source}: {error}");
                assert!(error.to_string().contains("without `zip`"), "{error}");
                refused += 1;
            }
        }
    }
    assert_eq!((decrypted, refused), (9, 6));
}
