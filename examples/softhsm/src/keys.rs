//! Key pairs in the HSM.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, AttributeType, ObjectClass, ObjectHandle};
use cryptoki::session::Session;
use jwt_claims::remote::RemoteKey;
use jwt_claims::{Algorithm, Family, VerifyingKey};

use crate::pool::{Hsm, HsmError};
use crate::signer::HsmSigner;

/// The object identifiers of P-256 and P-384 in DER (RFC 5480 §2.1.1.1).
const P256: &[u8] = &[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
const P384: &[u8] = &[6, 5, 0x2b, 0x81, 4, 0, 0x22];

/// Creates a key pair in the HSM, from where its private key cannot be exported, and returns
/// it. Keys of other algorithms than these are created in the same way.
pub async fn create(hsm: &Hsm, algorithm: Algorithm, label: &str) -> Result<RemoteKey, HsmError> {
    let named = Attribute::Label(label.as_bytes().to_vec());
    let kind = match algorithm {
        Algorithm::ES256 => vec![Attribute::EcParams(P256.to_vec())],
        Algorithm::ES384 => vec![Attribute::EcParams(P384.to_vec())],
        Algorithm::RS256 | Algorithm::PS256 => {
            vec![Attribute::ModulusBits(2048.into()), Attribute::PublicExponent(vec![1, 0, 1])]
        }
        other => return Err(format!("this example creates no key for {other}").into()),
    };
    let mut public = vec![Attribute::Token(true), Attribute::Verify(true), named.clone()];
    public.extend(kind);
    let private = vec![
        Attribute::Token(true),
        Attribute::Private(true),
        Attribute::Sensitive(true),
        Attribute::Extractable(false),
        Attribute::Sign(true),
        named,
    ];
    hsm.change(move |session| {
        let mechanism = match algorithm.family() {
            Family::Rsa => Mechanism::RsaPkcsKeyPairGen,
            _ => Mechanism::EccKeyPairGen,
        };
        session.generate_key_pair(&mechanism, &public, &private)
    })
    .await?;
    find(hsm, algorithm, label).await
}

/// The key pair with this label. Its public key is read once, and its `kid` is the thumbprint.
pub async fn find(hsm: &Hsm, algorithm: Algorithm, label: &str) -> Result<RemoteKey, HsmError> {
    let name = label.to_owned();
    let (private, jwk) = hsm
        .run(move |session| {
            let private = handle(session, ObjectClass::PRIVATE_KEY, &name)?;
            let public = handle(session, ObjectClass::PUBLIC_KEY, &name)?;
            let jwk = public.map(|public| jwk(session, public)).transpose()?.flatten();
            Ok((private, jwk))
        })
        .await?;
    let (Some(private), Some(jwk)) = (private, jwk) else {
        return Err(format!("the HSM has no key pair with the label {label}").into());
    };
    let public = VerifyingKey::from_jwk(algorithm, &jwk)?;
    Ok(RemoteKey::new(public, HsmSigner::new(hsm.clone(), private)))
}

fn handle(
    session: &Session,
    class: ObjectClass,
    label: &str,
) -> Result<Option<ObjectHandle>, cryptoki::error::Error> {
    let template = [Attribute::Class(class), Attribute::Label(label.as_bytes().to_vec())];
    Ok(session.find_objects(&template)?.first().copied())
}

/// The public key as a JWK (RFC 7518 §6). `None` for attributes of another form.
fn jwk(session: &Session, public: ObjectHandle) -> Result<Option<String>, cryptoki::error::Error> {
    let wanted = [AttributeType::EcPoint, AttributeType::Modulus, AttributeType::PublicExponent];
    let (mut point, mut modulus, mut exponent) = (None, None, None);
    for attribute in session.get_attributes(public, &wanted)? {
        match attribute {
            Attribute::EcPoint(value) => point = Some(value),
            Attribute::Modulus(value) => modulus = Some(value),
            Attribute::PublicExponent(value) => exponent = Some(value),
            _ => {}
        }
    }
    Ok(match (point, modulus, exponent) {
        (Some(point), ..) => ec_jwk(&point),
        (_, Some(modulus), Some(exponent)) => {
            let [n, e] = [modulus, exponent].map(|number| URL_SAFE_NO_PAD.encode(number));
            Some(format!(r#"{{"kty":"RSA","n":"{n}","e":"{e}"}}"#))
        }
        _ => None,
    })
}

/// An octet string in DER with an uncompressed point (PKCS#11 §2.3.3, SEC 1 §2.3.3).
fn ec_jwk(point: &[u8]) -> Option<String> {
    let (&[4, length, 4], coordinates) = point.split_first_chunk()? else { return None };
    let (curve, size) = match length {
        65 => ("P-256", 32),
        97 => ("P-384", 48),
        _ => return None,
    };
    let (x, y) = coordinates.split_at_checked(size)?;
    let [x, y] = [x, y].map(|coordinate| URL_SAFE_NO_PAD.encode(coordinate));
    Some(format!(r#"{{"kty":"EC","crv":"{curve}","x":"{x}","y":"{y}"}}"#))
}
