//! How fresh a login has to be (OpenID Connect Core §3.1.2.1).

use jwt_claims::sessions::Session;

use super::refusal::Refusal;

/// How long a form that was just sent counts as a login of now, in seconds.
const JUST_NOW: i64 = 10;

/// The parameters `prompt` and `max_age`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Prompt {
    /// The longest time since the login, in seconds.
    max_age: Option<i64>,
}

impl Prompt {
    /// Other values of `prompt` than `none` and `login` are refused, because nothing here
    /// does what they ask for.
    pub(super) fn parse(prompt: &str, max_age: Option<&str>) -> Result<Self, Refusal> {
        let max_age = match max_age.map(str::parse::<u32>) {
            None => None,
            Some(Ok(seconds)) => Some(i64::from(seconds).max(JUST_NOW)),
            Some(Err(_)) => {
                return Err(Refusal::new("invalid_request", "expected max_age to be a number of seconds"));
            }
        };
        match prompt {
            "" | "none" => Ok(Self { max_age }),
            "login" => Ok(Self { max_age: Some(JUST_NOW) }),
            _ => Err(Refusal::new("invalid_request", "expected prompt to be none or login")),
        }
    }

    /// An error if the user has to enter the password again.
    pub(super) fn check(self, session: &Session, now: i64) -> Result<(), Refusal> {
        let age = now - session.created_at().seconds();
        match self.max_age {
            Some(max_age) if age > max_age => Err(Refusal::LOGIN_REQUIRED),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused() {
        for (prompt, max_age) in
            [("consent", None), ("none login", None), ("", Some("-1")), ("", Some("soon"))]
        {
            assert!(Prompt::parse(prompt, max_age).is_err(), "{prompt} {max_age:?}");
        }
    }

    #[test]
    fn a_prompt_for_a_login_does_not_accept_an_older_one() {
        assert_eq!(Prompt::parse("login", Some("3600")).unwrap().max_age, Some(JUST_NOW));
        assert_eq!(Prompt::parse("none", Some("0")).unwrap().max_age, Some(JUST_NOW));
        assert_eq!(Prompt::parse("", Some("3600")).unwrap().max_age, Some(3600));
    }
}
