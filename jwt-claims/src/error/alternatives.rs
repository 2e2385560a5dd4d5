//! Alternatives: rules of several fields, of which one must hold.

use super::findings::Findings;
use super::left_out::LeftOut;
use super::violation::Violation;
use crate::policy::RuleSpec;
use crate::policy::answer::Answer;

/// What kept each alternative from holding.
#[derive(Debug, Default)]
pub struct Alternatives {
    found: Vec<Violation>,
    left_out: usize,
    /// Whether more permission would meet one of them.
    permission: bool,
}

impl Alternatives {
    /// Whether the alternative with those findings holds.
    #[inline]
    pub fn tried(&mut self, found: &mut Findings) -> bool {
        found.is_empty() || self.failed(found)
    }

    #[cold]
    fn failed(&mut self, found: &mut Findings) -> bool {
        let (violations, left_out) = std::mem::take(found).into_parts();
        // where one fails for want of permission alone, more of it would do
        self.permission |=
            violations.iter().all(Violation::is_permission) && left_out.iter().all(LeftOut::is_permission);
        self.found.extend(violations);
        self.left_out += left_out.len();
        false
    }
}

impl Findings {
    /// No alternative holds.
    #[cold]
    pub fn neither(&mut self, spec: &'static RuleSpec, tried: Alternatives) {
        let (name, fault) = (spec.rule.name(), spec.rule.fault());
        let violation = Violation::new(spec.claim, name, fault, spec.expected(), "")
            .of_alternatives(tried.found, tried.left_out);
        let answer = if tried.permission { Answer::InsufficientScope } else { Answer::InvalidToken };
        self.push(violation.answered(answer, None).of_rules([spec]));
    }
}
