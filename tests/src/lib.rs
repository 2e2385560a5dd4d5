//! What the tests share: tokens signed by hand, the runner of conformance vectors, and
//! what guarded services answer.

pub mod down;
pub mod forge;
pub mod responses;
pub mod vectors;

/// The snippets of `docs/`, as tests.
#[cfg(doctest)]
pub mod documents {
    #[doc = include_str!("../../docs/axum.md")]
    pub mod axum {}
    #[doc = include_str!("../../docs/dpop.md")]
    pub mod dpop {}
    #[doc = include_str!("../../docs/keys.md")]
    pub mod keys {}
    #[doc = include_str!("../../docs/encryption.md")]
    pub mod encryption {}
    #[doc = include_str!("../../docs/remote-keys.md")]
    pub mod remote_keys {}
    #[doc = include_str!("../../docs/sessions.md")]
    pub mod sessions {}
    #[doc = include_str!("../../docs/revocation.md")]
    pub mod revocation {}
    #[doc = include_str!("../../docs/testing.md")]
    pub mod testing {}
    #[doc = include_str!("../../docs/production.md")]
    pub mod production {}
    #[doc = include_str!("../../docs/trouble.md")]
    pub mod trouble {}
}
