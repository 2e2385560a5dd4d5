//! Guides: a service in five minutes, what guards answer, keys of your own and of other
//! issuers, encrypted tokens, sessions with refresh tokens, revocation, tokens that are bound to
//! a key, tests of services, a service in production, and what to do if a token is refused. They are
//! also in the folder `docs` of the repository.

#[doc = include_str!("guide/axum.md")]
pub mod axum {}

#[doc = include_str!("guide/dpop.md")]
pub mod dpop {}

#[doc = include_str!("guide/remote-keys.md")]
pub mod remote_keys {}

#[doc = include_str!("guide/responses.md")]
pub mod responses {}

#[doc = include_str!("guide/encryption.md")]
pub mod encryption {}

#[doc = include_str!("guide/from-jsonwebtoken.md")]
pub mod from_jsonwebtoken {}

#[doc = include_str!("guide/keys.md")]
pub mod keys {}

#[doc = include_str!("guide/sessions.md")]
pub mod sessions {}

#[doc = include_str!("guide/revocation.md")]
pub mod revocation {}

#[doc = include_str!("guide/testing.md")]
pub mod testing {}

#[doc = include_str!("guide/production.md")]
pub mod production {}

#[doc = include_str!("guide/trouble.md")]
pub mod trouble {}
