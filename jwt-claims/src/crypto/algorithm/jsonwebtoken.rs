//! Conversions from and to jsonwebtoken's algorithms.

use jsonwebtoken::Algorithm as Theirs;

use super::Algorithm as Ours;
use crate::error::Error;

/// The algorithms of both crates.
const BOTH: [(Ours, Theirs); 12] = [
    (Ours::HS256, Theirs::HS256),
    (Ours::HS384, Theirs::HS384),
    (Ours::HS512, Theirs::HS512),
    (Ours::RS256, Theirs::RS256),
    (Ours::RS384, Theirs::RS384),
    (Ours::RS512, Theirs::RS512),
    (Ours::PS256, Theirs::PS256),
    (Ours::PS384, Theirs::PS384),
    (Ours::PS512, Theirs::PS512),
    (Ours::ES256, Theirs::ES256),
    (Ours::ES384, Theirs::ES384),
    (Ours::EdDSA, Theirs::EdDSA),
];

/// Fails with an error of kind [`Unsupported`](crate::ErrorKind::Unsupported) for an
/// algorithm that a later version of jsonwebtoken adds.
#[cfg_attr(docsrs, doc(cfg(feature = "jsonwebtoken")))]
impl TryFrom<Theirs> for Ours {
    type Error = Error;

    fn try_from(algorithm: Theirs) -> Result<Self, Error> {
        let both = BOTH.iter().find(|(_, theirs)| *theirs == algorithm);
        both.map(|(ours, _)| *ours).ok_or_else(|| not_in_both(&format!("{algorithm:?}")))
    }
}

/// Fails with an error of kind [`Unsupported`](crate::ErrorKind::Unsupported) for ES512,
/// ES256K and ML-DSA, which jsonwebtoken does not have.
#[cfg_attr(docsrs, doc(cfg(feature = "jsonwebtoken")))]
impl TryFrom<Ours> for Theirs {
    type Error = Error;

    fn try_from(algorithm: Ours) -> Result<Self, Error> {
        let both = BOTH.iter().find(|(ours, _)| *ours == algorithm);
        both.map(|(_, theirs)| *theirs).ok_or_else(|| not_in_both(algorithm.name()))
    }
}

#[cold]
fn not_in_both(name: &str) -> Error {
    let both: Vec<_> = BOTH.iter().map(|(ours, _)| ours.name()).collect();
    Error::unsupported(format!(
        "expected an algorithm of jwt-claims and of jsonwebtoken, found {name}; use one of {}",
        both.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::AlgorithmFamily;

    use super::*;

    /// Every algorithm of jsonwebtoken.
    fn theirs() -> impl Iterator<Item = Theirs> {
        use AlgorithmFamily::{Ec, Ed, Hmac, Rsa};
        [Hmac, Rsa, Ec, Ed].into_iter().flat_map(|family| family.algorithms().to_vec())
    }

    #[test]
    fn every_algorithm_of_jsonwebtoken_keeps_its_name() {
        for algorithm in theirs() {
            let ours = Ours::try_from(algorithm).unwrap();
            assert_eq!(ours.name(), format!("{algorithm:?}"));
            assert_eq!(Theirs::try_from(ours).unwrap(), algorithm);
        }
        assert_eq!(theirs().count(), BOTH.len());
    }

    #[test]
    fn an_algorithm_without_a_counterpart_is_an_error_that_names_the_others() {
        for &algorithm in Ours::ALL {
            match Theirs::try_from(algorithm) {
                Ok(theirs) => assert_eq!(Ours::try_from(theirs).unwrap(), algorithm),
                Err(error) => {
                    assert!(algorithm.name().parse::<Theirs>().is_err(), "{algorithm}");
                    let text = error.to_string();
                    assert!(
                        text.contains(&format!("found {algorithm}; ")) && text.contains("ES384"),
                        "{text}"
                    );
                    assert_eq!(error.code(), "unsupported");
                }
            }
        }
    }
}
