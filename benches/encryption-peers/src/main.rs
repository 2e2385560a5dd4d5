//! Nested tokens of ours beside josekit and jwt-simple, in turns of a millisecond: `cargo run
//! --release` in this folder. It needs the OpenSSL of the system. jwt-simple has no nested
//! tokens: there, a signed token is a claim of an encrypted one.

use josekit::jwe::{self as jj, JweHeader};
use josekit::jwk::Jwk;
use josekit::jws::{ES256, JwsHeader};
use josekit::jwt::{self, JwtPayload};
use jwt_claims::jwe::{DecryptionKey, EcdhCurve, KeyManagement};
use jwt_claims::{Algorithm, Claims, Issuer, SigningKey, Verifier};
use jwt_simple::prelude as js;
use std::hint::black_box;
use std::time::{Duration, Instant};

#[derive(Claims)]
#[claims(ttl = "1h", encrypted)]
struct Referral {
    sub: String,
    diagnosis: String,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Diagnosis {
    diagnosis: String,
}
#[derive(serde::Serialize, serde::Deserialize)]
struct Inner {
    jwt: String,
}

type Op = Box<dyn Fn() -> bool>;

fn race(ops: &[&Op]) -> Vec<f64> {
    let batch: Vec<u32> = ops
        .iter()
        .map(|op| {
            let mut n = 1;
            loop {
                let t = Instant::now();
                for _ in 0..n {
                    op();
                }
                if t.elapsed() > Duration::from_millis(1) {
                    break n;
                }
                n *= 2;
            }
        })
        .collect();
    let mut times = vec![vec![]; ops.len()];
    for round in 0..31 {
        for turn in 0..ops.len() {
            let i = (round + turn) % ops.len();
            let t = Instant::now();
            for _ in 0..batch[i] {
                assert!(ops[i]());
            }
            times[i].push(t.elapsed().as_nanos() as f64 / f64::from(batch[i]));
        }
    }
    times
        .into_iter()
        .map(|mut t| {
            t.sort_by(f64::total_cmp);
            t[t.len() / 2]
        })
        .collect()
}

fn ours(key: &DecryptionKey) -> (Op, Op) {
    let signing = SigningKey::generate(Algorithm::ES256).unwrap();
    let verifier = Verifier::new(signing.verifying_key()).decrypting_with(key.clone());
    let issuer = Issuer::new(signing).encrypting_for(key.encryption_key().unwrap());
    let claims = Referral { sub: "patient-17".into(), diagnosis: "J45".into() };
    let token = issuer.issue(&claims).unwrap().into_string();
    (
        Box::new(move || issuer.issue(&claims).is_ok()),
        Box::new(move || verifier.verify::<Referral>(black_box(&token)).is_ok()),
    )
}

fn josekit(key: &DecryptionKey) -> (Op, Op) {
    let alg = key.key_management().name();
    let signing = SigningKey::generate(Algorithm::ES256).unwrap();
    let sk = Jwk::from_bytes(signing.to_private_jwk().unwrap().as_bytes()).unwrap();
    let pk = Jwk::from_bytes(signing.verifying_key().to_jwk().unwrap().as_bytes()).unwrap();
    let (signer, verifier) = (ES256.signer_from_jwk(&sk).unwrap(), ES256.verifier_from_jwk(&pk).unwrap());
    let private = Jwk::from_bytes(key.to_private_jwk().unwrap().as_bytes()).unwrap();
    let (enc, dec): (Box<dyn jj::JweEncrypter>, Box<dyn jj::JweDecrypter>) = match alg {
        "dir" => {
            let mut j = private.clone();
            j.set_algorithm("dir");
            (
                Box::new(jj::Dir.encrypter_from_jwk(&j).unwrap()),
                Box::new(jj::Dir.decrypter_from_jwk(&j).unwrap()),
            )
        }
        "A256KW" => (
            Box::new(jj::A256KW.encrypter_from_jwk(&private).unwrap()),
            Box::new(jj::A256KW.decrypter_from_jwk(&private).unwrap()),
        ),
        "A256GCMKW" => (
            Box::new(jj::A256GCMKW.encrypter_from_jwk(&private).unwrap()),
            Box::new(jj::A256GCMKW.decrypter_from_jwk(&private).unwrap()),
        ),
        "ECDH-ES" => (
            Box::new(jj::ECDH_ES.encrypter_from_jwk(&private).unwrap()),
            Box::new(jj::ECDH_ES.decrypter_from_jwk(&private).unwrap()),
        ),
        "ECDH-ES+A256KW" => (
            Box::new(jj::ECDH_ES_A256KW.encrypter_from_jwk(&private).unwrap()),
            Box::new(jj::ECDH_ES_A256KW.decrypter_from_jwk(&private).unwrap()),
        ),
        _ => (
            Box::new(jj::RSA_OAEP_256.encrypter_from_jwk(&private).unwrap()),
            Box::new(jj::RSA_OAEP_256.decrypter_from_jwk(&private).unwrap()),
        ),
    };
    let mut payload = JwtPayload::new();
    payload.set_subject("patient-17");
    payload.set_claim("diagnosis", Some("J45".into())).unwrap();
    payload.set_expires_at(&(std::time::SystemTime::now() + Duration::from_secs(3600)));
    payload.set_jwt_id("abcdefghijklmnop");
    payload.set_issued_at(&std::time::SystemTime::now());
    let mut outer = JweHeader::new();
    outer.set_content_encryption("A256GCM");
    outer.set_content_type("JWT");
    let mut inner = JwsHeader::new();
    inner.set_token_type("JWT");
    let seal = move || {
        let signed = jwt::encode_with_signer(&payload, &inner, &signer).unwrap();
        jj::serialize_compact(signed.as_bytes(), &outer, &*enc).unwrap()
    };
    let token = seal();
    let open = move || {
        let (text, header) = jj::deserialize_compact(black_box(&token), &*dec).unwrap();
        if header.content_type() != Some("JWT") {
            return false;
        }
        let (claims, _) = jwt::decode_with_verifier(&text, &verifier).unwrap();
        let mut v = jwt::JwtPayloadValidator::new();
        v.set_base_time(std::time::SystemTime::now());
        v.validate(&claims).is_ok() && claims.subject().is_some() && claims.claim("diagnosis").is_some()
    };
    (Box::new(move || !seal().is_empty()), Box::new(open))
}

macro_rules! simple {
    ($private:expr, $public:expr) => {{
        use js::{ECDSAP256KeyPairLike as _, ECDSAP256PublicKeyLike as _};
        let pair = js::ES256KeyPair::generate();
        let verifying = pair.public_key();
        let (private, public) = ($private, $public);
        let seal = move || {
            let claims = js::Claims::with_custom_claims(
                Diagnosis { diagnosis: "J45".into() },
                js::Duration::from_hours(1),
            )
            .with_subject("patient-17");
            let signed = pair.sign(claims).unwrap();
            public
                .encrypt(js::Claims::with_custom_claims(Inner { jwt: signed }, js::Duration::from_hours(1)))
                .unwrap()
        };
        let token = seal();
        let open = move || {
            let outer = private.decrypt_token::<Inner>(black_box(&token), None).unwrap();
            verifying.verify_token::<Diagnosis>(&outer.custom.jwt, None).is_ok()
        };
        let pair: (Op, Op) = (Box::new(move || !seal().is_empty()), Box::new(open));
        Some(pair)
    }};
}

fn main() {
    let gen_on = |a, c| DecryptionKey::generate_on(a, c).unwrap();
    let g = |a| DecryptionKey::generate(a).unwrap();
    let kw = js::A256KWKey::generate();
    let ec = js::EcdhEsA256KWDecryptionKey::generate();
    let x = js::X25519EcdhEsA256KWDecryptionKey::generate();
    let rsa = js::RsaOaepDecryptionKey::generate(2048).unwrap();
    let rows: Vec<(&str, DecryptionKey, Option<(Op, Op)>)> = vec![
        ("dir", g(KeyManagement::Dir), None),
        ("A256KW", g(KeyManagement::A256KW), simple!(kw.clone(), kw)),
        ("A256GCMKW", g(KeyManagement::A256GCMKW), None),
        ("ECDH-ES, P-256", gen_on(KeyManagement::EcdhEs, EcdhCurve::P256), None),
        (
            "ECDH-ES+A256KW, P-256",
            gen_on(KeyManagement::EcdhEsA256KW, EcdhCurve::P256),
            simple!(ec.clone(), ec.encryption_key()),
        ),
        ("ECDH-ES+A256KW, P-384", gen_on(KeyManagement::EcdhEsA256KW, EcdhCurve::P384), None),
        (
            "ECDH-ES+A256KW, X25519",
            gen_on(KeyManagement::EcdhEsA256KW, EcdhCurve::X25519),
            simple!(x.clone(), x.encryption_key()),
        ),
        (
            "RSA-OAEP-256 (jwt-simple: SHA-1)",
            g(KeyManagement::RsaOaep256),
            simple!(rsa.clone(), rsa.encryption_key()),
        ),
    ];
    println!(
        "| nested ES256 token, A256GCM | seal: ours us | josekit / ours | jwt-simple / ours | open: ours us | josekit / ours | jwt-simple / ours |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    );
    for (name, key, simple) in &rows {
        let (o, j) = (ours(key), josekit(key));
        let mut seal = vec![&o.0, &j.0];
        let mut open = vec![&o.1, &j.1];
        if let Some(s) = simple {
            seal.push(&s.0);
            open.push(&s.1);
        }
        let (seal, open) = (race(&seal), race(&open));
        let ratio = |t: &[f64], n: usize| t.get(n).map_or("-".into(), |t2| format!("{:.2}", t2 / t[0]));
        println!(
            "| {name} | {:.1} | {} | {} | {:.1} | {} | {} |",
            seal[0] / 1e3,
            ratio(&seal, 1),
            ratio(&seal, 2),
            open[0] / 1e3,
            ratio(&open, 1),
            ratio(&open, 2)
        );
    }
}
