//! GitHub Actions: the OIDC token of a job.

use jwt_claims::Claims;
use serde_json::{Value, json};

use super::{verified, violation};

#[derive(Claims)]
#[claims(issuer = "https://token.actions.githubusercontent.com", audience = "https://github.com/octo-org")]
struct JobToken {
    #[claim(starts_with = "repo:octo-org/octo-repo:")]
    sub: String,
    #[claim(equals = "octo-org/octo-repo")]
    repository: String,
    #[claim(equals = "refs/heads/main")]
    r#ref: String,
    #[claim(if_present, one_of = ["prod", "staging"])]
    environment: Option<String>,
    sha: String,
    /// Numbers are written as text.
    run_id: String,
}

fn sample() -> Value {
    json!({
        "jti": "example-id",
        "sub": "repo:octo-org/octo-repo:environment:prod",
        "environment": "prod",
        "aud": "https://github.com/octo-org",
        "ref": "refs/heads/main",
        "sha": "3b4f5c6d7e8f9a0b1c2d3e4f5a6b7c8d9e0f1a2b",
        "repository": "octo-org/octo-repo",
        "repository_owner": "octo-org",
        "actor_id": "12",
        "repository_visibility": "private",
        "repository_id": "74",
        "repository_owner_id": "65",
        "run_id": "1658821493",
        "run_number": "10",
        "run_attempt": "2",
        "runner_environment": "github-hosted",
        "actor": "octocat",
        "workflow": "example-workflow",
        "head_ref": "",
        "base_ref": "",
        "event_name": "workflow_dispatch",
        "ref_type": "branch",
        "job_workflow_ref": "octo-org/octo-automation/.github/workflows/oidc.yml@refs/heads/main",
        "iss": "https://token.actions.githubusercontent.com",
        "nbf": 1_799_999_400,
        "exp": 1_800_000_900,
        "iat": 1_800_000_000
    })
}

#[test]
fn job_token() {
    let token = verified::<JobToken>(&sample()).unwrap();
    assert_eq!((token.sha.len(), token.run_id.as_str()), (40, "1658821493"));
    assert_eq!((token.repository.as_str(), token.r#ref.as_str()), ("octo-org/octo-repo", "refs/heads/main"));
    assert_eq!((token.environment.as_deref(), token.sub.ends_with(":prod")), (Some("prod"), true));

    let mut of_no_environment = sample();
    of_no_environment.as_object_mut().unwrap().remove("environment");
    assert!(verified::<JobToken>(&of_no_environment).is_ok());
}

#[test]
fn refused() {
    let refused = |pointer, value| violation::<JobToken>(sample(), pointer, value);
    assert_eq!(
        refused("/sub", json!("repo:octo-org/octo-repo-fork:ref:refs/heads/main")),
        ("sub".into(), "starts_with")
    );
    assert_eq!(refused("/ref", json!("refs/pull/7/merge")), ("ref".into(), "equals"));
    assert_eq!(refused("/environment", json!("dev")), ("environment".into(), "one_of"));
    assert_eq!(refused("/repository", json!("octo-org/other")), ("repository".into(), "equals"));
}
