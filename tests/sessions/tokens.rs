//! Texts that are no refresh tokens are refused before the store is asked.

use std::sync::Arc;

use jwt_claims::sessions::Sessions;
use proptest::prelude::*;

use crate::support::{Broken, Mode, log_in, secret};

/// A session whose store would fail if it were asked, and its token.
fn offline() -> (Sessions, String, tokio::runtime::Runtime) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let store = Broken::new();
    let sessions = Sessions::new(Arc::clone(&store), secret(7));
    let token = runtime.block_on(log_in(&sessions)).refresh_token().to_owned();
    store.set(Mode::Down);
    (sessions, token, runtime)
}

#[test]
fn a_token_with_any_bit_changed_is_refused_without_the_store() {
    let (sessions, token, runtime) = offline();
    let code = |text: &str| runtime.block_on(sessions.refresh(text, "web")).unwrap_err().code();
    assert_eq!(code(&token), "store_unavailable");
    let octets = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, &token).unwrap();
    for bit in 0..octets.len() * 8 {
        let mut changed = octets.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let text = base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, changed);
        assert_eq!(code(&text), "refresh_token_invalid", "bit {bit}");
    }
    for length in 0..token.len() {
        assert_eq!(code(&token[..length]), "refresh_token_invalid", "{length} characters");
        assert_eq!(code(&token[length..][1..]), "refresh_token_invalid");
    }
    for text in [
        format!("{token}="),
        format!(" {token}"),
        format!("{token}\n"),
        token.repeat(2),
        token.replace('-', "+") + "/",
    ] {
        assert_eq!(code(&text), "refresh_token_invalid", "{text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_refused_without_the_store(texts in prop::collection::vec(".{0,100}|[A-Za-z0-9_-]{76}", 20)) {
        let (sessions, _, runtime) = offline();
        for text in texts {
            let error = runtime.block_on(sessions.refresh(&text, "web")).unwrap_err();
            prop_assert_eq!(error.code(), "refresh_token_invalid");
            prop_assert!(!runtime.block_on(sessions.revoke_token(&text, "web")).unwrap());
        }
    }

    #[test]
    fn several_changed_characters_are_refused_without_the_store(
        changes in prop::collection::vec((0_usize..76, "[A-Za-z0-9_-]"), 1..8),
    ) {
        let (sessions, token, runtime) = offline();
        let mut changed = token.clone();
        for (nth, character) in changes {
            changed.replace_range(nth..=nth, &character);
        }
        prop_assume!(changed != token);
        let error = runtime.block_on(sessions.refresh(&changed, "web")).unwrap_err();
        prop_assert_eq!(error.code(), "refresh_token_invalid");
    }
}
