//! Nonces of the service (RFC 9449 §8, §9). They are not stored: a nonce is a time and a MAC.

use hmac::Mac;

use crate::base::base64;
use crate::base::numeric_date::NumericDate;
use crate::sessions::Secret;

/// A new nonce each so many seconds.
const STEP: i64 = 150;
/// Begins what is hashed; messages of other kinds begin with another octet.
const PURPOSE: &[u8] = b"dpop nonce 1";
const MAC_AT: usize = 8;
const OCTETS: usize = 40;

/// The secrets of nonces: new ones are made with the first, and recognised with each.
#[derive(Clone, Debug)]
pub(super) struct Nonces {
    current: Secret,
    accepted: Vec<Secret>,
}

impl Nonces {
    pub(super) fn new(current: Secret, accepted: Vec<Secret>) -> Self {
        Self { current, accepted }
    }

    /// The nonce for now: 54 characters of base64url.
    pub(super) fn issue(&self, now: NumericDate) -> String {
        let mut octets = [0; OCTETS];
        let (message, tag) = octets.split_at_mut(MAC_AT);
        message.copy_from_slice(&step_at(now).to_be_bytes());
        tag.copy_from_slice(&mac(&self.current, message).finalize().into_bytes());
        let mut text = String::with_capacity(base64::encoded_len(OCTETS));
        base64::append(&octets, &mut text);
        text
    }

    /// Until when a nonce is accepted; `None` if it is not, now. It is accepted during its
    /// step, and during those before and after: a replica may have another clock, and a client
    /// needs time to use it.
    pub(super) fn accepted_until(&self, text: &str, now: NumericDate) -> Option<NumericDate> {
        if text.len() != base64::encoded_len(OCTETS) {
            return None;
        }
        let mut octets = [0; OCTETS];
        base64::decode_exact(text.as_bytes(), &mut octets)?;
        let (message, tag) = octets.split_at(MAC_AT);
        let mut secrets = std::iter::once(&self.current).chain(&self.accepted);
        if !secrets.any(|secret| mac(secret, message).verify_slice(tag).is_ok()) {
            return None;
        }
        let step = i64::from_be_bytes(message.try_into().ok()?);
        let is_near = step.abs_diff(step_at(now)) <= 1;
        let end = step.checked_add(2)?.checked_mul(STEP)?;
        NumericDate::from_seconds(end).filter(|_| is_near)
    }
}

fn step_at(now: NumericDate) -> i64 {
    now.seconds().div_euclid(STEP)
}

fn mac(secret: &Secret, message: &[u8]) -> impl Mac + use<> {
    secret.mac().chain_update(PURPOSE).chain_update(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(octet: u8) -> Secret {
        Secret::from_bytes([octet; 32]).unwrap()
    }

    fn nonces(octet: u8) -> Nonces {
        Nonces::new(secret(octet), Vec::new())
    }

    fn at(seconds: i64) -> NumericDate {
        NumericDate::from_seconds(seconds).unwrap()
    }

    #[test]
    fn a_nonce_is_accepted_for_a_time() {
        let nonce = nonces(7).issue(at(1_500));
        assert_eq!(nonce.len(), 54);
        assert_eq!(nonces(7).issue(at(1_649)), nonce);
        assert_ne!(nonces(7).issue(at(1_650)), nonce);
        for (now, is_accepted) in
            [(1_349, false), (1_350, true), (1_500, true), (1_799, true), (1_800, false)]
        {
            let until = nonces(7).accepted_until(&nonce, at(now));
            assert_eq!(until, is_accepted.then(|| at(1_800)), "{now}");
        }
    }

    #[test]
    fn a_changed_nonce_or_another_secret_is_refused() {
        let nonce = nonces(7).issue(at(1_500));
        assert_eq!(nonces(8).accepted_until(&nonce, at(1_500)), None);
        let both = Nonces::new(secret(8), vec![secret(7)]);
        assert!(both.accepted_until(&nonce, at(1_500)).is_some());
        for nth in 0..nonce.len() {
            for other in ["A", "_", "=", "é", ""] {
                let mut changed = nonce.clone();
                changed.replace_range(nth..=nth, other);
                let is_same = changed == nonce;
                assert_eq!(nonces(7).accepted_until(&changed, at(1_500)).is_some(), is_same, "{changed}");
            }
        }
        assert_eq!(nonces(7).accepted_until("", at(1_500)), None);
    }
}
