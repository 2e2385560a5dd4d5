//! Alternatives: the rules of one of several fields must be met.

use super::findings::Findings;
use super::left_out::LeftOut;
use super::violation::Violation;
use crate::policy::RuleSpec;
use crate::policy::answer::Answer;

/// The violations of each alternative.
#[derive(Debug, Default)]
pub struct Alternatives {
    found: Vec<Violation>,
    left_out: usize,
    /// True if a token with more permission could meet one of them.
    permission: bool,
}

impl Alternatives {
    /// True if the alternative with these findings is met.
    #[inline]
    pub fn tried(&mut self, found: &mut Findings) -> bool {
        found.is_empty() || self.failed(found)
    }

    #[cold]
    fn failed(&mut self, found: &mut Findings) -> bool {
        let (violations, left_out) = std::mem::replace(found, found.fresh()).into_parts();
        // this alternative answers 403
        self.permission |=
            violations.iter().all(Violation::is_permission) && left_out.iter().all(LeftOut::is_permission);
        self.found.extend(violations);
        self.left_out += left_out.len();
        false
    }
}

impl Findings {
    /// No alternative is met.
    #[cold]
    pub fn neither(&mut self, spec: &'static RuleSpec, tried: Alternatives) {
        let (name, fault) = (spec.rule.name(), spec.rule.fault());
        let violation = Violation::new(spec.claim, name, fault, spec.expected(), "")
            .of_alternatives(tried.found, tried.left_out);
        let answer = if tried.permission { Answer::InsufficientScope } else { Answer::InvalidToken };
        self.push(violation.answered(answer, None).of_rules([spec]));
    }
}
