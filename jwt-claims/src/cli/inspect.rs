//! Shows what a token has, without verifying it.

use std::io::Read;
use std::time::Duration;

use humantime::{format_duration, format_rfc3339_seconds};
use serde_json::{Map, Value, json};

use crate::base::clock::{Clock, SystemClock};
use crate::base::numeric_date::NumericDate;
use crate::base::shown::shown_within;
use crate::cli::arguments::TokenInput;
use crate::cli::failure::Failure;
use crate::cli::input;
use crate::cli::output::{Line, Look, Outcome};
use crate::token::unverified::look_inside_unverified;

/// How many characters of a value are shown.
const MOST: usize = 4096;

pub(super) fn inspect(from: &TokenInput, input: &mut dyn Read) -> Result<Outcome, Failure> {
    let token = input::token(from, input)?;
    let inside = look_inside_unverified(&token)?;
    let header: Map<String, Value> =
        serde_json::from_slice(inside.unverified_header_json()).unwrap_or_default();
    let claims = inside.unverified_claims();
    let mut text = vec![Line::new(Look::Heading, "header, not verified")];
    text.extend(members(&header));
    text.push(Line::new(Look::Heading, "claims, not verified"));
    text.extend(members(claims));
    let json = json!({ "verified": false, "header": header, "claims": claims });
    Ok(Outcome { text, json, is_good: true })
}

fn members(object: &Map<String, Value>) -> Vec<Line> {
    let width = object.keys().map(|name| name.chars().count()).max().unwrap_or_default().min(24);
    let member = |(name, value): (&String, &Value)| {
        let (name, json) = (shown_within(name.as_str(), 64), value.to_string());
        let date = date(&name, value).map(|date| format!("   {date}")).unwrap_or_default();
        Line::new(Look::Plain, format!("  {name:width$}  {}{date}", shown_within(json, MOST)))
    };
    object.iter().map(member).collect()
}

/// The date of a time claim, and how far it is.
fn date(name: &str, value: &Value) -> Option<String> {
    let is_time = matches!(name, "exp" | "nbf" | "iat" | "auth_time" | "updated_at");
    let date = NumericDate::from_seconds(value.as_i64().filter(|_| is_time)?)?;
    let seconds = date.seconds() - SystemClock.now().seconds();
    let distance = format_duration(Duration::from_secs(seconds.unsigned_abs())).to_string();
    // the two largest units
    let distance = distance.split(' ').take(2).collect::<Vec<_>>().join(" ");
    let distance = if seconds < 0 { format!("{distance} ago") } else { format!("in {distance}") };
    Some(format!("{} ({distance})", format_rfc3339_seconds(date.into())))
}
