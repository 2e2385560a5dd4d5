//! The body of an answer: a problem document (RFC 9457).

use ::http::StatusCode;
use serde::Serialize;

use crate::error::Error;
use crate::error::challenge::Challenge;

#[derive(Serialize)]
struct Problem<'p> {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    detail: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    required: Vec<Requirement<'p>>,
}

#[derive(Serialize)]
struct Requirement<'p> {
    claim: &'p str,
    expected: &'p str,
}

/// The document. `type` is `about:blank`, which says that the status is the problem (RFC
/// 9457 §4.2.1). `refused` lists the broken rules.
pub(super) fn body(
    status: StatusCode,
    detail: &str,
    challenge: Option<&Challenge>,
    refused: Option<&Error>,
) -> String {
    let required = refused.into_iter().flat_map(Error::violations);
    let problem = Problem {
        kind: "about:blank",
        title: status.canonical_reason().unwrap_or_default(),
        status: status.as_u16(),
        detail,
        error: challenge.and_then(Challenge::error),
        required: required.map(|one| Requirement { claim: one.claim(), expected: one.expected() }).collect(),
    };
    // strings and numbers always are JSON
    serde_json::to_string(&problem).unwrap_or_default()
}
