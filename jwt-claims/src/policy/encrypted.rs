//! `#[claims(encrypted)]` needs the feature that decrypts.

/// Asserts that encrypted tokens can be read and written.
#[doc(hidden)]
#[track_caller]
pub const fn can_be_encrypted() {
    #[cfg(not(feature = "jwe"))]
    panic!(
        "`encrypted` needs the feature `jwe`: `jwt-claims = {{ version = \"...\", features = [\"jwe\"] }}`"
    );
}
