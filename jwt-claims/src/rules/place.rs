//! The place of what was found inside a nested object.

use super::Findings;
use crate::policy::RuleSpec;

impl Findings {
    /// How much was found so far.
    #[must_use]
    pub fn mark(&self) -> usize {
        self.kept.len() + self.left_out.len()
    }

    /// What was found since then is about claims below that of the rule.
    #[inline]
    pub fn place(&mut self, mark: usize, spec: &RuleSpec) {
        self.below(mark, || spec.claim.to_owned());
        for violation in self.kept.iter_mut().skip(mark) {
            violation.choose(spec.answer);
        }
        let before = mark.saturating_sub(self.kept.len());
        for left_out in self.left_out.iter_mut().skip(before) {
            left_out.place(spec);
        }
    }

    /// What was found since then is about claims below that member.
    #[inline]
    pub(crate) fn below(&mut self, mark: usize, member: impl FnOnce() -> String) {
        if self.kept.len() > mark {
            let member = member();
            for violation in &mut self.kept[mark..] {
                violation.place_below(&member);
            }
        }
    }
}
