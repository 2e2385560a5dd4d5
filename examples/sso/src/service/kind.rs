//! The two services.

/// Which service it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Orders: everyone's own, and all of them for managers.
    Orders,
    /// Reports: sales for managers and auditors, the audit log for auditors.
    Reports,
}

impl Kind {
    /// The name in URLs, and the realm of challenges.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Reports => "reports",
        }
    }

    /// The name for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Orders => "Orders",
            Self::Reports => "Reports",
        }
    }

    /// The `client_id` of the service's own page.
    #[must_use]
    pub fn client_id(self) -> &'static str {
        match self {
            Self::Orders => "orders-page",
            Self::Reports => "reports-page",
        }
    }
}
