//! The text of a refresh token: version, session, counter, the thumbprint of its key if it is
//! bound to one, and a MAC.

use hmac::Mac;

use crate::base::base64;
use crate::key::thumbprint::Thumbprint;
use crate::sessions::new_session::is_name;
use crate::sessions::secret::Secret;
use crate::store::SessionId;

/// The first octet of a token without a key. Another layout gets another one.
const UNBOUND: u8 = 1;
/// That of a token that is bound to a key.
const BOUND: u8 = 2;
const ID_AT: usize = 1;
const COUNTER_AT: usize = 17;
const KEY_AT: usize = 25;
const KEY_OCTETS: usize = 32;
const MAC_OCTETS: usize = 32;
const MAX_OCTETS: usize = KEY_AT + KEY_OCTETS + MAC_OCTETS;

/// Which use of which session a token is for, and the key without which it is not refreshed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Use {
    pub(super) id: SessionId,
    pub(super) counter: u64,
    pub(super) key: Option<Thumbprint>,
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

    /// The token of this client for the next use.
    pub(super) fn write(&self, next: Use, client: &str) -> String {
        let mut octets = Vec::with_capacity(MAX_OCTETS);
        octets.push(if next.key.is_some() { BOUND } else { UNBOUND });
        octets.extend(next.id.as_bytes());
        octets.extend(next.counter.to_be_bytes());
        octets.extend(next.key.iter().flat_map(Thumbprint::as_bytes));
        let mac = mac(&self.current, &octets, client).finalize().into_bytes();
        octets.extend(mac);
        let mut text = String::with_capacity(base64::encoded_len(octets.len()));
        base64::append(&octets, &mut text);
        text
    }

    /// What a token is for; `None` if it is not of this service and this client. MACs are
    /// compared in constant time.
    pub(super) fn read(&self, text: &str, client: &str) -> Option<Use> {
        if !is_name(client) || text.len() > base64::encoded_len(MAX_OCTETS) {
            return None;
        }
        let octets = base64::decode(text.as_bytes())?;
        let (message, tag) = octets.split_at_checked(octets.len().checked_sub(MAC_OCTETS)?)?;
        let mut secrets = std::iter::once(&self.current).chain(&self.accepted);
        if !secrets.any(|secret| mac(secret, message, client).verify_slice(tag).is_ok()) {
            return None;
        }
        let key = match (*message.first()?, message.get(KEY_AT..)?) {
            (UNBOUND, []) => None,
            (BOUND, key) => Some(Thumbprint::from_bytes(key.try_into().ok()?)),
            _ => return None,
        };
        let id = SessionId::from_bytes(message[ID_AT..COUNTER_AT].try_into().ok()?);
        let counter = u64::from_be_bytes(message[COUNTER_AT..KEY_AT].try_into().ok()?);
        Some(Use { id, counter, key })
    }
}

/// The client is not in the token, but in its MAC. It is the last part, and the first octet says how
/// long the part before it is.
fn mac(secret: &Secret, message: &[u8], client: &str) -> impl Mac + use<> {
    secret.mac().chain_update(message).chain_update(client)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(octet: u8) -> TokenKeys {
        TokenKeys::new(Secret::from_bytes([octet; 32]).unwrap())
    }

    fn first() -> Use {
        Use { id: SessionId::from_bytes([9; 16]), counter: 300, key: None }
    }

    #[test]
    fn what_was_written_is_read() {
        for counter in [0, 1, 255, 256, u64::MAX] {
            let one = Use { counter, ..first() };
            let text = keys(7).write(one, "app");
            assert_eq!(text.len(), 76);
            assert_eq!(keys(7).read(&text, "app"), Some(one));
        }
    }

    #[test]
    fn the_layout_does_not_change() {
        // tokens outlive a release; this one was computed with another program
        assert_eq!(
            keys(7).write(first(), "app"),
            "AQkJCQkJCQkJCQkJCQkJCQkAAAAAAAABLIlKvY-KbNuOfL19jrP2dRFeV4DLiKye08dHeSJCOL-y"
        );
    }

    #[test]
    fn another_secret_client_or_character_is_refused() {
        let text = keys(7).write(first(), "app");
        assert_eq!(keys(8).read(&text, "app"), None);
        for client in ["", "ap", "app ", "App", "apps"] {
            assert_eq!(keys(7).read(&text, client), None, "{client:?}");
        }
        for nth in 0..text.len() {
            for other in ["A", "_", "=", "+", "é", ""] {
                let mut changed = text.clone();
                changed.replace_range(nth..=nth, other);
                let is_same = changed == text;
                assert_eq!(keys(7).read(&changed, "app").is_some(), is_same, "{changed}");
            }
            assert_eq!(keys(7).read(&text[..nth], "app"), None);
        }
        assert_eq!(keys(7).read(&format!("{text}A"), "app"), None);
    }

    #[test]
    fn a_token_says_to_which_key_it_is_bound() {
        let key: Thumbprint = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I".parse().unwrap();
        let bound = Use { key: Some(key), ..first() };
        let text = keys(7).write(bound, "app");
        assert_eq!(text.len(), 119);
        assert_eq!(keys(7).read(&text, "app"), Some(bound));
        for nth in 0..text.len() {
            for other in ["A", "B", "=", ""] {
                let mut changed = text.clone();
                changed.replace_range(nth..=nth, other);
                let is_same = changed == text;
                assert_eq!(keys(7).read(&changed, "app").is_some(), is_same, "{changed}");
            }
        }
        assert_eq!(keys(7).read(&text, "ap"), None);
    }

    /// Neither octets of the client nor those of the key can be read as those of the other.
    #[test]
    fn parts_of_a_token_do_not_run_into_each_other() {
        // the thumbprint is text, so that it could be the beginning of a client
        let key = Thumbprint::from_bytes(*b"the thumbprint in a client's nam");
        let (unbound, bound) = (first(), Use { key: Some(key), ..first() });
        let named = format!("{}app", std::str::from_utf8(key.as_bytes()).unwrap());
        let as_unbound = keys(7).write(unbound, &named);
        let as_bound = keys(7).write(bound, "app");
        let octets = |text: &str| base64::decode(text.as_bytes()).unwrap();
        let (mut shorter, mut longer) = (octets(&as_bound), octets(&as_unbound));
        shorter.drain(KEY_AT..KEY_AT + KEY_OCTETS);
        longer.splice(KEY_AT..KEY_AT, *key.as_bytes());
        for (octets, client) in [(shorter, &*named), (longer, "app")] {
            for version in [UNBOUND, BOUND] {
                let (mut octets, mut text) = (octets.clone(), String::new());
                octets[0] = version;
                base64::append(&octets, &mut text);
                assert_eq!(keys(7).read(&text, client), None, "{version}");
            }
        }
    }

    #[test]
    fn a_client_that_no_session_can_have_is_refused() {
        for client in ["", "a\0", "a\nb", &"a".repeat(256)] {
            let text = keys(7).write(first(), client);
            assert_eq!(keys(7).read(&text, client), None, "{client:?}");
        }
    }

    #[test]
    fn a_former_secret_is_accepted_and_not_used() {
        let mut both = keys(8);
        both.accept(Secret::from_bytes([7; 32]).unwrap());
        assert_eq!(both.read(&keys(7).write(first(), "app"), "app"), Some(first()));
        assert_eq!(both.write(first(), "app"), keys(8).write(first(), "app"));
    }
}
