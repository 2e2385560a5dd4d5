//! What becomes of a refresh token: the table of the module `sessions`.

use jwt_claims::sessions::{
    Lifetimes, NewSession, Outcome, Session, SessionId, Sessions, TokenError, TokenResponse,
};
use jwt_claims::store::{Revoke, SessionStore};
use jwt_claims::{Error, ErrorKind, FixedClock};

use crate::support::{DAY, START, Service, at, seconds, secret};

#[tokio::test]
async fn the_newest_token_is_replaced_by_another_one() {
    let service = Service::new();
    let first = service.log_in().await;
    assert_eq!(first.outcome(), Outcome::Created);
    let mut token = first.refresh_token().to_owned();
    for _ in 0..300 {
        service.clock.advance(seconds(60));
        let next = service.refresh(&token).await.unwrap();
        assert_eq!((next.outcome(), next.id()), (Outcome::Rotated, first.id()));
        assert_ne!(next.refresh_token(), token);
        token = next.refresh_token().to_owned();
    }
}

#[tokio::test]
async fn a_session_says_who_it_is_and_how_long_it_lasts() {
    let service = Service::new();
    let login = NewSession::new("alice", "web").unwrap().with_data(&("password", 5)).unwrap();
    let first = service.sessions.create(login).await.unwrap();
    service.clock.advance(seconds(100));
    let session = service.refresh(first.refresh_token()).await.unwrap();
    assert_eq!((session.subject(), session.client()), ("alice", "web"));
    assert_eq!(session.data::<(String, u8)>().unwrap(), ("password".to_owned(), 5));
    assert_eq!(session.data::<u8>().unwrap_err().code(), "invalid_config");
    assert_eq!(session.created_at(), at(START));
    assert_eq!(session.idle_expires_at(), at(START + 100 + 14 * DAY));
    assert_eq!(session.absolute_expires_at(), at(START + 90 * DAY));
    assert_eq!(session.refresh_token_timeout(), 14 * 24 * 3600);
    assert_eq!(session.authorization_expires_in(), 90 * 24 * 3600 - 100);
    assert_eq!(session.id().to_string().parse::<SessionId>().unwrap(), session.id());
    let answer = serde_json::to_value(TokenResponse::bearer("at", 300, &session)).unwrap();
    let expected = serde_json::json!({
        "access_token": "at", "token_type": "Bearer", "expires_in": 300, "refresh_token": session.refresh_token(),
        "refresh_token_timeout": 1_209_600, "authorization_expires_in": 7_775_900,
    });
    assert_eq!(answer, expected);
}

#[tokio::test]
async fn a_token_used_again_within_the_grace_gives_the_same_child() {
    let service = Service::new();
    let first = service.log_in().await;
    let child = service.refresh(first.refresh_token()).await.unwrap();
    for elapsed in [0, 1, 9] {
        service.clock.set(START + elapsed);
        let again = service.refresh(first.refresh_token()).await.unwrap();
        assert_eq!(again.outcome(), Outcome::Repeated);
        assert_eq!(again.refresh_token(), child.refresh_token());
        assert_eq!(again.idle_expires_at(), child.idle_expires_at());
    }
    // the child is still the newest
    assert_eq!(service.refresh(child.refresh_token()).await.unwrap().outcome(), Outcome::Rotated);
}

#[tokio::test]
async fn the_grace_is_counted_from_the_first_use_and_not_renewed() {
    let service = Service::new();
    let first = service.log_in().await;
    let child = service.refresh(first.refresh_token()).await.unwrap();
    for elapsed in [4, 8, 10] {
        service.clock.set(START + elapsed);
        assert!(service.refresh(first.refresh_token()).await.is_ok(), "{elapsed} s");
    }
    service.clock.set(START + 11);
    assert_eq!(service.refused(first.refresh_token()).await, "refresh_token_reused");
    assert_eq!(service.refused(child.refresh_token()).await, "session_ended");
}

#[tokio::test]
async fn a_used_token_that_comes_later_revokes_the_session() {
    let service = Service::new();
    let first = service.log_in().await;
    let other = service.log_in().await;
    let second = service.refresh(first.refresh_token()).await.unwrap();
    service.clock.advance(seconds(600));
    let third = service.refresh(second.refresh_token()).await.unwrap();
    service.clock.advance(seconds(600));
    let error = service.refresh(first.refresh_token()).await.unwrap_err();
    assert_eq!((error.code(), error.kind()), ("refresh_token_reused", ErrorKind::Session));
    for token in [&first, &second, &third].map(Session::refresh_token) {
        assert_eq!(service.refused(token).await, "session_ended");
    }
    assert!(service.refresh(other.refresh_token()).await.is_ok(), "another session of the subject");
}

#[tokio::test]
async fn a_thief_and_a_victim_who_take_turns_are_detected() {
    // the thief has a copy of one token; either of them may be first, and the other is later
    // than the grace
    for thief_is_first in [true, false] {
        let service = Service::new();
        let stolen = service.log_in().await.refresh_token().to_owned();
        let mut tokens = [stolen.clone(), stolen];
        let mut uses = 0;
        let error = loop {
            let who = usize::from((uses % 2 == 0) == thief_is_first);
            match service.refresh(&tokens[who]).await {
                Ok(session) => tokens[who] = session.refresh_token().to_owned(),
                Err(error) => break error,
            }
            uses += 1;
            service.clock.advance(seconds(300));
            assert!(uses < 3, "two parties with one token went on");
        };
        assert_eq!(error.code(), "refresh_token_reused");
        for token in &tokens {
            assert_eq!(service.refused(token).await, "session_ended");
        }
    }
}

#[tokio::test]
async fn a_thief_within_the_grace_is_detected_when_the_two_part() {
    let service = Service::new();
    let stolen = service.log_in().await;
    let victim = service.refresh(stolen.refresh_token()).await.unwrap();
    let thief = service.refresh(stolen.refresh_token()).await.unwrap();
    assert_eq!(victim.refresh_token(), thief.refresh_token());
    service.clock.advance(seconds(300));
    assert!(service.refresh(victim.refresh_token()).await.is_ok());
    service.clock.advance(seconds(300));
    assert_eq!(service.refused(thief.refresh_token()).await, "refresh_token_reused");
}

/// With each refresh of the thief, the last use is a moment ago.
#[tokio::test]
async fn a_thief_who_refreshes_within_the_grace_is_detected() {
    for wait in 1..=10 {
        let service = Service::new();
        let victim = service.log_in().await;
        let mut thief = victim.refresh_token().to_owned();
        for _ in 0..5 {
            thief = service.refresh(&thief).await.unwrap().refresh_token().to_owned();
            service.clock.advance(seconds(wait));
        }
        assert_eq!(service.refused(victim.refresh_token()).await, "refresh_token_reused", "{wait} s");
        assert_eq!(service.refused(&thief).await, "session_ended");
    }
}

#[tokio::test]
async fn tabs_that_a_browser_opens_at_once_do_not_end_the_session() {
    let service = Service::new();
    let mut tokens = vec![service.log_in().await.refresh_token().to_owned()];
    for nth in 0..4 {
        tokens.push(service.refresh(&tokens[nth]).await.unwrap().refresh_token().to_owned());
        service.clock.advance(seconds(2));
        for older in &tokens[..nth] {
            assert_eq!(service.refused(older).await, "refresh_token_outdated");
        }
    }
    assert!(service.refresh(&tokens[4]).await.is_ok());
}

#[tokio::test]
async fn answers_that_are_lost_for_long_are_repeated_by_choice() {
    let service = Service::new();
    let service = Service { sessions: service.sessions.accept_lost_answers(), ..service };
    let first = service.log_in().await;
    let second = service.refresh(first.refresh_token()).await.unwrap();
    for _ in 0..3 {
        service.clock.advance(seconds(3600));
        let again = service.refresh(first.refresh_token()).await.unwrap();
        assert_eq!((again.outcome(), again.refresh_token()), (Outcome::Repeated, second.refresh_token()));
    }
    // until the client has used the newest one
    assert_eq!(service.refresh(second.refresh_token()).await.unwrap().outcome(), Outcome::Rotated);
    service.clock.advance(seconds(3600));
    assert_eq!(service.refused(first.refresh_token()).await, "refresh_token_reused");
}

#[tokio::test]
async fn two_tabs_get_the_same_token() {
    let service = Service::new();
    let token = service.log_in().await.refresh_token().to_owned();
    let (one, two) = (service.refresh(&token).await.unwrap(), service.refresh(&token).await.unwrap());
    assert_eq!(one.refresh_token(), two.refresh_token());
    service.clock.advance(seconds(900));
    // each of them goes on with it
    let (one, two) = (
        service.refresh(one.refresh_token()).await.unwrap(),
        service.refresh(two.refresh_token()).await.unwrap(),
    );
    assert_eq!((one.outcome(), two.outcome()), (Outcome::Rotated, Outcome::Repeated));
    assert_eq!(one.refresh_token(), two.refresh_token());
}

#[tokio::test]
async fn a_third_tab_that_is_two_tokens_behind_does_not_end_the_session() {
    let service = Service::new();
    let token = service.log_in().await.refresh_token().to_owned();
    let one = service.refresh(&token).await.unwrap();
    service.clock.advance(seconds(5));
    let two = service.refresh(one.refresh_token()).await.unwrap();
    service.clock.advance(seconds(5));
    assert_eq!(service.refused(&token).await, "refresh_token_outdated");
    // it reads the token that the others have stored
    assert!(service.refresh(two.refresh_token()).await.is_ok());
    service.clock.advance(seconds(11));
    assert_eq!(service.refused(&token).await, "refresh_token_reused");
}

#[tokio::test]
async fn an_idle_session_ends() {
    let service = Service::new();
    let session = service.log_in().await;
    service.clock.set(START + 14 * DAY - 1);
    let session = service.refresh(session.refresh_token()).await.unwrap();
    service.clock.set(START + 28 * DAY - 1);
    assert_eq!(service.refused(session.refresh_token()).await, "session_ended");
}

#[tokio::test]
async fn a_session_in_use_ends_after_its_absolute_lifetime() {
    let service = Service::new();
    let mut session = service.log_in().await;
    for day in 1..90 {
        service.clock.set(START + day * DAY);
        session = service.refresh(session.refresh_token()).await.unwrap();
        assert!(session.idle_expires_at() <= session.absolute_expires_at());
    }
    assert_eq!(session.idle_expires_at(), at(START + 90 * DAY));
    assert_eq!((session.refresh_token_timeout(), session.authorization_expires_in()), (24 * 3600, 24 * 3600));
    service.clock.set(START + 90 * DAY - 1);
    session = service.refresh(session.refresh_token()).await.unwrap();
    service.clock.set(START + 90 * DAY);
    assert_eq!(service.refused(session.refresh_token()).await, "session_ended");
}

#[tokio::test]
async fn lifetimes_and_grace_are_what_was_set() {
    let mut lifetimes = Lifetimes::default();
    (lifetimes.idle, lifetimes.absolute, lifetimes.grace) = (seconds(100), seconds(150), seconds(0));
    let service = Service::new();
    let service = Service { sessions: service.sessions.with_lifetimes(lifetimes).unwrap(), ..service };
    let first = service.log_in().await;
    service.clock.advance(seconds(99));
    let second = service.refresh(first.refresh_token()).await.unwrap();
    assert_eq!(second.refresh_token_timeout(), 51);
    // the same second
    assert_eq!(service.refused(first.refresh_token()).await, "refresh_token_reused");
}

#[tokio::test]
async fn a_token_of_another_client_is_refused_and_changes_nothing() {
    let service = Service::new();
    let session = service.log_in().await;
    for client in ["", "mobile", "we", "webb", "WEB"] {
        let error = service.sessions.refresh(session.refresh_token(), client).await.unwrap_err();
        assert_eq!(error.code(), "refresh_token_invalid");
        assert!(!service.sessions.revoke_token(session.refresh_token(), client).await.unwrap());
    }
    assert_eq!(service.refresh(session.refresh_token()).await.unwrap().outcome(), Outcome::Rotated);
}

#[tokio::test]
async fn a_clock_that_is_set_back_does_not_change_the_newest_token() {
    let service = Service::new();
    let first = service.log_in().await;
    service.clock.advance(seconds(3600));
    let second = service.refresh(first.refresh_token()).await.unwrap();
    // an hour back: the newest token works
    service.clock.set(START);
    let third = service.refresh(second.refresh_token()).await.unwrap();
    assert_eq!(third.outcome(), Outcome::Rotated);
    assert_eq!(third.absolute_expires_at(), at(START + 90 * DAY));
    service.clock.set(START + 3600);
    assert!(service.refresh(third.refresh_token()).await.is_ok());
}

#[tokio::test]
async fn a_clock_that_is_set_back_does_not_open_the_grace_for_longer() {
    let service = Service::new();
    let first = service.log_in().await;
    service.clock.advance(seconds(3600));
    assert!(service.refresh(first.refresh_token()).await.is_ok());
    // replicas differ by some seconds
    service.clock.set(START + 3600 - 10);
    assert_eq!(service.refresh(first.refresh_token()).await.unwrap().outcome(), Outcome::Repeated);
    service.clock.set(START);
    assert_eq!(service.refused(first.refresh_token()).await, "refresh_token_reused");
}

/// The clock is set back after some seconds, and a used token is sent each second.
#[tokio::test]
async fn a_clock_that_is_set_back_lengthens_the_grace_by_the_step_up_to_twice_the_grace() {
    let mut longest = 0;
    for (wait, step) in (0..=10).flat_map(|wait| (0..=25).map(move |step| (wait, step))) {
        let service = Service::new();
        let first = service.log_in().await;
        service.refresh(first.refresh_token()).await.unwrap();
        service.clock.set(START + wait - step);
        let mut accepted = wait;
        while accepted < 100 && service.refresh(first.refresh_token()).await.is_ok() {
            service.clock.advance(seconds(1));
            accepted += 1;
        }
        let last = accepted - 1;
        assert!(last <= 10 + step.min(20), "{wait} s, then {step} s back: {last} s");
        longest = longest.max(last);
    }
    assert_eq!(longest, 30);
}

#[tokio::test]
async fn a_clock_that_is_set_forward_for_a_while_ends_no_session() {
    let service = Service::new();
    let session = service.log_in().await;
    service.clock.set(START + 1000 * DAY);
    assert_eq!(service.refused(session.refresh_token()).await, "session_ended");
    service.clock.set(START + 60);
    assert!(service.refresh(session.refresh_token()).await.is_ok());
}

#[tokio::test]
async fn a_revoked_session_is_over() {
    let service = Service::new();
    let (one, two) = (service.log_in().await, service.log_in().await);
    assert!(service.sessions.revoke_session(one.id()).await.unwrap());
    assert!(!service.sessions.revoke_session(one.id()).await.unwrap(), "it was revoked before");
    assert_eq!(service.refused(one.refresh_token()).await, "session_ended");
    // an older token ends its session, too
    let newer = service.refresh(two.refresh_token()).await.unwrap();
    assert!(service.sessions.revoke_token(two.refresh_token(), "web").await.unwrap());
    assert_eq!(service.refused(newer.refresh_token()).await, "session_ended");
    assert!(!service.sessions.revoke_token("junk", "web").await.unwrap());
}

#[tokio::test]
async fn a_logout_everywhere_ends_each_session_of_the_subject() {
    let service = Service::new();
    let (one, two) = (service.log_in().await, service.log_in().await);
    let bob = service.sessions.create(NewSession::new("bob", "web").unwrap()).await.unwrap();
    assert_eq!(service.sessions.revoke_subject("alice").await.unwrap(), 2);
    assert_eq!(service.sessions.revoke_subject("alice").await.unwrap(), 0);
    for session in [one, two] {
        assert_eq!(service.refused(session.refresh_token()).await, "session_ended");
    }
    assert!(service.refresh(bob.refresh_token()).await.is_ok());
    let after = service.log_in().await;
    assert!(service.refresh(after.refresh_token()).await.is_ok());
}

#[tokio::test]
async fn a_secret_is_replaced_without_a_login() {
    let service = Service::new();
    let clock = service.clock.clone();
    let with = |current: u8, accepted: u8| {
        let sessions = Sessions::new(service.store.clone(), secret(current)).with_clock(clock.clone());
        sessions.with_accepted_secret(secret(accepted))
    };
    let old = service.log_in().await;
    // replicas with the old secret first know the new one
    let (before, after) = (with(7, 8), with(8, 7));
    let token = before.refresh(old.refresh_token(), "web").await.unwrap().refresh_token().to_owned();
    let new = after.refresh(&token, "web").await.unwrap();
    let new = before.refresh(new.refresh_token(), "web").await.unwrap();
    let new = after.refresh(new.refresh_token(), "web").await.unwrap();
    // the old one is left out
    let only_new = Sessions::new(service.store.clone(), secret(8)).with_clock(clock.clone());
    assert_eq!(only_new.refresh(&token, "web").await.unwrap_err().code(), "refresh_token_invalid");
    assert!(only_new.refresh(new.refresh_token(), "web").await.is_ok());
}

#[tokio::test]
async fn what_the_client_is_told() {
    let service = Service::new();
    let refusal = |error: &Error| serde_json::to_value(TokenError::of(error)).unwrap();
    let error = service.refresh("junk").await.unwrap_err();
    let expected = serde_json::json!({ "error": "invalid_grant", "error_description": "the refresh token is not valid" });
    assert_eq!(refusal(&error), expected);
    assert!(error.challenge().is_none() && !error.wants_other_keys());
    let session = service.log_in().await;
    service.store.revoke(Revoke::Session(session.id()), at(START)).await.unwrap();
    let error = service.refresh(session.refresh_token()).await.unwrap_err();
    assert_eq!(refusal(&error)["error_description"], "the session has ended");
    let config = service.sessions.with_clock(FixedClock::at(0)).with_lifetimes({
        let mut lifetimes = Lifetimes::default();
        lifetimes.grace = seconds(61);
        lifetimes
    });
    assert!(TokenError::of(&config.unwrap_err()).is_none());
}
