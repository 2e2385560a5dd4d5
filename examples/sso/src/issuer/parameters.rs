//! The parameters of a request (RFC 6749 §3.1, §3.2).

use std::collections::BTreeMap;

use super::refusal::Refusal;

/// What a query or a form says. An empty parameter counts as omitted. It has no `Debug`, because
/// it may contain secrets.
pub(super) struct Parameters(BTreeMap<String, Vec<String>>);

impl Parameters {
    pub(super) fn new(pairs: Vec<(String, String)>) -> Self {
        let mut parameters = BTreeMap::<_, Vec<_>>::new();
        for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
            parameters.entry(name).or_default().push(value);
        }
        Self(parameters)
    }

    /// The value of a parameter. If it is repeated, the first one.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.first().map(String::as_str)
    }

    /// The same, and an empty text if it is omitted.
    pub(super) fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    pub(super) fn is_repeated(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|values| values.len() > 1)
    }

    /// An error if a parameter is repeated. A token is for one service, although RFC 8707 lets
    /// clients ask for several.
    pub(super) fn check_repeated(&self) -> Result<(), Refusal> {
        if self.is_repeated("resource") {
            return Err(Refusal::INVALID_RESOURCE);
        }
        match self.0.values().all(|values| values.len() == 1) {
            true => Ok(()),
            false => Err(Refusal::new("invalid_request", "expected each parameter once")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Parameters {
        Parameters::new(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    #[test]
    fn an_empty_parameter_is_omitted() {
        let parameters = read("state=&scope&code=&code=a");
        assert_eq!(
            [parameters.get("state"), parameters.get("scope"), parameters.get("code")],
            [None, None, Some("a")]
        );
        assert!(parameters.check_repeated().is_ok());
    }

    #[test]
    fn a_repeated_parameter_is_an_error() {
        for (query, error) in [("a=1&a=1", "invalid_request"), ("resource=a&resource=b", "invalid_target")] {
            assert_eq!(read(query).check_repeated().unwrap_err().error(), error);
        }
    }
}
