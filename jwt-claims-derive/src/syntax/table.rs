//! The rules of `rule_table`, as the derive reads them.

use crate::rule_table::rule_table;

/// How the arguments of a rule are written, and what its function is given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arguments {
    Nothing,
    /// Values; the function gets a closure that compares a member with them.
    AnyMember,
    /// Values; the function gets whether all are members.
    AllMembers,
    /// Values; the function gets whether the claim is one of them.
    Values,
    /// One value; the function gets whether the claim is equal to it.
    Value,
    /// One value of an enum with a hierarchy.
    Level,
    Text,
    Length,
    /// Bounds; the function gets whether the claim lies between them.
    Bounds,
    /// `(https)`, or nothing.
    Https,
    Pattern,
    /// Nothing but the time of the check.
    Clock,
    /// A duration; the function also gets the time of the check.
    Age,
    /// A date: a literal, a constant, or a field of the context.
    Date,
}

pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) arguments: Arguments,
    /// Whether an absent claim breaks the rule.
    pub(crate) fails_if_absent: bool,
    /// What may follow `name =`; empty if the rule may stand alone.
    pub(crate) example: &'static str,
}

macro_rules! fails_if_absent {
    (fails) => {
        true
    };
    (passes) => {
        false
    };
}

macro_rules! listed {
    ($($(#[$doc:meta])* $variant:ident $name:literal $arguments:ident $absent:ident
        $answer:tt $expected:literal $example:literal;)*) => {
        /// A rule of the table.
        #[derive(Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Listed { $($variant,)* }

        impl Listed {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant,)*];

            pub(crate) const fn row(self) -> Row {
                match self {
                    $(Self::$variant => Row {
                        name: $name,
                        arguments: Arguments::$arguments,
                        fails_if_absent: fails_if_absent!($absent),
                        example: $example,
                    },)*
                }
            }
        }
    };
}

rule_table! { listed }

impl Listed {
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.row().name == name)
    }
}
