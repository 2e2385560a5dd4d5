//! Shows the policy of the claims type.

use serde_json::json;

use crate::cli::failure::Failure;
use crate::cli::output::{Line, Look, Outcome};
use crate::policy::Policy;

pub(super) fn policy(policy: &'static Policy) -> Result<Outcome, Failure> {
    let text = policy.to_string().lines().map(|line| Line::new(Look::Plain, line)).collect();
    let json = serde_json::to_value(policy).unwrap_or_else(|_| json!(policy.type_name()));
    Ok(Outcome { text, json, is_good: true })
}
