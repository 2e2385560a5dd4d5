//! The kinds of violations.

use super::rule_table::rule_table;

macro_rules! faults {
    (
        { $($before:ident = $before_code:literal;)* } { $($behind:ident = $behind_code:literal;)* }
        $($(#[$doc:meta])* $rule:ident $rule_code:literal $arguments:ident $absent:ident
            $answer:tt $expected:literal $example:literal;)*
    ) => {
        /// What is wrong with a claim, one variant for each code. For a rule of the
        /// table, it has the rule's name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Fault { $($before,)* $($rule,)* $($behind,)* }

        impl Fault {
            pub(crate) const ALL: &'static [&'static str] = &[$($before_code,)* $($rule_code,)* $($behind_code,)*];

            pub(crate) const fn code(self) -> &'static str {
                match self {
                    $(Self::$before => $before_code,)*
                    $(Self::$rule => $rule_code,)*
                    $(Self::$behind => $behind_code,)*
                }
            }
        }
    };
}

rule_table! { faults
    {
        Missing = "missing";
        Null = "null";
        WrongType = "wrong_type";
        Unknown = "unknown";
        Expired = "expired";
        NotYetValid = "not_yet_valid";
        IssuedInFuture = "issued_in_future";
        TooOld = "too_old";
        LifetimeTooLong = "lifetime_too_long";
        WrongIssuer = "wrong_issuer";
        WrongAudience = "wrong_audience";
        UnexpectedAudience = "unexpected_audience";
        WrongTyp = "wrong_typ";
        Unproven = "unproven";
        WrongHash = "wrong_hash";
        NotEncrypted = "not_encrypted";
        UnexpectedEncryption = "unexpected_encryption";
    }
    {
        Check = "check";
        Either = "either";
        Forbidden = "forbidden";
        NotWritten = "not_written";
        NotJson = "not_json";
    }
}
