//! How long an answer is fresh (RFC 9111 §4.2).

use std::time::Duration;

use headers::{Age, CacheControl, HeaderMapExt};
use http::HeaderMap;

use crate::jwks::limits::Limits;

/// From `Cache-Control` and `Age`, within the limits. A cache between the issuer and this
/// service sends `Age`: the answer is as old.
pub(super) fn ttl(headers: &HeaderMap, limits: &Limits) -> Duration {
    let Some(control) = headers.typed_get::<CacheControl>() else { return limits.ttl };
    if control.no_cache() || control.no_store() {
        return limits.min_ttl;
    }
    let Some(max_age) = control.max_age() else { return limits.ttl };
    let age = headers.typed_get::<Age>().map_or(Duration::ZERO, |age| Duration::from_secs(age.as_secs()));
    max_age.saturating_sub(age).clamp(limits.min_ttl, limits.max_ttl)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(lines: &[(&'static str, &'static str)]) -> u64 {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, value.parse().unwrap());
        }
        ttl(&headers, &Limits::default()).as_secs()
    }

    #[test]
    fn cache_control_counts_within_the_limits() {
        let cases = [
            (None, 300),
            (Some("max-age=0"), 60),
            (Some("max-age=59"), 60),
            (Some("max-age=61"), 61),
            (Some("public, max-age=3600, must-revalidate"), 3600),
            (Some("max-age=31536000, immutable"), 86_400),
            (Some("max-age=99999999999999999999"), 300),
            (Some("max-age=-1"), 300),
            (Some("no-cache"), 60),
            (Some("no-cache, max-age=3600"), 60),
            (Some("no-store"), 60),
            (Some("public"), 300),
            (Some("s-maxage=5"), 300),
            (Some(""), 300),
        ];
        for (value, expected) in cases {
            let lines: Vec<_> = value.map(|value| ("cache-control", value)).into_iter().collect();
            let found = seconds(&lines);
            assert!((60..=86_400).contains(&found), "{value:?}");
            assert_eq!(found, expected, "{value:?}");
        }
    }

    #[test]
    fn the_age_of_an_answer_from_a_cache_is_subtracted() {
        let control = ("cache-control", "max-age=600");
        assert_eq!(seconds(&[control, ("age", "100")]), 500);
        assert_eq!(seconds(&[control, ("age", "5000")]), 60);
        assert_eq!(seconds(&[control, ("age", "soon")]), 600);
    }
}
