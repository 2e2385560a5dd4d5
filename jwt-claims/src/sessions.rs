//! Sessions with refresh tokens (RFC 6749 §6), which can be ended before they expire.
//!
//! An access token is valid until it expires, unless a guard looks up what was
//! [revoked](crate::revocation). So let it live for minutes; the client gets the next one
//! with a refresh token, of a session that a store keeps. When the session ends, there is no
//! next access token.
//!
//! ```
//! use jwt_claims::sessions::{NewSession, Secret, Sessions};
//! use jwt_claims::store::MemoryStore;
//!
//! # async fn example() -> Result<(), jwt_claims::Error> {
//! let secret = Secret::from_bytes([7; 32])?; // 32 random bytes that are kept elsewhere
//! let sessions = Sessions::new(MemoryStore::new(100_000)?, secret);
//!
//! // after the login
//! let session = sessions.create(NewSession::new("alice", "web-app")?).await?;
//! let refresh_token = session.refresh_token().to_owned();
//!
//! // at the token endpoint
//! let session = sessions.refresh(&refresh_token, "web-app").await?;
//! assert_eq!(session.subject(), "alice");
//!
//! // logout
//! sessions.revoke_session(session.id()).await?;
//! # Ok(()) }
//! ```
//!
//! The guide [`sessions`](crate::guide::sessions) has a token endpoint and the stores.
//!
//! # What happens
//!
//! A session is one row with a counter. A refresh token has the id of the session, the counter,
//! the thumbprint of its key if it is bound to one, and a MAC with the secret of the service.
//! Each use adds one to the counter and returns a new refresh token (rotation, RFC 9700
//! §4.14.2). Numbers are in [`Lifetimes`]:
//!
//! | a refresh token | result |
//! | --- | --- |
//! | the newest one | a new one; [`Outcome::Rotated`] |
//! | the one before, within 10 s of its first use | the same new one again; [`Outcome::Repeated`] |
//! | two to four before the newest, within 10 s of the last use | `refresh_token_outdated`; the session goes on |
//! | another used one | `refresh_token_reused`; the session is revoked |
//! | newer than the row, because the store lost writes | a new one; [`Outcome::Recovered`] |
//! | of a session that expired or was revoked | `session_ended` |
//! | changed, forged, of another client, or sent without its key | `refresh_token_invalid`, without asking the store |
//! | any, and the store fails | `store_unavailable`: 503, try again |
//!
//! If a used token comes back, a thief may be using it, or may have used it before the
//! client. The service does not know which, so both lose the session (RFC 9700 §4.14.2). The
//! 10 s are for clients whose answer was lost, and for tabs of a browser that refresh at the
//! same time. If the store wrote a refresh and its answer was lost, a retry after the 10 s ends
//! the session; [`Sessions::accept_lost_answers`] is the other choice.

mod ending;
mod lifetimes;
mod new_session;
mod observe;
mod presenter;
mod refresh_token;
mod refusal;
mod response;
mod secret;
mod service;
mod session;

pub use crate::store::{InvalidSessionId, SessionId};
pub use lifetimes::Lifetimes;
pub use new_session::NewSession;
pub use presenter::Presenter;
pub use response::{TokenError, TokenResponse};
pub use secret::Secret;
pub use service::Sessions;
pub use session::{Outcome, Session};
