//! How right an answer is.

use std::fmt;

use super::{Answer, Case, Labels, Verdict};

/// What an answer is worth.
#[derive(Debug)]
pub enum Mark {
    /// Verdict, error class, payload and thumbprint are as they should be.
    Right,
    /// They are not.
    Wrong(String),
    /// The algorithm or form is not offered.
    Unsupported(String),
    /// Either verdict can be defended; this is ours.
    Debatable(String),
}

/// Compares an answer with what is expected of the case.
#[must_use]
pub fn mark(case: &Case, labels: &Labels, answer: &Answer) -> Mark {
    let said = format!("{:?} {}", answer.verdict, answer.error.unwrap_or_default()).trim_end().to_owned();
    if answer.verdict == Verdict::Unsupported {
        return Mark::Unsupported(answer.detail.clone().unwrap_or_default());
    }
    if labels.flags.iter().any(|flag| flag == "debatable") {
        return Mark::Debatable(format!("{}: {said}; {} expected; {}", case.id, labels.expect, labels.why));
    }
    match complaint(labels, answer) {
        None => Mark::Right,
        Some(complaint) => {
            let detail = answer.detail.as_deref().unwrap_or_default();
            Mark::Wrong(format!("{}: {said}; {complaint}; {}; {detail}", case.id, labels.why))
        }
    }
}

fn complaint(labels: &Labels, answer: &Answer) -> Option<String> {
    let expected = if labels.expect == "valid" { Verdict::Valid } else { Verdict::Invalid };
    if answer.verdict != expected {
        return Some(format!("{expected:?} expected"));
    }
    if expected == Verdict::Invalid {
        let meant = labels.expect_error_class.iter();
        let fair: Vec<&String> = meant.chain(labels.error_classes_ok.iter().flatten()).collect();
        let is_fair = fair.is_empty() || fair.iter().any(|class| answer.error == Some(class));
        return (!is_fair).then(|| format!("one of {fair:?} expected"));
    }
    let uri =
        answer.thumbprint.as_ref().map(|text| format!("urn:ietf:params:oauth:jwk-thumbprint:sha-256:{text}"));
    let differs = |expected: &Option<String>, given: &Option<String>| expected.is_some() && expected != given;
    // Claims yield a struct and not their octets.
    let payload_differs = answer.payload.is_some() && differs(&labels.payload, &answer.payload);
    if payload_differs
        || differs(&labels.thumbprint, &answer.thumbprint)
        || differs(&labels.thumbprint_uri, &uri)
    {
        return Some("another payload or thumbprint expected".to_owned());
    }
    None
}

/// The marks of many answers.
#[derive(Debug, Default)]
pub struct Summary {
    /// How many were right.
    pub right: usize,
    /// Those that were not.
    pub wrong: Vec<String>,
    /// Those that are not offered.
    pub unsupported: Vec<String>,
    /// Ours to the debatable ones.
    pub debatable: Vec<String>,
}

impl Extend<Mark> for Summary {
    fn extend<I: IntoIterator<Item = Mark>>(&mut self, marks: I) {
        for mark in marks {
            match mark {
                Mark::Right => self.right += 1,
                Mark::Wrong(text) => self.wrong.push(text),
                Mark::Unsupported(text) => self.unsupported.push(text),
                Mark::Debatable(text) => self.debatable.push(text),
            }
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { right, wrong, unsupported, debatable } = self;
        let cases = right + wrong.len() + unsupported.len() + debatable.len();
        writeln!(
            f,
            "{cases} cases: {right} right, {} wrong, {} unsupported, {} debatable",
            wrong.len(),
            unsupported.len(),
            debatable.len()
        )?;
        for (heading, lines) in [("wrong", wrong), ("unsupported", unsupported), ("debatable", debatable)] {
            for line in lines {
                writeln!(f, "  {heading}: {line}")?;
            }
        }
        Ok(())
    }
}
