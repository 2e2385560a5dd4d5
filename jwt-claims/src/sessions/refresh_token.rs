//! The text of a refresh token: version, session, counter and MAC.

use hmac::Mac;

use crate::base::base64;
use crate::key::thumbprint::Thumbprint;
use crate::sessions::presenter::Presenter;
use crate::sessions::secret::Secret;
use crate::store::SessionId;

/// The first octet. Another layout gets another one.
const VERSION: u8 = 1;
const ID_AT: usize = 1;
const COUNTER_AT: usize = 17;
const MAC_AT: usize = 25;
const OCTETS: usize = 57;

/// Which use of which session a token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Use {
    pub(super) id: SessionId,
    pub(super) counter: u64,
}

/// The secrets of a service: tokens are made with the first, and recognised with each.
#[derive(Clone, Debug)]
pub(super) struct TokenKeys {
    current: Secret,
    accepted: Vec<Secret>,
}

impl TokenKeys {
    pub(super) fn new(current: Secret) -> Self {
        Self { current, accepted: Vec::new() }
    }

    pub(super) fn accept(&mut self, secret: Secret) {
        self.accepted.push(secret);
    }

    /// The token for the next use.
    pub(super) fn write(&self, next: Use, presenter: Presenter<'_>) -> String {
        let mut octets = [0; OCTETS];
        octets[0] = VERSION;
        octets[ID_AT..COUNTER_AT].copy_from_slice(next.id.as_bytes());
        octets[COUNTER_AT..MAC_AT].copy_from_slice(&next.counter.to_be_bytes());
        let mac = mac(&self.current, &octets[..MAC_AT], presenter).finalize().into_bytes();
        octets[MAC_AT..].copy_from_slice(&mac);
        let mut text = String::with_capacity(base64::encoded_len(OCTETS));
        base64::append(&octets, &mut text);
        text
    }

    /// What a token is for; `None` if it is not of this service, this client and its key. MACs
    /// are compared in constant time.
    pub(super) fn read(&self, text: &str, presenter: Presenter<'_>) -> Option<Use> {
        if text.len() != base64::encoded_len(OCTETS) {
            return None;
        }
        let mut octets = [0; OCTETS];
        base64::decode_exact(text.as_bytes(), &mut octets)?;
        let (message, tag) = octets.split_at(MAC_AT);
        let secrets = std::iter::once(&self.current).chain(&self.accepted);
        let is_ours =
            secrets.into_iter().any(|secret| mac(secret, message, presenter).verify_slice(tag).is_ok());
        if !is_ours || message[0] != VERSION {
            return None;
        }
        let id = SessionId::from_bytes(message[ID_AT..COUNTER_AT].try_into().ok()?);
        let counter = u64::from_be_bytes(message[COUNTER_AT..MAC_AT].try_into().ok()?);
        Some(Use { id, counter })
    }
}

/// The client and its key are not in the token, and in its MAC. What comes before the client has
/// one length, and a client has no control character, so the octet before the key ends it.
fn mac(secret: &Secret, message: &[u8], Presenter { client, key }: Presenter<'_>) -> impl Mac + use<> {
    let mac = secret.mac().chain_update(message).chain_update(client);
    match key.as_ref().map(Thumbprint::as_bytes) {
        None => mac,
        Some(key) => mac.chain_update([0]).chain_update(key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(octet: u8) -> TokenKeys {
        TokenKeys::new(Secret::from_bytes([octet; 32]).unwrap())
    }

    fn first() -> Use {
        Use { id: SessionId::from_bytes([9; 16]), counter: 300 }
    }

    #[test]
    fn what_was_written_is_read() {
        for counter in [0, 1, 255, 256, u64::MAX] {
            let one = Use { counter, ..first() };
            let text = keys(7).write(one, "app".into());
            assert_eq!(text.len(), 76);
            assert_eq!(keys(7).read(&text, "app".into()), Some(one));
        }
    }

    #[test]
    fn the_layout_does_not_change() {
        // tokens outlive a release; this one was computed with another program
        assert_eq!(
            keys(7).write(first(), "app".into()),
            "AQkJCQkJCQkJCQkJCQkJCQkAAAAAAAABLIlKvY-KbNuOfL19jrP2dRFeV4DLiKye08dHeSJCOL-y"
        );
    }

    #[test]
    fn another_secret_client_or_character_is_refused() {
        let text = keys(7).write(first(), "app".into());
        assert_eq!(keys(8).read(&text, "app".into()), None);
        for client in ["", "ap", "app ", "App", "apps"] {
            assert_eq!(keys(7).read(&text, client.into()), None, "{client:?}");
        }
        for nth in 0..text.len() {
            for other in ["A", "_", "=", "+", "é", ""] {
                let mut changed = text.clone();
                changed.replace_range(nth..=nth, other);
                let is_same = changed == text;
                assert_eq!(keys(7).read(&changed, "app".into()).is_some(), is_same, "{changed}");
            }
            assert_eq!(keys(7).read(&text[..nth], "app".into()), None);
        }
        assert_eq!(keys(7).read(&format!("{text}A"), "app".into()), None);
    }

    #[test]
    fn a_key_is_part_of_what_a_token_is_for() {
        let key: Thumbprint = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I".parse().unwrap();
        let other: Thumbprint = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs".parse().unwrap();
        let text = keys(7).write(first(), Presenter::new("app", &key));
        assert_eq!(keys(7).read(&text, Presenter::new("app", &key)), Some(first()));
        for presenter in ["app".into(), Presenter::new("app", &other), Presenter::new("ap", &key)] {
            assert_eq!(keys(7).read(&text, presenter), None, "{presenter:?}");
        }
        let unbound = keys(7).write(first(), "app".into());
        assert_eq!(keys(7).read(&unbound, Presenter::new("app", &key)), None);
    }

    #[test]
    fn a_former_secret_is_accepted_and_not_used() {
        let mut both = keys(8);
        both.accept(Secret::from_bytes([7; 32]).unwrap());
        assert_eq!(both.read(&keys(7).write(first(), "app".into()), "app".into()), Some(first()));
        assert_eq!(both.write(first(), "app".into()), keys(8).write(first(), "app".into()));
    }
}
