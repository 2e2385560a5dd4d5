//! Which algorithms sign proofs.

use crate::crypto::algorithm::{Algorithm, Algorithms, Family};
use crate::crypto::backend::Backend;
use crate::error::{Code, Error};

/// The algorithms of FAPI 2.0 (§5.4.1): proofs with these are short, and each client can
/// make one of them.
const RECOMMENDED: [Algorithm; 3] = [Algorithm::ES256, Algorithm::EdDSA, Algorithm::PS256];

/// The recommended algorithms, or an error if no backend has them.
pub(super) fn recommended() -> Result<Vec<Algorithm>, Error> {
    checked(RECOMMENDED)
}

/// The algorithms of a list: public-key algorithms that a backend has (RFC 9449 §4.3, 5).
pub(super) fn checked(algorithms: impl IntoIterator<Item = Algorithm>) -> Result<Vec<Algorithm>, Error> {
    let mut list = Vec::new();
    for algorithm in algorithms {
        if algorithm.family() == Family::Hmac {
            let detail = format!(
                "expected algorithms with a public key for DPoP proofs, found {algorithm}; for example ES256"
            );
            return Err(Error::new(Code::Config, detail));
        }
        Backend::preferred(algorithm)?;
        if !list.contains(&algorithm) {
            list.push(algorithm);
        }
    }
    if list.is_empty() {
        let detail = "expected at least one algorithm for DPoP proofs, found none; for example ES256";
        return Err(Error::new(Code::Config, detail));
    }
    Ok(list)
}

/// The names for `algs` in a challenge and for metadata. Ed25519 has two names (RFC 9864
/// §2.2), which are both accepted.
pub(super) fn names(algorithms: &[Algorithm]) -> impl Iterator<Item = &'static str> {
    algorithms.iter().flat_map(|algorithm| {
        let fully_specified = (*algorithm == Algorithm::EdDSA).then_some("Ed25519");
        std::iter::once(algorithm.name()).chain(fully_specified)
    })
}

/// The names, for an error.
pub(super) fn listed(algorithms: &[Algorithm]) -> String {
    algorithms.iter().copied().collect::<Algorithms>().to_string()
}
