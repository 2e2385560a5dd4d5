//! The rules of a policy: those of the table, and the others.

use super::answer::Answer;
use super::fault::Fault;
use super::path::joined;
use super::rule_table::rule_table;
use super::value::RuleValues;

/// The row of a rule, without its values.
struct Row {
    name: &'static str,
    fault: Fault,
    answer: Answer,
    expected: &'static str,
}

macro_rules! answer {
    (401) => {
        Answer::InvalidToken
    };
    (403) => {
        Answer::InsufficientScope
    };
}

macro_rules! rules {
    ($($(#[$doc:meta])* $variant:ident $name:literal $arguments:ident $absent:ident
        $answer:tt $expected:literal $example:literal;)*) => {
        /// The rules that a field or a struct can carry.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Rule {
            $($(#[$doc])* $variant,)*
            /// The user's function accepts it.
            Check,
            /// It is present, and meets the rules of its own type.
            Nested(&'static [RuleSpec]),
            /// The rules of one of these claims are met.
            Either(&'static [RuleSpec]),
            /// The user's function accepts it with the context.
            CheckWith,
            /// The claim is absent.
            Forbidden,
        }

        impl Rule {
            #[cfg(test)]
            const LISTED: &'static [Self] = &[$(Self::$variant,)*];

            const fn row(self) -> Row {
                let (name, fault, answer, expected) = match self {
                    $(Self::$variant => ($name, Fault::$variant, answer!($answer), $expected),)*
                    Self::Check => ("check", Fault::Check, answer!(401), "check `{}` to pass"),
                    Self::CheckWith => ("check_with", Fault::Check, answer!(401), "check `{}` to pass"),
                    // only for a value that is not an object; its own rules report the
                    // rest
                    Self::Nested(_) => ("nested", Fault::WrongType, answer!(401), "an object"),
                    Self::Either(_) => ("either", Fault::Either, answer!(401), "one of several claims"),
                    Self::Forbidden => ("forbidden", Fault::Forbidden, answer!(401), "no such claim"),
                };
                Row { name, fault, answer, expected }
            }
        }
    };
}

rule_table! { rules }

impl Rule {
    /// The name of the rule.
    pub(crate) const fn name(self) -> &'static str {
        self.row().name
    }

    /// The violation of a claim that breaks it.
    pub(crate) const fn fault(self) -> Fault {
        self.row().fault
    }

    /// The answer to a broken rule, without regard to the claim's name.
    pub(crate) const fn answer(self) -> Answer {
        self.row().answer
    }

    /// What it expects, in words.
    pub(crate) fn expected(self, values: RuleValues) -> String {
        let text = self.row().expected;
        if let Some((before, behind)) = text.split_once("{first}") {
            return format!("{before}{}{behind}", values.first());
        }
        match text.split_once("{}") {
            Some((before, _)) if values.is_empty() => before.trim_end_matches(" with ").to_owned(),
            Some((before, behind)) => format!("{before}{values}{behind}"),
            None => text.to_owned(),
        }
    }
}

/// One declared rule: the claim, the rule and its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleSpec {
    /// The claim's name in the token; empty for the whole struct.
    pub claim: &'static str,
    /// Which rule.
    pub rule: Rule,
    /// What the claim is compared with.
    pub values: RuleValues,
    /// True if an absent claim passes.
    pub if_present: bool,
    /// The condition; if it is false, the rule is not checked.
    pub when: Option<&'static str>,
    /// The rule set that it comes from.
    pub set: Option<&'static str>,
    /// The `answer` of its field, in place of the table of answers.
    pub answer: Option<Answer>,
    /// Whether the field's type is [`Scopes`](crate::Scopes).
    pub scopes: bool,
}

impl RuleSpec {
    /// A rule without values, for a claim of that name.
    #[must_use]
    pub const fn new(claim: &'static str, rule: Rule) -> Self {
        let (values, if_present, scopes) = (RuleValues(&[]), false, false);
        Self { claim, rule, values, if_present, when: None, set: None, answer: None, scopes }
    }

    /// The rules of the alternatives.
    #[must_use]
    pub const fn alternatives(&self) -> &'static [Self] {
        match self.rule {
            Rule::Either(rules) => rules,
            _ => &[],
        }
    }

    /// What is expected, as text: `any of "editor", "admin"`.
    pub(crate) fn expected(&self) -> String {
        self.expected_below("")
    }

    /// The same for a rule inside the object at that path.
    pub(crate) fn expected_below(&self, outer: &str) -> String {
        match self.rule {
            Rule::Either(rules) => alternatives(outer, rules, &|rule| format!("with {}", rule.expected())),
            rule => rule.expected(self.values),
        }
    }
}

/// The alternatives below a path, as text. Rules of the same claim are grouped.
pub(super) fn alternatives(outer: &str, rules: &[RuleSpec], word: &dyn Fn(&RuleSpec) -> String) -> String {
    let groups = rules.chunk_by(|a, b| a.claim == b.claim).map(|group| {
        let words: Vec<_> = group.iter().map(|rule| inside(rule, word)).collect();
        format!("`{}` {}", joined(outer, group[0].claim), words.join(" and "))
    });
    groups.collect::<Vec<_>>().join(" or ")
}

/// A rule as text, with the rules inside it.
fn inside(rule: &RuleSpec, word: &dyn Fn(&RuleSpec) -> String) -> String {
    match rule.rule {
        Rule::Nested(rules) if !rules.is_empty() => {
            let words = rules.iter().map(|rule| match rule.claim {
                "" => inside(rule, word),
                claim => format!("`{claim}` {}", inside(rule, word)),
            });
            format!("{} ({})", word(rule), words.collect::<Vec<_>>().join(" and "))
        }
        _ => word(rule),
    }
}

#[cfg(test)]
mod tests {
    use super::Rule;

    const CODES: &str = include_str!("../../CODES.md");

    #[test]
    fn every_rule_of_the_table_has_its_name_as_code_and_its_answer_in_codes_md() {
        let of_permission = CODES.lines().find(|line| line.starts_with("| `any_of`, ")).expect("a row");
        for rule in Rule::LISTED {
            let (name, status) = (rule.name(), rule.answer().status());
            assert_eq!(rule.fault().code(), name);
            let row = CODES.lines().find(|line| line.starts_with(&format!("| `{name}` | ")));
            let row = row.unwrap_or_else(|| panic!("CODES.md has no row of `{name}`"));
            assert!(row.contains(&format!("{status} `")), "{name}: {status}");
            assert_eq!(of_permission.contains(&format!("`{name}`")), status == 403, "{name}: {status}");
        }
    }
}
