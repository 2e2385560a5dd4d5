//! The table of rules on one claim. Both crates read this file; the derive has a
//! symlink to it.
//!
//! The columns: the variant of `Rule`; the name; the kind of arguments (see the
//! derive's `arguments.rs`); `passes` or `fails` for an absent claim; the HTTP answer
//! to a token that breaks the rule; what the rule expects; an example of the arguments
//! after `name =`, empty for a rule without arguments. In the expectation, `{}` is
//! replaced by the values and `{first}` by the first value. Without values, ` with {}`
//! is left out.
//!
//! To add a rule, see CONTRIBUTING: a row here, a function with its name in
//! `jwt-claims/src/rules/rule.rs`, documents and tests.

macro_rules! rule_table {
    ($then:ident $($given:tt)*) => { $then! { $($given)*
        /// At least one member is one of the values.
        AnyOf "any_of" AnyMember fails 403 "any of {}" r#"["editor", "admin"]"#;
        /// Every value is a member.
        AllOf "all_of" AllMembers fails 403 "all of {}" r#"["editor", "admin"]"#;
        /// No value is a member.
        NoneOf "none_of" AnyMember passes 403 "none of {}" r#"["editor", "admin"]"#;
        /// The claim is one of the values.
        OneOf "one_of" Values fails 403 "one of {}" r#"["editor", "admin"]"#;
        /// The claim is the value.
        Equals "equals" Value fails 403 "{}" r#""pro""#;
        /// The claim is not the value.
        NotEquals "not_equals" Value passes 403 "any value except {}" r#""guest""#;
        /// The claim, or a member, is the value or implies it.
        AtLeast "at_least" Level fails 403 "at least {first}" "Role::Editor";
        /// The text starts with the value.
        StartsWith "starts_with" Text fails 403 "text that starts with {}" r#""tenant-""#;
        /// The text ends with the value.
        EndsWith "ends_with" Text fails 403 "text that ends with {}" r#""@example.com""#;
        /// The claim is not empty.
        NonEmpty "non_empty" Nothing fails 401 "a value that is not empty" "";
        /// The length is between the bounds.
        Len "len" Length fails 401 "a length with {}" "3";
        /// The claim is between the bounds.
        Range "range" Bounds fails 401 "a value with {}" "3";
        /// The text is an e-mail address.
        Email "email" Nothing fails 401 "an e-mail address" "";
        /// The text is a UUID.
        Uuid "uuid" Nothing fails 401 "a UUID" "";
        /// The text is an absolute URL.
        Url "url" Https fails 401 "an absolute URL with {}" "";
        /// The date is not in the future.
        Past "past" Clock fails 401 "a date that is not in the future" "";
        /// The date is not in the future, and not older than the value.
        MaxAge "max_age" Age fails 401 "an age below {}" r#""1h""#;
        /// The date is not before the value.
        NotBefore "not_before" Date fails 401 "a date from {} on" r#""2024-01-01T00:00:00Z""#;
        /// The whole text matches.
        Pattern "pattern" Pattern fails 401 "text that matches {}" r#""[a-z]+-[0-9]+""#;
    } };
}
pub(crate) use rule_table;
