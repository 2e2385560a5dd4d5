//! The encoding of a file, and commands that read this encoding.

/// The layers around the bytes of a key, from the outside: base64, then PEM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) base64: bool,
    pub(crate) layer: Layer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layer {
    Pem,
    /// PEM with a label that other programs do not read.
    PemMislabelled,
    /// The bytes without a layer.
    Bare,
}

impl Form {
    pub(crate) const BARE: Self = Self { base64: false, layer: Layer::Bare };

    /// `openssl PROGRAM`, which reads FILE.
    #[cold]
    pub(crate) fn openssl(self, program: &str, options: &str) -> String {
        let unwrapped = self.base64.then_some("base64 -d FILE");
        let relabelled = (self.layer == Layer::PemMislabelled).then_some("openssl asn1parse");
        let der = match self.layer {
            // PKCS#12 has no other form
            Layer::Bare | Layer::PemMislabelled if program != "pkcs12" => " -inform DER",
            _ => "",
        };
        match (unwrapped, relabelled) {
            (None, None) => format!("openssl {program}{der} -in FILE {options}"),
            (Some(unwrap), None) => format!("{unwrap} | openssl {program}{der} {options}"),
            (None, Some(parse)) => {
                format!("{parse} -in FILE -noout -out /dev/stdout | openssl {program}{der} {options}")
            }
            (Some(unwrap), Some(parse)) => {
                format!("{unwrap} | {parse} -noout -out /dev/stdout | openssl {program}{der} {options}")
            }
        }
    }

    /// `keytool`, which writes the keystore in FILE as PKCS#12, and `openssl pkcs12` for the key
    /// in it.
    #[cold]
    pub(crate) fn keytool(self) -> String {
        let unwrapped = match (self.base64, self.layer) {
            (false, Layer::Bare) => None,
            (true, Layer::Bare) => Some("base64 -d FILE"),
            (false, _) => Some("grep -v -e ----- FILE | base64 -d"),
            (true, _) => Some("base64 -d FILE | grep -v -e ----- | base64 -d"),
        };
        let (unwrap, keystore) = match unwrapped {
            Some(unwrap) => (format!("{unwrap} > old.jks && "), "old.jks"),
            None => (String::new(), "FILE"),
        };
        format!(
            "{unwrap}keytool -importkeystore -srckeystore {keystore} -destkeystore new.p12 -deststoretype PKCS12 && \
             openssl pkcs12 -in new.p12 -nodes -nocerts"
        )
    }

    /// `ssh-keygen`, which works on a copy of the private key in FILE.
    #[cold]
    pub(crate) fn ssh_keygen(self, options: &str) -> String {
        const BEGIN: &str = "echo -----BEGIN OPENSSH PRIVATE KEY-----";
        const END: &str = "echo; echo -----END OPENSSH PRIVATE KEY-----";
        let body = match (self.base64, self.layer) {
            // it reads no CRLF
            (false, Layer::Pem) => "tr -d '\\r' < FILE",
            (true, Layer::Pem) => "base64 -d FILE | tr -d '\\r'",
            (false, Layer::PemMislabelled) => "grep -v -e ----- FILE",
            (true, Layer::PemMislabelled) => "base64 -d FILE | grep -v -e -----",
            (false, Layer::Bare) => "base64 FILE",
            (true, Layer::Bare) => "cat FILE",
        };
        let copy = match self.layer {
            Layer::Pem => body.to_owned(),
            _ => format!("{{ {BEGIN}; {body}; {END}; }}"),
        };
        format!("(umask 077; {copy} > plain.pem) && ssh-keygen {options}")
    }
}
