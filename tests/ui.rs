//! Every wrong struct in `ui/`, and what is said about it. The texts are those
//! of one compiler; `TRYBUILD=overwrite cargo test --test ui` writes them anew.

#[test]
fn what_is_refused_and_in_which_words() {
    trybuild::TestCases::new().compile_fail("ui/*.rs");
}
